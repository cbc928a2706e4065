// .env and env_file: NAME=value lines (compose-go dotenv).
import { StatusError } from '../error.ts'
import { interpolate } from './interpolate.ts'

/** Throws StatusError for a line that gives no name. `file` is named in it. */
export function checkDotenv(text: string, file: string): void {
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const key = /^\s*(?:export\s+)?([^=:#]*?)\s*[=:]/.exec(line)?.[1]
    if (line.trim() && !line.trim().startsWith('#') && key && /\s/.test(key))
      throw new StatusError(`failed to read ${file}: line ${at + 1}: key cannot contain a space`)
  }
}

/** Later lines win. Single quotes keep everything, double quotes take escapes and variables. */
export function parseDotenv(text: string, lookup: (name: string) => string | undefined): Record<string, string> {
  const out: Record<string, string> = {}
  const known = (name: string) => out[name] ?? lookup(name)
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([^\s=:#]+)\s*(?:[=:]\s*([^]*))?$/.exec(line)
    if (!match || line.trim().startsWith('#')) continue
    const [, name, raw] = match
    if (raw === undefined) {
      const inherited = lookup(name!)
      if (inherited !== undefined) out[name!] = inherited
    } else out[name!] = unquote(raw.trim(), known)
  }
  return out
}

function unquote(raw: string, known: (name: string) => string | undefined): string {
  const single = /^'([^']*)'/.exec(raw)
  if (single) return single[1]!
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(raw)
  if (double) {
    const plain = double[1]!.replace(
      /\\([nrt"\\$])/g,
      (_, char: string) => ({ n: '\n', r: '\r', t: '\t', $: '$$' })[char] ?? char,
    )
    return interpolate(plain, known, () => {})
  }
  return interpolate(raw.replace(/\s+#.*$/, '').trim(), known, () => {})
}
