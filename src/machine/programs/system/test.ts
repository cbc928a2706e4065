// test(1), [.
import { canAccess } from '../../access.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'

class Wrong extends Error {}

/** test(1): POSIX's rules by the number of words, with -a, -o, ! and parentheses. */
function evaluate(call: Call, words: string[]): boolean {
  let at = 0
  const or = (): boolean => {
    let left = and()
    while (words[at] === '-o') {
      at++
      const right = and()
      left = left || right
    }
    return left
  }
  const and = (): boolean => {
    let left = not()
    while (words[at] === '-a') {
      at++
      const right = not()
      left = left && right
    }
    return left
  }
  const not = (): boolean => {
    if (words[at] === '!' && words.length - at > 1) {
      at++
      return !not()
    }
    return primary()
  }
  const primary = (): boolean => {
    const [word, next, third] = [words[at], words[at + 1], words[at + 2]]
    if (word === undefined) throw new Wrong('argument expected')
    if (third !== undefined && next !== undefined && BINARY.has(next)) {
      at += 3
      return binary(call, word, next, third)
    }
    if (word === '(' && words.length - at > 2) {
      at++
      const inner = or()
      if (words[at++] !== ')') throw new Wrong("')' expected")
      return inner
    }
    if (/^-[a-zA-Z]$/.test(word) && next !== undefined) {
      at += 2
      return unary(call, word, next)
    }
    at++
    return word !== ''
  }
  if (words.length === 0) return false
  const result = or()
  if (at < words.length)
    throw new Wrong(words.length > 3 ? 'too many arguments' : `${words[at]}: binary operator expected`)
  return result
}

const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])

function binary(call: Call, left: string, operator: string, right: string): boolean {
  const { fs } = call.process
  if (operator === '=' || operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (operator === '<') return left < right
  if (operator === '>') return left > right
  if (['-nt', '-ot', '-ef'].includes(operator)) {
    const [a, b] = [left, right].map((name) =>
      fs.exists(call.process.path(name)) ? fs.stat(call.process.path(name)) : undefined,
    )
    if (operator === '-ef') return a !== undefined && b !== undefined && a.inode === b.inode
    return operator === '-nt' ? (a?.mtime ?? -1) > (b?.mtime ?? -1) : (a?.mtime ?? -1) < (b?.mtime ?? -1)
  }
  for (const word of [left, right]) if (!/^\s*[-+]?\d+\s*$/.test(word)) throw new Wrong(`invalid integer '${word}'`)
  const difference = Number(left) - Number(right)
  return {
    '-eq': difference === 0,
    '-ne': difference !== 0,
    '-lt': difference < 0,
    '-le': difference <= 0,
    '-gt': difference > 0,
    '-ge': difference >= 0,
  }[operator as '-eq']
}

function unary(call: Call, operator: string, word: string): boolean {
  const { process } = call
  if (operator === '-n') return word !== ''
  if (operator === '-z') return word === ''
  if (operator === '-t')
    return word === '0'
      ? process.isTty.stdin
      : word === '1'
        ? process.isTty.stdout
        : word === '2' && process.isTty.stderr
  const path = process.path(word)
  if (operator === '-L' || operator === '-h') {
    try {
      return process.fs.lstat(path).type === 'symlink'
    } catch {
      return false
    }
  }
  if (!process.fs.exists(path)) return false
  const found = process.fs.stat(path)
  const access = { '-r': 'read', '-w': 'write', '-x': 'execute' } as const
  if (operator in access) return canAccess(process, path, access[operator as '-r'])
  const tests: Record<string, boolean> = {
    '-e': true,
    '-a': true,
    '-f': found.type === 'file',
    '-d': found.type === 'directory',
    '-s': found.size > 0,
    '-S': found.type === 'socket',
    '-p': found.type === 'fifo',
    '-c': found.type === 'device',
    '-b': false,
    '-u': (found.mode & 0o4000) !== 0,
    '-g': (found.mode & 0o2000) !== 0,
    '-k': (found.mode & 0o1000) !== 0,
    '-O': found.uid === process.user.uid,
    '-G': found.gid === process.user.gid,
  }
  const result = tests[operator]
  if (result === undefined) throw new Wrong(`${operator}: unary operator expected`)
  return result
}

const tester = (name: string, bracket: boolean): Tool => ({
  spec: {
    name,
    summary: 'check file types and compare values',
    usage: bracket ? 'EXPRESSION ]' : 'EXPRESSION',
    raw: true,
  },
  async run(call) {
    const words = [...call.operands]
    if (bracket && words.pop() !== ']') return call.fail("missing ']'", 2)
    try {
      return evaluate(call, words) ? 0 : 1
    } catch (error) {
      if (!(error instanceof Wrong)) throw error
      return call.fail(error.message, 2)
    }
  },
})

export const test = tester('test', false)

export const bracket = tester('[', true)
