// The keys that leave a container running: a sequence in what is typed, `ctrl-p,ctrl-q` unless told otherwise.
import { StatusError } from '../error.ts'

export const DEFAULT_DETACH_KEYS = 'ctrl-p,ctrl-q'

/** Thrown when the sequence was typed. */
export class Detached extends Error {
  constructor() {
    super('read escape sequence')
  }
}

/** term.ToBytes: `ctrl-p,ctrl-q`, `a`, `ctrl-@`. */
export function parseDetachKeys(keys: string): number[] {
  return keys.split(',').map((key) => {
    if (key.length === 1) return key.charCodeAt(0)
    const letter = /^ctrl-(.)$/.exec(key)?.[1]
    const code = letter === undefined ? -1 : '@abcdefghijklmnopqrstuvwxyz[\\]^_'.indexOf(letter.toLowerCase())
    if (code < 0) throw new StatusError(`invalid detach keys: Unknown character: '${key}'`)
    return code
  })
}

/** term.NewEscapeProxy: passes bytes on, holding back a possible beginning of the sequence. Throws Detached. */
export function escapeProxy(keys: readonly number[]): (bytes: Uint8Array) => Uint8Array {
  let matched = 0
  return (bytes) => {
    const out: number[] = []
    for (const byte of bytes) {
      if (byte === keys[matched]) {
        if (++matched === keys.length) throw new Detached()
        continue
      }
      out.push(...keys.slice(0, matched))
      matched = byte === keys[0] ? 1 : 0
      if (matched === 0) out.push(byte)
    }
    return Uint8Array.from(out)
  }
}
