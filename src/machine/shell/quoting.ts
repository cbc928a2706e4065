// How the shell writes values so that it can read them again: printf %q, declare -p, set, alias, trap.

/** In single quotes. */
export const singleQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Bash's %q: bare, with backslashes, or $'…' when there are control characters. */
export function quoted(text: string): string {
  if (text === '') return "''"
  // oxlint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(text)) return ansiQuoted(text)
  return text.replace(/[^\w@%+=:,./\u0080-\u{10ffff}-]/gu, '\\$&').replace(/^~/, '\\~')
}

/** In double quotes: declare -p. */
export function doubleQuoted(text: string): string {
  // oxlint-disable-next-line no-control-regex
  if (/[\x00-\x08\x0b-\x1f\x7f\n\t]/.test(text)) return ansiQuoted(text)
  return `"${text.replace(/[\\"$`]/g, '\\$&')}"`
}

/** As `set` lists: bare where nothing needs quoting. */
export function listed(text: string): string {
  if (/^[\w@%+=:,./-]*$/.test(text)) return text
  // oxlint-disable-next-line no-control-regex
  return /[\x00-\x1f\x7f]/.test(text) ? ansiQuoted(text) : singleQuoted(text)
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
    // oxlint-disable-next-line no-control-regex
    .replace(/[\x00-\x1f\x7f]/g, (char) => NAMED[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)
  return `$'${body}'`
}
