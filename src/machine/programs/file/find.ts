// find(1).
import { FsError, type Stat } from '../../fs/filesystem.ts'
import { Exit } from '../../program.ts'
import { canAccess, demandRead } from '../../access.ts'
import { findAccount, findGroup, groupName, userName } from '../accounts.ts'
import type { Call } from '../call.ts'
import { demandChange, modeText } from '../permission.ts'
import { runCommand } from '../process/command.ts'
import { blocks } from '../size.ts'
import type { Tool } from '../spec.ts'
import { unescape } from '../text/format.ts'
import { compilePattern } from '../text/regexp.ts'
import { strftime } from '../time.ts'

interface Found {
  name: string
  path: string
  stat: Stat
  depth: number
  prune: boolean
}
type Test = (found: Found) => Promise<boolean> | boolean

interface Settings {
  least: number
  most: number
  depthFirst: boolean
  acts: boolean
  batches: { argv: string[]; names: string[] }[]
}

export const find: Tool = {
  spec: {
    name: 'find',
    summary: 'search for files below directories',
    usage: '[path...] [expression]',
    version: 'GNU findutils 4.9.0',
    raw: true,
    options: {
      '-name': 'base name fits the pattern',
      '-iname': 'the same without regard to case',
      '-path': 'whole name fits the pattern',
      '-type': 'f, d, l, s, p or c',
      '-size': 'n[bckMG], with + or -',
      '-mtime': 'changed n days ago, with + or -',
      '-newer': 'changed after that file',
      '-maxdepth': 'levels below at most',
      '-exec': 'run a command; {} is the name',
      '-delete': 'remove',
      '-print0': 'names ended with NUL',
    },
  },
  async run(call) {
    const words = [...call.operands]
    while (/^-[HLP]$/.test(words[0] ?? '')) words.shift()
    const roots: string[] = []
    while (words.length > 0 && !/^[-(!,)]/.test(words[0]!)) roots.push(words.shift()!)
    if (roots.length === 0) roots.push('.')
    const settings: Settings = { least: 0, most: Infinity, depthFirst: false, acts: false, batches: [] }
    const parser = new Expression(call, words, settings)
    const test = words.length > 0 ? await parser.or() : () => true
    if (words.length > 0)
      await call.fail(
        words[0] === ')'
          ? "invalid expression; you have too many ')'"
          : `paths must precede expression: \`${words[0]}'`,
      )
    const whole: Test = settings.acts
      ? test
      : async (found) => (await test(found)) && (await call.print(`${found.name}\n`), true)
    for (const root of roots) await walk(call, root, call.process.path(root), 0, whole, settings)
    for (const { argv, names } of settings.batches) {
      if (names.length > 0 && (await runCommand(call, [...argv, ...names])) !== 0) call.status = 1
    }
    return call.status
  },
}

async function walk(
  call: Call,
  name: string,
  path: string,
  depth: number,
  test: Test,
  settings: Settings,
): Promise<void> {
  const { fs } = call.process
  let stat: Stat
  try {
    stat = fs.lstat(path)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    return call.warn(call.busybox ? `${name}: ${error.message}` : `${call.quote(name)}: ${error.message}`)
  }
  const found: Found = { name, path, stat, depth, prune: false }
  const due = depth >= settings.least
  if (due && !settings.depthFirst) await test(found)
  if (stat.type === 'directory' && depth < settings.most && !found.prune) {
    const names = await call.attempt(
      () => {
        demandRead(call.process, path)
        return fs.list(path)
      },
      (reason) => (call.busybox ? `${name}: ${reason}` : `${call.quote(name)}: ${reason}`),
    )
    for (const child of names ?? [])
      await walk(
        call,
        `${name === '/' ? '' : name.replace(/(.)\/$/, '$1')}/${child}`,
        `${path === '/' ? '' : path}/${child}`,
        depth + 1,
        test,
        settings,
      )
  }
  if (due && settings.depthFirst) await test(found)
}

export const globPattern = (glob: string, ignoreCase = false): RegExp =>
  new RegExp(
    `^${glob.replace(/\[!/g, '[^').replace(/\\?[.+^${}()|\\]|\*|\?/g, (piece) => (piece === '*' ? '[^]*' : piece === '?' ? '[^]' : piece.startsWith('\\') && piece.length > 1 ? piece : `\\${piece}`))}$`,
    ignoreCase ? 'i' : '',
  )

class Expression {
  private readonly call: Call
  private readonly words: string[]
  private readonly settings: Settings

  constructor(call: Call, words: string[], settings: Settings) {
    this.call = call
    this.words = words
    this.settings = settings
  }

  async or(): Promise<Test> {
    let left = await this.and()
    while (['-o', '-or', ','].includes(this.words[0] ?? '')) {
      const comma = this.words.shift() === ','
      const [a, b] = [left, await this.and()]
      left = comma ? async (found) => (await a(found), b(found)) : async (found) => (await a(found)) || (await b(found))
    }
    return left
  }

  private async and(): Promise<Test> {
    let left = await this.not()
    while (this.words.length > 0 && !['-o', '-or', ')', ','].includes(this.words[0]!)) {
      if (['-a', '-and'].includes(this.words[0]!)) this.words.shift()
      const [a, b] = [left, await this.not()]
      left = async (found) => (await a(found)) && (await b(found))
    }
    return left
  }

  private async not(): Promise<Test> {
    if (this.words[0] === '!' || this.words[0] === '-not') {
      this.words.shift()
      const inner = await this.not()
      return async (found) => !(await inner(found))
    }
    if (this.words[0] === '(') {
      this.words.shift()
      const inner = await this.or()
      if (this.words.shift() !== ')')
        await this.call.fail("invalid expression; I was expecting to find a ')' somewhere but did not see one.")
      return inner
    }
    return this.primary(this.words.shift() ?? '')
  }

  private async argument(name: string): Promise<string> {
    const word = this.words.shift()
    return word ?? this.call.fail(`missing argument to \`${name}'`)
  }

  private async primary(name: string): Promise<Test> {
    const { call, settings } = this
    const { process } = call
    if (!name.startsWith('-')) {
      await process.error(`find: paths must precede expression: \`${name}'\n`)
      throw new Exit(1)
    }
    const action = await this.action(name)
    if (action) {
      settings.acts = true
      return action
    }
    const flag = (
      {
        '-true': () => true,
        '-false': () => false,
        '-mount': () => true,
        '-xdev': () => true,
        '-follow': () => true,
        '-empty': ({ path, stat }) =>
          stat.type === 'directory' ? process.fs.list(path).length === 0 : stat.type === 'file' && stat.size === 0,
        '-executable': ({ path }) => canAccess(process, path, 'execute'),
        '-readable': ({ path }) => canAccess(process, path, 'read'),
        '-writable': ({ path }) => canAccess(process, path, 'write'),
        '-depth': () => true,
        '-prune': (found) => (found.prune = true),
        '-nouser': ({ stat }) => userName(process.fs, stat.uid) === String(stat.uid),
      } as Record<string, Test>
    )[name]
    if (flag) {
      if (name === '-depth') settings.depthFirst = true
      return flag
    }
    const word = await this.argument(name)
    const now = process.kernel.clock.unix()
    const base = (found: Found) =>
      found.name
        .replace(/(.)\/+$/, '$1')
        .split('/')
        .at(-1) || '/'
    switch (name) {
      case '-name':
      case '-iname': {
        const pattern = globPattern(word, name === '-iname')
        return (found) => pattern.test(base(found))
      }
      case '-path':
      case '-wholename':
      case '-ipath': {
        const pattern = globPattern(word, name === '-ipath')
        return (found) => pattern.test(found.name)
      }
      case '-regex': {
        const pattern = compilePattern(`^\\(${word}\\)$`, false)
        return (found) => pattern.test(found.name)
      }
      case '-type': {
        const types = word
          .split(',')
          .map(
            (letter) =>
              ({ f: 'file', d: 'directory', l: 'symlink', s: 'socket', p: 'fifo', c: 'device', b: 'block' })[letter],
          )
        if (types.includes(undefined)) return call.fail(`Unknown argument to -type: ${word}`)
        return ({ stat }) => types.includes(stat.type)
      }
      case '-maxdepth':
        settings.most = Number(word)
        return () => true
      case '-mindepth':
        settings.least = Number(word)
        return () => true
      case '-size': {
        const [, sign, count, unit] = /^([+-]?)(\d+)([bckwMG]?)$/.exec(word) ?? []
        if (count === undefined) return call.fail(`invalid argument \`${word}' to \`-size'`)
        const size = { c: 1, w: 2, b: 512, '': 512, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }[unit as 'c'] ?? 512
        return ({ stat }) => compare(Math.ceil(stat.size / size), sign!, Number(count))
      }
      case '-mtime':
      case '-mmin':
      case '-ctime':
      case '-atime':
      case '-cmin': {
        const unit = name.endsWith('min') ? 60_000 : 86_400_000
        return ({ stat }) =>
          compare(Math.floor((now - stat.mtime) / unit), /^[+-]/.exec(word)?.[0] ?? '', Math.abs(Number(word)))
      }
      case '-newer': {
        const limit = process.fs.stat(process.path(word)).mtime
        return ({ stat }) => stat.mtime > limit
      }
      case '-perm': {
        const bits = parseInt(word.replace(/^[-/]/, ''), 8)
        if (word.startsWith('/')) return ({ stat }) => (stat.mode & bits) !== 0
        return ({ stat }) => (word.startsWith('-') ? (stat.mode & bits) === bits : stat.mode === bits)
      }
      case '-user': {
        const uid = findAccount(process.fs, word)?.uid ?? Number(word)
        return ({ stat }) => stat.uid === uid
      }
      case '-group': {
        const gid = findGroup(process.fs, word)?.gid ?? Number(word)
        return ({ stat }) => stat.gid === gid
      }
      case '-links':
        return ({ stat }) => compare(stat.links, /^[+-]/.exec(word)?.[0] ?? '', Math.abs(Number(word)))
      case '-inum':
        return ({ stat }) => stat.inode === Number(word)
      case '-samefile':
        return ({ stat }) => stat.inode === process.fs.stat(process.path(word)).inode
      default:
        return call.fail(`unknown predicate \`${name}'`)
    }
  }

  private async action(name: string): Promise<Test | undefined> {
    const { call, settings } = this
    if (name === '-print') return async (found) => (await call.print(`${found.name}\n`), true)
    if (name === '-print0') return async (found) => (await call.print(`${found.name}\0`), true)
    if (name === '-ls') return async (found) => (await call.print(lsLine(call, found)), true)
    if (name === '-quit') return () => Promise.reject(new Exit(call.status))
    if (name === '-printf') {
      const format = await this.argument(name)
      return async (found) => (await call.print(formatted(call, format, found)), true)
    }
    if (name === '-delete') {
      settings.depthFirst = true
      return (found) => remove(call, found)
    }
    if (!['-exec', '-ok', '-execdir'].includes(name)) return undefined
    const argv: string[] = []
    for (;;) {
      const word = await this.argument(name)
      if (word === ';')
        return async (found) =>
          (await runCommand(
            call,
            argv.map((each) => each.replaceAll('{}', found.name)),
          )) === 0
      if (word === '+' && argv.at(-1) === '{}') {
        const batch = { argv: argv.slice(0, -1), names: [] as string[] }
        settings.batches.push(batch)
        return (found) => (batch.names.push(found.name), true)
      }
      argv.push(word)
    }
  }
}

const compare = (value: number, sign: string, wanted: number) =>
  sign === '+' ? value > wanted : sign === '-' ? value < wanted : value === wanted

async function remove(call: Call, { name, path }: Found): Promise<boolean> {
  if (name === '.') return true
  const done = await call.attempt(
    () => {
      demandChange(call.process, path)
      call.process.fs.remove(path)
      return true
    },
    (reason) => `cannot delete ${call.quote(name)}: ${reason}`,
  )
  return done ?? false
}

function lsLine(call: Call, { name, stat }: Found): string {
  const { fs, kernel } = call.process
  const time = strftime(kernel.clock.unix() - stat.mtime < 15_778_476_000 ? '%b %e %H:%M' : '%b %e  %Y', stat.mtime)
  return `${String(stat.inode).padStart(9)} ${String(stat.type === 'directory' ? 4 : blocks(stat.size)).padStart(6)} ${modeText(stat)} ${String(stat.links).padStart(3)} ${userName(fs, stat.uid).padEnd(8)} ${groupName(fs, stat.gid).padEnd(8)} ${String(stat.size).padStart(8)} ${time} ${name}\n`
}

function formatted(call: Call, format: string, { name, stat, depth }: Found): string {
  const { fs } = call.process
  const values: Record<string, () => string> = {
    p: () => name,
    f: () => name.split('/').at(-1)!,
    h: () => name.split('/').slice(0, -1).join('/') || '.',
    s: () => String(stat.size),
    m: () => stat.mode.toString(8),
    M: () => modeText(stat),
    u: () => userName(fs, stat.uid),
    g: () => groupName(fs, stat.gid),
    y: () => ({ file: 'f', directory: 'd', symlink: 'l', socket: 's', device: 'c', fifo: 'p' })[stat.type],
    d: () => String(depth),
    i: () => String(stat.inode),
    l: () => stat.target ?? '',
    t: () => strftime('%a %b %e %H:%M:%S.0000000000 %Y', stat.mtime),
    'T@': () => (stat.mtime / 1000).toFixed(10),
    '%': () => '%',
  }
  return unescape(format).text.replace(/%(T@|.)/g, (whole, letter: string) => values[letter]?.() ?? whole)
}
