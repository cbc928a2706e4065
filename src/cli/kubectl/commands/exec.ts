// kubectl exec and attach: a second command in a running container, or the first one's own streams.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { namesOf } from '../completion.ts'
import { resourcePath } from '../discovery.ts'
import { type AnyObject, at } from '../object.ts'
import { findPod, pickContainer } from '../pods.ts'
import { remoteCommand } from '../remote.ts'
import { Kube } from '../session.ts'

const COMMON = {
  container: { type: 'string', short: 'c', default: '', summary: 'The container' },
  quiet: { type: 'bool', short: 'q', summary: 'Print only what the command prints' },
  stdin: { type: 'bool', short: 'i', summary: 'Pass standard input on' },
  tty: { type: 'bool', short: 't', summary: 'Standard input is a terminal' },
  'pod-running-timeout': {
    type: 'duration',
    default: '1m0s',
    shownDefault: '1m0s',
    summary: 'How long to wait for a running pod',
  },
} as const

const FINISHED = new Set(['Succeeded', 'Failed'])

export const exec = command({
  name: 'exec',
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  summary: 'Execute a command in a container',
  examples:
    '# The date in the first container of a pod\nkubectl exec web -- date\n\n# A shell in it\nkubectl exec -it web -- sh',
  group: 'Troubleshooting and Debugging Commands',
  flags: { ...COMMON, filename: { type: 'csv', short: 'f', summary: 'File that names the resource', absent: true } },
  complete: namesOf('pods'),
  run: async (process, options, args, call) => {
    const [word, ...rest] = args
    if (word === undefined) throw usage('pod, type/name or --filename must be specified')
    if (call.dash === undefined && rest.length > 0) {
      throw new StatusError(
        `error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples`,
      )
    }
    if (rest.length === 0) throw usage('you must specify at least one command for the container')
    const kube = await Kube.open(process, call)
    const pod = await findPod(kube, word)
    const phase = at(pod, 'status', 'phase') as string
    if (FINISHED.has(phase)) {
      throw new StatusError(`error: cannot exec into a container in a completed pod; current phase is ${phase}`)
    }
    const container = await pickContainer(process, pod, options.container, options.quiet)
    return run(kube, pod, 'exec', { container: container.name, stdin: options.stdin, tty: options.tty, command: rest })
  },
})

export const attach = command({
  name: 'attach',
  usage: '(POD | TYPE/NAME) -c CONTAINER',
  summary: 'Attach to a running container',
  group: 'Troubleshooting and Debugging Commands',
  flags: {
    ...COMMON,
    'detach-keys': {
      type: 'string',
      default: 'ctrl-p,ctrl-q',
      summary: 'Keys that let go of the container',
      absent: true,
    },
  },
  complete: namesOf('pods'),
  run: async (process, options, args, call) => {
    if (args.length === 0) throw usage('at least 1 argument is required for attach')
    const kube = await Kube.open(process, call)
    const pod = await findPod(kube, args[0]!)
    const container = await pickContainer(process, pod, options.container, options.quiet)
    if (!options.quiet && options.stdin)
      await process.error(
        "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n",
      )
    const { stdin, tty, quiet } = options
    return run(kube, pod, 'attach', { container: container.name, stdin, tty, quiet })
  },
})

const usage = (message: string) => new StatusError(`error: ${message}`)

export interface RemoteOptions {
  container: string
  stdin: boolean
  tty: boolean
  command?: string[]
  quiet?: boolean
}

/** Without a terminal on our side there is none on the other either. */
export async function run(
  kube: Kube,
  pod: AnyObject,
  subresource: 'exec' | 'attach',
  options: RemoteOptions,
): Promise<number> {
  const { process } = kube
  let { tty } = options
  if (tty && !process.isTty.stdin) {
    tty = false
    await process.error('Unable to use a TTY - input is not a terminal or the right kind of file\n')
  }
  const query: Record<string, string[]> = { container: [options.container], stdout: ['true'] }
  if (options.command) query.command = options.command
  if (options.stdin) query.stdin = ['true']
  if (tty) query.tty = ['true']
  else query.stderr = ['true']
  const path = resourcePath(await kube.mapper.find('pods'), pod.metadata.namespace, pod.metadata.name, subresource)
  const code = await remoteCommand(kube.client, path, query, { stdin: options.stdin, tty })
  const lives = subresource === 'attach' && options.stdin && tty && at(pod, 'spec', 'restartPolicy') === 'Always'
  if (lives && !options.quiet)
    await process.print(
      `Session ended, resume using 'kubectl attach ${pod.metadata.name} -c ${options.container} -i -t' command when the pod is running\n`,
    )
  return code
}
