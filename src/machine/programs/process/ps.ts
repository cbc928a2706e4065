// ps(1) of procps, with its BSD and UNIX styles.
import type { Call } from '../call.ts'
import { Exit } from '../../program.ts'
import { ABSENT, type Spec, type Tool } from '../spec.ts'
import { type Row, processList } from './list.ts'
import { ALIASES, BSD, BSD_USER, COLUMNS, type Column, FULL, LONG, PLAIN, comm, titled } from './columns.ts'
import { busyboxRun } from './busybox-ps.ts'

interface Request {
  columns: Column[]
  keep: (row: Row) => boolean
  header: boolean
  forest: boolean
  wide: boolean
  sort: string | undefined
  /** Just these, in this order. */
  quick: string[] | undefined
}

const spec: Spec = {
  name: 'ps',
  summary: 'report a snapshot of the current processes',
  usage: '[options]',
  version: 'ps from procps-ng 4.0.4',
  raw: true,
  options: {
    '-e': 'all processes',
    '-A': 'all processes',
    '-f': 'full format',
    '-l': 'long format',
    '-o LIST': 'these columns',
    '-p LIST': 'these process ids',
    '-q LIST': 'these process ids, in this order',
    '-u LIST': 'these users',
    '-C LIST': 'these commands',
    '--forest': 'as a tree',
    '--sort=KEY': 'by these columns',
    '--no-headers': 'without the first line',
  },
}

async function run(call: Call): Promise<number> {
  const request = await parse(call)
  const { process } = call
  const now = process.kernel.clock.unix()
  const all = processList(process)
  const { quick } = request
  const rows = quick
    ? quick.flatMap((pid) => all.find((row) => String(row.pid) === pid) ?? [])
    : all.filter(request.keep)
  if (request.sort) sortRows(rows, request.sort)
  const shown = request.forest ? forest(rows) : rows
  const width = process.isTty.stdout && !request.wide ? process.tty?.size.columns || 80 : Infinity
  const lines = shown.map((row) =>
    line(
      request.columns.map((each) => each.cell(row, now)),
      request.columns,
    ),
  )
  if (request.header && request.columns.some(({ title }) => title))
    lines.unshift(
      line(
        request.columns.map(({ title }) => title),
        request.columns,
      ),
    )
  await process.print(lines.map((text) => `${text.slice(0, width)}\n`).join(''))
  return rows.length > 0 ? 0 : 1
}

const line = (cells: string[], columns: Column[]) =>
  cells
    .map((cell, i) =>
      i === cells.length - 1 && columns[i]!.left
        ? cell
        : columns[i]!.left
          ? cell.padEnd(columns[i]!.width)
          : cell.padStart(columns[i]!.width),
    )
    .join(' ')

async function parse(call: Call): Promise<Request> {
  const letters = { bsd: '', unix: '' }
  const lists = {
    o: [] as string[],
    p: [] as string[],
    q: [] as string[],
    u: [] as string[],
    C: [] as string[],
    t: [] as string[],
    ppid: [] as string[],
  }
  const request = { header: true, forest: false, wide: false, sort: undefined as string | undefined }
  const words = [...call.operands]
  while (words.length > 0) {
    const word = words.shift()!
    const long = /^--([a-z-]+)(?:=(.*))?$/.exec(word)
    if (long) {
      const [, name, value] = long
      if (name === 'forest') request.forest = true
      else if (name === 'sort') request.sort = value ?? words.shift()
      else if (name === 'no-headers' || name === 'no-heading' || name === 'noheaders') request.header = false
      else if (name === 'pid') lists.p.push(value ?? words.shift() ?? '')
      else if (name === 'quick-pid') lists.q.push(value ?? words.shift() ?? '')
      else if (name === 'ppid') lists.ppid.push(value ?? words.shift() ?? '')
      else if (name === 'user') lists.u.push(value ?? words.shift() ?? '')
      else await unsupported(call, 'unknown gnu long option')
    } else if (word.startsWith('-')) {
      for (let i = 1; i < word.length; i++) {
        const letter = word[i]!
        if ('opquCtUs'.includes(letter)) {
          const key = (letter === 'U' ? 'u' : letter) as 'o'
          ;(lists[key] ?? []).push(word.slice(i + 1) || (words.shift() ?? ''))
          break
        }
        letters.unix += letter
      }
    } else if (/^\d+(,\d+)*$/.test(word)) lists.p.push(word)
    else if (/^[a-zA-Z]+$/.test(word)) {
      if (/[oOpUk]$/.test(word) && words.length > 0) {
        const value = words.shift()!
        if (word.endsWith('o') || word.endsWith('O')) lists.o.push(value)
        else if (word.endsWith('p')) lists.p.push(value)
        else if (word.endsWith('k')) request.sort = value
        else lists.u.push(value)
        letters.bsd += word.slice(0, -1)
      } else letters.bsd += word
    } else await unsupported(call, 'garbage option')
  }
  if ([...letters.unix].some((letter) => !'eAafFlwwLjHTdNyM'.includes(letter)))
    await unsupported(call, 'unsupported SysV option')
  if ([...letters.bsd].some((letter) => !'auxwfljhreTvm'.includes(letter)))
    await unsupported(call, 'unsupported option (BSD syntax)')
  const { unix, bsd } = letters
  const forest = request.forest || bsd.includes('f') || unix.includes('H')
  const quick = lists.q.length > 0 ? split(lists.q) : undefined
  if (quick) {
    const others = [lists.p, lists.u, lists.C, lists.t, lists.ppid].some((list) => list.length > 0)
    const conflict = others
      ? 'q/-q/--quick-pid cannot be combined with other selection options.'
      : forest
        ? 'q/-q/--quick-pid cannot be used together with forest type listings.'
        : request.sort
          ? 'q/-q,--quick-pid cannot be used together with sort options.'
          : ''
    if (conflict) {
      await call.process.error(`${conflict}\n`)
      throw new Exit(1)
    }
  }
  return {
    ...request,
    quick,
    header: request.header && !bsd.includes('h'),
    forest,
    wide: unix.includes('w') ? unix.split('w').length > 2 : bsd.split('w').length > 2,
    columns: lists.o.length > 0 ? await chosen(call, lists.o) : style(unix, bsd),
    keep: selection(call, unix, bsd, lists),
  }
}

const split = (list: string[]) => list.flatMap((word) => word.split(/[\s,]+/))

async function unsupported(call: Call, message: string): Promise<never> {
  await call.process.error(
    `error: ${message}\n\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n  or 'ps --help <s|l|o|t|m|a>'\n for additional help text.\n\nFor more details see ps(1).\n`,
  )
  throw new Exit(1)
}

function style(unix: string, bsd: string): Column[] {
  if (/[fF]/.test(unix)) return FULL
  if (unix.includes('l')) return LONG
  if (bsd.includes('u')) return BSD_USER
  if (unix.includes('j'))
    return [COLUMNS.pid!, COLUMNS.pgid!, COLUMNS.sid!, titled('tty', 'TTY'), COLUMNS.time!, comm('CMD')]
  return bsd ? BSD : PLAIN
}

async function chosen(call: Call, lists: string[]): Promise<Column[]> {
  const out: Column[] = []
  for (const list of lists) {
    for (const word of list.includes('=') ? [list] : list.split(/[\s,]+/).filter(Boolean)) {
      const [name, title] = word.split('=', 2)
      const found = COLUMNS[ALIASES[name!] ?? name!]
      if (!found) {
        await call.process.error(`error: unknown user-defined format specifier "${name}"\n`)
        await unsupported(call, 'improper list')
      } else out.push(title === undefined ? found : { ...found, title })
    }
  }
  return out
}

function selection(
  call: Call,
  unix: string,
  bsd: string,
  lists: Record<'p' | 'u' | 'C' | 't' | 'ppid', string[]>,
): (row: Row) => boolean {
  const { process } = call
  const [pids, users, commands, ttys, parents] = [
    split(lists.p),
    split(lists.u),
    split(lists.C),
    split(lists.t),
    split(lists.ppid),
  ]
  if (pids.length + users.length + commands.length + ttys.length + parents.length > 0) {
    return (row) =>
      pids.includes(String(row.pid)) ||
      parents.includes(String(row.ppid)) ||
      users.includes(row.user) ||
      users.includes(String(row.uid)) ||
      commands.includes(row.comm) ||
      ttys.includes(row.tty)
  }
  if (/[eA]/.test(unix) || (bsd.includes('a') && bsd.includes('x'))) return () => true
  if (unix.includes('a') || bsd.includes('a')) return (row) => row.tty !== '?'
  if (unix.includes('d')) return (row) => !row.stat.includes('s')
  if (bsd.includes('x')) return (row) => row.uid === process.user.uid
  if (bsd) return (row) => row.tty !== '?' && row.uid === process.user.uid
  return (row) => row.uid === process.user.uid && row.process.tty === process.tty
}

function sortRows(rows: Row[], keys: string): void {
  const values: Record<string, (row: Row) => number | string> = {
    '%cpu': (row) => row.cpu,
    '%mem': (row) => row.memory,
    rss: (row) => row.rss,
    vsz: (row) => row.vsz,
    pid: (row) => row.pid,
    ppid: (row) => row.ppid,
    time: (row) => row.seconds,
    user: (row) => row.user,
    comm: (row) => row.comm,
    args: (row) => row.args,
    start: (row) => row.started,
  }
  for (const key of keys.split(',').reverse()) {
    const name = key.replace(/^[-+]/, '')
    const value = values[ALIASES[name] ?? name] ?? (() => 0)
    const sign = key.startsWith('-') ? -1 : 1
    rows.sort((a, b) => sign * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0))
  }
}

function forest(rows: Row[]): Row[] {
  const known = new Set(rows.map(({ pid }) => pid))
  const out: Row[] = []
  const add = (row: Row, indent: string, last: boolean, top: boolean) => {
    out.push({ ...row, args: top ? row.args : `${indent} \\_ ${row.args}` })
    const below = rows.filter((each) => each.ppid === row.pid && each !== row)
    below.forEach((each, i) =>
      add(each, top ? '' : `${indent}${last ? '    ' : ' |  '}`, i === below.length - 1, false),
    )
  }
  for (const row of rows) if (!known.has(row.ppid)) add(row, '', true, true)
  return out
}

export const ps: Tool = {
  spec,
  run,
  busybox: {
    spec: {
      name: 'ps',
      summary: 'show list of processes',
      usage: '[-o COL1,COL2=HEADER] [-T]',
      options: {
        '-o COL1,COL2=HEADER': 'select columns for display',
        '-T': ABSENT,
        '-a': 'ignored',
        '-u': 'ignored',
        '-x': 'ignored',
        '-e': 'ignored',
        '-f': 'ignored',
        '-l': 'ignored',
        '-w': 'ignored',
      },
    },
    run: busyboxRun,
  },
}
