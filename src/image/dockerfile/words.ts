// How the rest of an instruction falls into words, flags, JSON arrays and pairs (moby/buildkit, parser/line_parsers.go).
import type { Pair } from './instruction.ts'

export class WordError extends Error {}

/** Words as written: quotes and escapes stay in them until they are expanded. */
export function splitWords(rest: string, escape: string): string[] {
  const words: string[] = []
  let word = ''
  let quote = ''
  let inWord = false
  const end = () => {
    if (inWord) words.push(word)
    word = ''
    inWord = false
  }
  for (let i = 0; i < rest.length; i++) {
    const char = rest[i]!
    if (!quote && /\s/.test(char)) {
      end()
      continue
    }
    inWord = true
    word += char
    if (char === escape && quote !== "'" && i + 1 < rest.length) word += rest[++i]!
    else if (quote) quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
  }
  end()
  return words
}

/** Leading `--name=value` words, without their quotes, and what comes after them. */
export function takeFlags(rest: string, escape: string): { flags: string[]; rest: string } {
  const flags: string[] = []
  let left = rest.trimStart()
  while (left.startsWith('--')) {
    const [word] = splitWords(left, escape)
    left = left.slice(word!.length).trimStart()
    if (word === '--') break
    flags.push(unquoted(word!, escape))
  }
  return { flags, rest: left }
}

function unquoted(word: string, escape: string): string {
  let out = ''
  let quote = ''
  for (let i = 0; i < word.length; i++) {
    const char = word[i]!
    if (char === escape && i + 1 < word.length) out += word[++i]!
    else if (quote) {
      if (char === quote) quote = ''
      else out += char
    } else if (char === '"' || char === "'") quote = char
    else out += char
  }
  return out
}

/** The strings of a JSON array; undefined where it is none (then it is the shell form). Throws WordError for other values in it. */
export function jsonWords(rest: string): string[] | undefined {
  if (!rest.trimStart().startsWith('[')) return undefined
  let value: unknown
  try {
    value = JSON.parse(rest)
  } catch {
    return undefined
  }
  if (!Array.isArray(value)) return undefined
  if (value.some((item) => typeof item !== 'string')) {
    throw new WordError('When using JSON array syntax, arrays must be comprised of strings only.')
  }
  return value as string[]
}

/** `KEY=value …`, or the old `KEY all the rest`. Throws WordError. */
export function pairs(rest: string, name: string, escape: string): { pairs: Pair[]; legacy: boolean } {
  const words = splitWords(rest, escape)
  if (words.length === 0) return { pairs: [], legacy: false }
  if (!words[0]!.includes('=')) {
    const match = /^(\S+)\s+(\S[\s\S]*)$/.exec(rest.trim())
    if (!match) throw new WordError(`${name} must have two arguments`)
    return { pairs: [{ key: match[1]!, value: match[2]! }], legacy: true }
  }
  const found = words.map((word) => {
    const equals = word.indexOf('=')
    if (equals < 0) {
      throw new WordError(`Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`)
    }
    return { key: word.slice(0, equals), value: word.slice(equals + 1) }
  })
  return { pairs: found, legacy: false }
}
