// history(3): the lines entered, kept in a file, and `!` expansion.

/** Thrown by `expand` with bash's own words: `!foo: event not found`. */
export class EventNotFound extends Error {}

export class History {
  lines: string[] = []
  private readonly limit: number

  constructor(limit = 1000) {
    this.limit = limit
  }

  /** HISTCONTROL=ignoreboth: no line that begins with a space, none equal to the one before. */
  add(line: string, control = 'ignoreboth'): void {
    if (!line.trim()) return
    const ignoreSpace = control.includes('ignorespace') || control.includes('ignoreboth')
    const ignoreDuplicates = control.includes('ignoredups') || control.includes('ignoreboth')
    if (ignoreSpace && line.startsWith(' ')) return
    if (ignoreDuplicates && this.lines.at(-1) === line) return
    this.lines.push(line)
    if (this.lines.length > this.limit) this.lines.shift()
  }

  load(file: string): void {
    this.lines = file
      .split('\n')
      .filter((line) => line !== '')
      .slice(-this.limit)
  }

  dump(): string {
    return this.lines.map((line) => `${line}\n`).join('')
  }

  /** Replaces `!!`, `!n`, `!-n`, `!word`, `!?word?`, `!$`, `!^`, `!*` and `^old^new` outside single quotes. */
  expand(line: string): string {
    const quick = /^\^([^^]+)\^([^^]*)\^?/.exec(line)
    if (quick) return this.event('!!', -1).replace(quick[1]!, quick[2]!)
    let out = ''
    let quoted = false
    for (let i = 0; i < line.length; i++) {
      const char = line[i]!
      if (char === "'") quoted = !quoted
      if (char === '\\' && !quoted) {
        out += char + (line[++i] ?? '')
        continue
      }
      if (char !== '!' || quoted || /[\s=(]|^$/.test(line[i + 1] ?? '')) {
        out += char
        continue
      }
      const [text, length] = this.designator(line.slice(i))
      out += text
      i += length - 1
    }
    return out
  }

  private designator(rest: string): [string, number] {
    const words = () => (this.lines.at(-1) ?? '').trim().split(/\s+/)
    if (rest.startsWith('!$')) return [words().at(-1) ?? '', 2]
    if (rest.startsWith('!^')) return [words()[1] ?? '', 2]
    if (rest.startsWith('!*')) return [words().slice(1).join(' '), 2]
    const match = /^!(!|-?\d+|\?[^?\n]+\??|[^\s;&|()<>'"]+)/.exec(rest)
    if (!match) return ['!', 1]
    const [whole, what] = match as unknown as [string, string]
    if (what === '!') return [this.event(whole, -1), whole.length]
    if (/^-?\d+$/.test(what)) {
      const number = Number(what)
      return [this.event(whole, number < 0 ? number : number - 1), whole.length]
    }
    const text = what.startsWith('?') ? what.slice(1).replace(/\?$/, '') : what
    const found = [...this.lines]
      .reverse()
      .find((line) => (what.startsWith('?') ? line.includes(text) : line.startsWith(text)))
    if (found === undefined) throw new EventNotFound(`${whole}: event not found`)
    return [found, whole.length]
  }

  private event(name: string, index: number): string {
    const line = this.lines.at(index)
    if (line === undefined) throw new EventNotFound(`${name}: event not found`)
    return line
  }
}
