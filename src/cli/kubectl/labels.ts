// Label words of the command line: `app=web,tier=front`.
import { StatusError } from '../error.ts'

/** Throws StatusError with kubectl's words. */
export function labelsOf(words: string): Record<string, string> {
  const out: Record<string, string> = {}
  for (const word of words.split(',').filter(Boolean)) {
    const parts = word.split('=')
    if (parts.length !== 2) throw new StatusError(`error: unexpected label spec: ${word}`)
    out[parts[0]!] = parts[1]!
  }
  return out
}
