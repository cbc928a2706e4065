// The build context: a folder, or what comes in on stdin, as the tar that the daemon gets.
import { text, utf8 } from '../../../kernel/bytes.ts'
import { Content } from '../../../kernel/content.ts'
import { type Entry, plainFile } from '../../../kernel/entry.ts'
import { readAll } from '../../../kernel/queue.ts'
import { tarSize, writeTar } from '../../../kernel/tar.ts'
import { readTar } from '../../../kernel/untar.ts'
import type { FileSystem } from '../../../machine/fs/filesystem.ts'
import { joinPath } from '../../../machine/fs/path.ts'
import type { Process } from '../../../machine/process.ts'
import { StatusError, notSimulated } from '../../error.ts'
import { parseIgnore } from '../../../image/dockerfile/ignore.ts'

export interface BuildContext {
  tar: Uint8Array
  /** Emulated bytes of the tar. */
  weight: number
  /** The Dockerfile's path in it. */
  dockerfile: string
  /** The Dockerfile lies elsewhere: its folder in the tar is no part of the context. */
  outside?: boolean
}

const REMOTE = /^(https?:\/\/|git:\/\/|git@|github\.com\/)/

/** Throws StatusError `unable to prepare context: …`. `file` is `-f`; `given` a Dockerfile's text, instead. */
export async function prepareContext(
  process: Process,
  place: string,
  file: string,
  buildKit: boolean,
  given?: string,
): Promise<BuildContext> {
  if (place === '-') return fromStdin(process, file, buildKit)
  if (REMOTE.test(place)) throw notSimulated('a build context from a URL')
  const root = process.path(place)
  if (!process.fs.exists(root))
    throw new StatusError(`unable to prepare context: path ${JSON.stringify(place)} not found`)
  if (process.fs.stat(root).type !== 'directory') {
    throw new StatusError(
      `unable to prepare context: ${buildKit ? `path ${JSON.stringify(place)} not found` : `context must be a directory: ${root}`}`,
    )
  }
  const inline = given === undefined ? undefined : { name: 'Dockerfile', content: Content.of(given) }
  const dockerfile = inline ?? (await locate(process, root, file, buildKit))
  const entries = folder(process.fs, root, dockerfile.name)
  if (!dockerfile.content) return pack(entries, dockerfile.name)
  const hidden = `.dockerfile.${process.kernel.chance('docker-build').hex(20)}`
  if (!buildKit) return withHidden(entries, plainFile(hidden, dockerfile.content))
  const path = `${hidden}/${dockerfile.name}`
  return { ...pack([...entries, plainFile(path, dockerfile.content)], path), outside: true }
}

/** A Dockerfile from elsewhere goes under a name that nobody has, and .dockerignore says that it is no part of the context. */
function withHidden(entries: Entry[], dockerfile: Entry): BuildContext {
  const kept = entries.filter(({ path }) => path !== '.dockerignore')
  const own = entries.find(({ path }) => path === '.dockerignore')
  const before = own?.content ? text(own.content.bytes()) : '.dockerignore'
  const ignore = plainFile('.dockerignore', Content.of(`${before}\n${dockerfile.path}\n`))
  const packed = pack([...kept, dockerfile, ignore], dockerfile.path)
  // The tar that docker rewrites on the way ends with its last file: no padding, no end mark.
  const padding = (512 - (ignore.content!.size % 512)) % 512
  return { ...packed, weight: packed.weight - padding - 1024 }
}

const pack = (entries: Entry[], dockerfile: string): BuildContext => ({
  tar: writeTar(entries),
  weight: tarSize(entries),
  dockerfile,
})

/** The Dockerfile's name in the context, and its content where it lies elsewhere. */
async function locate(
  process: Process,
  root: string,
  file: string,
  buildKit: boolean,
): Promise<{ name: string; content?: Content }> {
  if (file === '-') {
    const content = Content.of(await readAll(process.stdin))
    return { name: 'Dockerfile', content }
  }
  if (file === '') return { name: existing(process, root, buildKit) }
  const path = joinPath(process.cwd, file)
  if (path.startsWith(root === '/' ? '/' : `${root}/`) && (process.fs.exists(path) || buildKit))
    return { name: path.slice(root.length).replace(/^\//, '') }
  const inside = joinPath(root, file)
  if (process.fs.exists(inside) && !process.fs.exists(path)) return { name: file.replace(/^\.\//, '') }
  if (process.fs.exists(path)) return { name: path.split('/').at(-1)!, content: process.fs.read(path) }
  if (buildKit) return { name: file }
  throw new StatusError(
    `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${path}: no such file or directory`,
  )
}

function existing(process: Process, root: string, buildKit: boolean): string {
  const { fs } = process
  for (const name of ['Dockerfile', 'dockerfile']) if (fs.exists(joinPath(root, name))) return name
  if (buildKit) return 'Dockerfile'
  const path = joinPath(root, 'Dockerfile')
  throw new StatusError(
    `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${path}: no such file or directory`,
  )
}

/** Everything under a folder that .dockerignore leaves; the Dockerfile and .dockerignore themselves always go. */
function folder(fs: FileSystem, root: string, dockerfile: string): Entry[] {
  const own = [`${dockerfile}.dockerignore`, '.dockerignore'].find((name) => fs.exists(joinPath(root, name)))
  const ignore = parseIgnore(own ? text(fs.read(joinPath(root, own)).bytes()) : '')
  const needed = new Set([dockerfile, own ?? ''])
  const out: Entry[] = []
  const walk = (path: string): boolean => {
    const absolute = joinPath(root, path)
    const stat = fs.lstat(absolute)
    const base = { path, mode: stat.mode, uid: 0, gid: 0, mtime: stat.mtime }
    const kept = needed.has(path) || !ignore.excludes(path)
    if (stat.type === 'directory') {
      const at = out.length
      if (kept) out.push({ ...base, type: 'directory' })
      const below = fs.list(absolute).map((name) => walk(`${path}/`.replace(/^\/$/, '') + name))
      if (!kept && below.includes(true)) out.splice(at, 0, { ...base, type: 'directory' })
      return kept || below.includes(true)
    }
    if (!kept) return false
    if (stat.type === 'symlink') out.push({ ...base, type: 'symlink', target: stat.target! })
    else if (stat.type === 'file') out.push({ ...base, type: 'file', content: fs.read(absolute) })
    return true
  }
  for (const name of fs.list(root)) walk(name)
  return out
}

/** A tar is taken as the context; anything else is a Dockerfile without files. */
async function fromStdin(process: Process, file: string, buildKit: boolean): Promise<BuildContext> {
  if (file === '-') throw new StatusError("invalid argument: can't use stdin for both build context and dockerfile")
  const bytes = await readAll(process.stdin)
  const isTar = bytes.length > 262 && text(bytes.subarray(257, 262)) === 'ustar'
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw notSimulated('a compressed build context')
  // It goes on as it came, whatever its padding.
  if (isTar)
    return { tar: bytes, weight: Math.max(bytes.length, tarSize(readTar(bytes))), dockerfile: file || 'Dockerfile' }
  if (bytes.length === 0 && buildKit) throw new StatusError('failed to solve: file with no instructions')
  return pack([plainFile('Dockerfile', Content.of(utf8(text(bytes))))], 'Dockerfile')
}
