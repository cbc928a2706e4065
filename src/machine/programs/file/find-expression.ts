// The expressions of find(1): tests and actions.
import { Exit } from '../../program.ts'
import { canAccess } from '../../access.ts'
import { findAccount, findGroup, userName } from '../accounts.ts'
import type { Call } from '../call.ts'
import { runCommand } from '../process/command.ts'
import { compilePattern } from '../text/regexp.ts'
import { type Found, type Settings, type Test, compare, formatted, lsLine, remove } from './found.ts'
import { globPattern } from './glob.ts'

export class Expression {
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
