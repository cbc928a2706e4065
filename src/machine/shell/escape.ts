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

/**
 * `echo` wants a zero before octal digits, printf's format does not. `stopped`: a \c ended the output.
 * Unknown escapes stay as they are.
 */
export function unescape(source: string, octal: 'zero' | 'plain' = 'plain'): { text: string; stopped: boolean } {
  let out = ''
  for (let i = 0; i < source.length; i++) {
    if (source[i] !== '\\' || i === source.length - 1) {
      out += source[i]
      continue
    }
    const rest = source.slice(i + 1)
    if (rest[0] === 'c') return { text: out, stopped: true }
    const digits = (octal === 'zero' ? /^0[0-7]{0,3}/ : /^(?:0[0-7]{0,3}|[1-7][0-7]{0,2})/).exec(rest)
    const code = /^x([\da-fA-F]{1,2})|^u([\da-fA-F]{1,4})|^U([\da-fA-F]{1,8})/.exec(rest)
    if (code) {
      out += String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3]!, 16))
      i += code[0].length
    } else if (digits) {
      out += String.fromCharCode(Number.parseInt(digits[0], 8) & 255)
      i += digits[0].length
    } else {
      out += NAMED[rest[0]!] ?? (rest[0] === '"' && octal === 'plain' ? '"' : `\\${rest[0]}`)
      i++
    }
  }
  return { text: out, stopped: false }
}
