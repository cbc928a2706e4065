// PS1 and its kin: the backslash escapes of a prompt.
import { displayName } from './identity.ts'
import type { Shell } from './shell.ts'
import { expandText } from './word.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `\[` and `\]` become \x01 and \x02, as readline wants them. */
export async function expandPrompt(shell: Shell, source: string): Promise<string> {
  if (shell.dialect.name === 'dash') return expandText(shell, source)
  const decoded = source.replace(/\\(D\{[^}]*\}|[0-7]{3}|[\s\S])/g, (all, code: string) => {
    if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8))
    return escape(shell, code) ?? all
  })
  return expandText(shell, decoded)
}

function escape(shell: Shell, code: string): string | undefined {
  const { process } = shell
  const { hostname } = process.namespaces.uts
  const now = new Date(process.kernel.clock.unix())
  const two = (n: number) => String(n).padStart(2, '0')
  const [hours, minutes, seconds] = [now.getUTCHours(), two(now.getUTCMinutes()), two(now.getUTCSeconds())]
  const cwd = shell.displayedCwd()
  switch (code[0]) {
    case 'u':
      return displayName(shell)
    case 'h':
      return hostname.split('.')[0]!
    case 'H':
      return hostname
    case 'w':
      return cwd
    case 'W':
      return cwd === '/' || cwd === '~' ? cwd : cwd.split('/').at(-1)!
    case '$':
      return process.user.uid === 0 ? '#' : '\\$'
    case '[':
      return '\x01'
    case ']':
      return '\x02'
    case 'n':
      return '\n'
    case 'r':
      return '\r'
    case 'e':
      return '\x1b'
    case 'a':
      return '\x07'
    case '\\':
      return '\\\\'
    case 't':
      return `${two(hours)}:${minutes}:${seconds}`
    case 'T':
      return `${two(hours % 12 || 12)}:${minutes}:${seconds}`
    case 'A':
      return `${two(hours)}:${minutes}`
    case '@':
      return `${two(hours % 12 || 12)}:${minutes} ${hours < 12 ? 'AM' : 'PM'}`
    case 'd':
      return `${DAYS[now.getUTCDay()]} ${MONTHS[now.getUTCMonth()]} ${two(now.getUTCDate())}`
    case 's':
      return shell.name.replace(/^-/, '').split('/').at(-1)!
    case 'v':
      return '5.2'
    case 'V':
      return '5.2.21'
    case 'j':
      return String(shell.jobs.list.length)
    case '!':
      return String(shell.history.lines.length + 1)
    case '#':
      return String(shell.commandNumber)
    default:
      return undefined
  }
}
