// Runs a text as a script: parses it, says what is wrong with it, expands aliases line by line.
import { type ParseError, type SyntaxNode, type Statement, forEachChild, parse } from 'unbash'
import { expandAliases } from './alias.ts'
import { runStatement } from './execute.ts'
import { ShellError } from './flow.ts'
import type { Shell } from './shell.ts'
import { Source } from './source.ts'

export interface TextOptions {
  /** Name in messages: the file's, or $0. */
  name: string
  script?: boolean
  firstLine?: number
  /** Keeps the name and the lines of the text that runs it: traps, eval. */
  inherit?: boolean
  /** The last command may take the place of the shell's process. */
  last?: boolean
  /** What a syntax error names between the shell and the line: `-c`, `eval`. */
  label?: string
}

/** Throws ShellError for a syntax error, after the lines before it have been run. */
export async function runText(shell: Shell, text: string, options: TextOptions): Promise<void> {
  const before = shell.source
  const source = options.inherit
    ? new Source(text, before.name, { script: before.script, firstLine: shell.line })
    : new Source(text, options.name, options)
  const script = parse(text)
  const error = firstError(script.errors)
  const limit = error ? text.lastIndexOf('\n', Math.max(0, errorPosition(text, error) - 1)) : Infinity
  shell.source = source
  try {
    const statements = script.commands.filter((statement) => statement.end <= limit)
    await runStatements(shell, statements, text, options.last === true && !error)
    if (error) await syntaxError(shell, text, error, options)
  } finally {
    shell.source = before
  }
}

const firstError = (errors: readonly ParseError[] | undefined): ParseError | undefined =>
  [...(errors ?? [])].sort((a, b) => a.pos - b.pos)[0]

/** Something open at the end began on an earlier line: what came before that line is fine. */
const errorPosition = (text: string, { message, pos }: ParseError) =>
  /to close|^expected command/.test(message) && pos >= text.trimEnd().length
    ? Math.max(0, text.indexOf('\n') < 0 ? 0 : startOfLast(text))
    : pos

/** Of the last command that parses as a beginning of something. */
function startOfLast(text: string): number {
  return parse(text).commands.at(-1)?.pos ?? 0
}

async function runStatements(
  shell: Shell,
  statements: readonly Statement[],
  text: string,
  last: boolean,
): Promise<void> {
  let i = 0
  while (i < statements.length) {
    const line = shell.source.lineAt(statements[i]!.pos)
    let end = i + 1
    while (end < statements.length && shell.source.lineAt(statements[end]!.pos) === line) end++
    const group = statements.slice(i, end)
    const slice = text.slice(group[0]!.pos, statements[end]?.pos ?? text.length)
    const expanded = usesAliases(shell) ? expandAliases(slice, shell.aliases) : slice
    const final = last && end === statements.length
    if (expanded !== slice) await runExpanded(shell, expanded, line)
    else
      for (const [at, statement] of group.entries()) {
        if (shell.options.noexec) continue
        await runStatement(shell, statement, final && at === group.length - 1)
      }
    i = end
  }
}

const usesAliases = (shell: Shell) =>
  shell.aliases.size > 0 && (shell.options.expand_aliases || shell.dialect.name !== 'bash')

async function runExpanded(shell: Shell, text: string, firstLine: number): Promise<void> {
  const before = shell.source
  const script = parse(text)
  const error = firstError(script.errors)
  shell.source = new Source(text, before.name, { script: before.script, firstLine })
  try {
    if (error) return await syntaxError(shell, text, error, { name: before.name })
    for (const statement of script.commands) await runStatement(shell, statement)
  } finally {
    shell.source = before
  }
}

/** More input could make it whole: an open quote, `if` without `fi`, a here-document, a backslash at the end. */
export function isIncomplete(text: string): boolean {
  if (/(^|[^\\])(\\\\)*\\$/.test(text)) return true
  const script = parse(text)
  const error = firstError(script.errors)
  if (error) return unfinished(text, error)
  return hasOpenDocument(script)
}

function unfinished(text: string, { message, pos }: ParseError): boolean {
  if (message.startsWith('unterminated')) return true
  if (!message.startsWith('expected') || message === 'expected redirect target') return false
  return pos >= text.trimEnd().length
}

function hasOpenDocument(root: SyntaxNode): boolean {
  let open = false
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'HereDoc' && node.closing === undefined) open = true
    forEachChild(node, visit)
  }
  visit(root)
  return open
}

async function syntaxError(shell: Shell, text: string, error: ParseError, options: TextOptions): Promise<never> {
  const { source, dialect } = shell
  shell.line = source.lineAt(Math.min(error.pos, text.length))
  const open = unfinished(text, error)
  const fatal = !shell.interactive && options.label !== 'eval'
  if (dialect.name !== 'bash') {
    const token = tokenAt(text, error.pos)
    const quote = token === 'newline' ? token : `"${token}"`
    const expected = open
      ? /quote|backtick/.test(error.message)
        ? 'Unterminated quoted string'
        : `end of file unexpected${awaited(text)}`
      : `${quote} unexpected`
    const message =
      dialect.name === 'dash'
        ? `Syntax error: ${expected}`
        : `syntax error: ${expected === 'Unterminated quoted string' ? 'unterminated quoted string' : `unexpected ${open ? 'end of file' : quote}`}`
    throw new ShellError(message, 2, fatal)
  }
  const label = options.label ? `${options.label}: ` : ''
  const prefix = (line: number) =>
    `${shell.source.script ? source.name : shell.name}: ${label}${shell.interactive && !options.label ? '' : `line ${line}: `}`
  if (open) {
    const quote = /double quote/.test(error.message)
      ? '"'
      : /single quote/.test(error.message)
        ? "'"
        : /backtick/.test(error.message)
          ? '`'
          : undefined
    const closer =
      quote ?? (/command substitution/.test(error.message) ? ')' : /parameter/.test(error.message) ? '}' : undefined)
    const last = source.lineAt(text.length) + (text.endsWith('\n') ? 0 : 1)
    await shell.err(
      closer
        ? `${prefix(shell.line)}unexpected EOF while looking for matching \`${closer}'\n`
        : `${prefix(last)}syntax error: unexpected end of file\n`,
    )
  } else {
    await shell.err(`${prefix(shell.line)}syntax error near unexpected token \`${tokenAt(text, error.pos)}'\n`)
    if (!shell.interactive || options.label) await shell.err(`${prefix(shell.line)}\`${source.lineText(error.pos)}'\n`)
  }
  throw new SyntaxFailure(fatal)
}

/** What dash says it expects: the closing word of what was begun last. */
function awaited(text: string): string {
  const closers = (parse(text).errors ?? []).map(({ message }) => /^expected '([^']+)' to close/.exec(message)?.[1])
  const closer = closers.find((each) => each !== undefined)
  return closer === undefined ? '' : ` (expecting "${closer}")`
}

/** Said already. */
export class SyntaxFailure extends ShellError {
  constructor(fatal: boolean) {
    super('', 2, fatal)
  }
}

const TOKEN = /^(?:;;&|;;|;&|&&|\|\||<<<|<<-?|>>|>&|<&|&>>?|\|&|[;&|()<>]|[^\s;&|()<>]+)/

function tokenAt(text: string, position: number): string {
  const rest = text.slice(position).replace(/^[ \t]+/, '')
  return TOKEN.exec(rest)?.[0] ?? 'newline'
}
