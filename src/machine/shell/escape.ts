// Backslash escapes of echo -e, printf and $'…'.

const NAMED: Record<string, string> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

const OCTAL = {
  format: /^[0-7]{1,3}/,
  echo: /^0[0-7]{0,3}/,
  argument: /^(?:0[0-7]{0,3}|[1-7][0-7]{0,2})/,
}

/**
 * Where it stands says how octal numbers look: in a format of printf and in $'…' `\101`, for echo `\0101`, in what
 * printf's %b shows either. `stopped`: a \c ended the output. Unknown escapes stay as they are.
 */
export function unescape(source: string, where: keyof typeof OCTAL = 'format'): { text: string; stopped: boolean } {
  let out = ''
  for (let i = 0; i < source.length; i++) {
    if (source[i] !== '\\' || i === source.length - 1) {
      out += source[i]
      continue
    }
    const rest = source.slice(i + 1)
    if (rest[0] === 'c') return { text: out, stopped: true }
    const digits = OCTAL[where].exec(rest)
    const code = /^x([\da-fA-F]{1,2})|^u([\da-fA-F]{1,4})|^U([\da-fA-F]{1,8})/.exec(rest)
    if (code) {
      out += String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3]!, 16))
      i += code[0].length
    } else if (digits) {
      out += String.fromCharCode(Number.parseInt(digits[0], 8) & 255)
      i += digits[0].length
    } else {
      out += NAMED[rest[0]!] ?? (rest[0] === '"' && where === 'format' ? '"' : `\\${rest[0]}`)
      i++
    }
  }
  return { text: out, stopped: false }
}
