// kubectl: the table of its commands, and the program.
import type { Process } from '../../machine/process.ts'
import { type Command, command } from '../command.ts'
import { complete } from '../complete.ts'
import { dispatch, firstWord } from '../dispatch.ts'
import { kubectlOptions } from '../help.ts'
import { DEBUG, KUSTOMIZE, absent } from './commands/absent.ts'
import { apply } from './commands/apply.ts'
import { auth } from './commands/auth.ts'
import { autoscale } from './commands/autoscale.ts'
import { certificate } from './commands/certificate.ts'
import { apiResources, apiVersions, clusterInfo, version } from './commands/cluster.ts'
import { config } from './commands/config.ts'
import { cordon, uncordon } from './commands/cordon.ts'
import { cp } from './commands/cp.ts'
import { create } from './commands/create.ts'
import { remove } from './commands/delete.ts'
import { describe } from './commands/describe.ts'
import { diff } from './commands/diff.ts'
import { drain } from './commands/drain.ts'
import { edit } from './commands/edit.ts'
import { events } from './commands/events.ts'
import { attach, exec } from './commands/exec.ts'
import { explain } from './commands/explain.ts'
import { expose } from './commands/expose.ts'
import { get } from './commands/get.ts'
import { annotate, label } from './commands/label.ts'
import { logs } from './commands/logs.ts'
import { patch } from './commands/patch.ts'
import { portForward } from './commands/port-forward.ts'
import { proxy } from './commands/proxy.ts'
import { replace } from './commands/replace.ts'
import { rollout } from './commands/rollout.ts'
import { run } from './commands/run.ts'
import { scale } from './commands/scale.ts'
import { set } from './commands/set/set.ts'
import { completion, findPlugin, plugin } from './commands/shell.ts'
import { taint } from './commands/taint.ts'
import { top } from './commands/top.ts'
import { wait } from './commands/wait.ts'
import { GLOBAL } from './flags.ts'
import { voice } from './voice.ts'

const options = command({
  name: 'options',
  usage: '',
  summary: 'Print the list of flags inherited by all commands',
  hidden: true,
  flags: {},
  run: async (process) => {
    await process.print(`The following options can be passed to any command:\n\n${kubectlOptions(GLOBAL)}`)
    return 0
  },
})

const TROUBLE = 'Troubleshooting and Debugging Commands'

const alpha = command({
  name: 'alpha',
  usage: '',
  summary: 'Commands for features in alpha',
  hidden: true,
  flags: {},
  run: async (process) => {
    await process.error('No alpha commands are available in this version of kubectl\n')
    return 0
  },
})

export const root: Command = command({
  name: 'kubectl',
  usage: '[flags]',
  summary: 'kubectl controls the Kubernetes cluster manager.',
  long: 'kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/',
  groups: [
    'Basic Commands (Beginner)',
    'Basic Commands (Intermediate)',
    'Deploy Commands',
    'Cluster Management Commands',
    TROUBLE,
    'Advanced Commands',
    'Settings Commands',
    'Other Commands',
  ],
  flags: {},
  persistent: GLOBAL,
  subcommands: [
    create,
    expose,
    run,
    set,
    explain,
    get,
    edit,
    remove,
    rollout,
    scale,
    autoscale,
    certificate,
    clusterInfo,
    top,
    cordon,
    uncordon,
    drain,
    taint,
    describe,
    logs,
    attach,
    exec,
    portForward,
    proxy,
    cp,
    auth,
    absent(
      'debug',
      '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
      'Create debugging sessions for troubleshooting workloads and nodes',
      TROUBLE,
      DEBUG,
    ),
    events,
    diff,
    apply,
    patch,
    replace,
    wait,
    absent(
      'kustomize',
      'DIR [flags]',
      'Build a kustomization target from a directory or URL',
      'Advanced Commands',
      KUSTOMIZE,
    ),
    label,
    annotate,
    completion,
    apiResources,
    apiVersions,
    config,
    absent('kuberc', 'SUBCOMMAND', 'Manage kuberc configuration files', 'Other Commands'),
    plugin,
    version,
    options,
    alpha,
  ],
})

/** The program. What is no command of its own may be a plugin's. */
export async function kubectl(process: Process): Promise<number> {
  const words = process.argv.slice(1)
  if (words[0] === ASK) return answerTab(process, words.slice(1))
  const first = firstWord(GLOBAL, words)
  const known = root.subcommands!.some(({ name, aliases }) => name === words[first] || aliases?.includes(words[first]!))
  const plugged = first === 0 && !known ? findPlugin(process, words) : undefined
  if (!plugged) return dispatch(process, root, voice, words)
  return process.alive(() => process.spawn(plugged).exited)
}

/** What completion scripts call for every Tab. */
const ASK = '__complete'

async function answerTab(process: Process, words: readonly string[]): Promise<number> {
  const found = await complete(root, ['kubectl', ...words], words.length, process)
  await process.print(`${found.map((candidate) => `${candidate}\n`).join('')}:4\n`)
  return 0
}

/** Tab. */
export const completeKubectl = (words: readonly string[], cword: number, process: Process): Promise<string[]> =>
  complete(root, words, cword, process)
