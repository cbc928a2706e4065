// kubectl run: one pod from an image.
import type { WatchEvent } from '../../../api/kubernetes/meta.ts'
import { type Options, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiFailure } from '../answer.ts'
import { jsonLines } from '../client.ts'
import { resourcePath } from '../discovery.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT } from '../flags.ts'
import { type AnyObject, at } from '../object.ts'
import { RECORD, recordOn } from '../record.ts'
import { printerFor } from '../print/output.ts'
import { Kube, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith } from '../session.ts'
import { saveTyped } from '../apply/annotation.ts'
import { run as runRemote } from './exec.ts'

const FLAGS = {
  ...PRINT,
  ...DRY_RUN,
  ...FILES,
  ...FIELD_MANAGER('kubectl-run'),
  ...RECORD,
  annotations: { type: 'list', summary: 'Annotations of the pod' },
  attach: { type: 'bool', summary: 'Wait until the pod runs, then attach to it' },
  cascade: { type: 'string', default: 'background', noValue: 'background', summary: 'Taken, and of no effect here' },
  command: { type: 'bool', summary: 'What follows is the command, not its arguments' },
  'detach-keys': { type: 'string', default: 'ctrl-p,ctrl-q', summary: 'Keys that detach' },
  env: { type: 'list', summary: 'Environment of the container: NAME=value' },
  expose: { type: 'bool', summary: 'Make a ClusterIP service for the pod as well; needs --port' },
  force: { type: 'bool', summary: 'Taken, and of no effect here' },
  'grace-period': { type: 'int', default: -1, summary: 'Taken, and of no effect here' },
  image: { type: 'string', default: '', summary: 'The image' },
  'image-pull-policy': { type: 'string', default: '', summary: 'Always, IfNotPresent or Never' },
  labels: { type: 'string', short: 'l', default: '', summary: 'Labels of the pod: k=v,k=v' },
  'leave-stdin-open': { type: 'bool', summary: 'Leave standard input open after the first attach' },
  'override-type': { type: 'string', default: 'merge', summary: 'How --overrides is merged' },
  overrides: { type: 'string', default: '', summary: 'JSON laid over the pod' },
  'pod-running-timeout': {
    type: 'duration',
    default: '1m0s',
    shownDefault: '1m0s',
    summary: 'How long to wait for a running pod',
  },
  port: { type: 'string', default: '', summary: 'Port that the container listens on' },
  privileged: { type: 'bool', summary: 'Run the container privileged' },
  quiet: { type: 'bool', short: 'q', summary: 'No prompts' },
  restart: { type: 'string', default: 'Always', summary: 'Always, OnFailure or Never' },
  rm: { type: 'bool', summary: 'Delete the pod when it has ended; with --attach or -i' },
  'save-config': { type: 'bool', summary: 'Keep the configuration in the annotation of kubectl apply' },
  stdin: { type: 'bool', short: 'i', summary: 'Keep standard input open' },
  timeout: { type: 'duration', default: '0s', shownDefault: '0s', summary: 'Taken, and of no effect here' },
  tty: { type: 'bool', short: 't', summary: 'Give the container a terminal' },
  wait: { type: 'bool', summary: 'Taken, and of no effect here' },
} as const

type RunOptions = Options<typeof FLAGS>

export const run = command({
  name: 'run',
  usage:
    'NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  summary: 'Run a particular image on the cluster',
  long: 'Create and run a particular image in a pod.',
  examples:
    '# A pod that serves pages\nkubectl run nginx --image=nginx --port=80\n\n# A shell that is gone when you leave it\nkubectl run -it --rm debug --image=busybox --restart=Never -- sh',
  group: 'Basic Commands (Beginner)',
  flags: FLAGS,
  run: async (process, options, args, call) => {
    if (!options.image && !call.changed('image')) throw new StatusError('error: required flag(s) "image" not set')
    const name = args[0]
    if (name === undefined || call.dash === 0)
      throw new StatusError("error: NAME is required for run\nSee 'kubectl run -h' for help and examples")
    if (!options.image) throw new StatusError('error: --image is required')
    if (!/^\S+$/.test(options.image) || /[A-Z]/.test(options.image.split(':')[0]!))
      throw new StatusError(`error: Invalid image name "${options.image}": invalid reference format`)
    check(options)
    const dryRun = dryRunOf(options['dry-run'])
    const kube = await Kube.open(process, call)
    kube.mapper.tries = 1
    const pod = overridden(podOf(name, options, args.slice(1), kube.namespace), options)
    recordOn(process, pod, call, args)
    if (options['save-config']) saveTyped(pod)
    const pods = await kube.mapper.find('pods')
    const query = { ...dryRunQuery(dryRun), fieldManager: options['field-manager'], fieldValidation: 'Ignore' }
    const made =
      dryRun === 'client'
        ? pod
        : await kube.client.json<AnyObject>(resourcePath(pods, kube.namespace), { method: 'POST', body: pod, query })
    if (options.expose) await expose(kube, pod, options, dryRun === 'client')
    if (attaching(options) && dryRun === 'none') return attached(kube, made, options)
    const printer = printerFor(process, options, nameOfWith(pods), { typed: true })
    if (printer) await printer(made)
    else await process.print(`pod/${name} created${dryRunSuffix(dryRun)}\n`)
    return 0
  },
})

const attaching = (options: RunOptions) => options.attach || options.stdin

const usage = (message: string) => new StatusError(`error: ${message}\nSee 'kubectl run -h' for help and examples`)

function check(options: RunOptions): void {
  if (!['Always', 'OnFailure', 'Never'].includes(options.restart))
    throw usage(`invalid restart policy: ${options.restart}`)
  if (options.rm && !attaching(options)) throw usage('--rm should only be used for attached containers')
  if (options.tty && !options.stdin) throw usage('-i/--stdin is required for containers with -t/--tty=true')
  if (options.expose && !options.port) throw usage('--port must be set when exposing a service')
  if (attaching(options) && options['dry-run'] !== 'none')
    throw usage(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    )
  const policies = ['', 'Always', 'IfNotPresent', 'Never']
  if (!policies.includes(options['image-pull-policy']))
    throw usage(`invalid image pull policy: ${options['image-pull-policy']}`)
}

function podOf(name: string, options: RunOptions, words: string[], namespace: string): AnyObject {
  const port = options.port ? Number(options.port) : undefined
  if (port !== undefined && !Number.isInteger(port))
    throw new StatusError(`error: strconv.Atoi: parsing "${options.port}": invalid syntax`)
  const container: Record<string, unknown> = {
    name,
    image: options.image,
    ...(options['image-pull-policy'] ? { imagePullPolicy: options['image-pull-policy'] } : {}),
    ...(words.length > 0 ? { [options.command ? 'command' : 'args']: words } : {}),
    ...(options.env.length > 0 ? { env: options.env.map(variable) } : {}),
    ...(port !== undefined ? { ports: [{ containerPort: port }] } : {}),
    ...(options.privileged ? { securityContext: { privileged: true } } : {}),
    ...(options.stdin ? { stdin: true, stdinOnce: !options['leave-stdin-open'] } : {}),
    ...(options.tty ? { tty: true } : {}),
    resources: {},
  }
  const labels = options.labels ? pairs(options.labels.split(','), 'label') : { run: name }
  const annotations = options.annotations.length > 0 ? { annotations: pairs(options.annotations, 'annotation') } : {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels, ...annotations },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: options.restart },
    status: {},
  }
}

function variable(word: string): { name: string; value: string } {
  const equals = word.indexOf('=')
  if (equals < 1) throw new StatusError(`error: invalid env: ${word}`)
  return { name: word.slice(0, equals), value: word.slice(equals + 1) }
}

function pairs(words: readonly string[], what: string): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf('=')
      if (equals < 1) throw new StatusError(`error: unexpected ${what} spec: ${word}`)
      return [word.slice(0, equals), word.slice(equals + 1)]
    }),
  )
}

/** JSON merge patch (RFC 7386), which is what --overrides is by default. */
function overridden(pod: AnyObject, options: RunOptions): AnyObject {
  if (!options.overrides) return pod
  try {
    return merge(pod, JSON.parse(options.overrides)) as AnyObject
  } catch (error) {
    if (error instanceof SyntaxError) throw new StatusError(`error: Invalid JSON in --overrides: ${error.message}`)
    throw error
  }
}

function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const out: Record<string, unknown> =
    typeof target === 'object' && target !== null && !Array.isArray(target)
      ? { ...(target as Record<string, unknown>) }
      : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key]
    else out[key] = merge(out[key], value)
  }
  return out
}

async function expose(kube: Kube, pod: AnyObject, options: RunOptions, dry: boolean): Promise<void> {
  const port = Number(options.port)
  const { name, labels } = pod.metadata
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { ports: [{ port, protocol: 'TCP', targetPort: port }], selector: labels },
  }
  const services = await kube.mapper.find('services')
  if (!dry) await kube.client.json(resourcePath(services, kube.namespace), { method: 'POST', body: service })
  await kube.process.print(`service/${name} created${dry ? ' (dry run)' : ''}\n`)
}

/** With --rm the pod goes away however the visit ended. */
async function attached(kube: Kube, pod: AnyObject, options: RunOptions): Promise<number> {
  try {
    return await visit(kube, pod, options)
  } finally {
    if (options.rm && kube.process.exitCode === undefined) await removePod(kube, pod.metadata.name!, options.quiet)
  }
}

async function removePod(kube: Kube, name: string, quiet: boolean): Promise<void> {
  await kube.client.json(resourcePath(await kube.mapper.find('pods'), kube.namespace, name), { method: 'DELETE' })
  if (!quiet) await kube.process.print(`pod "${name}" deleted from ${kube.namespace} namespace\n`)
}

async function visit(kube: Kube, pod: AnyObject, options: RunOptions): Promise<number> {
  const { process } = kube
  const running = await started(kube, pod, options['pod-running-timeout'])
  let code = 0
  const state = phase(running)
  const container = pod.metadata.name!
  if (state === 'Running') {
    if (!options.quiet && options.stdin)
      await process.error(
        "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n",
      )
    await attachOrLog(kube, running, options)
    if (options.restart === 'Never') code = await ended(kube, running)
  } else {
    await printLog(kube, container)
    if (options.restart === 'Never') code = exitCodeOf(running)
  }
  return code
}

/** A container that ended before anybody was there has left its log. */
async function attachOrLog(kube: Kube, pod: AnyObject, { stdin, tty, quiet }: RunOptions): Promise<void> {
  const name = pod.metadata.name!
  try {
    await runRemote(kube, pod, 'attach', { container: name, stdin, tty, quiet })
  } catch (error) {
    if (!(error instanceof ApiFailure || error instanceof StatusError)) throw error
    const why = error.message.replace(/^error: /, '')
    await kube.process.error(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${why}\n`)
    await printLog(kube, name)
  }
}

async function printLog(kube: Kube, name: string): Promise<void> {
  const path = resourcePath(await kube.mapper.find('pods'), kube.namespace, name, 'log')
  const log = await kube.client.stream(path, { query: { container: name } })
  for (let chunk = await log.body.read(); chunk; chunk = await log.body.read()) await kube.process.print(chunk)
}

const phase = (pod: AnyObject) => at(pod, 'status', 'phase') as string | undefined
const exitCodeOf = (pod: AnyObject) =>
  Number(at(pod, 'status', 'containerStatuses', 0, 'state', 'terminated', 'exitCode') ?? 0)

/** Watches the pod until `done` says so, for `timeout` ms at the most. */
async function until(
  kube: Kube,
  pod: AnyObject,
  done: (pod: AnyObject) => boolean,
  timeout?: number,
): Promise<AnyObject> {
  const pods = await kube.mapper.find('pods')
  const now = await kube.get(pods, pod.metadata.name!)
  if (done(now)) return now
  const query = {
    watch: true,
    fieldSelector: `metadata.name=${pod.metadata.name}`,
    resourceVersion: now.metadata.resourceVersion,
    timeoutSeconds: timeout ? Math.ceil(timeout / 1000) : undefined,
  }
  const stream = await kube.client.stream(resourcePath(pods, kube.namespace), { query })
  for await (const { object } of jsonLines<WatchEvent<AnyObject>>(stream)) if (done(object)) return object
  throw new StatusError('error: timed out waiting for the condition')
}

const started = (kube: Kube, pod: AnyObject, timeout: number) =>
  until(kube, pod, (now) => phase(now) !== undefined && phase(now) !== 'Pending', timeout)

const ended = async (kube: Kube, pod: AnyObject) =>
  exitCodeOf(await until(kube, pod, (now) => phase(now) === 'Succeeded' || phase(now) === 'Failed'))
