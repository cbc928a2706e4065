// cp(1), mv(1), install(1).
import { FsError, type Stat } from '../../fs/filesystem.ts'
import { basename, dirname } from '../../fs/path.ts'
import type { Call } from '../call.ts'
import { parseMode } from '../mode.ts'
import { demandRead, demandWrite } from '../../access.ts'
import { demandChange, lexists } from '../permission.ts'
import { ask } from '../question.ts'
import type { Tool } from '../spec.ts'

const child = (directory: string, name: string) => `${directory.replace(/\/+$/, '')}/${name}`

/** Source and destination names; ends the program when they make no sense. */
async function pairs(call: Call): Promise<[string, string][]> {
  const { process } = call
  const names = [...call.operands]
  const into = call.value('t')
  if (names.length === 0) await call.misuse('missing file operand')
  if (into === undefined && names.length === 1)
    await call.misuse(`missing destination file operand after '${names[0]}'`)
  const target = into ?? names.pop()!
  const path = process.path(target)
  const isDirectory = process.fs.exists(path) && process.fs.stat(path).type === 'directory'
  if (into === undefined && names.length > 1 && !isDirectory) {
    const missing = process.fs.exists(path) ? 'Not a directory' : 'No such file or directory'
    await call.fail(call.busybox ? `can't stat '${target}': ${missing}` : `target '${target}': ${missing}`)
  }
  const inside = isDirectory && !call.has('T')
  return names.map((name) => [name, inside ? child(target, basename(name)) : target])
}

export const cp: Tool = {
  spec: {
    name: 'cp',
    summary: 'copy files and directories',
    usage: '[OPTION]... SOURCE... DEST',
    version: 'GNU coreutils 9.4',
    options: {
      '-a, --archive': 'as -dR --preserve=all',
      '-d': 'copy links as links',
      '-f, --force': 'remove a destination that cannot be opened',
      '-i, --interactive': 'ask before overwriting',
      '-L, --dereference': 'follow symbolic links',
      '-l, --link': 'make hard links instead',
      '-n, --no-clobber': 'do not overwrite',
      '-P, --no-dereference': 'do not follow symbolic links',
      '-p': 'keep mode, owner and times',
      '--preserve[=LIST]': 'keep what is listed',
      '-R, --recursive': 'directories and what is in them',
      '-r': 'as -R',
      '-s, --symbolic-link': 'make symbolic links instead',
      '-t, --target-directory=DIR': 'copy everything into DIR',
      '-T, --no-target-directory': 'DEST is an ordinary name',
      '-u, --update': 'only where the source is newer',
      '-v, --verbose': 'say what is done',
    },
  },
  async run(call) {
    for (const [from, to] of await pairs(call)) await copy(call, from, to, true)
    return call.status
  },
}

async function copy(call: Call, from: string, to: string, top: boolean): Promise<void> {
  const { process } = call
  const { fs } = process
  const [source, target] = [process.path(from), process.path(to)]
  const deep = call.has('R', 'r', 'a')
  const stat = await call.attempt(
    () => (call.has('L') || (top && !call.has('d', 'P', 'a') && !deep) ? fs.stat(source) : fs.lstat(source)),
    (reason) => (call.busybox ? `can't stat '${from}': ${reason}` : `cannot stat '${from}': ${reason}`),
  )
  if (!stat) return
  if (stat.type === 'directory' && !deep)
    return call.warn(call.busybox ? `omitting directory '${from}'` : `-r not specified; omitting directory '${from}'`)
  if (source === target) return call.warn(`'${from}' and '${to}' are the same file`)
  if (stat.type === 'directory' && `${target}/`.startsWith(`${source}/`))
    return call.warn(`cannot copy a directory, '${from}', into itself, '${to}'`)
  if (fs.exists(target)) {
    const there = fs.stat(target)
    if (stat.type !== 'directory' && there.type === 'directory')
      return call.warn(`cannot overwrite directory '${to}' with non-directory '${from}'`)
    if (stat.type === 'directory' && there.type !== 'directory')
      return call.warn(`cannot overwrite non-directory '${to}' with directory '${from}'`)
    if (call.has('n') || (call.has('u') && there.mtime >= stat.mtime)) return
    if (call.has('i') && stat.type !== 'directory' && !(await ask(process, `${call.name}: overwrite '${to}'? `))) return
  }
  await call.attempt(
    () => copyOne(call, stat, source, target),
    (reason, error) => {
      if (error.path === source) return `cannot open '${from}' for reading: ${reason}`
      const what = stat.type === 'directory' ? `cannot create directory '${to}'` : `cannot create regular file '${to}'`
      return call.busybox ? `can't create '${to}': ${reason}` : `${what}: ${reason}`
    },
  )
  if (call.has('v')) await call.print(`'${from}' -> '${to}'\n`)
  if (stat.type !== 'directory' || !fs.exists(target)) return
  for (const name of fs.list(source)) await copy(call, child(from, name), child(to, name), false)
  if (call.has('a', 'p')) fs.touch(target, stat.mtime)
}

function copyOne(call: Call, stat: Stat, source: string, target: string): void {
  const { process } = call
  const { fs, user } = process
  const owner = { uid: user.uid, gid: user.gid }
  const keep = call.has('a', 'p', 'preserve')
  const mode = keep ? stat.mode : stat.mode & 0o777 & ~process.umask
  const fresh = !lexists(fs, target)
  if (fresh) demandChange(process, target)
  else if (stat.type === 'file' && !call.has('f')) demandWrite(process, target)
  if (stat.type === 'directory') {
    if (!fs.exists(target)) fs.mkdir(target, { mode, ...owner })
  } else if (stat.type === 'symlink') {
    if (!fresh) fs.remove(target)
    fs.symlink(stat.target!, target)
    return
  } else if (call.has('l')) fs.link(source, target)
  else if (call.has('s')) fs.symlink(source, target)
  else {
    demandRead(process, source)
    fs.write(target, fs.read(source), { mode, ...owner })
  }
  if (!keep) return
  if (process.can('CHOWN')) fs.chown(target, { uid: stat.uid, gid: stat.gid })
  fs.chmod(target, stat.mode)
  fs.touch(target, stat.mtime)
}

export const mv: Tool = {
  spec: {
    name: 'mv',
    summary: 'move or rename files',
    usage: '[OPTION]... SOURCE... DEST',
    version: 'GNU coreutils 9.4',
    options: {
      '-f, --force': 'do not ask before overwriting',
      '-i, --interactive': 'ask before overwriting',
      '-n, --no-clobber': 'do not overwrite',
      '-t, --target-directory=DIR': 'move everything into DIR',
      '-T, --no-target-directory': 'DEST is an ordinary name',
      '-u, --update': 'only where the source is newer',
      '-v, --verbose': 'say what is done',
    },
  },
  async run(call) {
    for (const [from, to] of await pairs(call)) await move(call, from, to)
    return call.status
  },
}

async function move(call: Call, from: string, to: string): Promise<void> {
  const { process } = call
  const { fs } = process
  const [source, target] = [process.path(from), process.path(to)]
  if (!lexists(fs, source))
    return call.warn(
      call.busybox
        ? `can't rename '${from}': No such file or directory`
        : `cannot stat '${from}': No such file or directory`,
    )
  const stat = fs.lstat(source)
  if (source === target) return call.warn(`'${from}' and '${to}' are the same file`)
  if (stat.type === 'directory' && `${target}/`.startsWith(`${source}/`))
    return call.warn(`cannot move '${from}' to a subdirectory of itself, '${to}'`)
  if (lexists(fs, target)) {
    const there = fs.lstat(target)
    if (there.type === 'directory' && stat.type !== 'directory')
      return call.warn(`cannot overwrite directory '${to}' with non-directory '${from}'`)
    if (call.has('n') || (call.has('u') && there.mtime >= stat.mtime)) return
    if (call.has('i') && !(await ask(process, `${call.name}: overwrite '${to}'? `))) return
  }
  const moved = await call.attempt(
    () => {
      demandChange(process, source)
      demandChange(process, target)
      rename(call, stat, source, target)
      return true
    },
    (reason) => (call.busybox ? `can't rename '${from}': ${reason}` : `cannot move '${from}' to '${to}': ${reason}`),
  )
  if (moved && call.has('v')) await call.print(`renamed '${from}' -> '${to}'\n`)
}

/** rename(2), and by copying where that would cross file systems. */
function rename(call: Call, stat: Stat, source: string, target: string): void {
  const { fs } = call.process
  try {
    fs.rename(source, target)
  } catch (error) {
    if (!(error instanceof FsError) || error.code !== 'EXDEV') throw error
    transfer(call, stat, source, target)
    fs.remove(source, { recursive: true })
  }
}

function transfer(call: Call, stat: Stat, source: string, target: string): void {
  const { fs } = call.process
  if (stat.type === 'symlink') return fs.symlink(stat.target!, target)
  if (stat.type === 'directory') fs.mkdir(target, { mode: stat.mode, uid: stat.uid, gid: stat.gid })
  else fs.write(target, fs.read(source), { mode: stat.mode, uid: stat.uid, gid: stat.gid })
  if (stat.type === 'directory')
    for (const name of fs.list(source))
      transfer(call, fs.lstat(child(source, name)), child(source, name), child(target, name))
  fs.touch(target, stat.mtime)
}

export const install: Tool = {
  spec: {
    name: 'install',
    summary: 'copy files and set their mode and owner',
    usage: '[OPTION]... SOURCE... DEST',
    version: 'GNU coreutils 9.4',
    options: {
      '-d, --directory': 'make directories',
      '-D': 'make the directories of DEST first',
      '-m, --mode=MODE': 'permission bits instead of rwxr-xr-x',
      '-o, --owner=OWNER': 'owner',
      '-g, --group=GROUP': 'group',
      '-t, --target-directory=DIR': 'copy everything into DIR',
      '-T, --no-target-directory': 'DEST is an ordinary name',
    },
  },
  async run(call) {
    const { fs } = call.process
    const mode = parseMode(call.value('m') ?? '755', 0, false, 0) ?? 0o755
    if (call.has('d')) {
      for (const name of call.operands) fs.mkdir(call.process.path(name), { parents: true, mode })
      return 0
    }
    for (const [from, to] of await pairs(call)) {
      const target = call.process.path(to)
      if (call.has('D')) fs.mkdir(dirname(target), { parents: true })
      await copy(call, from, to, true)
      if (fs.exists(target)) fs.chmod(target, mode)
    }
    return call.status
  },
}
