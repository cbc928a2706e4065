// Expansion of words: tilde, parameters, commands, arithmetic, splitting, file names, quote removal (bash(1), EXPANSION).
import { type Word, type WordPart, parse } from 'unbash'
import { readAll } from '../../kernel/queue.ts'
import { text } from '../../kernel/bytes.ts'
import { FsError } from '../fs/filesystem.ts'
import { openRead } from '../open.ts'
import { expandBraces } from './brace.ts'
import { copyTable, openPipe, releaseTable } from './descriptor.ts'
import { type Field, Fields, fieldText } from './fields.ts'
import { ShellError } from './flow.ts'
import { canFork, waitForRoom } from './fork.ts'
import { glob } from './glob.ts'
import type { Manner } from './manner.ts'
import { hasPattern, quotePattern } from './pattern.ts'
import type { Shell } from './shell.ts'

type Script = NonNullable<Extract<WordPart, { type: 'CommandExpansion' }>['script']>

/** The arguments that words stand for. */
export async function expandWords(shell: Shell, words: readonly Word[]): Promise<string[]> {
  const out: string[] = []
  for (const word of words) out.push(...(await expandFields(shell, word)))
  return out
}

export async function expandFields(shell: Shell, word: Word): Promise<string[]> {
  const simple = plainText(word)
  if (simple !== undefined) return [simple]
  const out: string[] = []
  for (const single of braced(shell, word))
    for (const field of await wordFields(shell, single, { quoted: false, split: true }))
      out.push(...filenames(shell, field))
  return out
}

/** A word that means itself: most of them. */
function plainText(word: Word): string | undefined {
  if (word.parts || word.text !== word.value || /[\\~*?[{]/.test(word.text)) return undefined
  return word.text
}

function braced(shell: Shell, word: Word): Word[] {
  if (
    !shell.dialect.extended ||
    !shell.options.braceexpand ||
    !word.parts?.some((part) => part.type === 'BraceExpansion')
  )
    return [word]
  return expandBraces(word.text).map((each) => wordOf(each))
}

/** A word read from its text. */
export function wordOf(source: string): Word {
  const { command } = parse(`: ${source}`).commands[0]!
  const first = command.type === 'Command' ? command.suffix[0] : undefined
  if (first?.type !== 'Word') return { type: 'Word', text: source, value: source, pos: 0, end: source.length }
  return first
}

/** One string, nothing split, no file names: the value of an assignment, the word of a case. */
export async function expandString(shell: Shell, word: Word | undefined, quoted = false): Promise<string> {
  if (!word) return ''
  return joined(await wordFields(shell, word, { quoted, split: false }))
}

const joined = (fields: Field[]) => fields.map(fieldText).join(' ')

/** A pattern, in which what was quoted is taken literally. */
export async function expandPattern(shell: Shell, word: Word | undefined, quoted = false): Promise<string> {
  if (!word) return ''
  const fields = await wordFields(shell, word, { quoted, split: false })
  return fields.map((field) => field.map(patternOf).join('')).join(' ')
}

const patternOf = (piece: { text: string; quoted: boolean }) => (piece.quoted ? quotePattern(piece.text) : piece.text)

/** The text of a here-document or of the inside of double quotes. */
export async function expandParts(shell: Shell, parts: readonly WordPart[]): Promise<string> {
  const fields = new Fields('')
  await addParts(shell, fields, parts, { quoted: true, split: false })
  return joined(fields.finish())
}

/** Text as if it stood within double quotes: prompts, arithmetic. */
export async function expandText(shell: Shell, source: string): Promise<string> {
  if (!/[$`\\"']/.test(source)) return source
  const word = wordOf(`"${source.replaceAll('"', '')}"`)
  return expandString(shell, word)
}

async function wordFields(shell: Shell, word: Word, manner: Manner): Promise<Field[]> {
  const fields = new Fields(manner.split ? (shell.variables.get('IFS') ?? ' \t\n') : '')
  await addWord(shell, fields, word, manner)
  return fields.finish()
}

export async function addWord(shell: Shell, fields: Fields, word: Word, manner: Manner): Promise<void> {
  if (word.parts && word.parts.length > 0) return addParts(shell, fields, word.parts, manner, true)
  if (manner.quoted) fields.add(word.value, true)
  else addLiteral(shell, fields, word.text, true, true)
}

async function addParts(
  shell: Shell,
  fields: Fields,
  parts: readonly WordPart[],
  manner: Manner,
  whole = false,
): Promise<void> {
  for (const [i, part] of parts.entries()) {
    if (part.type === 'Literal') {
      if (manner.quoted) fields.add(part.value, true)
      else addLiteral(shell, fields, part.text, whole && i === 0, i === parts.length - 1)
    } else await addPart(shell, fields, part, manner)
  }
}

async function addPart(shell: Shell, fields: Fields, part: WordPart, manner: Manner): Promise<void> {
  switch (part.type) {
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      if (part.type === 'AnsiCQuoted' && !shell.dialect.extended) return fields.add(`$${part.text.slice(2, -1)}`, true)
      return fields.add(manner.quoted ? part.text : part.value, true)
    case 'DoubleQuoted':
    case 'LocaleString':
      return addQuoted(shell, fields, part.parts, manner)
    case 'SimpleExpansion':
    case 'ParameterExpansion':
      return shell.interpreter.expandParameter(shell, fields, part, manner)
    case 'CommandExpansion':
      return addResult(fields, await substitute(shell, part.script), manner)
    case 'ArithmeticExpansion':
      return addResult(fields, String(await arithmetic(shell, part.text.slice(3, -2))), manner)
    case 'ProcessSubstitution':
      return fields.add(processSubstitution(shell, part.operator, part.script), true)
    case 'Glob':
      if (part.kind !== 'bracket') return fields.add(part.text, false)
      return addBracket(shell, fields, part.text)
    case 'ExtendedGlob':
      fields.add(`${part.operator}(`, false)
      if (part.parts) await addParts(shell, fields, part.parts, { ...manner, split: false })
      else fields.add(part.pattern, false)
      return fields.add(')', false)
    default:
      return fields.add(part.text, manner.quoted)
  }
}

/** `[$first-z]`, `["x"]`: what stands in brackets is expanded like the rest. */
async function addBracket(shell: Shell, fields: Fields, source: string): Promise<void> {
  if (!/[$`"'\\]/.test(source)) return fields.add(source, false)
  fields.add('[', false)
  const inner = source.slice(1, -1)
  fields.add(await expandString(shell, wordOf(inner.replace(/[*?[]/g, '\\$&'))), false)
  fields.add(']', false)
}

/** `"$@"` without arguments leaves nothing behind, not even an empty field; everything else in quotes makes one. */
async function addQuoted(shell: Shell, fields: Fields, parts: readonly WordPart[], manner: Manner): Promise<void> {
  const listOnly = parts.length > 0 && parts.every((part) => /^\$(@|\{@|\{[^}]*\[@\])/.test(part.text))
  if (!listOnly) fields.add('', true)
  await addParts(shell, fields, parts, { quoted: true, split: manner.split })
}

export function addResult(fields: Fields, result: string, manner: Manner): void {
  if (manner.quoted) fields.add(result, true)
  else if (manner.split) fields.split(result)
  else fields.add(result, false)
}

function addLiteral(shell: Shell, fields: Fields, source: string, first: boolean, last: boolean): void {
  let rest = source
  const tilde = first ? /^~([^/:\\]*)/.exec(source) : null
  if (tilde && (last || tilde[0].length < source.length)) {
    const home = homeOf(shell, tilde[1]!)
    if (home !== undefined) {
      fields.add(home, true)
      rest = source.slice(tilde[0].length)
    }
  }
  let plain = ''
  for (let i = 0; i < rest.length; i++) {
    if (rest[i] !== '\\') {
      plain += rest[i]
      continue
    }
    fields.add(plain, false)
    plain = ''
    if (rest[i + 1] !== '\n') fields.add(rest[i + 1] ?? '\\', true)
    i++
  }
  fields.add(plain, false)
}

/** The directory that `~`, `~user`, `~+`, `~-` stand for. */
export function homeOf(shell: Shell, user: string): string | undefined {
  if (user === '') return shell.variables.get('HOME') ?? shell.process.user.home
  if (user === '+') return shell.process.cwd
  if (user === '-') return shell.variables.get('OLDPWD')
  return shell.accounts().find((account) => account.name === user)?.home
}

/** In an assignment a tilde counts after every colon, too. */
export async function expandAssigned(shell: Shell, word: Word): Promise<string> {
  const value = await expandString(shell, word)
  if (word.parts || !/:~/.test(word.text)) return value
  return value.replace(/:~([\w-]*)/g, (all, user: string) => {
    const home = homeOf(shell, user)
    return home === undefined ? all : `:${home}`
  })
}

function filenames(shell: Shell, field: Field): string[] {
  const literal = fieldText(field)
  if (shell.options.noglob || field.every((piece) => piece.quoted)) return [literal]
  const pattern = field.map(patternOf).join('')
  if (!hasPattern(pattern)) return [literal]
  const { dotglob, globstar, nocaseglob, nullglob, failglob } = shell.options
  const locale = shell.variables.get('LC_ALL') ?? shell.variables.get('LC_COLLATE') ?? shell.variables.get('LANG') ?? ''
  const found = glob(shell.process.fs, shell.process.cwd, pattern, { dotglob, globstar, nocaseglob, locale })
  if (found.length > 0) return found
  if (failglob) throw new ShellError(`no match: ${literal}`)
  return nullglob ? [] : [literal]
}

/** `$(…)`: what the commands print, without the newlines at its end. */
async function substitute(shell: Shell, script: Script | undefined): Promise<string> {
  if (!script) return ''
  const file = redirectOnly(script)
  if (file) return trimmed(await contentOf(shell, await expandString(shell, file)))
  if (!canFork(shell)) await waitForRoom(shell)
  const [reading, writing] = openPipe()
  const fds = copyTable(shell.fds)
  fds.get(1)?.release()
  fds.set(1, writing)
  const child = shell.fork((sub) => sub.runSubstitution(script), { fds })
  releaseTable(fds)
  const output = await shell.interruptible(readAll(reading.read!))
  reading.release()
  shell.status = shell.substitutionStatus = await shell.interruptible(child.exited)
  return trimmed(text(output).replaceAll('\0', ''))
}

const trimmed = (output: string) => output.replace(/\n+$/, '')

/** `$(<file)` */
function redirectOnly(script: Script): Word | undefined {
  const only = script.commands.length === 1 ? script.commands[0]!.command : undefined
  if (only?.type !== 'Command' || only.name || only.prefix.length !== 1) return undefined
  const redirect = only.prefix[0]!
  return redirect.type === 'Redirect' && redirect.operator === '<' && !redirect.descriptor ? redirect.target : undefined
}

async function contentOf(shell: Shell, path: string): Promise<string> {
  try {
    return text(await readAll(openRead(shell.process, path)))
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new ShellError(`${path}: ${error.message}`)
  }
}

/** `<(…)`: a pipe that can be opened by name, /dev/fd/63. */
function processSubstitution(shell: Shell, operator: '<' | '>', script: Script | undefined): string {
  const [reading, writing] = openPipe()
  const [ours, theirs] = operator === '<' ? [reading, writing] : [writing, reading]
  const fds = copyTable(shell.fds)
  const inner = operator === '<' ? 1 : 0
  fds.get(inner)?.release()
  fds.set(inner, theirs)
  if (script) shell.fork((sub) => sub.runSubstitution(script), { fds })
  releaseTable(fds)
  let number = 63
  while (shell.fds.has(number)) number--
  shell.fds.set(number, ours)
  shell.process.fds.set(number, { read: ours.read, write: ours.write })
  shell.temporaryFds.push(number)
  return `/dev/fd/${number}`
}

/** Expands the text of an expression and evaluates it. */
export async function arithmetic(shell: Shell, expression: string): Promise<number> {
  return shell.evaluate(await expandText(shell, expression))
}
