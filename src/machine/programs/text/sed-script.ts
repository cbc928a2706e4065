// The scripts of sed(1): addresses and commands.
import { compilePattern } from './regexp.ts'

export type Address =
  | { kind: 'line'; line: number }
  | { kind: 'last' }
  | { kind: 'pattern'; pattern: RegExp | undefined }
  | { kind: 'step'; first: number; step: number }
  | { kind: 'offset'; lines: number }

export interface Command {
  from?: Address
  to?: Address
  negated: boolean
  name: string
  /** Text of a i c, label of b t T :, file of r w. */
  text: string
  substitute?: {
    pattern: RegExp | undefined
    replacement: string
    global: boolean
    nth: number
    print: boolean
    file?: string
  }
  map?: Map<string, string>
  block?: Command[]
  /** Of a range: where it is. */
  active: boolean
  end: number
}

/** `char N: what is wrong`. */
export class ScriptError extends Error {}

export class ScriptReader {
  private readonly text: string
  private readonly extended: boolean
  private at = 0

  constructor(text: string, extended: boolean) {
    this.text = text
    this.extended = extended
  }

  commands(nested = false): Command[] {
    const out: Command[] = []
    for (;;) {
      this.skip(/[\s;]*/y)
      if (this.at >= this.text.length) {
        if (nested) throw this.error("unmatched `{'")
        return out
      }
      if (this.text[this.at] === '}') {
        if (!nested) throw this.error("unexpected `}'")
        this.at++
        return out
      }
      if (this.text[this.at] === '#') this.skip(/[^\n]*/y)
      else out.push(this.command())
    }
  }

  private error(message: string): ScriptError {
    return new ScriptError(`char ${Math.min(this.at + 1, this.text.length)}: ${message}`)
  }

  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
    return found
  }

  private command(): Command {
    const command: Command = { negated: false, name: '', text: '', active: false, end: 0 }
    command.from = this.address()
    if (command.from && this.text[this.at] === ',') {
      this.at++
      this.skip(/\s*/y)
      command.to = this.address()
      if (!command.to) throw this.error("unexpected `,'")
    }
    this.skip(/\s*/y)
    while (this.text[this.at] === '!') {
      command.negated = true
      this.at++
      this.skip(/\s*/y)
    }
    const name = this.text[this.at++]
    if (name === undefined) throw this.error('missing command')
    command.name = name
    this.argument(command)
    return command
  }

  private argument(command: Command): void {
    const { name } = command
    if (name === '{') command.block = this.commands(true)
    else if (name === 's') this.substitute(command)
    else if (name === 'y') {
      const delimiter = this.text[this.at++]!
      const [from, to] = [this.until(delimiter), this.until(delimiter)]
      if ([...from].length !== [...to].length) throw this.error("strings for `y' command are different lengths")
      command.map = new Map([...from].map((char, i) => [char, [...to][i]!]))
    } else if ('aic'.includes(name)) command.text = this.textArgument()
    else if (':btT'.includes(name)) command.text = this.skip(/[ \t]*[^\s;}]*/y).trim()
    else if ('rRwW'.includes(name)) command.text = this.skip(/[^\n]*/y).trim()
    else if ('qQl'.includes(name)) command.text = this.skip(/[ \t]*\d*/y).trim()
    else if (!'pPdDnNgGhHx=zFe'.includes(name)) throw this.error(`unknown command: \`${name}'`)
    if (!'{aicrRwW:btT'.includes(name)) {
      this.skip(/[ \t]*/y)
      const next = this.text[this.at]
      if (next !== undefined && !';\n}#'.includes(next)) throw this.error('extra characters after command')
    }
  }

  /** The one-line form of GNU sed, or lines after a backslash. */
  private textArgument(): string {
    this.skip(/[ \t]*/y)
    if (this.text[this.at] === '\\') {
      this.at++
      this.skip(/[ \t]*\n?/y)
    }
    let out = ''
    while (this.at < this.text.length && this.text[this.at] !== '\n') {
      if (this.text[this.at] === '\\' && this.at + 1 < this.text.length) this.at++
      out += this.text[this.at++]
    }
    if (out === '') throw this.error("expected \\ after `a', `c' or `i'")
    return out
  }

  private substitute(command: Command): void {
    const delimiter = this.text[this.at++]
    if (delimiter === undefined) throw this.error("unterminated `s' command")
    const pattern = this.until(delimiter, true)
    const replacement = this.until(delimiter, true)
    const flags = this.skip(/[gpiIme0-9]*/y)
    const file =
      this.text[this.at] === 'w'
        ? this.skip(/w[^\n]*/y)
            .slice(1)
            .trim()
        : undefined
    const next = this.text[this.at]
    if (next !== undefined && /[a-zA-Z]/.test(next)) throw this.error("unknown option to `s'")
    const nth = Number(/\d+/.exec(flags)?.[0] ?? 1)
    const compiled =
      pattern === ''
        ? undefined
        : compilePattern(pattern, this.extended, `g${/[iI]/.test(flags) ? 'i' : ''}${/[mM]/.test(flags) ? 'm' : ''}`)
    command.substitute = {
      pattern: compiled,
      replacement,
      global: flags.includes('g'),
      nth,
      print: flags.includes('p'),
      file,
    }
  }

  /** Up to an unescaped delimiter; an escaped one stands for itself. */
  private until(delimiter: string, keep = false): string {
    let out = ''
    let inBracket = false
    for (;;) {
      const char = this.text[this.at++]
      if (char === undefined) throw this.error(keep ? "unterminated `s' command" : 'unterminated address regex')
      if (char === '\\') {
        const next = this.text[this.at++] ?? ''
        out +=
          next === delimiter
            ? keep && '|+?(){}.*[]^$&'.includes(delimiter)
              ? `\\${next}`
              : next
            : next === 'n' && !keep
              ? '\n'
              : `\\${next}`
        continue
      }
      if (char === '[' && !inBracket && keep) inBracket = this.text.indexOf(']', this.at) > 0
      else if (char === ']') inBracket = false
      if (char === delimiter && !inBracket) return out
      if (char === delimiter && !this.closes(delimiter)) return out
      out += char
    }
  }

  /** Whether the bracket that is open ends before the text does. */
  private closes(delimiter: string): boolean {
    const rest = this.text.slice(this.at)
    return rest.indexOf(']') >= 0 && rest.indexOf(']') < rest.lastIndexOf(delimiter)
  }

  private address(): Address | undefined {
    const number = this.skip(/\d+/y)
    if (number) {
      if (this.text[this.at] === '~') {
        this.at++
        return { kind: 'step', first: Number(number), step: Number(this.skip(/\d+/y)) }
      }
      return { kind: 'line', line: Number(number) }
    }
    const char = this.text[this.at]
    if (char === '$') {
      this.at++
      return { kind: 'last' }
    }
    if (char === '+') {
      this.at++
      return { kind: 'offset', lines: Number(this.skip(/\d+/y)) }
    }
    if (char !== '/' && char !== '\\') return undefined
    this.at += char === '\\' ? 2 : 1
    const source = this.until(this.text[this.at - 1]!)
    const flags = this.skip(/[IM]*/y)
    return {
      kind: 'pattern',
      pattern: source === '' ? undefined : compilePattern(source, this.extended, flags.includes('I') ? 'i' : ''),
    }
  }
}
