// What is wrong with a file that is no YAML, in the words of Go's yaml.v3.
import type { YAMLParseError } from 'yaml'

const TEXTS: Record<string, string> = {
  BAD_INDENT: 'did not find expected key',
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  BAD_SCALAR_START: 'found character that cannot start any token',
  BAD_DIRECTIVE: 'found character that cannot start any token',
  MULTILINE_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  MISSING_CHAR: "could not find expected ':'",
  TAB_AS_INDENT: 'found character that cannot start any token',
  UNEXPECTED_TOKEN: 'did not find expected key',
}

/** `yaml: line 3: …`; the scanner counts lines from 1, the parser from 0 and names where the unfinished block began. */
export function yamlProblem(source: string, error: YAMLParseError): string {
  const lines = source.split('\n')
  const at = (error.linePos?.[0].line ?? 1) - 1
  const tab = lines.findIndex((line) => /^ *\t+\S/.test(line))
  if (tab >= 0) return place(tab + 1, TEXTS.TAB_AS_INDENT!)
  const start = lines.findIndex((line) => /(?:^|[:\-,[{]) *[%@`][^\s]*/.test(line.replace(/(["']).*?\1/g, '')))
  if (start >= 0 && start <= at) return place(start + 1, TEXTS.BAD_SCALAR_START!)
  const quote = openQuote(lines)
  if (quote !== undefined) return place(quote + 1, 'found unexpected end of stream')
  const flow = openFlow(lines)
  if (flow) return place(flow.line || flow.problem, flow.text)
  const { code } = error
  if (/^ *- [^:]*$/.test(lines[at] ?? '')) return place(blockStart(lines, at), TEXTS.BAD_INDENT!)
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY') {
    const colon = lines.findIndex((line, i) => i >= at - 1 && /: \S.*:(?: |$)/.test(line))
    const line = colon >= 0 ? colon : lines.findIndex((text, i) => i > at && text.includes(':'))
    return place((line < 0 ? at : line) > 0 ? (line < 0 ? at : line) + 1 : 0, TEXTS[code]!)
  }
  if (code === 'MISSING_CHAR' || /^\s*-[^\s:]+(?::\S*)?$/.test(lines[at] ?? ''))
    return place(at + 1, TEXTS.MISSING_CHAR!)
  return place(blockStart(lines, at), TEXTS.BAD_INDENT!)
}

const place = (line: number, text: string) => `yaml: ${line > 0 ? `line ${line}: ` : ''}${text}`

const indentOf = (line: string) => /^ */.exec(line)![0].length

/** Where the block begins that the line at `at` does not fit into: from 0. */
function blockStart(lines: readonly string[], at: number): number {
  // A dash stands in the way of the mapping of its own column; a key, of the one around it.
  const own = indentOf(lines[at] ?? '') + (/^ *-/.test(lines[at] ?? '') ? 1 : 0)
  let outer: number | undefined
  let start = 0
  for (let i = at - 1; i >= 0; i--) {
    const line = lines[i]!
    if (line.trim() === '' || line.trim().startsWith('#')) continue
    const indent = indentOf(line)
    if (outer === undefined ? indent < own : indent === outer) {
      outer ??= indent
      start = i
    } else if (outer !== undefined && indent < outer) break
  }
  return start || at
}

/** The line of a quote that nobody closes. */
function openQuote(lines: readonly string[]): number | undefined {
  const opened = lines.findIndex((line) => /(?:: |- |^)(["'])(?:(?!\1).)*$/.test(line))
  if (opened < 0) return undefined
  const mark = /(?:: |- |^)(["'])/.exec(lines[opened]!)![1]!
  const rest = lines.slice(opened).join('\n')
  return rest.split(mark).length === 2 ? opened : undefined
}

/** A bracket that nobody closes. */
function openFlow(lines: readonly string[]): { line: number; problem: number; text: string } | undefined {
  const opened = lines.findIndex((line) => /(?:: |- |^)[[{][^\]}]*$/.test(line))
  if (opened < 0) return undefined
  const bracket = /(?:: |- |^)([[{])/.exec(lines[opened]!)![1]!
  const close = bracket === '[' ? ']' : '}'
  if (lines.slice(opened).join('\n').includes(close)) return undefined
  if (lines[opened]!.trimEnd().endsWith(bracket))
    return { line: 0, problem: opened + 1, text: 'did not find expected node content' }
  return { line: opened, problem: opened + 1, text: `did not find expected ',' or '${close}'` }
}
