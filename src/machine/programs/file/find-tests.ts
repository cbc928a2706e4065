// The tests of find(1): what is asked of each file.
import { canAccess } from '../../access.ts'
import { findAccount, findGroup, userName } from '../accounts.ts'
import type { Call } from '../call.ts'
import { compilePattern } from '../text/regexp.ts'
import { type Found, type Test, compare } from './found.ts'
import { globPattern } from './glob.ts'

const TYPES: Record<string, string> = {
  f: 'file',
  d: 'directory',
  l: 'symlink',
  s: 'socket',
  p: 'fifo',
  c: 'device',
  b: 'block',
}
const UNITS: Record<string, number> = { c: 1, w: 2, b: 512, '': 512, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }
const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000]

/** A test without an argument; undefined where the name is none. */
export function flagTest({ process }: Call, name: string): Test | undefined {
  const flags: Record<string, Test> = {
    '-true': () => true,
    '-false': () => false,
    '-mount': () => true,
    '-xdev': () => true,
    '-follow': () => true,
    '-depth': () => true,
    '-empty': ({ path, stat }) =>
      stat.type === 'directory' ? process.fs.list(path).length === 0 : stat.type === 'file' && stat.size === 0,
    '-executable': ({ path }) => canAccess(process, path, 'execute'),
    '-readable': ({ path }) => canAccess(process, path, 'read'),
    '-writable': ({ path }) => canAccess(process, path, 'write'),
    '-prune': (found) => (found.prune = true),
    '-nouser': ({ stat }) => userName(process.fs, stat.uid) === String(stat.uid),
  }
  return flags[name]
}

type Valued = (call: Call, word: string, name: string) => Test | Promise<Test>

/** `+3`, `-3`, `3`: more, fewer, exactly. */
const counted = (word: string) => (count: number) =>
  compare(count, /^[+-]/.exec(word)?.[0] ?? '', Math.abs(Number(word)))

const baseName = ({ name }: Found): string =>
  name
    .replace(/(.)\/+$/, '$1')
    .split('/')
    .at(-1) || '/'

const byName: Valued = (_, word, name) => {
  const pattern = globPattern(word, name === '-iname')
  return (found) => pattern.test(baseName(found))
}

const byPath: Valued = (_, word, name) => {
  const pattern = globPattern(word, name === '-ipath')
  return (found) => pattern.test(found.name)
}

const byAge: Valued = ({ process }, word, name) => {
  const unit = name.endsWith('min') ? MINUTE_MS : DAY_MS
  const now = process.kernel.clock.unix()
  const wanted = counted(word)
  return ({ stat }) => wanted(Math.floor((now - stat.mtime) / unit))
}

const byType: Valued = (call, word) => {
  const types = word.split(',').map((letter) => TYPES[letter])
  if (types.includes(undefined)) return call.fail(`Unknown argument to -type: ${word}`)
  return ({ stat }) => types.includes(stat.type)
}

const bySize: Valued = (call, word) => {
  const [, sign = '', count, unit = ''] = /^([+-]?)(\d+)([bckwMG]?)$/.exec(word) ?? []
  if (count === undefined) return call.fail(`invalid argument \`${word}' to \`-size'`)
  return ({ stat }) => compare(Math.ceil(stat.size / UNITS[unit]!), sign, Number(count))
}

const byPermission: Valued = (_, word) => {
  const bits = parseInt(word.replace(/^[-/]/, ''), 8)
  if (word.startsWith('/')) return ({ stat }) => (stat.mode & bits) !== 0
  if (word.startsWith('-')) return ({ stat }) => (stat.mode & bits) === bits
  return ({ stat }) => stat.mode === bits
}

/** Tests with one argument. */
export const VALUED: Record<string, Valued> = {
  '-name': byName,
  '-iname': byName,
  '-path': byPath,
  '-wholename': byPath,
  '-ipath': byPath,
  '-regex': (_, word) => {
    const pattern = compilePattern(`^\\(${word}\\)$`, false)
    return (found) => pattern.test(found.name)
  },
  '-type': byType,
  '-size': bySize,
  '-mtime': byAge,
  '-mmin': byAge,
  '-ctime': byAge,
  '-cmin': byAge,
  '-atime': byAge,
  '-amin': byAge,
  '-newer': ({ process }, word) => {
    const limit = process.fs.stat(process.path(word)).mtime
    return ({ stat }) => stat.mtime > limit
  },
  '-perm': byPermission,
  '-user': ({ process }, word) => {
    const uid = findAccount(process.fs, word)?.uid ?? Number(word)
    return ({ stat }) => stat.uid === uid
  },
  '-group': ({ process }, word) => {
    const gid = findGroup(process.fs, word)?.gid ?? Number(word)
    return ({ stat }) => stat.gid === gid
  },
  '-links': (_, word) => {
    const wanted = counted(word)
    return ({ stat }) => wanted(stat.links)
  },
  '-inum':
    (_, word) =>
    ({ stat }) =>
      stat.inode === Number(word),
  '-samefile': ({ process }, word) => {
    const { inode } = process.fs.stat(process.path(word))
    return ({ stat }) => stat.inode === inode
  },
}
