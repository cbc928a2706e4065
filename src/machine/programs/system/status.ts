// stat(1), file(1).
import { FsError, type Stat } from '../../fs/filesystem.ts'
import { programId } from '../../../kernel/executable.ts'
import { text } from '../../../kernel/bytes.ts'
import { groupName, userName } from '../accounts.ts'
import type { Call } from '../call.ts'
import { modeText } from '../permission.ts'
import { blocks } from '../size.ts'
import { ABSENT, type Tool } from '../spec.ts'
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
      '-f, --file-system': ABSENT,
      '-t, --terse': ABSENT,
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
