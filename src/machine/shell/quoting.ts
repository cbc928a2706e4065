// How the shell writes values so that it can read them again: printf %q, declare -p, set, alias, trap.

/** In single quotes. */
export const singleQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Bash's %q: bare, with backslashes, or $'…' when there are control characters. */
export function quoted(text: string): string {
  if (text === '') return "''"
  if (/[\x00-\x1f\x7f]/.test(text)) return ansiQuoted(text)
  return text.replace(/[^\w@%+=:,./\u0080-\u{10ffff}-]/gu, '\\$&').replace(/^~/, '\\~')
}

/** In double quotes: declare -p. */
export function doubleQuoted(text: string): string {
  if (/[\x00-\x08\x0b-\x1f\x7f\n\t]/.test(text)) return ansiQuoted(text)
  return `"${text.replace(/[\\"$`]/g, '\\$&')}"`
}

const NAMED: Record<string, string> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\x07': '\\a',
  '\b': '\\b',
  '\x1b': '\\E',
  '\f': '\\f',
  '\v': '\\v',
}

function ansiQuoted(text: string): string {
  const body = text
    .replace(/[\\']/g, '\\$&')
    .replace(/[\x00-\x1f\x7f]/g, (char) => NAMED[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)
  return `$'${body}'`
}
