// kubectl completion and plugin: what a shell is told, and programs that add commands.
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError, notSimulated } from '../../error.ts'
import { bareGroup } from '../group.ts'

/** Asks `kubectl __complete` for every Tab, as cobra's scripts do. */
const BASH = `# bash completion for kubectl                                -*- shell-script -*-

__start_kubectl()
{
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case "$line" in
            :*) ;;
            *) COMPREPLY+=("$line") ;;
        esac
    done < <(kubectl __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

complete -o default -F __start_kubectl kubectl
`

const usage = (message: string) =>
  new StatusError(`error: ${message}\nSee 'kubectl completion -h' for help and examples`)

export const completion = command({
  name: 'completion',
  usage: 'SHELL',
  summary: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  examples:
    '# For this shell\nsource <(kubectl completion bash)\n\n# For every new one\necho "source <(kubectl completion bash)" >> ~/.bashrc',
  group: 'Settings Commands',
  flags: {},
  complete: ({ args }) => (args.length === 0 ? ['bash', 'fish', 'powershell', 'zsh'] : []),
  run: async (process, _, args) => {
    const [shell] = args
    if (shell === undefined) throw usage('Shell not specified.')
    if (args.length > 1) throw usage('Too many arguments. Expected only the shell type.')
    if (['zsh', 'fish', 'powershell'].includes(shell)) throw notSimulated(`kubectl completion ${shell}`)
    if (shell !== 'bash') throw usage(`Unsupported shell type ${JSON.stringify(shell)}.`)
    await process.print(BASH)
    return 0
  },
})

const PREFIX = 'kubectl-'

/** Paths of programs called `kubectl-…`, in the order of PATH. */
export function plugins({ env, fs }: Process): string[] {
  const out: string[] = []
  for (const folder of (env.PATH ?? '').split(':')) {
    if (!folder || !fs.exists(folder) || fs.stat(folder).type !== 'directory') continue
    for (const name of fs.list(folder)) if (name.startsWith(PREFIX)) out.push(`${folder}/${name}`)
  }
  return out
}

/** `kubectl a b c`: the plugin with the longest name that fits, `kubectl-a-b`, and the words left for it. */
export function findPlugin(process: Process, words: readonly string[]): string[] | undefined {
  const flag = words.findIndex((word) => word.startsWith('-'))
  const names = (flag < 0 ? words : words.slice(0, flag)).map((word) => word.replaceAll('-', '_'))
  const known = plugins(process)
  for (let count = names.length; count > 0; count--) {
    const name = PREFIX + names.slice(0, count).join('-')
    const path = known.find((candidate) => candidate.endsWith(`/${name}`))
    if (path) return [path, ...words.slice(count)]
  }
  return undefined
}

const list = command({
  name: 'list',
  usage: '[flags]',
  summary: "List all visible plugin executables on a user's PATH",
  flags: { 'name-only': { type: 'bool', summary: 'Names without their folders' } },
  run: async (process, options) => {
    const found = plugins(process)
    if (found.length === 0) throw new StatusError('error: unable to find any kubectl plugins in your PATH')
    const lines = found.map((path) => (options['name-only'] ? path.split('/').at(-1)! : path))
    await process.print(`The following compatible plugins are available:\n\n${lines.join('\n')}\n`)
    return 0
  },
})

export const plugin = command({
  name: 'plugin',
  usage: '[flags]',
  summary: 'Provides utilities for interacting with plugins',
  long: 'Provides utilities for interacting with plugins.\n\n A program called kubectl-NAME on the PATH is run by "kubectl NAME".',
  group: 'Other Commands',
  flags: {},
  subcommands: [list],
  run: bareGroup,
})
