// Variables in instructions: $NAME, ${NAME:-word} and the rest, with quotes and escapes (moby/buildkit, dockerfile/shell/lex.go).

export type Variables = ReadonlyMap<string, string>

/** `message` says what was wrong with which word. */
export class ExpansionError extends Error {}

/** The word with variables replaced and quotes taken away. Throws ExpansionError. */
export function expandWord(word: string, variables: Variables, escape = '\\'): string {
  return run(word, variables, escape).text
}

/** The same, then split at blanks that were not quoted. */
export function expandWords(word: string, variables: Variables, escape = '\\'): string[] {
  return run(word, variables, escape).words
}

/** Names that the word asks for and nobody has set, without a default: a build warns of them. */
export function unsetVariables(word: string, variables: Variables, escape = '\\'): string[] {
  return [...run(word, variables, escape).unset]
}

/** As heredoc contents are expanded: quotes mean nothing in them. */
export function expandText(content: string, variables: Variables, escape = '\\'): string {
  const lexer = new Lexer(content, variables, escape)
  lexer.quotes = false
  return attempt(content, () => lexer.until(undefined))
}

function run(word: string, variables: Variables, escape: string) {
  const lexer = new Lexer(word, variables, escape)
  const text = attempt(word, () => lexer.until(undefined))
  return { text, words: lexer.split(), unset: lexer.unset }
}

function attempt(word: string, parse: () => string): string {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof ExpansionError)) throw error
    throw new ExpansionError(`failed to process ${JSON.stringify(word)}: ${error.message}`)
  }
}

class Lexer {
  quotes = true
  readonly unset = new Set<string>()
  private at = 0
  private depth = 0
  /** Pieces of the outermost level: blanks split only those that were not quoted. */
  private readonly pieces: { text: string; raw: boolean }[] = []
  private readonly source: string
  private readonly variables: Variables
  private readonly escape: string

  constructor(source: string, variables: Variables, escape: string) {
    this.source = source
    this.variables = variables
    this.escape = escape
  }

  /** Reads to `stop` (and past it), or to the end. Patterns keep their escapes. */
  until(stop: string | undefined, keepEscapes = false): string {
    let out = ''
    const add = (text: string, raw: boolean) => {
      out += text
      if (this.depth === 0) this.pieces.push({ text, raw })
    }
    while (this.at < this.source.length) {
      const char = this.source[this.at]!
      if (char === stop) {
        this.at++
        return out
      }
      if (char === "'" && this.quotes) add(this.single(), true)
      else if (char === '"' && this.quotes) add(this.double(), true)
      else if (char === '$') add(this.dollar(), false)
      else if (char === this.escape) {
        const next = this.source[this.at + 1]
        this.at += 2
        if (next !== undefined)
          add((keepEscapes || (!this.quotes && next !== '$' && next !== this.escape) ? char : '') + next, true)
      } else {
        this.at++
        add(char, false)
      }
    }
    if (stop !== undefined) throw new ExpansionError(`unexpected end of statement while looking for matching ${stop}`)
    return out
  }

  split(): string[] {
    const words: string[] = []
    let word = ''
    for (const { text, raw } of this.pieces) {
      for (const char of raw ? [text] : text) {
        if (raw || !/\s/.test(char)) word += char
        else if (word) {
          words.push(word)
          word = ''
        }
      }
    }
    return word ? [...words, word] : words
  }

  private single(): string {
    const end = this.source.indexOf("'", this.at + 1)
    if (end < 0) throw new ExpansionError('unexpected end of statement while looking for matching single-quote')
    const out = this.source.slice(this.at + 1, end)
    this.at = end + 1
    return out
  }

  private double(): string {
    let out = ''
    this.at++
    for (;;) {
      const char = this.source[this.at]
      if (char === undefined) {
        throw new ExpansionError('unexpected end of statement while looking for matching double-quote')
      }
      if (char === '"') {
        this.at++
        return out
      }
      if (char === '$') out += this.dollar()
      else if (char === this.escape && ['"', '$', this.escape].includes(this.source[this.at + 1] ?? '')) {
        out += this.source[this.at + 1]!
        this.at += 2
      } else {
        out += char
        this.at++
      }
    }
  }

  private dollar(): string {
    this.at++
    if (this.source[this.at] !== '{') {
      const name = this.name()
      return name === '' ? '$' : this.value(name)
    }
    this.at++
    const first = this.source[this.at]
    if (first === undefined) throw new ExpansionError("syntax error: missing '}'")
    if ('{}:'.includes(first)) throw new ExpansionError('syntax error: bad substitution')
    this.depth++
    const out = this.braced(this.name())
    this.depth--
    return out
  }

  private braced(name: string): string {
    let operator = this.source[this.at++] ?? ''
    if (operator === '') throw new ExpansionError("syntax error: missing '}'")
    if (operator === '}') return this.value(name)
    const orEmpty = operator === ':'
    if (orEmpty) operator = this.source[this.at++] ?? ''
    const shown = (orEmpty ? ':' : '') + operator
    if (operator === '/' && !orEmpty) return this.replaced(name)
    if (!'-+?#%'.includes(operator) || operator === '') {
      throw new ExpansionError(`unsupported modifier (${shown}) in substitution`)
    }
    const word = this.closed('}', operator === '#' || operator === '%')
    const value = this.variables.get(name)
    const missing = value === undefined || (orEmpty && value === '')
    if (operator === '-') return missing ? word : value
    if (operator === '+') return missing ? '' : word
    if (operator !== '?') return trimmed(value ?? '', word, operator)
    if (!missing) return value
    throw new ExpansionError(
      `${name}: ${word || (value === undefined ? 'is not allowed to be unset' : 'is not allowed to be empty')}`,
    )
  }

  /** `${name/pattern/text}` and `${name//pattern/text}`. */
  private replaced(name: string): string {
    const all = this.source[this.at] === '/'
    if (all) this.at++
    const pattern = this.closed('/', true)
    const text = this.closed('}', true)
    const regexp = new RegExp(shellPattern(pattern, true), all ? 'g' : '')
    return (this.variables.get(name) ?? '').replace(regexp, () => text)
  }

  private closed(stop: string, keepEscapes: boolean): string {
    try {
      return this.until(stop, keepEscapes)
    } catch (error) {
      if (this.at < this.source.length || !(error instanceof ExpansionError)) throw error
      throw new ExpansionError(stop === '/' ? "syntax error: missing '/' in ${}" : "syntax error: missing '}'")
    }
  }

  private name(): string {
    const match = /^(?:\d+|[@*#?\-$!]|[\p{L}_][\p{L}\d_]*)/u.exec(this.source.slice(this.at))
    this.at += match?.[0].length ?? 0
    return match?.[0] ?? ''
  }

  private value(name: string): string {
    const value = this.variables.get(name)
    if (value === undefined) this.unset.add(name)
    return value ?? ''
  }
}

/** `#` and `%` take the shortest match away, doubled the longest. */
function trimmed(value: string, word: string, operator: string): string {
  const longest = word.startsWith(operator)
  const source = shellPattern(longest ? word.slice(1) : word, operator === '#' ? longest : true)
  if (operator === '#') return value.replace(new RegExp(`^${source}`), '')
  const whole = new RegExp(`^(?:${source})$`)
  const starts = Array.from({ length: value.length + 1 }, (_, i) => (longest ? i : value.length - i))
  const start = starts.find((i) => whole.test(value.slice(i)))
  return start === undefined ? value : value.slice(0, start)
}

function shellPattern(pattern: string, greedy: boolean): string {
  return pattern.replace(/\\([\s\S])|([\s\S])/g, (_, escaped: string | undefined, plain: string | undefined) => {
    if (plain === '*') return greedy ? '.*' : '.*?'
    if (plain === '?') return '.'
    return (escaped ?? plain!).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  })
}
