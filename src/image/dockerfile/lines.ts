// From text to logical lines: directives, comments, continuations and heredocs (moby/buildkit, frontend/dockerfile/parser).
import { DockerfileError, type Heredoc } from './instruction.ts'

export interface Line {
  text: string
  line: number
  endLine: number
  heredocs: Heredoc[]
}

export interface Lines {
  escape: '\\' | '`'
  syntax?: string
  lines: Line[]
  emptyContinuations: number[]
}

const TAKES_HEREDOC = /^\s*(?:onbuild\s+)?(?:run|copy|add)\b/i

/** Throws DockerfileError `syntax`. */
export function readLines(raw: readonly string[]): Lines {
  const { escape, syntax } = directives(raw)
  const continues = new RegExp(`${escape === '\\' ? '\\\\' : '`'}[ \\t]*$`)
  const lines: Line[] = []
  const emptyContinuations: number[] = []
  let at = 0
  while (at < raw.length) {
    const start = at
    let text = raw[at++]!.trimStart()
    if (text === '' || text.startsWith('#')) continue
    let empty = false
    while (continues.test(text) && at < raw.length) {
      text = text.replace(continues, '')
      let next = raw[at++]!
      while (/^\s*(#.*)?$/.test(next) && at < raw.length) {
        if (next.trim() === '') empty = true
        next = raw[at++]!
      }
      text += /^\s*(#.*)?$/.test(next) ? '' : next
      if (!continues.test(next)) break
    }
    text = text.replace(continues, '')
    if (empty) emptyContinuations.push(at)
    const heredocs: Heredoc[] = []
    if (TAKES_HEREDOC.test(text)) {
      for (const opened of openHeredocs(text)) {
        const { content, next } = heredocBody(raw, at, opened.name, opened.chomp)
        if (next === undefined) throw new DockerfileError('syntax', 'unterminated heredoc', start + 1, at)
        at = next
        heredocs.push({ name: opened.name, content, expand: opened.expand })
      }
    }
    lines.push({ text, line: start + 1, endLine: at, heredocs })
  }
  return { escape, ...(syntax === undefined ? {} : { syntax }), lines, emptyContinuations }
}

/** `# escape=` and `# syntax=` stand before everything else, each once. */
function directives(raw: readonly string[]): { escape: '\\' | '`'; syntax?: string } {
  const seen = new Map<string, string>()
  for (const [i, line] of raw.entries()) {
    const match = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(line.trimStart())
    const key = match?.[1]!.toLowerCase()
    if (!match || !key || !['escape', 'syntax', 'check'].includes(key)) break
    if (seen.has(key)) throw new DockerfileError('syntax', `only one ${key} parser directive can be used`, i + 1)
    seen.set(key, match[2]!)
    if (key === 'escape' && match[2] !== '\\' && match[2] !== '`') {
      throw new DockerfileError('syntax', `invalid escape token '${match[2]}' does not match \` or \\`, i + 1)
    }
  }
  const syntax = seen.get('syntax')
  return { escape: seen.get('escape') === '`' ? '`' : '\\', ...(syntax === undefined ? {} : { syntax }) }
}

interface Opened {
  name: string
  chomp: boolean
  expand: boolean
}

/** A word `<<EOF`, `<<-EOF` or `<<"EOF"`; undefined for anything else. */
export function parseHeredoc(word: string): Opened | undefined {
  const match = /^\d*<<(-?)([^<]+)$/.exec(word)
  if (!match) return undefined
  const name = match[2]!.replace(/^(["'])(.*)\1$/, '$2')
  if (/[\s"']/.test(name)) return undefined
  return { name, chomp: match[1] === '-', expand: name === match[2] }
}

function openHeredocs(text: string): Opened[] {
  const words = text.match(/(?:[^\s"']|"(?:\\.|[^"])*"|'[^']*')+/g) ?? []
  return words.map(parseHeredoc).filter((opened) => opened !== undefined)
}

function heredocBody(raw: readonly string[], from: number, name: string, chomp: boolean) {
  let content = ''
  for (let at = from; at < raw.length; at++) {
    const line = chomp ? raw[at]!.replace(/^\t+/, '') : raw[at]!
    if (line === name) return { content, next: at + 1 }
    content += `${line}\n`
  }
  return { content, next: undefined }
}
