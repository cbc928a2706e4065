// read and mapfile.
import { ShellError } from '../flow.ts'
import { readLine } from '../input.ts'
import type { Shell } from '../shell.ts'
import { isTerminal } from '../condition.ts'
import { isName } from '../variables.ts'
import { type Builtin, type BuiltinRows, letters, words } from './builtin.ts'

const read: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'ersE', 'adinNptu')
  for (const name of rest)
    if (!isName(name.replace(/\[.*/, ''))) throw new ShellError(`\`${name}': not a valid identifier`)
  const number = Number(flags.get('u') ?? 0)
  const stream = shell.fds.get(number)?.read
  if (!stream) throw new ShellError(`${number}: invalid file descriptor: Bad file descriptor`)
  const terminal = isTerminal(shell, number)
  if (flags.has('p') && terminal) await shell.err(flags.get('p')!)
  const { tty } = shell
  const echo = tty?.echo ?? true
  const raw = terminal && (flags.has('n') || flags.has('N') || flags.has('d'))
  if (tty && terminal && flags.has('s')) tty.echo = false
  if (tty && raw) tty.raw = tty.returns = true
  try {
    return await readInto(shell, stream, flags, rest, raw && !flags.has('s'))
  } finally {
    if (tty && terminal) {
      tty.echo = echo
      if (raw) tty.raw = tty.returns = false
    }
  }
}

async function readInto(
  shell: Shell,
  stream: Parameters<typeof readLine>[1],
  flags: Map<string, string>,
  names: string[],
  echoes: boolean,
): Promise<number> {
  const seconds = flags.get('t')
  const limit = flags.get('N') ?? flags.get('n')
  const delimiter = flags.has('d') ? flags.get('d')!.charCodeAt(0) || 0 : 10
  const options = {
    delimiter: flags.has('N') ? -1 : delimiter,
    limit: limit === undefined ? undefined : Number(limit),
    timeout: seconds === undefined ? undefined : Number(seconds) * 1000,
  }
  const raw = flags.has('r')
  let line = await readLine(shell, stream, options)
  if (echoes && line) await shell.err(line.text)
  let text = line?.text ?? ''
  while (!raw && line?.ended && delimiter === 10 && limit === undefined && /(^|[^\\])(\\\\)*\\$/.test(text)) {
    line = await readLine(shell, stream, options)
    text = text.slice(0, -1) + (line?.text ?? '')
  }
  store(shell, text, names, raw, flags)
  if (line?.timedOut) return 142
  return line?.ended ? 0 : 1
}

/** Characters with whether a backslash stood before them. */
type Chars = { char: string; kept: boolean }[]

function store(shell: Shell, text: string, names: string[], raw: boolean, flags: Map<string, string>): void {
  const chars = unescaped(text, raw)
  const plain = (part: Chars) => part.map(({ char }) => char).join('')
  const ifs = shell.variables.get('IFS') ?? ' \t\n'
  const array = flags.get('a')
  if (array !== undefined) {
    shell.variables.setArray(
      array,
      split(chars, ifs, Infinity).map((part) => [undefined, plain(part)]),
    )
    return
  }
  if (names.length === 0 || flags.has('N')) {
    shell.variables.set(names[0] ?? 'REPLY', plain(chars))
    return
  }
  const parts = split(chars, ifs, names.length)
  for (const [i, name] of names.entries()) {
    const element = /^(\w+)\[(.*)\]$/.exec(name)
    shell.variables.set(element?.[1] ?? name, plain(parts[i] ?? []), { subscript: element?.[2] })
  }
}

function unescaped(text: string, raw: boolean): Chars {
  const out: Chars = []
  const chars = [...text]
  for (let i = 0; i < chars.length; i++) {
    const escapes = !raw && chars[i] === '\\' && i + 1 < chars.length
    if (escapes) i++
    out.push({ char: chars[i]!, kept: escapes })
  }
  return out
}

/** At most `count` parts; the last one is the rest of the line, without spaces around it. */
function split(chars: Chars, ifs: string, count: number): Chars[] {
  const separates = (at: number) => at < chars.length && !chars[at]!.kept && ifs.includes(chars[at]!.char)
  const white = (at: number) => separates(at) && ' \t\n'.includes(chars[at]!.char)
  const parts: Chars[] = []
  let at = 0
  while (white(at)) at++
  while (at < chars.length) {
    const start = at
    if (parts.length === count - 1) return [...parts, rest(chars.slice(start), white, start, separates)]
    while (at < chars.length && !separates(at)) at++
    parts.push(chars.slice(start, at))
    while (white(at)) at++
    if (separates(at) && !white(at)) {
      at++
      while (white(at)) at++
    }
  }
  return parts
}

function rest(chars: Chars, white: (at: number) => boolean, start: number, separates: (at: number) => boolean): Chars {
  let end = chars.length
  while (end > 0 && white(start + end - 1)) end--
  const inner = chars.slice(0, end)
  const only =
    inner.length > 0 && separates(start + end - 1) && !inner.slice(0, -1).some((_, i) => separates(start + i))
  return only ? inner.slice(0, -1) : inner
}

const mapfile: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 't', 'dnOsucC')
  const name = rest[0] ?? 'MAPFILE'
  const stream = shell.fds.get(Number(flags.get('u') ?? 0))?.read
  const delimiter = flags.has('d') ? flags.get('d')!.charCodeAt(0) || 0 : 10
  const lines: string[] = []
  const limit = Number(flags.get('n') ?? 0) || Infinity
  let skip = Number(flags.get('s') ?? 0)
  while (lines.length < limit) {
    const line = await readLine(shell, stream, { delimiter })
    if (!line) break
    if (skip-- > 0) continue
    lines.push(line.text + (flags.has('t') || !line.ended ? '' : String.fromCharCode(delimiter)))
    await shell.tick(0.01)
  }
  const origin = Number(flags.get('O') ?? 0)
  shell.variables.setArray(
    name,
    lines.map((line, i) => [String(origin + i), line]),
    flags.has('O'),
  )
  return 0
}

export const READING: BuiltinRows = [
  ['read', { run: read }],
  ['mapfile', { run: mapfile, bashOnly: true }],
  ['readarray', { run: mapfile, bashOnly: true }],
]
