// open(2): files, devices, fifos and /proc/<pid>/fd as streams.
import { utf8 } from '../kernel/bytes.ts'
import { Content } from '../kernel/content.ts'
import { Pipe, type Readable, type Writable } from '../kernel/queue.ts'
import { demandRead, demandSearch, demandWrite } from './access.ts'
import { type FileSystem, FsError, type Special } from './fs/filesystem.ts'
import type { Process } from './process.ts'
import type { Descriptor } from './spawn.ts'

/** `close` tells the other side of a fifo; for files it does nothing. */
export interface OpenReadable extends Readable {
  close(): void
}
export interface OpenWritable extends Writable {
  close(): void
}

const CHUNK = 65_536
const ZEROS = new Uint8Array(CHUNK)
/** What a CHUNK of an endless device costs: what we need to make and to pass it on, lest the world falls behind. */
const [ZERO_MS, RANDOM_MS, LEAST_MS] = [0.2, 1, 0.02]

/** Throws FsError: ENOENT, EACCES, EISDIR, ENXIO (a socket, or /dev/tty without a terminal). */
export function openRead(process: Process, path: string): OpenReadable {
  const absolute = process.path(path)
  demandSearch(process, absolute)
  const { fs } = process
  const special = fs.special(absolute)
  const stat = special?.device?.startsWith('fd:') ? undefined : fs.stat(absolute)
  if (stat) demandRead(process, absolute)
  if (stat?.type === 'directory') throw new FsError('EISDIR', path)
  if (stat?.type === 'socket') throw new FsError('ENXIO', path)
  if (special?.device) return withClose(readDevice(process, special, path))
  if (special) return withClose(reader(Content.of(special.read?.() ?? '')))
  return withClose(readFile(fs, fs.realpath(absolute)))
}

/** Truncates or creates the file at once. Throws FsError as openRead, and EROFS. */
export function openWrite(process: Process, path: string, options: { append?: boolean } = {}): OpenWritable {
  const absolute = process.path(path)
  const { fs } = process
  const special = fs.special(absolute)
  if (special?.device?.startsWith('fd:')) return closable(writeDevice(process, special, path))
  demandWrite(process, absolute)
  const type = fs.exists(absolute) ? fs.stat(absolute).type : undefined
  if (type === 'directory') throw new FsError('EISDIR', path)
  if (type === 'socket') throw new FsError('ENXIO', path)
  if (special) return writeSpecial(process, special, path)
  const { uid, gid } = process.user
  if (options.append && type === 'file') fs.append(absolute, '')
  else fs.write(absolute, '', { mode: 0o666 & ~process.umask, uid, gid })
  return closable(writeFile(fs, fs.realpath(absolute)))
}

const withClose = (stream: Readable): OpenReadable => ({ read: (max, cancel) => stream.read(max, cancel), close() {} })

const closable = (stream: Writable): OpenWritable => ({ write: (data) => stream.write(data), close() {} })

function reader(content: Content): Readable {
  let at = 0
  return {
    read: (max = CHUNK) => {
      const end = Math.min(at + Math.min(max, CHUNK), content.size)
      const bytes = at < end ? content.slice(at, end).bytes() : null
      at = end
      return Promise.resolve(bytes)
    },
  }
}

/** Reads piece by piece, so that many megabytes can pass through; at the end it looks whether the file has grown. */
function readFile(fs: FileSystem, path: string): Readable {
  let content = fs.read(path)
  const { inode } = fs.stat(path)
  let at = 0
  const refresh = () => {
    if (fs.exists(path) && fs.stat(path).inode === inode) content = fs.read(path)
  }
  return {
    read: (max = CHUNK) => {
      if (at >= content.size) refresh()
      const end = Math.min(at + Math.min(max, CHUNK), content.size)
      const bytes = at < end ? content.slice(at, end).bytes() : null
      at = Math.max(at, end)
      return Promise.resolve(bytes)
    },
  }
}

/** A file that was removed or replaced takes what is still written to it into nothingness, as an unlinked inode does. */
function writeFile(fs: FileSystem, path: string): Writable {
  const { inode } = fs.stat(path)
  return {
    write: async (data) => {
      if (fs.exists(path) && fs.stat(path).inode === inode) fs.append(path, data)
    },
  }
}

function readDevice(process: Process, special: Special, path: string): Readable {
  const { device } = special
  if (device === 'null') return reader(new Content([]))
  if (device === 'zero' || device === 'full') return endless(process, ZERO_MS, (size) => ZEROS.subarray(0, size))
  if (device === 'random' || device === 'urandom') {
    const chance = process.kernel.chance(
      `${path}:${process.machine.name}:${process.hostPid}:${process.kernel.clock.now}`,
    )
    return endless(process, RANDOM_MS, (size) => Uint8Array.from({ length: size }, () => chance.below(256)))
  }
  if (device === 'tty' && process.tty) return process.tty
  if (device === 'fifo') return fifo(special)
  const open = device?.startsWith('fd:') ? descriptor(process, device) : undefined
  if (!open?.read) throw new FsError('ENXIO', path)
  return open.read
}

function endless(process: Process, cost: number, make: (size: number) => Uint8Array): Readable {
  return {
    read: async (max = CHUNK) => {
      const size = Math.min(max, CHUNK)
      await process.work(Math.max(LEAST_MS, (cost * size) / CHUNK))
      return make(size)
    },
  }
}

function writeSpecial(process: Process, special: Special, path: string): OpenWritable {
  if (special.device === 'fifo') {
    const pipe = fifo(special)
    return { write: (data) => pipe.write(data), close: () => pipe.end() }
  }
  if (special.device) return closable(writeDevice(process, special, path))
  const { write } = special
  if (!write) throw new FsError('EACCES', path)
  return {
    write: async (data) => write(typeof data === 'string' ? utf8(data) : data),
    close: () => {},
  }
}

function writeDevice(process: Process, special: Special, path: string): Writable {
  const { device } = special
  if (device === 'full') return { write: () => Promise.reject(new FsError('ENOSPC', path)) }
  if (device === 'tty') {
    if (!process.tty) throw new FsError('ENXIO', path)
    return process.tty
  }
  if (device?.startsWith('fd:')) {
    const open = descriptor(process, device)
    if (!open?.write) throw new FsError('ENXIO', path)
    return open.write
  }
  return { write: () => Promise.resolve() }
}

const fifos = new WeakMap<Special, Pipe>()

/** The pipe inside a fifo; a new one after its last writer left and its reader saw the end. */
function fifo(special: Special): Pipe {
  const known = fifos.get(special)
  if (known && !known.ended && !known.broken) return known
  const pipe = new Pipe()
  fifos.set(special, pipe)
  return pipe
}

/** `fd:<pid>:<number>`, the pid as the opening process's namespace counts. */
function descriptor(process: Process, device: string): Descriptor | undefined {
  const [, pid, number] = device.split(':')
  const owner = process.namespaces.pids.processes.get(Number(pid))
  if (!owner) return undefined
  const { stdin, stdout, stderr } = owner.streams
  if (number === '0') return { read: stdin, write: isWritable(stdin) ? stdin : undefined }
  if (number === '1') return { write: stdout, read: isReadable(stdout) ? stdout : undefined }
  if (number === '2') return { write: stderr, read: isReadable(stderr) ? stderr : undefined }
  return owner.fds.get(Number(number))
}

const isWritable = (stream: object): stream is Writable => 'write' in stream
const isReadable = (stream: object): stream is Readable => 'read' in stream
