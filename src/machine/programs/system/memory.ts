// free(1), uptime(1), df(1), du(1), vmstat(8), getconf(1), locale(1), lsb_release(1).
import { FsError } from '../../fs/filesystem.ts'
import { basename } from '../../fs/path.ts'
import type { Process } from '../../process.ts'
import type { Call } from '../call.ts'
import { processList } from '../process/list.ts'
import { blocks, humanSize } from '../size.ts'
import type { Tool } from '../spec.ts'
import { strftime } from '../time.ts'

/** Bytes: what the machine has and what its processes hold. The kernel and its caches take a fixed share. */
export function memoryOf(process: Process) {
  const { hardware, pids } = process.machine
  const held = [...pids.processes.values()].reduce((sum, each) => sum + each.memory, 0)
  const used = Math.min(hardware.memory, held + 320e6)
  const cache = Math.min((hardware.memory - used) * 0.4, hardware.memory * 0.25)
  return {
    total: hardware.memory,
    used,
    cache,
    free: hardware.memory - used - cache,
    available: hardware.memory - used - cache * 0.1,
  }
}

/** Load averages over 1, 5 and 15 minutes: a little from each process that used the processor. */
export function loadOf(process: Process): string[] {
  const busy = [...process.machine.pids.processes.values()].reduce(
    (sum, each) => sum + each.cpu / Math.max(1, process.kernel.clock.now - each.startedAt),
    0,
  )
  return [1, 0.8, 0.6].map((share) => Math.min(99, busy * share).toFixed(2))
}

export const free: Tool = {
  spec: {
    name: 'free',
    summary: 'display amount of free and used memory in the system',
    usage: '[options]',
    version: 'procps-ng 4.0.4',
    options: {
      '-b, --bytes': 'in bytes',
      '-k, --kibi': 'in KiB',
      '-m, --mebi': 'in MiB',
      '-g, --gibi': 'in GiB',
      '-h, --human': 'with units',
      '-t, --total': 'with a total',
      '-w, --wide': 'ignored',
    },
  },
  async run(call) {
    const { total, used, cache, free: unused, available } = memoryOf(call.process)
    const factor = call.has('b') ? 1 : call.has('m') ? 1024 ** 2 : call.has('g') ? 1024 ** 3 : 1024
    const shown = (bytes: number) =>
      call.has('h') ? `${humanSize(bytes).replace(/([KMG])$/, '$1i')}` : String(Math.floor(bytes / factor))
    const row = (name: string, cells: number[]) =>
      name.padEnd(8) +
      cells
        .map((cell) => shown(cell).padStart(12))
        .join('')
        .slice(0) +
      '\n'
    const lines = [row('Mem:', [total, used, unused, 1_300_000, cache, available]), row('Swap:', [0, 0, 0])]
    if (call.has('t')) lines.push(row('Total:', [total, used, unused]))
    await call.print(
      `               total        used        free      shared  buff/cache   available\n${lines.join('')}`,
    )
    return 0
  },
}

export function uptimeText(process: Process): string {
  const { kernel, machine } = process
  const minutes = Math.floor((kernel.clock.now - machine.bootedAt) / 60_000)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  const day = days > 0 ? `${days} day${days > 1 ? 's' : ''}, ` : ''
  const up = day + (hours > 0 ? `${String(hours).padStart(2)}:${String(rest).padStart(2, '0')}` : `${rest} min`)
  const users = new Set([...machine.pids.processes.values()].map(({ tty }) => tty).filter(Boolean)).size
  return `${strftime('%H:%M:%S', kernel.clock.unix())} up ${up}, ${users === 1 ? ' 1 user' : `${String(users).padStart(2)} users`},  load average: ${loadOf(process).join(', ')}`
}

export const uptime: Tool = {
  spec: {
    name: 'uptime',
    summary: 'tell how long the system has been running',
    usage: '[options]',
    version: 'procps-ng 4.0.4',
    options: { '-p, --pretty': 'in words', '-s, --since': 'since when' },
  },
  async run(call) {
    const { kernel, machine } = call.process
    const minutes = Math.floor((kernel.clock.now - machine.bootedAt) / 60_000)
    if (call.has('s')) await call.print(`${strftime('%Y-%m-%d %H:%M:%S', kernel.clock.epoch + machine.bootedAt)}\n`)
    else if (call.has('p')) {
      const parts = [
        [Math.floor(minutes / 1440), 'day'],
        [Math.floor(minutes / 60) % 24, 'hour'],
        [minutes % 60, 'minute'],
      ] as const
      await call.print(
        `up ${parts
          .filter(([n], i) => n > 0 || (i === 2 && minutes === 0))
          .map(([n, word]) => `${n} ${word}${n === 1 ? '' : 's'}`)
          .join(', ')}\n`,
      )
    } else await call.print(` ${uptimeText(call.process)}\n`)
    return 0
  },
}

interface Volume {
  device: string
  type: string
  path: string
  size: number
  used: number
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
        size: inMemory ? (path === '/dev' ? 65_536 * 1024 : memory / 2) : disk,
        used: inMemory ? 0 : root.used,
      }
    }),
  ]
}

export const df: Tool = {
  spec: {
    name: 'df',
    summary: 'report file system space usage',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-a, --all': 'all file systems',
      '-B, --block-size=SIZE': 'in units of SIZE',
      '-h, --human-readable': 'with units',
      '-H, --si': 'with units of 1000',
      '-i, --inodes': 'inodes',
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
    const widths = table[0]!.map((_, i) => Math.max(i === 0 ? 14 : 0, ...table.map((row) => row[i]!.length)))
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
    for (const name of call.operands.length > 0 ? call.operands : ['.']) {
      const path = process.path(name)
      try {
        process.fs.lstat(path)
      } catch (error) {
        if (!(error instanceof FsError)) throw error
        await call.warn(call.busybox ? `${name}: ${error.message}` : `cannot access '${name}': ${error.message}`)
        continue
      }
      total += await measure(call, name, path, 0)
    }
    if (call.has('c')) await call.print(`${amount(call, total)}\ttotal\n`)
    return call.status
  },
}

const amount = (call: Call, bytes: number) =>
  call.has('h')
    ? bytes === 0
      ? '0'
      : humanSize(bytes)
    : String(call.has('b') ? bytes : Math.ceil(bytes / (call.has('m') ? 1024 ** 2 : 1024)))

async function measure(call: Call, name: string, path: string, depth: number): Promise<number> {
  const { fs } = call.process
  const stat = fs.lstat(path)
  const real = call.has('b', 'apparent-size')
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
      )
  const most = call.has('s') ? 0 : Number(call.value('d') ?? Infinity)
  if (depth <= most && (stat.type === 'directory' || call.has('a') || depth === 0))
    await call.print(`${amount(call, sum)}\t${name}\n`)
  return sum
}

export const getconf: Tool = {
  spec: { name: 'getconf', summary: 'query system configuration variables', usage: '[-v SPEC] VAR', raw: true },
  async run(call) {
    const values: Record<string, string> = {
      _NPROCESSORS_ONLN: String(call.process.machine.hardware.cpus),
      _NPROCESSORS_CONF: String(call.process.machine.hardware.cpus),
      PAGE_SIZE: '4096',
      PAGESIZE: '4096',
      LONG_BIT: '64',
      ARG_MAX: '2097152',
      OPEN_MAX: '1048576',
      CLK_TCK: '100',
      GNU_LIBC_VERSION: 'glibc 2.39',
    }
    const [name = ''] = call.operands
    if (values[name] === undefined) return call.fail(`Unrecognized variable \`${name}'`, 2)
    return call.print(`${values[name]}\n`)
  },
}

export const locale: Tool = {
  spec: {
    name: 'locale',
    summary: 'get locale-specific information',
    usage: '[OPTION...] NAME',
    options: { '-a, --all-locales': 'all that are there', '-m, --charmaps': 'character sets' },
  },
  async run(call) {
    const { env } = call.process
    if (call.has('a')) return call.print('C\nC.utf8\nPOSIX\n')
    const names = [
      'CTYPE',
      'NUMERIC',
      'TIME',
      'COLLATE',
      'MONETARY',
      'MESSAGES',
      'PAPER',
      'NAME',
      'ADDRESS',
      'TELEPHONE',
      'MEASUREMENT',
      'IDENTIFICATION',
    ].map((name) => `LC_${name}`)
    const value = (name: string) => env.LC_ALL || env[name] || env.LANG || 'POSIX'
    await call.print(
      `LANG=${env.LANG ?? ''}\nLANGUAGE=${env.LANGUAGE ?? ''}\n${names.map((name) => `${name}="${value(name)}"\n`).join('')}LC_ALL=${env.LC_ALL ?? ''}\n`,
    )
  },
}

export const lsbRelease: Tool = {
  spec: {
    name: 'lsb_release',
    summary: 'print distribution-specific information',
    usage: '[options]',
    options: {
      '-a, --all': 'everything',
      '-i, --id': 'the distributor',
      '-d, --description': 'the description',
      '-r, --release': 'the release',
      '-c, --codename': 'the code name',
      '-s, --short': 'short',
    },
  },
  async run(call) {
    const file = call.process.fs.exists('/etc/os-release') ? call.process.readText('/etc/os-release') : ''
    const field = (name: string) => new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(file)?.[1] ?? 'n/a'
    const id =
      field('ID') === 'n/a'
        ? call.process.machine.os.split(' ')[0]!
        : field('ID').replace(/^./, (letter) => letter.toUpperCase())
    const rows: [string, string, string][] = [
      ['i', 'Distributor ID', id],
      ['d', 'Description', file ? field('PRETTY_NAME') : call.process.machine.os],
      ['r', 'Release', field('VERSION_ID')],
      ['c', 'Codename', field('VERSION_CODENAME')],
    ]
    const asked = rows.filter(([letter]) => call.has(letter, 'a'))
    if (!call.has('s')) await call.process.error('No LSB modules are available.\n')
    await call.print(
      (asked.length > 0 ? asked : [])
        .map(([, name, value]) => (call.has('s') ? `${value}\n` : `${name}:\t${value}\n`))
        .join(''),
    )
    return 0
  },
}

export const vmstat: Tool = {
  spec: { name: 'vmstat', summary: 'report virtual memory statistics', usage: '[options] [delay [count]]' },
  async run(call) {
    const { free: unused, cache } = memoryOf(call.process)
    const running = processList(call.process).length
    await call.print(
      'procs -----------memory---------- ---swap-- -----io---- -system-- -------cpu-------\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st gu\n',
    )
    const times = Number(call.operands[1] ?? (call.operands[0] ? Infinity : 1))
    for (let i = 0; i < times; i++) {
      await call.print(
        ` 0  0      0 ${String(Math.floor(unused / 1024)).padStart(6)}  20480 ${String(Math.floor(cache / 1024)).padStart(6)}    0    0     2     8  ${String(running).padStart(3)}  120  1  1 98  0  0  0\n`,
      )
      if (i + 1 < times) await call.process.sleep(Number(call.operands[0] ?? 1) * 1000)
    }
  },
}

export const which: Tool = {
  spec: {
    name: 'which',
    summary: 'locate a command',
    usage: '[-a] args',
    options: { '-a': 'all of them', '-s': 'print nothing' },
  },
  async run(call) {
    const { process } = call
    let missing = call.operands.length === 0
    for (const name of call.operands) {
      const found = name.includes('/')
        ? [process.path(name)]
        : (process.env.PATH ?? '').split(':').map((directory) => `${directory}/${name}`)
      const there = found.filter(
        (path) =>
          process.fs.exists(path) &&
          process.fs.stat(path).type === 'file' &&
          (process.fs.stat(path).mode & 0o111) !== 0,
      )
      if (there.length === 0) missing = true
      if (!call.has('s')) for (const path of call.has('a') ? there : there.slice(0, 1)) await call.print(`${path}\n`)
    }
    return missing ? 1 : 0
  },
}

export const whereis: Tool = {
  spec: {
    name: 'whereis',
    summary: 'locate the binary and manual page of a command',
    usage: '[options] [file...]',
    options: { '-b': 'only binaries', '-m': 'only manuals' },
  },
  async run(call) {
    const { fs } = call.process
    for (const word of call.operands) {
      const name = basename(word)
      const found = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/bin', '/sbin']
        .map((directory) => `${directory}/${name}`)
        .filter((path) => fs.exists(path))
      const unique = [...new Map(found.map((path) => [fs.realpath(path), path])).values()]
      await call.print(`${name}:${unique.map((path) => ` ${path}`).join('')}\n`)
    }
  },
}
