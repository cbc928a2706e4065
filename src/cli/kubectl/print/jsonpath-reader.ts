// Reads a JSONPath template into nodes.

export type Node =
  | { kind: 'text'; text: string }
  | { kind: 'path'; steps: Step[] }
  | { kind: 'range'; path: Step[]; body: Node[] }

export type Step =
  | { kind: 'root' }
  | { kind: 'current' }
  | { kind: 'field'; name: string }
  | { kind: 'wildcard' }
  | { kind: 'recursive' }
  | { kind: 'slice'; from?: number; to?: number; step?: number }
  | { kind: 'union'; of: Step[] }
  | { kind: 'filter'; left: Step[] | string | number | boolean; op: string; right?: Step[] | string | number | boolean }

/** Thrown for a template that cannot be read and for keys that are missing where that is not allowed. */
export class JsonPathError extends Error {}

export class Reader {
  private readonly source: string
  private at = 0

  constructor(source: string) {
    this.source = source
  }

  template(inRange = false): Node[] {
    const out: Node[] = []
    while (this.at < this.source.length) {
      const open = this.source.indexOf('{', this.at)
      if (open < 0) break
      if (open > this.at) out.push({ kind: 'text', text: this.source.slice(this.at, open) })
      this.at = open + 1
      this.spaces()
      if (this.take('end')) {
        this.close()
        if (!inRange) throw new JsonPathError('not in range, nothing to end')
        return out
      }
      if (/^range\s/.test(this.source.slice(this.at))) {
        this.at += 5
        this.spaces()
        const path = this.path()
        this.close()
        out.push({ kind: 'range', path, body: this.template(true) })
      } else out.push(...this.expressions())
    }
    if (inRange) throw new JsonPathError('unterminated range, expect {end}')
    if (this.at < this.source.length) out.push({ kind: 'text', text: this.source.slice(this.at) })
    this.at = this.source.length
    return out
  }

  private expressions(): Node[] {
    const out: Node[] = []
    for (;;) {
      this.spaces()
      const char = this.source[this.at]
      if (char === undefined) throw new JsonPathError('unclosed action')
      if (char === '}') {
        this.at++
        return out
      }
      if (char === '"' || char === "'") out.push({ kind: 'text', text: this.quoted() })
      else out.push({ kind: 'path', steps: this.path() })
    }
  }

  private path(): Step[] {
    const steps: Step[] = []
    for (;;) {
      const char = this.source[this.at]
      if (char === '$') {
        this.at++
        steps.push({ kind: 'root' })
      } else if (char === '@') {
        this.at++
        steps.push({ kind: 'current' })
      } else if (char === '[') steps.push(this.bracket())
      else if (char === '.') {
        this.at++
        if (this.source[this.at] === '.') {
          this.at++
          steps.push({ kind: 'recursive' })
          if (this.source[this.at] !== '[') steps.push(this.name())
        } else if (this.source[this.at] !== '[' && this.source[this.at] !== '}') steps.push(this.name())
      } else if (char !== undefined && /[\w*-]/.test(char) && steps.length === 0) steps.push(this.name())
      else {
        if (steps.length === 0)
          throw new JsonPathError(
            `unrecognized character in action: U+${(char ?? '').charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`,
          )
        return steps
      }
    }
  }

  private name(): Step {
    if (this.source[this.at] === '*') {
      this.at++
      return { kind: 'wildcard' }
    }
    let name = ''
    while (this.at < this.source.length && /[^\s.[\]{}()=<>!,'"|@$*?]/.test(this.source[this.at]!)) {
      if (this.source[this.at] === '\\') this.at++
      name += this.source[this.at++]
    }
    return { kind: 'field', name }
  }

  private bracket(): Step {
    const end = this.matching()
    const inside = this.source.slice(this.at + 1, end).trim()
    this.at = end + 1
    if (inside === '*') return { kind: 'wildcard' }
    if (inside.startsWith('?(')) return filter(inside.slice(2, -1))
    const parts = inside.split(/,(?=(?:[^']*'[^']*')*[^']*$)/).map((part) => part.trim())
    if (parts.length > 1) return { kind: 'union', of: parts.map(single) }
    return single(inside)
  }

  private matching(): number {
    let depth = 0
    for (let i = this.at; i < this.source.length; i++) {
      const char = this.source[i]!
      if (char === '"' || char === "'") {
        const close = this.source.indexOf(char, i + 1)
        if (close < 0) break
        i = close
      } else if (char === '[') depth++
      else if (char === ']' && --depth === 0) return i
    }
    throw new JsonPathError('unterminated array')
  }

  private quoted(): string {
    const quote = this.source[this.at++]!
    let out = ''
    while (this.at < this.source.length && this.source[this.at] !== quote) {
      if (this.source[this.at] === '\\') {
        const next = this.source[++this.at]!
        out += next === 'n' ? '\n' : next === 't' ? '\t' : next === 'r' ? '\r' : next
      } else out += this.source[this.at]
      this.at++
    }
    if (this.source[this.at] !== quote) throw new JsonPathError('unterminated quoted string')
    this.at++
    return out
  }

  private spaces(): void {
    while (/\s/.test(this.source[this.at] ?? '')) this.at++
  }

  private take(word: string): boolean {
    if (!new RegExp(`^${word}\\s*\\}`).test(this.source.slice(this.at))) return false
    this.at += word.length
    return true
  }

  private close(): void {
    this.spaces()
    if (this.source[this.at] !== '}') throw new JsonPathError('unclosed action')
    this.at++
  }
}

function single(inside: string): Step {
  const quoted = /^'([^']*)'$|^"([^"]*)"$/.exec(inside)
  if (quoted) return { kind: 'field', name: quoted[1] ?? quoted[2]! }
  const numbers = /^(-?\d*)(?::(-?\d*)(?::(-?\d*))?)?$/.exec(inside)
  if (!numbers) throw new JsonPathError(`invalid array index ${inside}`)
  const [, from, to, step] = numbers
  const number = (digits: string | undefined) => (digits === undefined || digits === '' ? undefined : Number(digits))
  if (to === undefined) {
    const index = number(from) ?? 0
    return { kind: 'slice', from: index, to: index === -1 ? undefined : index + 1 }
  }
  return { kind: 'slice', from: number(from), to: number(to), step: number(step) }
}

function filter(source: string): Step {
  const match = /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/.exec(source)
  if (!match) return { kind: 'filter', left: operand(source), op: 'exists' }
  return { kind: 'filter', left: operand(match[1]!), op: match[2]!, right: operand(match[3]!) }
}

function operand(source: string): Step[] | string | number | boolean {
  const text = source.trim()
  const quoted = /^'([^']*)'$|^"([^"]*)"$/.exec(text)
  if (quoted) return quoted[1] ?? quoted[2]!
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (text === 'true' || text === 'false') return text === 'true'
  const [node] = new Reader(`{${text}}`).template()
  return node?.kind === 'path' ? node.steps : text
}
