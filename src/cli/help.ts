// Help pages laid out as docker's and kubectl's templates lay them out, wrapped as pflag wraps.
import { type Command, type Flag, type Flags, inherited, pathOf, usageLine } from './command.ts'

const LABELS: Record<Flag['type'], string> = {
  bool: '',
  count: 'count',
  int: 'int',
  uint: 'uint',
  float: 'float',
  string: 'string',
  duration: 'duration',
  bytes: 'bytes',
  list: 'list',
  csv: 'strings',
  map: 'map',
}

const visible = (flags: Flags): [string, Flag][] =>
  Object.entries(flags)
    .filter(([, flag]) => !flag.hidden && !flag.deprecated)
    .sort(([a], [b]) => (a < b ? -1 : 1))

/** pflag's FlagUsagesWrapped: one flag a line, summaries in a column. `columns` 0 does not wrap. */
export function flagUsages(flags: Flags, columns: number): string {
  const rows = visible(flags).map(([name, flag]) => {
    const label = flag.label ?? LABELS[flag.type]
    const head = `${flag.short ? `  -${flag.short}, --` : '      --'}${name}${label ? ` ${label}` : ''}${optional(flag)}`
    return { head, text: flag.summary + shownDefault(flag) }
  })
  const width = Math.max(0, ...rows.map((row) => row.head.length)) + 1
  return rows.map(({ head, text }) => `${head.padEnd(width)}  ${wrap(width + 2, columns, text)}\n`).join('')
}

const optional = (flag: Flag) =>
  flag.noValue === undefined || flag.type === 'bool'
    ? ''
    : flag.type === 'string'
      ? `[="${flag.noValue}"]`
      : `[=${flag.noValue}]`

function shownDefault(flag: Flag): string {
  if (flag.shownDefault !== undefined) return flag.shownDefault ? ` (default ${flag.shownDefault})` : ''
  const value = flag.default
  if (value === undefined || value === false || value === 0 || value === '') return ''
  if (Array.isArray(value)) return value.length > 0 ? ` (default [${value.join(',')}])` : ''
  return flag.type === 'string' ? ` (default "${String(value)}")` : ` (default ${String(value)})`
}

/** Words up to `columns`, following lines indented by `indent`; pflag lets a line run over by up to 5 columns at its end. */
export function wrap(indent: number, columns: number, text: string): string {
  let at = indent
  let first = ''
  if (columns - at < 24) {
    at = 16
    first = `\n${' '.repeat(at)}`
  }
  if (columns === 0 || columns - at < 24) return first + text.replaceAll('\n', `\n${' '.repeat(indent)}`)
  const slop = 5
  const room = columns - at - slop
  const lines: string[] = []
  let rest = text
  do {
    const [line, left] = cut(room, slop, rest)
    lines.push(line.replaceAll('\n', `\n${' '.repeat(at)}`))
    rest = left
  } while (rest)
  return first + lines.join(`\n${' '.repeat(at)}`)
}

function cut(room: number, slop: number, text: string): [string, string] {
  if (room + slop > text.length) return [text, '']
  const head = text.slice(0, room)
  const space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'))
  if (space <= 0) return [text, '']
  const newline = head.lastIndexOf('\n')
  const end = newline > 0 && newline < space ? newline : space
  return [text.slice(0, end), text.slice(end + 1)]
}

const indentLines = (text: string, by: string) => text.replace(/^(?=.)/gm, by)

const list = (commands: Command[], names: (command: Command) => string): string => {
  const width = Math.max(11, ...commands.map((child) => names(child).length))
  return commands.map((child) => `  ${names(child).padEnd(width)} ${child.summary}`).join('\n')
}

const shownCommands = (command: Command): Command[] => (command.subcommands ?? []).filter((child) => !child.hidden)

/** Subcommands under their headings, in the order the command gives them; `fallback` heads those without a group. */
function sections(command: Command, fallback: string, names: (command: Command) => string, sorted = true): string[] {
  const groups = new Map<string, Command[]>((command.groups ?? []).map((title) => [title, []]))
  for (const child of shownCommands(command)) {
    const title = child.group ?? fallback
    groups.set(title, [...(groups.get(title) ?? []), child])
  }
  const byName = (a: Command, b: Command) => (a.name < b.name ? -1 : 1)
  return [...groups]
    .filter(([, children]) => children.length > 0)
    .map(([title, children]) => {
      const order = sorted && title !== 'Common Commands' ? [...children].sort(byName) : children
      return `${title}:\n${list(order, names)}`
    })
}

const ON_TRIAL = `  % is an experimental feature.
  It may change or go away with any release. More about such features:
  https://docs.docker.com/go/experimental/`

/** docker's help page (cli/cobra.go). `columns` is the terminal's width. `plugins` are names marked with a star. */
export function dockerHelp(chain: Command[], columns: number, plugins: readonly string[] = []): string {
  const command = chain.at(-1)!
  const group = shownCommands(command).length > 0
  const flags = { ...inherited(chain), ...command.flags, ...command.persistent }
  const hasFlags = visible(flags).length > 0
  const usage = group ? `${pathOf(chain)}${hasFlags ? ' [OPTIONS]' : ''} COMMAND` : usageLine(chain)
  const parts = [`Usage:  ${usage}`, (command.long ?? command.summary).trim()]
  if (command.experimental) parts.push(`EXPERIMENTAL:\n${ON_TRIAL.replace('%', pathOf(chain))}`)
  if (command.synonyms && command.synonyms.length > 1) parts.push(`Aliases:\n  ${command.synonyms.join(', ')}`)
  if (command.examples) parts.push(`Examples:\n${indentLines(command.examples, '  ')}`)
  const options = hasFlags
    ? `${chain.length === 1 ? 'Global Options' : 'Options'}:\n${flagUsages(flags, columns - 1).trimEnd()}`
    : undefined
  const starred = (child: Command) => child.name + (plugins.includes(child.name) ? '*' : '')
  if (options && chain.length > 1) parts.push(options)
  if (group) parts.push(...sections(command, 'Commands', starred))
  if (options && chain.length === 1) parts.push(options)
  if (group) parts.push(`Run '${pathOf(chain)} COMMAND --help' for more information on a command.`)
  if (command.footer) parts.push(command.footer)
  if (chain.length === 1) parts.push('For more help on how to use Docker, head to https://docs.docker.com/go/guides/')
  return `${parts.join('\n\n')}\n`
}

/** kubectl's help page (util/templates). Options of all commands are only in `kubectl options`. */
export function kubectlHelp(chain: Command[]): string {
  const command = chain.at(-1)!
  const parts = [(command.long ?? `${command.summary}.`).trim()]
  if (command.aliases) parts.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}`)
  if (command.examples) parts.push(`Examples:\n${indentLines(command.examples, '  ')}`)
  const group = shownCommands(command).length > 0
  if (group) {
    const width = Math.max(11, ...shownCommands(command).map((child) => child.name.length)) + 2
    parts.push(...sections(command, 'Available Commands', (child) => child.name.padEnd(width), !command.groups))
  }
  const options = kubectlOptions(command.flags)
  if (options) parts.push(`Options:\n${options}`.trimEnd())
  const usage = usageLine(chain)
  parts.push(`Usage:\n  ${usage}${usage.includes('[options]') ? '' : ' [options]'}`)
  const hints = [
    group ? `Use "${pathOf(chain)} <command> --help" for more information about a given command.\n` : '',
    'Use "kubectl options" for a list of global command-line options (applies to all commands).\n',
  ]
  return `${parts.join('\n\n')}\n\n${hints.join('')}`
}

/** `    -q, --quiet=false:` and its summary on the next line, a blank line after each. */
export function kubectlOptions(flags: Flags): string {
  return visible(flags)
    .map(([name, flag]) => {
      const head = `${flag.short ? `-${flag.short}, ` : ''}--${name}=${kubectlDefault(flag)}`
      return `    ${head}:\n\t${flag.summary}\n\n`
    })
    .join('')
}

function kubectlDefault(flag: Flag): string {
  if (flag.shownDefault !== undefined) return flag.shownDefault
  if (flag.type === 'bool') return String(flag.default ?? false)
  if (flag.type === 'list' || flag.type === 'csv') return `[${((flag.default as readonly string[]) ?? []).join(',')}]`
  if (flag.type === 'string') return `'${String(flag.default ?? '')}'`
  if (flag.type === 'duration') return String(flag.default ?? '0s')
  return String(flag.default ?? 0)
}
