// `${NAME:-default}` in compose files (compose-go template).
import { StatusError } from '../error.ts'

export interface Lookup {
  (name: string): string | undefined
}

/** Replaces variables in every string of a tree. `warn` is told of each unset one. Throws StatusError with the place. */
export function interpolateTree(value: unknown, lookup: Lookup, warn: (name: string) => void, path = ''): unknown {
  if (typeof value === 'string') return interpolateAt(value, lookup, warn, path)
  if (Array.isArray(value)) return value.map((item) => interpolateTree(item, lookup, warn, `${path}.[]`))
  if (typeof value !== 'object' || value === null) return value
  const out: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value))
    out[key] = interpolateTree(item, lookup, warn, path ? `${path}.${key}` : key)
  return out
}

function interpolateAt(text: string, lookup: Lookup, warn: (name: string) => void, path: string): string {
  try {
    return interpolate(text, lookup, warn)
  } catch (error) {
    if (error instanceof StatusError) throw new StatusError(`error while interpolating ${path}: ${error.message}`)
    if (!(error instanceof InvalidFormat)) throw error
    const hint = 'You may need to escape any $ with another $.'
    throw new StatusError(`invalid interpolation format for ${path}.\n${hint}\n${text}`)
  }
}

class InvalidFormat extends Error {}

/** One string. Throws StatusError for a required variable that is missing. */
export function interpolate(text: string, lookup: Lookup, warn: (name: string) => void): string {
  let out = ''
  let at = 0
  while (at < text.length) {
    const dollar = text.indexOf('$', at)
    if (dollar < 0) return out + text.slice(at)
    out += text.slice(at, dollar)
    const rest = text.slice(dollar + 1)
    const plain = /^[a-z_][a-z0-9_]*/i.exec(rest)
    if (rest.startsWith('$')) {
      out += '$'
      at = dollar + 2
    } else if (plain) {
      out += value(plain[0], lookup, warn)
      at = dollar + 1 + plain[0].length
    } else if (rest.startsWith('{')) {
      const end = closing(text, dollar + 1)
      out += braced(text.slice(dollar + 2, end), lookup, warn)
      at = end + 1
    } else {
      out += '$'
      at = dollar + 1
    }
  }
  return out
}

function value(name: string, lookup: Lookup, warn: (name: string) => void): string {
  const found = lookup(name)
  if (found === undefined) warn(name)
  return found ?? ''
}

function closing(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++
    if (text[i] === '}' && --depth === 0) return i
  }
  throw new InvalidFormat()
}

function braced(inside: string, lookup: Lookup, warn: (name: string) => void): string {
  const match = /^([a-z_][a-z0-9_]*)(?:(:?[-+?])([^]*))?$/i.exec(inside)
  if (!match) throw new InvalidFormat()
  const [, name, operator, rest = ''] = match
  const found = lookup(name!)
  if (operator === undefined) return value(name!, lookup, warn)
  const present = operator.startsWith(':') ? found !== undefined && found !== '' : found !== undefined
  const other = () => interpolate(rest, lookup, warn)
  if (operator.endsWith('-')) return present ? found! : other()
  if (operator.endsWith('+')) return present ? other() : ''
  if (present) return found!
  const reason = other()
  throw new StatusError(`required variable ${name} is missing a value${reason ? `: ${reason}` : ''}`)
}
