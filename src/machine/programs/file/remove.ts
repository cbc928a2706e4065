// rm(1), unlink(1).
import { FsError } from '../../fs/filesystem.ts'
import { basename, joinPath } from '../../fs/path.ts'
import type { Call } from '../call.ts'
import { demandChange, mayWrite } from '../permission.ts'
import type { Tool } from '../spec.ts'
import { ask } from '../question.ts'

export const rm: Tool = {
  spec: {
    name: 'rm',
    summary: 'remove files or directories',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-f, --force': 'no complaint about files that are not there, never ask',
      '-i': 'ask before every file',
      '-I': 'ask once before many files',
      '-r, --recursive': 'directories and what is in them',
      '-R': 'as -r',
      '-d, --dir': 'empty directories too',
      '-v, --verbose': 'say what is done',
      '--no-preserve-root': 'treat / as any other directory',
      '--one-file-system': 'stay on one file system',
    },
  },
  async run(call) {
    if (call.operands.length === 0) return call.has('f') ? 0 : call.misuse('missing operand')
    for (const name of call.operands) {
      if (basename(name) === '.' || basename(name) === '..') {
        await call.warn(`refusing to remove '.' or '..' directory: skipping '${name}'`)
      } else if (call.process.path(name) === '/' && call.has('r', 'R') && !call.has('no-preserve-root')) {
        await call.warn("it is dangerous to operate recursively on '/'")
        await call.warn('use --no-preserve-root to override this failsafe')
      } else await remove(call, name)
    }
    return call.status
  },
}

async function remove(call: Call, name: string): Promise<boolean> {
  const { process } = call
  const path = process.path(name)
  try {
    const { type } = process.fs.lstat(path)
    if (type === 'directory') return await removeTree(call, name, path)
    if (
      !(await agreed(call, `remove regular ${process.fs.lstat(path).size === 0 ? 'empty ' : ''}file '${name}'?`, path))
    )
      return false
    demandChange(process, path)
    process.fs.remove(path)
    if (call.has('v')) await call.print(`removed '${name}'\n`)
    return true
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    if (error.code === 'ENOENT' && call.has('f')) return true
    await call.warn(
      call.busybox ? `can't remove '${name}': ${error.message}` : `cannot remove '${name}': ${error.message}`,
    )
    return false
  }
}

async function removeTree(call: Call, name: string, path: string): Promise<boolean> {
  const { process } = call
  const { fs } = process
  if (!call.has('r', 'R') && !(call.has('d') && fs.list(path).length === 0)) {
    await call.warn(call.busybox ? `'${name}' is a directory` : `cannot remove '${name}': Is a directory`)
    return false
  }
  if (!(await agreed(call, `descend into directory '${name}'?`, path)) && fs.list(path).length > 0) return false
  let clean = true
  for (const child of fs.list(path))
    clean =
      (await remove(
        call,
        joinPath(name.startsWith('/') ? '/' : '', name) === name
          ? joinPath(name, child)
          : `${name.replace(/\/$/, '')}/${child}`,
      )) && clean
  if (!clean) return false
  demandChange(process, path)
  fs.remove(path)
  if (call.has('v')) await call.print(`removed directory '${name}'\n`)
  return true
}

async function agreed(call: Call, question: string, path: string): Promise<boolean> {
  const { process } = call
  if (call.has('f')) return true
  const stat = process.fs.lstat(path)
  const guarded = process.isTty.stdin && stat.type === 'file' && !mayWrite(process, stat)
  if (!call.has('i') && !guarded) return true
  return ask(
    process,
    `${call.name}: ${guarded && !call.has('i') ? question.replace('remove ', 'remove write-protected ') : question} `,
  )
}

export const unlink: Tool = {
  spec: { name: 'unlink', summary: 'remove one file', usage: 'FILE', version: 'GNU coreutils 9.4' },
  async run(call) {
    const [name] = call.operands
    if (name === undefined) return call.misuse('missing operand')
    const path = call.process.path(name)
    await call.attempt(
      () => {
        if (call.process.fs.lstat(path).type === 'directory') throw new FsError('EISDIR', path)
        demandChange(call.process, path)
        call.process.fs.remove(path)
      },
      (reason) => `cannot unlink '${name}': ${reason}`,
    )
    return call.status
  },
}
