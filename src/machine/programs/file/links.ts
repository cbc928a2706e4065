// ln(1), readlink(1), realpath(1), basename(1), dirname(1).
import { FsError } from '../../fs/filesystem.ts'
import { basename as last, dirname as front, joinPath } from '../../fs/path.ts'
import type { Call } from '../call.ts'
import { demandChange, lexists } from '../permission.ts'
import type { Tool } from '../spec.ts'

export const ln: Tool = {
  spec: {
    name: 'ln',
    summary: 'make links between files',
    usage: '[OPTION]... TARGET... LINK_NAME',
    version: 'GNU coreutils 9.4',
    options: {
      '-f, --force': 'replace what is there',
      '-n, --no-dereference': 'a link to a directory is an ordinary file',
      '-r, --relative': 'links relative to where they lie',
      '-s, --symbolic': 'symbolic links',
      '-T, --no-target-directory': 'LINK_NAME is an ordinary name',
      '-v, --verbose': 'say each link made',
    },
  },
  async run(call) {
    const { process } = call
    const names = [...call.operands]
    if (names.length === 0) return call.misuse('missing file operand')
    const target = names.length === 1 ? last(names[0]!) : names.pop()!
    const path = process.path(target)
    const plain =
      call.has('T') || (call.has('n') && lexists(process.fs, path) && process.fs.lstat(path).type === 'symlink')
    const inside = !plain && process.fs.exists(path) && process.fs.stat(path).type === 'directory'
    for (const name of names) await link(call, name, inside ? `${target.replace(/\/$/, '')}/${last(name)}` : target)
    return call.status
  },
}

async function link(call: Call, to: string, name: string): Promise<void> {
  const { process } = call
  const { fs } = process
  const path = process.path(name)
  const kind = call.has('s') ? 'symbolic' : 'hard'
  const made = await call.attempt(
    () => {
      if (!call.has('s') && fs.stat(process.path(to)).type === 'directory') throw new FsError('EPERM', to)
      if (lexists(fs, path)) {
        if (!call.has('f')) throw new FsError('EEXIST', path)
        fs.remove(path)
      }
      demandChange(process, path)
      if (call.has('s')) fs.symlink(call.has('r') ? relative(front(path), process.path(to)) : to, path)
      else fs.link(process.path(to), path)
      return true
    },
    (reason, error) => {
      if (call.busybox) return `${name}: ${reason}`
      if (error.code === 'EPERM') return `${to}: hard link not allowed for directory`
      if (error.path === process.path(to) && !call.has('s')) return `failed to access '${to}': ${reason}`
      return `failed to create ${kind} link '${name}'${call.has('s') ? '' : ` => '${to}'`}: ${reason}`
    },
  )
  if (made && call.has('v')) await call.print(`'${name}' ${call.has('s') ? '->' : '=>'} '${to}'\n`)
}

function relative(from: string, to: string): string {
  const [a, b] = [from.split('/').filter(Boolean), to.split('/').filter(Boolean)]
  let shared = 0
  while (shared < a.length && a[shared] === b[shared]) shared++
  return [...a.slice(shared).map(() => '..'), ...b.slice(shared)].join('/') || '.'
}

export const readlink: Tool = {
  spec: {
    name: 'readlink',
    summary: 'print what a symbolic link points to',
    usage: '[OPTION]... FILE...',
    version: 'GNU coreutils 9.4',
    options: {
      '-f, --canonicalize': 'follow every link; the last part may be missing',
      '-e, --canonicalize-existing': 'follow every link; all must be there',
      '-m, --canonicalize-missing': 'follow every link; nothing need be there',
      '-n, --no-newline': 'no newline at the end',
      '-v, --verbose': 'say errors',
    },
  },
  async run(call) {
    if (call.operands.length === 0) return call.misuse('missing operand')
    for (const name of call.operands) {
      const found = call.has('f', 'e', 'm')
        ? canonical(call, name, call.last('f', 'e', 'm') as 'f')
        : plainLink(call, name)
      if (found === undefined) call.status = 1
      else await call.print(call.has('n') ? found : `${found}\n`)
    }
    return call.status
  },
}

function plainLink(call: Call, name: string): string | undefined {
  const { process } = call
  const path = process.path(name)
  return lexists(process.fs, path) && process.fs.lstat(path).type === 'symlink' ? process.fs.readlink(path) : undefined
}

function canonical(call: Call, name: string, how: 'f' | 'e' | 'm'): string | undefined {
  const { fs } = call.process
  const path = call.process.path(name)
  if (fs.exists(path)) return fs.realpath(path)
  if (how === 'e') return undefined
  const above = front(path)
  if (fs.exists(above)) return joinPath(fs.realpath(above), last(path))
  return how === 'm' ? path : undefined
}

export const realpath: Tool = {
  spec: {
    name: 'realpath',
    summary: 'print the absolute path of a file',
    usage: '[OPTION]... FILE...',
    version: 'GNU coreutils 9.4',
    options: {
      '-e, --canonicalize-existing': 'all parts must be there',
      '-m, --canonicalize-missing': 'nothing need be there',
      '-q, --quiet': 'no complaints',
      '-s, --no-symlinks': 'do not follow links',
      '--relative-to=DIR': 'relative to DIR',
    },
  },
  async run(call) {
    if (call.operands.length === 0) return call.misuse('missing operand')
    for (const name of call.operands) {
      const how = call.has('e') ? 'e' : call.has('m') ? 'm' : 'f'
      const found = call.has('s') ? call.process.path(name) : canonical(call, name, how)
      const to = call.value('relative-to')
      if (found === undefined) await call.warn(`${name}: No such file or directory`)
      else await call.print(`${to === undefined ? found : relative(call.process.path(to), found)}\n`)
    }
    return call.status
  },
}

export const basename: Tool = {
  spec: {
    name: 'basename',
    summary: 'print a name without its directory',
    usage: 'NAME [SUFFIX]',
    version: 'GNU coreutils 9.4',
    options: {
      '-a, --multiple': 'every operand is a name',
      '-s, --suffix=SUFFIX': 'take SUFFIX away',
      '-z, --zero': 'end with NUL',
    },
  },
  async run(call) {
    const { operands } = call
    if (operands.length === 0) return call.misuse('missing operand')
    const many = call.has('a', 's')
    if (!many && operands.length > 2) return call.misuse(`extra operand ${call.quote(operands[2]!)}`)
    const suffix = call.value('s') ?? (many ? '' : (operands[1] ?? ''))
    for (const name of many ? operands : [operands[0]!]) {
      const base = last(name)
      const cut = suffix && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base
      await call.print(cut + (call.has('z') ? '\0' : '\n'))
    }
    return 0
  },
}

export const dirname: Tool = {
  spec: {
    name: 'dirname',
    summary: 'print the directory of a name',
    usage: '[OPTION] NAME...',
    version: 'GNU coreutils 9.4',
  },
  async run(call) {
    if (call.operands.length === 0) return call.misuse('missing operand')
    for (const name of call.operands) await call.print(`${front(name)}\n`)
    return 0
  },
}
