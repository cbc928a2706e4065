// df(1), du(1), lsblk(8).
import { FsError } from '../../fs/filesystem.ts'
import { OverlayFs } from '../../fs/overlay.ts'
import type { Process } from '../../process.ts'
import type { Call } from '../call.ts'
import { blocks, humanSize } from '../size.ts'
import { ABSENT, type Tool } from '../spec.ts'

interface Volume {
  device: string
  type: string
  path: string
  size: number
  used: number
  /** Equal for two places of the same one. */
  identity: object | string
}

/** A mounted tree's bytes. */
function weigh(process: Process, path: string): number {
  const { fs } = process
  let sum = 0
  const walk = (at: string) => {
    const stat = fs.lstat(at)
    sum += stat.type === 'file' ? stat.size : stat.type === 'directory' ? 4096 : 0
    if (stat.type === 'directory')
      for (const name of fs.list(at))
        if (!/^\/(proc|sys|dev)$/.test(`${at === '/' ? '' : at}/${name}`)) walk(`${at === '/' ? '' : at}/${name}`)
  }
  try {
    walk(path)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
  }
  return sum
}

function volumes(process: Process): Volume[] {
  const { fs, machine } = process
  const { disk, memory } = machine.hardware
  const root: Volume = {
    device: fs.stat('/').device,
    type: process.namespaces.pids === machine.pids ? 'ext4' : 'overlay',
    path: '/',
    size: disk,
    used: Math.min(disk, weigh(process, '/') + disk * 0.12),
    identity: fs.stat('/').device,
  }
  const others = fs
    .mounts()
    .filter(
      ({ path, source }) =>
        path !== '/' && !['proc', 'sysfs', 'devpts', 'mqueue', 'cgroup2', 'cgroup'].includes(source.type),
    )
  return [
    root,
    ...others.map(({ path, source }): Volume => {
      const inMemory = source.type === 'tmpfs' || source.type === 'devtmpfs'
      return {
        device: source.device,
        type: source.type,
        path,
        size: source.size ? source.size : inMemory ? (path === '/dev' ? 65_536 * 1024 : memory / 2) : disk,
        used: inMemory ? (source.fs instanceof OverlayFs ? source.fs.upperSize() : 0) : root.used,
        identity: inMemory ? source.fs : source.device,
      }
    }),
  ]
}

/** GNU df shows each file system once, at the shortest of its mount points. */
function distinct(all: readonly Volume[]): Volume[] {
  const shortest = new Map<object | string, Volume>()
  for (const volume of all) {
    const known = shortest.get(volume.identity)
    if (!known || volume.path.length < known.path.length) shortest.set(volume.identity, volume)
  }
  return all.filter((volume) => shortest.get(volume.identity) === volume)
}

/** busybox's table has columns of fixed widths. */
function busyboxTable(call: Call, shown: readonly Volume[]): string {
  const human = call.has('h')
  const unit = call.has('m') ? 1024 ** 2 : 1024
  const cell = (bytes: number) => (human ? withUnit(bytes) : String(Math.ceil(bytes / unit))).padStart(10)
  const head = human ? 'Size' : call.has('m') ? '1M-blocks' : '1K-blocks'
  const rows = shown.map(({ device, path, size, used }) => {
    const percent = String(Math.ceil((100 * used) / Math.max(1, size))).padStart(4)
    return `${device.padEnd(20)}${cell(size)}${cell(used)}${cell(size - used)}${percent}% ${path}\n`
  })
  return `${'Filesystem'.padEnd(20)}${head.padStart(10)}${'Used'.padStart(10)} Available Use% Mounted on\n${rows.join('')}`
}

/** `32.0M`, and `0` for nothing. */
function withUnit(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10))
  return power === 0 ? String(bytes) : `${(bytes / 1024 ** power).toFixed(1)}${' KMGT'[power]}`
}

export const df: Tool = {
  spec: {
    name: 'df',
    summary: 'report file system space usage',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-a, --all': 'all file systems',
      '-B, --block-size=SIZE': ABSENT,
      '-h, --human-readable': 'with units',
      '-H, --si': 'with units of 1000',
      '-i, --inodes': ABSENT,
      '-k': 'in 1K',
      '-m': 'in 1M',
      '-P, --portability': 'ignored',
      '-T, --print-type': 'with the type',
      '-t, --type=TYPE': 'of this type',
      '-x, --exclude-type=TYPE': 'not of this type',
    },
  },
  async run(call) {
    const { process } = call
    const all = volumes(process)
    let shown = all.filter(({ type }) => (!call.has('t') || call.value('t') === type) && call.value('x') !== type)
    if (call.operands.length > 0) {
      shown = []
      for (const name of call.operands) {
        const path = process.path(name)
        if (!process.fs.exists(path)) await call.warn(`${name}: No such file or directory`)
        else
          shown.push(
            all.filter((each) => each.path === '/' || path === each.path || path.startsWith(`${each.path}/`)).at(-1)!,
          )
      }
    }
    if (call.busybox) return call.print(busyboxTable(call, shown))
    if (!call.has('a') && call.operands.length === 0) shown = distinct(shown)
    const human = call.has('h', 'H')
    const unit = call.has('m') ? 1024 ** 2 : 1024
    const cell = (bytes: number) =>
      human ? humanSize(bytes, call.has('H') ? 1000 : 1024) : String(Math.ceil(bytes / unit))
    const rows = shown.map(({ device, type, path, size, used }) => [
      device,
      type,
      cell(size),
      cell(used),
      cell(size - used),
      `${Math.ceil((100 * used) / Math.max(1, size))}%`,
      path,
    ])
    const head = [
      'Filesystem',
      'Type',
      human ? 'Size' : call.has('m') ? '1M-blocks' : '1K-blocks',
      'Used',
      human ? 'Avail' : 'Available',
      'Use%',
      'Mounted on',
    ]
    const table = [head, ...rows].map((row) => (call.has('T') ? row : row.filter((_, i) => i !== 1)))
    const first = call.has('T') ? 2 : 1
    const widths = table[0]!.map((_, i) => Math.max(least(i, first), ...table.map((row) => row[i]!.length)))
    await call.print(
      table
        .map(
          (row) =>
            `${row.map((each, i) => (i === row.length - 1 ? each : i < first ? each.padEnd(widths[i]!) : each.padStart(widths[i]!))).join(' ')}\n`,
        )
        .join(''),
    )
    return call.status
  },
}

export const du: Tool = {
  spec: {
    name: 'du',
    summary: 'estimate file space usage',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-a, --all': 'files, too',
      '-b, --bytes': 'real sizes in bytes',
      '-c, --total': 'with a total',
      '-d, --max-depth=N': 'N levels at most',
      '-h, --human-readable': 'with units',
      '-k': 'in 1K',
      '-m': 'in 1M',
      '-s, --summarize': 'only totals',
      '-x, --one-file-system': 'ignored',
      '--apparent-size': 'real sizes',
    },
  },
  async run(call) {
    const { process } = call
    let total = 0
    const counted = new Set<number>()
    for (const name of call.operands.length > 0 ? call.operands : ['.']) {
      const path = process.path(name)
      try {
        process.fs.lstat(path)
      } catch (error) {
        if (!(error instanceof FsError)) throw error
        await call.warn(call.busybox ? `${name}: ${error.message}` : `cannot access '${name}': ${error.message}`)
        continue
      }
      total += await measure(call, name, path, 0, counted)
    }
    if (call.has('c')) await call.print(`${amount(call, total)}\ttotal\n`)
    return call.status
  },
}

export /** df's own least widths: the device 14, sizes 5. */
const least = (column: number, first: number) => (column === 0 ? 14 : column >= first && column < first + 3 ? 5 : 0)

const amount = (call: Call, bytes: number) =>
  call.has('h')
    ? bytes === 0
      ? '0'
      : humanSize(bytes)
    : String(call.has('b') ? bytes : Math.ceil(bytes / (call.has('m') ? 1024 ** 2 : 1024)))

/** A file with several names counts once. */
async function measure(call: Call, name: string, path: string, depth: number, counted: Set<number>): Promise<number> {
  const { fs } = call.process
  const stat = fs.lstat(path)
  const real = call.has('b', 'apparent-size')
  const again = stat.type === 'file' && stat.links > 1 && counted.has(stat.inode)
  if (again) return 0
  if (stat.links > 1) counted.add(stat.inode)
  const own =
    stat.type === 'directory' ? 4096 : stat.type === 'file' ? (real ? stat.size : blocks(stat.size) * 1024) : 0
  let sum = own
  if (stat.type === 'directory')
    for (const child of fs.list(path))
      sum += await measure(
        call,
        `${name.replace(/(.)\/$/, '$1')}/${child}`.replace('//', '/'),
        `${path === '/' ? '' : path}/${child}`,
        depth + 1,
        counted,
      )
  const most = call.has('s') ? 0 : Number(call.value('d') ?? Infinity)
  if (depth <= most && (stat.type === 'directory' || call.has('a') || depth === 0))
    await call.print(`${amount(call, sum)}\t${name}\n`)
  return sum
}

/** A machine has one disk with one partition, which its root lies on; a container sees the machine's. */
export const lsblk: Tool = {
  spec: {
    name: 'lsblk',
    summary: 'list information about block devices',
    usage: '[options] [<device> ...]',
    version: 'lsblk from util-linux 2.39.3',
    options: { '-n, --noheadings': "don't print headings", '-d, --nodeps': "don't print partitions" },
  },
  async run(call) {
    const { process } = call
    const { disk } = process.machine.hardware
    const places = volumes(process).filter(({ device }) => device === '/dev/vda1')
    const size = humanSize(disk).padStart(5)
    const row = (name: string, number: string, type: string, at: string) =>
      `${name.padEnd(6)} ${number.padEnd(7)}  0 ${size}  0 ${type} ${at}\n`
    const head = `NAME   MAJ:MIN RM  SIZE RO TYPE MOUNTPOINTS\n`
    const part = row('└─vda1', '252:1', 'part', places.map(({ path }) => path).join(`\n${' '.repeat(32)}`))
    return call.print(`${call.has('n') ? '' : head}${row('vda', '252:0', 'disk', '')}${call.has('d') ? '' : part}`)
  },
}
