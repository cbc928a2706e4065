// ls(1), dir(1).
import { FsError } from '../../fs/filesystem.ts'
import { joinPath } from '../../fs/path.ts'
import { displayWidth } from '../../tty.ts'
import { groupName, userName } from '../accounts.ts'
import type { Call } from '../call.ts'
import { demandRead } from '../../access.ts'
import { modeText } from '../permission.ts'
import { blocks, humanSize } from '../size.ts'
import type { Spec, Tool } from '../spec.ts'
import { strftime } from '../time.ts'
import { columns } from './columns.ts'
import { colourOf } from './colour.ts'
import { type Item, sort } from './order.ts'

const spec: Spec = {
  name: 'ls',
  summary: 'list directory contents',
  usage: '[OPTION]... [FILE]...',
  version: 'GNU coreutils 9.4',
  misuse: 2,
  options: {
    '-a, --all': 'show names that begin with a dot too',
    '-A, --almost-all': 'as -a, without . and ..',
    '-B, --ignore-backups': 'leave out names that end with ~',
    '-C': 'in columns',
    '-c': 'with -lt: time of last change',
    '-d, --directory': 'the directories themselves, not what is in them',
    '-F, --classify[=WHEN]': 'add one of */=>@| to names',
    '-f': 'as stored, all names',
    '-G, --no-group': 'with -l: no group names',
    '-g': 'as -l, without owner',
    '-h, --human-readable': 'with -l and -s: sizes as 1K 234M 2G',
    '-i, --inode': 'the index number of each file',
    '-L, --dereference': 'what a symbolic link points to instead of the link',
    '-l': 'long listing',
    '-m': 'names in one line, with commas',
    '-N, --literal': 'names as they are',
    '-n, --numeric-uid-gid': 'as -l, with numbers for owner and group',
    '-o': 'as -l, without group',
    '-p': 'add / to directories',
    '-Q, --quote-name': 'names in double quotes',
    '-R, --recursive': 'directories below, too',
    '-r, --reverse': 'the other way round',
    '-S': 'by size, largest first',
    '-s, --size': 'blocks that each file takes',
    '-t': 'by time, newest first',
    '-U': 'not sorted',
    '-u': 'with -lt: time of last access',
    '-v': 'numbers in names by value',
    '-X': 'by extension',
    '-x': 'in columns, along lines',
    '-1': 'one file per line',
    '-w, --width=COLS': 'width of the screen',
    '--color[=WHEN]': 'colours: always, auto or never',
    '--full-time': 'as -l with the whole time',
    '--group-directories-first': 'directories before files',
    '--time-style=STYLE': 'how times are shown: full-iso, long-iso, iso, +FORMAT',
    '--si': 'as -h with powers of 1000',
  },
}

async function run(call: Call): Promise<number> {
  const { process, operands } = call
  const names = operands.length > 0 ? operands : ['.']
  const files: Item[] = []
  const directories: Item[] = []
  for (const name of names) {
    const item = await look(call, name)
    if (!item) continue
    if (item.stat.type === 'directory' && !call.has('d')) directories.push(item)
    else files.push(item)
  }
  sort(call, files)
  sort(call, directories)
  if (files.length > 0) await show(call, files)
  let first = files.length === 0
  const titled = names.length > 1 || call.has('R')
  const queue = [...directories]
  while (queue.length > 0) {
    const directory = queue.shift()!
    const items = await entries(call, directory)
    if (!items) continue
    const title = titled ? `${first ? '' : '\n'}${quoteName(call, directory.name)}:\n` : ''
    const total = long(call) || call.has('s') ? `total ${totalOf(call, items)}\n` : ''
    first = false
    if (title || total) await process.print(title + total)
    await show(call, items)
    if (!call.has('R')) continue
    const below = items.filter(({ name, stat }) => stat.type === 'directory' && name !== '.' && name !== '..')
    queue.unshift(
      ...below.map((item) => ({
        ...item,
        name: `${directory.name.replace(/(.)\/$/, '$1')}/${item.name}`.replace('//', '/'),
      })),
    )
  }
  return call.status
}

async function look(call: Call, name: string): Promise<Item | undefined> {
  const { fs } = call.process
  const path = call.process.path(name)
  const problem = (reason: string) => (call.busybox ? `${name}: ${reason}` : `cannot access '${name}': ${reason}`)
  try {
    const link = fs.lstat(path)
    const follow = call.has('L') || (!long(call) && !call.has('d') && !call.has('F')) || name.endsWith('/')
    const stat = link.type === 'symlink' && follow && fs.exists(path) ? fs.stat(path) : link
    return { name, path, stat }
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    await call.warn(problem(error.message), call.busybox ? 1 : 2)
    return undefined
  }
}

async function entries(call: Call, directory: Item): Promise<Item[] | undefined> {
  const { process } = call
  const { fs } = process
  const names = await call.attempt(
    () => {
      demandRead(process, directory.path)
      return fs.list(directory.path)
    },
    (reason) =>
      call.busybox
        ? `can't open '${directory.name}': ${reason}`
        : `cannot open directory '${directory.name}': ${reason}`,
  )
  if (!names) {
    call.status = call.busybox ? 1 : 2
    return undefined
  }
  const all = call.has('a', 'f')
  const shown = names.filter(
    (name) => (all || call.has('A') || !name.startsWith('.')) && !(call.has('B') && name.endsWith('~')),
  )
  if (all) shown.unshift('.', '..')
  const items = shown.map((name) => {
    const path = joinPath(directory.path, name)
    const follow = call.has('L') && fs.exists(path)
    return { name, path, stat: follow ? fs.stat(path) : fs.lstat(path) }
  })
  sort(call, items)
  return items
}

const long = (call: Call) => call.has('l', 'n', 'o', 'g', 'full-time')

const sizeOnDisk = ({ stat }: Item) => (stat.type === 'directory' ? 4 : stat.type === 'file' ? blocks(stat.size) : 0)

function totalOf(call: Call, items: Item[]): string {
  const total = items.reduce((sum, item) => sum + sizeOnDisk(item), 0)
  return call.has('h') ? (total === 0 ? '0' : humanSize(total * 1024)) : String(total)
}

function quoteName(call: Call, name: string): string {
  if (call.has('Q')) return `"${name.replace(/["\\]/g, '\\$&')}"`
  if (call.busybox || call.has('N') || !call.process.isTty.stdout) return name
  if (
    !/[\s'"$&*?;|<>()\\`!#~{}[\]^]/.test(name) ||
    (/^[^\s'"$&*?;|<>()\\`!]*$/.test(name.replace(/[#~{}[\]^]/g, '')) && !/^[#~]/.test(name))
  )
    return name
  return name.includes("'") ? `"${name}"` : `'${name}'`
}

async function show(call: Call, items: Item[]): Promise<void> {
  if (items.length === 0) return
  const { process } = call
  if (long(call)) return process.print(longListing(call, items))
  const names = items.map((item) => prefix(call, item, items) + decorated(call, item))
  const width = call.value('w')
    ? Number(call.value('w'))
    : process.tty?.size.columns || Number(process.env.COLUMNS ?? 80)
  const format = call.last('1', 'C', 'x', 'm')
  if (format === 'm') return process.print(`${names.join(', ')}\n`)
  if (format === '1' || (!format && !process.isTty.stdout))
    return process.print(names.map((name) => `${name}\n`).join(''))
  return process.print(columns(names, width, format === 'x'))
}

function prefix(call: Call, item: Item, all: Item[]): string {
  const inode = call.has('i') ? `${String(item.stat.inode).padStart(widest(all.map(({ stat }) => stat.inode)))} ` : ''
  const size = call.has('s')
    ? `${blocksText(call, item).padStart(widest(all.map((each) => blocksText(call, each))))} `
    : ''
  return inode + size
}

const blocksText = (call: Call, item: Item) =>
  call.has('h') && sizeOnDisk(item) > 0 ? humanSize(sizeOnDisk(item) * 1024) : String(sizeOnDisk(item))

const widest = (cells: (string | number)[]) => Math.max(0, ...cells.map((cell) => displayWidth(String(cell))))

function decorated(call: Call, item: Item): string {
  const name = quoteName(call, item.name)
  const colour = coloured(call) ? colourOf(call.process.fs, item) : undefined
  const { type, mode } = item.stat
  const mark = {
    directory: '/',
    symlink: long(call) ? '' : '@',
    socket: '=',
    fifo: '|',
    file: mode & 0o111 ? '*' : '',
    device: '',
  }[type]
  const shown = call.has('F') ? mark : call.has('p') && type === 'directory' ? '/' : ''
  return (colour === undefined ? name : `\x1b[0m\x1b[${colour}m${name}\x1b[0m`.replace(/^\x1b\[0m/, '')) + shown
}

function coloured(call: Call): boolean {
  const option = call.given.findLast(({ option: { long: name } }) => name === 'color')
  const when = option ? (option.value ?? 'always') : call.busybox ? 'auto' : 'never'
  return (
    ['always', 'yes', 'force'].includes(when) || (['auto', 'tty', 'if-tty'].includes(when) && call.process.isTty.stdout)
  )
}

function longListing(call: Call, items: Item[]): string {
  const { fs } = call.process
  const numeric = call.has('n')
  const rows = items.map((item) => {
    const { stat } = item
    const target = stat.type === 'symlink' ? ` -> ${stat.target}` : ''
    const bytes = call.has('h', 'si') ? humanSize(stat.size, call.has('si') ? 1000 : 1024) : String(stat.size)
    const size = stat.rdev ?? bytes
    return {
      before: prefix(call, item, items) + modeText(stat),
      links: String(stat.links),
      owner: call.has('g') ? '' : numeric ? String(stat.uid) : userName(fs, stat.uid),
      group: call.has('o', 'G') ? '' : numeric ? String(stat.gid) : groupName(fs, stat.gid),
      size,
      time: timeText(call, stat.mtime),
      name: decorated(call, item) + target,
    }
  })
  const width = (key: keyof (typeof rows)[number]) => widest(rows.map((row) => row[key]))
  const gap = call.busybox
    ? { links: Math.max(4, width('links')), name: 8, size: 9 }
    : { links: width('links'), name: 0, size: width('size') }
  return rows
    .map(({ before, links, owner, group, size, time, name }) => {
      const owners = [
        ...(call.has('g') ? [] : [owner.padEnd(Math.max(gap.name, width('owner')))]),
        ...(call.has('o', 'G') ? [] : [group.padEnd(Math.max(gap.name, width('group')))]),
      ]
      return `${[before, links.padStart(gap.links), ...owners, size.padStart(gap.size), time, name].join(' ')}\n`
    })
    .join('')
}

const HALF_YEAR_MS = 15_778_476_000

function timeText(call: Call, mtime: number): string {
  const now = call.process.kernel.clock.unix()
  const style = call.has('full-time') ? 'full-iso' : call.value('time-style')
  if (style === 'full-iso') return strftime('%Y-%m-%d %H:%M:%S.%N %z', mtime)
  if (style === 'long-iso') return strftime('%Y-%m-%d %H:%M', mtime)
  if (style?.startsWith('+')) return strftime(style.slice(1), mtime)
  const recent = mtime > now - HALF_YEAR_MS && mtime <= now + 1000
  if (style === 'iso') return strftime(recent ? '%m-%d %H:%M' : '%Y-%m-%d ', mtime)
  return strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', mtime)
}

export const ls: Tool = {
  spec,
  run,
  busybox: { spec: { ...spec, misuse: 1, usage: '[-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...' } },
}
