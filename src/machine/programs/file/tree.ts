// tree(1).
import { joinPath } from '../../fs/path.ts'
import type { Call } from '../call.ts'
import { colourOf } from './colour.ts'
import { globPattern } from './glob.ts'
import { modeText } from '../permission.ts'
import { humanSize } from '../size.ts'
import { ABSENT, type Tool } from '../spec.ts'

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
      '-F': ABSENT,
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
