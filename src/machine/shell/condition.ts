// What is tested: [[ expression ]], and the primaries that test(1) shares with it.
import type { TestExpression } from 'unbash'
import { canAccess } from '../access.ts'
import { type FileType, FsError, type Stat } from '../fs/filesystem.ts'
import { ShellError } from './flow.ts'
import { patternRegExp } from './pattern.ts'
import type { Shell } from './shell.ts'
import { arithmetic, expandPattern, expandString } from './word.ts'

export async function testCondition(shell: Shell, node: TestExpression): Promise<boolean> {
  switch (node.type) {
    case 'TestGroup':
      return testCondition(shell, node.expression)
    case 'TestNot':
      return (await testCondition(shell, node.operand)) !== (node.negations.length % 2 === 1)
    case 'TestLogical':
      for (const operand of node.operands) {
        const value = await testCondition(shell, operand)
        if (value !== (node.operator === '&&')) return value
      }
      return node.operator === '&&'
    case 'TestUnary':
      return testUnary(shell, node.operator, await expandString(shell, node.operand))
    default:
      return testPair(shell, node)
  }
}

async function testPair(shell: Shell, node: Extract<TestExpression, { type: 'TestBinary' }>): Promise<boolean> {
  const left = await expandString(shell, node.left)
  const { operator } = node
  const ignoreCase = shell.options.nocasematch
  if (operator === '=~') return matchRegExp(shell, left, await regExpSource(shell, node.right))
  if (operator === '=' || operator === '==' || operator === '!=') {
    const matched = patternRegExp(await expandPattern(shell, node.right), { ignoreCase }).test(left)
    return matched === (operator !== '!=')
  }
  const right = await expandString(shell, node.right)
  if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) {
    return compareNumbers(operator, await arithmetic(shell, left), await arithmetic(shell, right))
  }
  return testBinary(shell, left, operator, right) ?? false
}

/** Quoted parts of a regular expression are literal. */
async function regExpSource(shell: Shell, word: Parameters<typeof expandString>[1] & object): Promise<string> {
  const parts = word.parts ?? []
  if (!parts.some((part) => part.type.endsWith('Quoted')))
    return expandString(shell, { ...word, parts: word.parts, text: word.text.replaceAll('\\', '\\\\') })
  let out = ''
  for (const part of parts) {
    const text = await expandString(shell, { ...word, parts: [part] })
    out += part.type.endsWith('Quoted')
      ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      : part.type === 'Literal'
        ? part.text
        : text
  }
  return out
}

function matchRegExp(shell: Shell, text: string, source: string): boolean {
  let found: RegExpExecArray | null
  try {
    found = new RegExp(posix(source), shell.options.nocasematch ? 'i' : '').exec(text)
  } catch {
    throw new ShellError('', 2)
  }
  shell.variables.setArray(
    'BASH_REMATCH',
    [...(found ?? [])].map((group) => [undefined, group ?? '']),
  )
  return found !== null
}

const posix = (source: string) =>
  source.replace(
    /\[:(\w+):\]/g,
    (all, name: string) =>
      ({
        alpha: 'A-Za-z',
        digit: '0-9',
        alnum: 'A-Za-z0-9',
        space: '\\s',
        upper: 'A-Z',
        lower: 'a-z',
        punct: '!-\\/:-@\\[-`{-~',
        xdigit: '0-9A-Fa-f',
        blank: ' \\t',
      })[name] ?? all,
  )

export function compareNumbers(operator: string, a: number, b: number): boolean {
  switch (operator) {
    case '-eq':
      return a === b
    case '-ne':
      return a !== b
    case '-lt':
      return a < b
    case '-le':
      return a <= b
    case '-gt':
      return a > b
    default:
      return a >= b
  }
}

const TYPES: Record<string, FileType> = {
  f: 'file',
  d: 'directory',
  L: 'symlink',
  h: 'symlink',
  S: 'socket',
  p: 'fifo',
  c: 'device',
}

export function testUnary(shell: Shell, operator: string, operand: string): boolean {
  const { process } = shell
  const letter = operator[1]!
  if (operator === '-z') return operand === ''
  if (operator === '-n') return operand !== ''
  if (operator === '-v') return isSet(shell, operand)
  if (operator === '-R') return shell.variables.find(operand)?.reference === true
  if (operator === '-o') return shell.options[operand] === true
  if (operator === '-t') return isTerminal(shell, Number(operand))
  if (operand === '') return false
  const path = process.path(operand)
  if (letter === 'r') return canAccess(process, path, 'read')
  if (letter === 'w') return canAccess(process, path, 'write')
  if (letter === 'x') return canAccess(process, path, 'execute')
  const stat = statOf(shell, path, letter !== 'L' && letter !== 'h')
  if (!stat) return false
  if (TYPES[letter]) return stat.type === TYPES[letter]
  if (letter === 's') return stat.size > 0
  if (letter === 'O') return stat.uid === process.user.uid
  if (letter === 'G') return stat.gid === process.user.gid
  if (letter === 'k') return (stat.mode & 0o1000) !== 0
  if (letter === 'u') return (stat.mode & 0o4000) !== 0
  if (letter === 'g') return (stat.mode & 0o2000) !== 0
  return letter === 'e' || letter === 'a'
}

/** Undefined for an operator that is none. */
export function testBinary(shell: Shell, left: string, operator: string, right: string): boolean | undefined {
  if (operator === '=' || operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (operator === '<') return left < right
  if (operator === '>') return left > right
  const stat = (path: string) => statOf(shell, shell.process.path(path), true)
  if (operator === '-nt') return (stat(left)?.mtime ?? -1) > (stat(right)?.mtime ?? -1)
  if (operator === '-ot') return (stat(left)?.mtime ?? -1) < (stat(right)?.mtime ?? -1)
  if (operator === '-ef') return stat(left) !== undefined && stat(left)!.inode === stat(right)?.inode
  return undefined
}

function isSet(shell: Shell, name: string): boolean {
  const element = /^(\w+)\[(.*)\]$/s.exec(name)
  if (!element) return shell.parameter(name) !== undefined
  if (element[2] === '@' || element[2] === '*') return (shell.variables.elements(element[1]!)?.length ?? 0) > 0
  return shell.variables.element(element[1]!, element[2]!) !== undefined
}

export function isTerminal(shell: Shell, number: number): boolean {
  const { tty } = shell
  const file = shell.fds.get(number)
  return tty !== undefined && file !== undefined && (file.read === tty || file.write === tty)
}

function statOf(shell: Shell, path: string, follow: boolean): Stat | undefined {
  const { fs } = shell.process
  try {
    return follow ? fs.stat(path) : fs.lstat(path)
  } catch (error) {
    if (error instanceof FsError) return undefined
    throw error
  }
}
