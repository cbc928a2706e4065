// mkdir(1), rmdir(1), mktemp(1).
import { FsError } from '../../fs/filesystem.ts'
import { basename, dirname } from '../../fs/path.ts'
import type { Call } from '../call.ts'
import { parseMode } from '../mode.ts'
import { demandChange, lexists } from '../permission.ts'
import type { Tool } from '../spec.ts'

export const mkdir: Tool = {
  spec: {
    name: 'mkdir',
    summary: 'make directories',
    usage: '[OPTION]... DIRECTORY...',
    version: 'GNU coreutils 9.4',
    options: {
      '-m, --mode=MODE': 'permission bits, as in chmod',
      '-p, --parents': 'make parents as needed; no error when it is there',
      '-v, --verbose': 'say each directory made',
    },
  },
  async run(call) {
    if (call.operands.length === 0) return call.misuse('missing operand')
    for (const name of call.operands) {
      await call.attempt(
        () => make(call, name),
        (reason) => `${call.busybox ? "can't" : 'cannot'} create directory ${call.quote(name)}: ${reason}`,
      )
    }
    return call.status
  },
}

async function make(call: Call, name: string): Promise<void> {
  const { process } = call
  const { fs, user } = process
  const path = process.path(name)
  if (call.has('p') && fs.exists(path)) {
    if (fs.stat(path).type !== 'directory') throw new FsError('EEXIST', path)
    return
  }
  if (call.has('p') && !fs.exists(dirname(path))) await make(call, dirname(path))
  if (lexists(fs, path)) throw new FsError('EEXIST', path)
  demandChange(process, path)
  const mode = call.value('m')
  const bits = mode === undefined ? 0o777 & ~process.umask : (parseMode(mode, 0o777, true, process.umask) ?? 0o755)
  fs.mkdir(path, { mode: bits, uid: user.uid, gid: user.gid })
  if (call.has('v')) await call.print(`${call.name}: created directory ${call.quote(name)}\n`)
}

export const rmdir: Tool = {
  spec: {
    name: 'rmdir',
    summary: 'remove empty directories',
    usage: '[OPTION]... DIRECTORY...',
    version: 'GNU coreutils 9.4',
    options: {
      '-p, --parents': 'its parents too, when they are empty then',
      '-v, --verbose': 'say each directory removed',
      '--ignore-fail-on-non-empty': 'no complaint when it is not empty',
    },
  },
  async run(call) {
    if (call.operands.length === 0) return call.misuse('missing operand')
    for (const name of call.operands) {
      for (let at = name; at !== '.' && at !== '/'; at = dirname(at)) {
        if (!(await removeDirectory(call, at)) || !call.has('p')) break
      }
    }
    return call.status
  },
}

async function removeDirectory(call: Call, name: string): Promise<boolean> {
  const { process } = call
  const path = process.path(name)
  if (call.has('v')) await call.print(`${call.name}: removing directory, ${call.quote(name)}\n`)
  try {
    if (process.fs.lstat(path).type !== 'directory') throw new FsError('ENOTDIR', path)
    if (process.fs.list(path).length > 0) throw new FsError('ENOTEMPTY', path)
    demandChange(process, path)
    process.fs.remove(path)
    return true
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    const quiet = error.code === 'ENOTEMPTY' && call.has('ignore-fail-on-non-empty')
    if (!quiet)
      await call.warn(
        call.busybox ? `'${name}': ${error.message}` : `failed to remove ${call.quote(name)}: ${error.message}`,
      )
    return false
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

export const mktemp: Tool = {
  spec: {
    name: 'mktemp',
    summary: 'make a temporary file or directory',
    usage: '[OPTION]... [TEMPLATE]',
    version: 'GNU coreutils 9.4',
    options: {
      '-d, --directory': 'make a directory',
      '-u, --dry-run': 'only print a name',
      '-q, --quiet': 'no complaint on failure',
      '-p, --tmpdir=DIR': 'below DIR; without it below $TMPDIR or /tmp',
      '-t': 'the template is below a temporary directory',
      '--suffix=SUFF': 'what stands after the template',
    },
  },
  async run(call) {
    const { process } = call
    const template = call.operands[0] ?? 'tmp.XXXXXXXXXX'
    const slots = /X{3,}(?!.*X{3,})/.exec(template)
    if (!slots) return call.fail(`too few X's in template ${call.quote(template)}`)
    const below =
      call.value('p') ?? (call.operands.length === 0 || call.has('t') ? process.env.TMPDIR || '/tmp' : undefined)
    const random = process.kernel
      .chance(`mktemp ${process.hostPid} ${process.kernel.clock.now}`)
      .string(slots[0].length, LETTERS)
    const name = template.replace(slots[0], random) + (call.value('suffix') ?? '')
    const shown = below === undefined ? name : `${below.replace(/\/$/, '')}/${basename(name)}`
    const path = process.path(shown)
    const { uid, gid } = process.user
    try {
      if (!call.has('u')) {
        demandChange(process, path)
        if (call.has('d')) process.fs.mkdir(path, { mode: 0o700, uid, gid })
        else process.fs.write(path, '', { mode: 0o600, uid, gid })
      }
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      const kind = call.has('d') ? 'directory' : 'file'
      return call.fail(`failed to create ${kind} via template ${call.quote(shown)}: ${error.message}`)
    }
    await call.print(`${shown}\n`)
    return 0
  },
}

export const pwd: Tool = {
  spec: {
    name: 'pwd',
    summary: 'print name of current/working directory',
    usage: '[OPTION]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-L, --logical': 'PWD from the environment, even if it goes through links',
      '-P, --physical': 'without links',
    },
  },
  async run(call) {
    const { process } = call
    const { PWD } = process.env
    const logical =
      call.has('L') &&
      PWD !== undefined &&
      process.fs.exists(PWD) &&
      process.fs.realpath(PWD) === process.fs.realpath(process.cwd)
    await call.print(`${logical ? PWD : process.fs.realpath(process.cwd)}\n`)
  },
}
