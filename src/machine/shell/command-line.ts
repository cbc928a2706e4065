// The command under the cursor: its words so far, and what has been typed of the last one.

export interface CommandLine {
  /** Words before the one being typed, without quotes; assignments in front are left out. */
  before: string[]
  /** The word being typed, without quotes. */
  word: string
  /** The same as it stands on the line. */
  typed: string
  /** The quote that is open in it. */
  quote: '' | '"' | "'"
  /** It follows `<` or `>`. */
  redirect: boolean
}

export function readCommandLine(text: string): CommandLine {
  let words: string[] = []
  let [word, start, redirect] = ['', 0, false]
  let quote: CommandLine['quote'] = ''
  let started = false
  const end = () => {
    if (started && !redirect) words.push(word)
    if (started) redirect = false
    word = ''
    started = false
  }
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    const begin = () => {
      if (!started) start = i
      started = true
    }
    if (quote === "'") {
      if (char === quote) quote = ''
      else word += char
    } else if (char === '\\' && i + 1 < text.length) {
      begin()
      word += text[++i]
    } else if (quote === '"') {
      if (char === quote) quote = ''
      else word += char
    } else if (char === '"' || char === "'") {
      begin()
      quote = char
    } else if (/\s/.test(char)) end()
    else if (/[|&;()`]/.test(char) && !(char === '&' && /[<>]/.test(text[i - 1] ?? ''))) {
      end()
      words = []
      redirect = false
    } else if (char === '<' || char === '>') {
      end()
      redirect = true
    } else {
      begin()
      word += char
    }
  }
  const typed = started ? text.slice(start) : ''
  const before = words.slice(words.findIndex((each) => !/^\w+=/.test(each) && !RESERVED.has(each)))
  const commands = words.every((each) => /^\w+=/.test(each) || RESERVED.has(each)) ? [] : before
  return { before: commands, word, typed, quote, redirect }
}

/** After these a command begins. */
const RESERVED = new Set(['if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', '{', 'time'])
