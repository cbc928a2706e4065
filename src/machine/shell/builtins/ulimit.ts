// ulimit: the limits of the shell and of what it starts, as getrlimit(2) and setrlimit(2) have them.
import { type Rlimit, rlimitOf } from '../../rlimit.ts'
import type { DialectName } from '../dialect.ts'
import { ShellError } from '../flow.ts'
import type { Shell } from '../shell.ts'
import { type Builtin, words } from './builtin.ts'

interface Row {
  letter: string
  /** Of RLIMITS; a number for what cannot be changed. */
  limit: string | number
  bash: string
  unit?: string
  /** Bytes (or pieces) in one unit. */
  factor?: number
  ash: string
  dash?: string
}

const K = 1024

const ROWS: Row[] = [
  { letter: 'R', limit: 'rttime', bash: 'real-time non-blocking time', unit: 'microseconds', ash: '' },
  {
    letter: 'c',
    limit: 'core',
    bash: 'core file size',
    unit: 'blocks',
    factor: 512,
    ash: 'core file size (blocks)',
    dash: 'coredump(blocks)',
  },
  {
    letter: 'd',
    limit: 'data',
    bash: 'data seg size',
    unit: 'kbytes',
    factor: K,
    ash: 'data seg size (kb)',
    dash: 'data(kbytes)',
  },
  { letter: 'e', limit: 'nice', bash: 'scheduling priority', ash: 'scheduling priority' },
  {
    letter: 'f',
    limit: 'fsize',
    bash: 'file size',
    unit: 'blocks',
    factor: 512,
    ash: 'file size (blocks)',
    dash: 'file(blocks)',
  },
  { letter: 'i', limit: 'sigpending', bash: 'pending signals', ash: '' },
  {
    letter: 'l',
    limit: 'memlock',
    bash: 'max locked memory',
    unit: 'kbytes',
    factor: K,
    ash: 'max locked memory (kb)',
    dash: 'locked memory(kbytes)',
  },
  {
    letter: 'm',
    limit: 'rss',
    bash: 'max memory size',
    unit: 'kbytes',
    factor: K,
    ash: 'max memory size (kb)',
    dash: 'memory(kbytes)',
  },
  { letter: 'n', limit: 'nofile', bash: 'open files', ash: 'open files', dash: 'nofiles' },
  { letter: 'p', limit: 8, bash: 'pipe size', unit: '512 bytes', ash: '' },
  { letter: 'q', limit: 'msgqueue', bash: 'POSIX message queues', unit: 'bytes', ash: '' },
  { letter: 'r', limit: 'rtprio', bash: 'real-time priority', ash: 'real-time priority', dash: 'rtprio' },
  {
    letter: 's',
    limit: 'stack',
    bash: 'stack size',
    unit: 'kbytes',
    factor: K,
    ash: 'stack size (kb)',
    dash: 'stack(kbytes)',
  },
  { letter: 't', limit: 'cpu', bash: 'cpu time', unit: 'seconds', ash: 'cpu time (seconds)', dash: 'time(seconds)' },
  { letter: 'u', limit: 'nproc', bash: 'max user processes', ash: 'processes', dash: 'process' },
  {
    letter: 'v',
    limit: 'as',
    bash: 'virtual memory',
    unit: 'kbytes',
    factor: K,
    ash: 'virtual memory (kb)',
    dash: 'vmemory(kbytes)',
  },
  { letter: 'x', limit: 'locks', bash: 'file locks', ash: 'file locks', dash: 'locks' },
]

/** dash and ash call the number of processes `-p`. */
const letterOf = (row: Row, dialect: DialectName) => (row.limit === 'nproc' && dialect !== 'bash' ? 'p' : row.letter)

const rowsOf = (dialect: DialectName): Row[] => ROWS.filter((row) => row[dialect])

function label(row: Row, dialect: DialectName): string {
  const letter = letterOf(row, dialect)
  if (dialect === 'dash') return `${row.dash!.padEnd(20)} `
  if (dialect === 'ash') return `${row.ash.padEnd(32)}(-${letter}) `
  return `${row.bash.padEnd(20)} ${`(${row.unit ? `${row.unit}, ` : ''}-${letter}) `.padStart(20)}`
}

function shown({ process }: Shell, { limit, factor = 1 }: Row, hard: boolean): string {
  if (typeof limit === 'number') return String(limit)
  const { soft, hard: most } = rlimitOf(process.rlimits, limit)
  const value = hard ? most : soft
  return value === Infinity ? 'unlimited' : String(Math.floor(value / factor))
}

export const ulimit: Builtin = async (shell, args) => {
  const { name } = shell.dialect
  const rows = rowsOf(name)
  const given = words(args)
  const letters = given
    .filter((word) => word.startsWith('-'))
    .join('')
    .replaceAll('-', '')
  const [value] = given.filter((word) => !word.startsWith('-'))
  const [hard, soft] = [letters.includes('H'), letters.includes('S')]
  if (letters.includes('a')) {
    for (const row of rows) await shell.out(`${label(row, name)}${shown(shell, row, hard)}\n`)
    return 0
  }
  const asked = [...letters].filter((letter) => letter !== 'H' && letter !== 'S')
  const wanted = (asked.length > 0 ? asked : ['f']).map((letter) => {
    const row = rows.find((each) => letterOf(each, name) === letter)
    if (!row) throw new ShellError(name === 'ash' ? `illegal option -${letter}` : `-${letter}: invalid option`, 2)
    return row
  })
  if (value !== undefined) for (const row of wanted) change(shell, row, value, { hard, soft })
  else
    for (const row of wanted)
      await shell.out(`${wanted.length > 1 ? label(row, name) : ''}${shown(shell, row, hard)}\n`)
  return 0
}

/** Both limits, unless one is named. Only root may raise the hard one. Throws ShellError. */
function change(shell: Shell, row: Row, value: string, which: { hard: boolean; soft: boolean }): void {
  const { process, dialect } = shell
  const { limit, factor = 1 } = row
  if (typeof limit === 'number') throw new ShellError(`${row.bash}: cannot modify limit: Invalid argument`)
  const before = rlimitOf(process.rlimits, limit)
  const number =
    value === 'unlimited'
      ? Infinity
      : value === 'hard'
        ? before.hard
        : value === 'soft'
          ? before.soft
          : Number(value) * factor
  if (!/^(unlimited|hard|soft|\d+)$/.test(value))
    throw new ShellError(dialect.name === 'bash' ? `${value}: invalid number` : 'bad number')
  const both = which.hard === which.soft
  const after: Rlimit = {
    soft: both || which.soft ? number : before.soft,
    hard: both || which.hard ? number : before.hard,
  }
  const cannot = (why: string) =>
    new ShellError(dialect.name === 'bash' ? `${row.bash}: cannot modify limit: ${why}` : `error setting limit: ${why}`)
  if (after.soft > after.hard) throw cannot('Invalid argument')
  if (after.hard > before.hard && !process.can('SYS_RESOURCE')) throw cannot('Operation not permitted')
  process.rlimits = new Map([...process.rlimits, [limit, after]])
}
