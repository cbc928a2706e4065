// kubectl: the table of its commands, and the program.
import type { Process } from '../../machine/process.ts'
import { type Command, command } from '../command.ts'
import { complete } from '../complete.ts'
import { dispatch } from '../dispatch.ts'
import { kubectlOptions } from '../help.ts'
import { apply } from './commands/apply.ts'
import { apiResources, apiVersions, clusterInfo, version } from './commands/cluster.ts'
import { config } from './commands/config.ts'
import { create } from './commands/create.ts'
import { remove } from './commands/delete.ts'
import { describe } from './commands/describe.ts'
import { attach, exec } from './commands/exec.ts'
import { edit } from './commands/edit.ts'
import { expose } from './commands/expose.ts'
import { get } from './commands/get.ts'
import { annotate, label } from './commands/label.ts'
import { logs } from './commands/logs.ts'
import { patch } from './commands/patch.ts'
import { rollout } from './commands/rollout.ts'
import { run } from './commands/run.ts'
import { scale } from './commands/scale.ts'
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

const root: Command = command({
  name: 'kubectl',
  usage: '[flags]',
  summary: 'kubectl controls the Kubernetes cluster manager.',
  long: 'kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/',
  groups: [
    'Basic Commands (Beginner)',
    'Basic Commands (Intermediate)',
    'Deploy Commands',
    'Cluster Management Commands',
    'Troubleshooting and Debugging Commands',
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
    get,
    edit,
    remove,
    rollout,
    scale,
    clusterInfo,
    describe,
    logs,
    attach,
    exec,
    apply,
    patch,
    wait,
    label,
    annotate,
    apiResources,
    apiVersions,
    config,
    version,
    options,
  ],
})

/** The program. */
export const kubectl = (process: Process): Promise<number> => dispatch(process, root, voice, process.argv.slice(1))

/** Tab. */
export const completeKubectl = (words: readonly string[], cword: number, process: Process): Promise<string[]> =>
  complete(root, words, cword, process)
