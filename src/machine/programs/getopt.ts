// getopt_long(3): short options together, long ones by any unique beginning, operands anywhere.
import { type Option, type Spec, optionsOf } from './spec.ts'

export interface Parsed {
  given: { option: Option; value: string | undefined }[]
  operands: string[]
}

/** What is wrong, in the words of the GNU C library. */
export class UsageError extends Error {}

const HELP: Option = { long: 'help', optional: false, help: 'display this help and exit' }
const VERSION: Option = { long: 'version', optional: false, help: 'output version information and exit' }

/** Throws UsageError. */
export function getopt(spec: Spec, words: readonly string[]): Parsed {
  const out: Parsed = { given: [], operands: [] }
  if (spec.raw) return { ...out, operands: [...words] }
  const options = [...optionsOf(spec), HELP, ...(spec.version ? [VERSION] : [])]
  const rest = [...words]
  while (rest.length > 0) {
    const word = rest.shift()!
    if (word === '--') {
      out.operands.push(...rest)
      break
    }
    if (word.startsWith('--')) long(options, word.slice(2), rest, out)
    else if (word.startsWith('-') && word.length > 1) short(options, word.slice(1), rest, out)
    else if (spec.ordered) {
      out.operands.push(word, ...rest)
      break
    } else out.operands.push(word)
  }
  return out
}

function long(options: Option[], word: string, rest: string[], out: Parsed): void {
  const equals = word.indexOf('=')
  const name = equals < 0 ? word : word.slice(0, equals)
  const fitting = options.filter((option) => option.long?.startsWith(name))
  const found = fitting.find((option) => option.long === name) ?? (fitting.length === 1 ? fitting[0] : undefined)
  if (!found && fitting.length > 1) {
    const names = fitting.map((option) => `'--${option.long}'`).join(' ')
    throw new UsageError(`option '--${word}' is ambiguous; possibilities: ${names}`)
  }
  if (!found) throw new UsageError(`unrecognized option '--${word}'`)
  let value = equals < 0 ? undefined : word.slice(equals + 1)
  if (value !== undefined && !found.value) throw new UsageError(`option '--${found.long}' doesn't allow an argument`)
  if (found.value && !found.optional && value === undefined) {
    if (rest.length === 0) throw new UsageError(`option '--${found.long}' requires an argument`)
    value = rest.shift()
  }
  out.given.push({ option: found, value })
}

function short(options: Option[], letters: string, rest: string[], out: Parsed): void {
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i]!
    const digits = /^\d/.test(letter) ? options.find((option) => option.short === 'NUM') : undefined
    const found = options.find((option) => option.short === letter) ?? digits
    if (!found) throw new UsageError(`invalid option -- '${letter}'`)
    if (found === digits) {
      out.given.push({ option: found, value: letters.slice(i) })
      return
    }
    if (!found.value) {
      out.given.push({ option: found, value: undefined })
      continue
    }
    let value: string | undefined = letters.slice(i + 1)
    if (value === '') value = found.optional ? undefined : rest.shift()
    if (value === undefined && !found.optional) throw new UsageError(`option requires an argument -- '${letter}'`)
    out.given.push({ option: found, value })
    return
  }
}
