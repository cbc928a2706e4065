// The `--flags` of an instruction, and the suggestions for what was mistyped.

export class FlagError extends Error {}

export type FlagKind = 'string' | 'boolean' | 'strings'

/** Values by name; a boolean is `true` or `false`. Throws FlagError. */
export function readFlags(given: readonly string[], known: Readonly<Record<string, FlagKind>>): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const flag of given) {
    const equals = flag.indexOf('=')
    const name = flag.slice(2, equals < 0 ? undefined : equals)
    const value = equals < 0 ? undefined : flag.slice(equals + 1)
    const kind = known[name]
    if (!kind) throw new FlagError(`unknown flag: --${name}${suggestion(name, Object.keys(known))}`)
    if (found.has(name) && kind !== 'strings') throw new FlagError(`duplicate flag specified: ${name}`)
    if (kind === 'boolean') {
      if (value !== undefined && !/^(true|false)$/i.test(value)) {
        const problem =
          value === '' ? `missing a value on flag: ${name}` : `expecting boolean value for flag ${name}, not: ${value}`
        throw new FlagError(problem)
      }
    } else if (value === undefined) throw new FlagError(`missing a value on flag: ${name}`)
    found.set(name, [...(found.get(name) ?? []), value?.toLowerCase() === 'false' ? 'false' : (value ?? 'true')])
  }
  return found
}

/** ` (did you mean FROM?)` for a word at most two edits away; empty otherwise. */
export function suggestion(word: string, known: readonly string[]): string {
  let best = ''
  let distance = 3
  for (const candidate of known) {
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (edits >= distance) continue
    distance = edits
    best = candidate
  }
  return best && distance > 0 ? ` (did you mean ${best}?)` : ''
}

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}
