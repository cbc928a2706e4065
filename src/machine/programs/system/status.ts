// stat(1), file(1), tree(1), test(1).
import { FsError, type Stat } from '../../fs/filesystem.ts'
import { programId } from '../../../kernel/executable.ts'
import { text } from '../../../kernel/bytes.ts'
import { canAccess } from '../../access.ts'
import { joinPath } from '../../fs/path.ts'
import { groupName, userName } from '../accounts.ts'
import type { Call } from '../call.ts'
import { colourOf } from '../file/colour.ts'
import { globPattern } from '../file/find.ts'
import { modeText } from '../permission.ts'
import { blocks, humanSize } from '../size.ts'
import type { Tool } from '../spec.ts'
import { strftime } from '../time.ts'

const KINDS = {
  file: 'regular file',
  directory: 'directory',
  symlink: 'symbolic link',
  socket: 'socket',
  device: 'character special file',
  fifo: 'fifo',
} as const

export const stat: Tool = {
  spec: {
    name: 'stat',
    summary: 'display file or file system status',
    usage: '[OPTION]... FILE...',
    version: 'GNU coreutils 9.4',
    options: {
      '-c, --format=FORMAT': 'by this format',
      '--printf=FORMAT': 'the same without a newline',
      '-L, --dereference': 'follow links',
      '-f, --file-system': 'the file system',
      '-t, --terse': 'short',
    },
  },
  async run(call) {
    const { fs } = call.process
    if (call.operands.length === 0) return call.misuse('missing operand')
    for (const name of call.operands) {
      const path = call.process.path(name)
      const found = await call.attempt(
        () => (call.has('L') ? fs.stat(path) : fs.lstat(path)),
        (reason) => (call.busybox ? `can't stat '${name}': ${reason}` : `cannot statx '${name}': ${reason}`),
      )
      if (!found) continue
      const format = call.value('c') ?? call.value('printf')
      if (format !== undefined) await call.print(fill(call, format, name, found) + (call.has('c') ? '\n' : ''))
      else await call.print(describe(call, name, found))
    }
    return call.status
  },
}

const TIME = '%Y-%m-%d %H:%M:%S.%N %z'

function describe(call: Call, name: string, found: Stat): string {
  const { fs } = call.process
  const shown = found.type === 'symlink' ? `${name} -> ${found.target}` : name
  const kind = found.type === 'file' && found.size === 0 ? 'regular empty file' : KINDS[found.type]
  const time = strftime(TIME, found.mtime)
  const owner = (id: number, word: string) => `(${String(id).padStart(5)}/${word.padStart(8)})`
  return `  File: ${shown}
  Size: ${String(found.size).padEnd(10)}\tBlocks: ${String(blocks(found.size) * 2).padEnd(10)} IO Block: 4096   ${kind}
Device: 0,42\tInode: ${String(found.inode).padEnd(11)} Links: ${found.links}
Access: (${found.mode.toString(8).padStart(4, '0')}/${modeText(found)})  Uid: ${owner(found.uid, userName(fs, found.uid))}   Gid: ${owner(found.gid, groupName(fs, found.gid))}
Access: ${time}
Modify: ${time}
Change: ${time}
 Birth: ${time}
`
}

function fill(call: Call, format: string, name: string, found: Stat): string {
  const { fs } = call.process
  const values: Record<string, () => string> = {
    n: () => name,
    N: () => (found.type === 'symlink' ? `'${name}' -> '${found.target}'` : `'${name}'`),
    s: () => String(found.size),
    a: () => found.mode.toString(8),
    A: () => modeText(found),
    u: () => String(found.uid),
    U: () => userName(fs, found.uid),
    g: () => String(found.gid),
    G: () => groupName(fs, found.gid),
    F: () => (found.type === 'file' && found.size === 0 ? 'regular empty file' : KINDS[found.type]),
    i: () => String(found.inode),
    h: () => String(found.links),
    b: () => String(blocks(found.size) * 2),
    B: () => '512',
    o: () => '4096',
    Y: () => String(Math.floor(found.mtime / 1000)),
    X: () => String(Math.floor(found.mtime / 1000)),
    Z: () => String(Math.floor(found.mtime / 1000)),
    y: () => strftime(TIME, found.mtime),
    x: () => strftime(TIME, found.mtime),
    z: () => strftime(TIME, found.mtime),
    '%': () => '%',
  }
  return format
    .replace(/%([a-zA-Z%])/g, (whole, letter: string) => values[letter]?.() ?? whole)
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
}

export const file: Tool = {
  spec: {
    name: 'file',
    summary: 'determine file type',
    usage: '[OPTION...] [FILE...]',
    version: 'file-5.45',
    options: { '-b, --brief': 'no names', '-i, --mime': 'media types', '-L, --dereference': 'follow links' },
  },
  async run(call) {
    if (call.operands.length === 0) return call.fail('Usage: file [-bcCdEhikLlNnprsSvzZ0] [file ...]')
    const width = Math.max(...call.operands.map((name) => name.length))
    for (const name of call.operands)
      await call.print(
        call.has('b') ? `${kindOf(call, name)}\n` : `${`${name}:`.padEnd(width + 1)} ${kindOf(call, name)}\n`,
      )
  },
}

function kindOf(call: Call, name: string): string {
  const { fs } = call.process
  const path = call.process.path(name)
  try {
    const found = call.has('L') ? fs.stat(path) : fs.lstat(path)
    if (found.type === 'symlink')
      return fs.exists(path) ? `symbolic link to ${found.target}` : `broken symbolic link to ${found.target}`
    if (found.type !== 'file') return KINDS[found.type]
    if (found.size === 0) return 'empty'
    const content = fs.read(path)
    if (programId(content) !== undefined)
      return 'ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, interpreter /lib64/ld-linux-x86-64.so.2, for GNU/Linux 3.2.0, stripped'
    const head = content.head().subarray(0, 1024)
    const start = text(head)
    if (start.startsWith('PK\x03\x04'))
      return /\.jar$/.test(name) ? 'Java archive data (JAR)' : 'Zip archive data, at least v2.0 to extract'
    if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip compressed data'
    if (text(head.subarray(257, 262)) === 'ustar') return 'POSIX tar archive'
    const script = /^#! ?(\S+)/.exec(start)
    if (script)
      return `${script[1]!.endsWith('bash') ? 'Bourne-Again shell' : script[1]!.endsWith('sh') ? 'POSIX shell' : `a ${script[1]}`} script, ASCII text executable`
    if (/^\s*[[{]/.test(start) && name.endsWith('.json')) return 'JSON text data'
    if (/^\s*(<!DOCTYPE html|<html)/i.test(start)) return 'HTML document, ASCII text'
    if (head.includes(0)) return 'data'
    return head.some((byte) => byte > 127) ? 'Unicode text, UTF-8 text' : 'ASCII text'
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    return `cannot open \`${name}' (${error.message})`
  }
}

export const tree: Tool = {
  spec: {
    name: 'tree',
    summary: 'list contents of directories in a tree-like format',
    usage: '[options] [directory...]',
    options: {
      '-a': 'all files',
      '-d': 'directories only',
      '-f': 'whole paths',
      '-h': 'sizes with units',
      '-s': 'sizes',
      '-p': 'permissions',
      '-L LEVEL': 'levels',
      '-I PATTERN': 'leave these out',
      '-C': 'colours',
      '-n': 'no colours',
      '--noreport': 'no summary',
      '-F': 'mark types',
      '-i': 'no lines',
    },
  },
  async run(call) {
    const { process } = call
    const counts = { directories: 0, files: 0 }
    for (const name of call.operands.length > 0 ? call.operands : ['.']) {
      const path = process.path(name)
      if (!process.fs.exists(path)) {
        await call.print(`${name}  [error opening dir]\n`)
        call.status = 2
        continue
      }
      await call.print(`${painted(call, name, path)}\n`)
      counts.directories++
      await branch(call, name, path, '', 1, counts)
    }
    const words = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`
    const below = Math.max(0, counts.directories - (call.status > 0 ? 0 : 0))
    if (!call.has('noreport'))
      await call.print(
        `\n${words(below, 'directory', 'directories')}${call.has('d') ? '' : `, ${words(counts.files, 'file', 'files')}`}\n`,
      )
    return call.status
  },
}

const painted = (call: Call, name: string, path: string) => {
  const { fs, isTty } = call.process
  const colour =
    call.has('C') || (isTty.stdout && !call.has('n')) ? colourOf(fs, { name, path, stat: fs.lstat(path) }) : undefined
  return colour === undefined ? name : `\x1b[${colour}m${name}\x1b[0m`
}

async function branch(
  call: Call,
  name: string,
  path: string,
  indent: string,
  depth: number,
  counts: { directories: number; files: number },
): Promise<void> {
  const { fs } = call.process
  const ignored = call
    .values('I')
    .flatMap((list) => list.split('|'))
    .map((glob) => globPattern(glob))
  const names = fs
    .list(path)
    .filter((child) => (call.has('a') || !child.startsWith('.')) && !ignored.some((pattern) => pattern.test(child)))
  const rows = names
    .map((child) => ({ child, at: joinPath(path, child) }))
    .map((row) => ({ ...row, found: fs.lstat(row.at) }))
  const shown = rows.filter(({ found }) => !call.has('d') || found.type === 'directory')
  for (const [i, { child, at, found }] of shown.entries()) {
    const last = i === shown.length - 1
    if (found.type === 'directory') counts.directories++
    else counts.files++
    const facts = [
      ...(call.has('p') ? [modeText(found)] : []),
      ...(call.has('h') ? [humanSize(found.size).padStart(4)] : call.has('s') ? [String(found.size).padStart(11)] : []),
    ]
    const link = found.type === 'symlink' ? ` -> ${found.target}` : ''
    const label = painted(call, call.has('f') ? `${name}/${child}` : child, at)
    await call.print(
      `${call.has('i') ? '' : `${indent}${last ? '└── ' : '├── '}`}${facts.length > 0 ? `[${facts.join(' ')}]  ` : ''}${label}${link}\n`,
    )
    if (found.type === 'directory' && depth < Number(call.value('L') ?? Infinity))
      await branch(call, `${name}/${child}`, at, `${indent}${last ? '    ' : '│\u00a0\u00a0 '}`, depth + 1, counts)
  }
}

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
