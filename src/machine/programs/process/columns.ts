// The columns of ps(1).
import { strftime } from '../time.ts'
import { type Row, clockTime, elapsedTime, minutes, startText } from './list.ts'

export interface Column {
  title: string
  width: number
  left?: boolean
  cell: (row: Row, now: number) => string
}

const column = (title: string, width: number, cell: Column['cell'], left = false): Column => ({
  title,
  width,
  cell,
  left,
})

export const args = (title: string) => column(title, 27, (row) => row.args, true)

export const comm = (title: string) => column(title, 15, (row) => row.comm, true)

export const user = (title: string) =>
  column(title, 8, (row) => (row.user.length > 8 ? `${row.user.slice(0, 7)}+` : row.user), true)

export const COLUMNS: Record<string, Column> = {
  pid: column('PID', 7, (row) => String(row.pid)),
  ppid: column('PPID', 7, (row) => String(row.ppid)),
  pgid: column('PGID', 7, (row) => String(row.pid)),
  sid: column('SID', 7, (row) => String(row.pid)),
  user: user('USER'),
  euser: user('EUSER'),
  uname: user('USER'),
  uid: column('UID', 5, (row) => String(row.uid)),
  group: column('GROUP', 8, (row) => row.group, true),
  gid: column('GID', 5, (row) => String(row.process.user.gid)),
  '%cpu': column('%CPU', 4, (row) => row.cpu.toFixed(1)),
  '%mem': column('%MEM', 4, (row) => row.memory.toFixed(1)),
  vsz: column('VSZ', 6, (row) => String(row.vsz)),
  rss: column('RSS', 5, (row) => String(row.rss)),
  tty: column('TT', 8, (row) => row.tty, true),
  stat: column('STAT', 4, (row) => row.stat, true),
  s: column('S', 1, (row) => row.stat[0]!, true),
  start: column('START', 5, (row, now) => startText(row.started, now)),
  start_time: column('START', 5, (row, now) => startText(row.started, now)),
  lstart: column('STARTED', 24, (row) => strftime('%a %b %e %H:%M:%S %Y', row.started)),
  time: column('TIME', 8, (row) => clockTime(row.seconds)),
  etime: column('ELAPSED', 11, (row) => elapsedTime(row.elapsed)),
  etimes: column('ELAPSED', 7, (row) => String(row.elapsed)),
  ni: column('NI', 3, (row) => String(row.nice)),
  pri: column('PRI', 3, () => '19'),
  nlwp: column('NLWP', 4, (row) => String(row.threads)),
  c: column('C', 2, (row) => String(Math.floor(row.cpu))),
  wchan: column('WCHAN', 6, () => '-', true),
  comm: comm('COMMAND'),
  ucmd: comm('CMD'),
  args: args('COMMAND'),
  cmd: args('CMD'),
}

export const ALIASES: Record<string, string> = {
  pcpu: '%cpu',
  pmem: '%mem',
  vsize: 'vsz',
  rssize: 'rss',
  tt: 'tty',
  tname: 'tty',
  state: 's',
  stime: 'start',
  command: 'args',
  cputime: 'time',
  nice: 'ni',
  ruser: 'user',
  ucomm: 'comm',
  thcount: 'nlwp',
}

export const titled = (name: string, title: string, width?: number): Column => ({
  ...COLUMNS[name]!,
  title,
  width: width ?? COLUMNS[name]!.width,
})

export const PLAIN = [COLUMNS.pid!, titled('tty', 'TTY'), COLUMNS.time!, comm('CMD')]

export const FULL = [
  titled('user', 'UID'),
  COLUMNS.pid!,
  COLUMNS.ppid!,
  COLUMNS.c!,
  titled('start', 'STIME'),
  titled('tty', 'TTY'),
  COLUMNS.time!,
  args('CMD'),
]

const BSD_TIME = column('TIME', 6, (row) => minutes(row.seconds))

export const BSD = [COLUMNS.pid!, titled('tty', 'TTY'), COLUMNS.stat!, BSD_TIME, args('COMMAND')]

export const BSD_USER = [
  COLUMNS.user!,
  COLUMNS.pid!,
  COLUMNS['%cpu']!,
  COLUMNS['%mem']!,
  COLUMNS.vsz!,
  COLUMNS.rss!,
  titled('tty', 'TTY'),
  COLUMNS.stat!,
  COLUMNS.start!,
  BSD_TIME,
  args('COMMAND'),
]

export const LONG = [
  column('F', 1, () => '4'),
  COLUMNS.s!,
  COLUMNS.uid!,
  COLUMNS.pid!,
  COLUMNS.ppid!,
  COLUMNS.c!,
  COLUMNS.pri!,
  COLUMNS.ni!,
  column('ADDR', 4, () => '-', true),
  column('SZ', 5, (row) => String(Math.floor(row.vsz / 4))),
  COLUMNS.wchan!,
  titled('tty', 'TTY'),
  COLUMNS.time!,
  comm('CMD'),
]
