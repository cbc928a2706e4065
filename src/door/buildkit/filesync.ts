// Folders of the client's machine, asked for over its session (moby.filesync.v1, the packets of tonistiigi/fsutil).
import { text } from '../../kernel/bytes.ts'
import type { Cancel } from '../../kernel/cancel.ts'
import { Content } from '../../kernel/content.ts'
import type { Entry } from '../../kernel/entry.ts'
import type { Channel, ChannelCall } from './channel.ts'
import { CODE, GrpcError } from './grpc.ts'
import { Packet, type Stat } from './schemas.ts'

const DIFF_COPY = '/moby.filesync.v1.FileSync/DiffCopy'

const PACKET = { stat: 0, request: 1, data: 2, end: 3, error: 4 } as const

/** io/fs.FileMode of Go. */
const MODE = { directory: 1 << 31, symlink: 1 << 27, setuid: 1 << 23, setgid: 1 << 22, sticky: 1 << 20 } as const
const MODE_TYPE = MODE.directory | MODE.symlink | (1 << 26) | (1 << 25) | (1 << 24) | (1 << 21) | (1 << 19)

export interface Selection {
  /** `context`, `dockerfile`. */
  folder: string
  /** Only these; everything where there is none. */
  include?: readonly string[]
  /** Patterns of .dockerignore. */
  exclude?: readonly string[]
}

/** Rejects with GrpcError. */
export async function fetchFolder(channel: Channel, selection: Selection, cancel: Cancel): Promise<Entry[]> {
  if (!channel.serves(DIFF_COPY)) throw new GrpcError(CODE.unknown, 'no local sources enabled')
  const call = channel.call(DIFF_COPY, metadataOf(selection), cancel)
  const receiver = new Receiver(call)
  for await (const bytes of call.answers()) receiver.take(bytes)
  return receiver.entries()
}

function metadataOf({ folder, include = [], exclude = [] }: Selection): Record<string, string | string[]> {
  const lists = { 'dir-name': [folder], 'include-patterns': include, 'exclude-patterns': exclude }
  const out: Record<string, string | string[]> = {}
  for (const [name, values] of Object.entries(lists)) {
    if (values.length === 0) continue
    // oxlint-disable-next-line no-control-regex -- what a header may hold
    const plain = values.every((value) => /^[\x20-\x7e]*$/.test(value))
    out[name] = plain ? [...values] : values.map((value) => encodeURIComponent(value))
    if (!plain) out[`${name}-encoded`] = '1'
  }
  return out
}

interface Member {
  stat: Stat
  pieces: Uint8Array[]
}

/** Asks for every file as soon as it hears of it. */
class Receiver {
  private readonly call: ChannelCall
  private readonly members: Member[] = []
  private awaited = 0
  private told = false
  private finished = false

  constructor(call: ChannelCall) {
    this.call = call
  }

  /** Throws GrpcError. */
  take(bytes: Uint8Array): void {
    const { type, stat, id, data } = Packet.decode(bytes)
    if (type === PACKET.error) throw new GrpcError(CODE.unknown, `error from sender: ${text(data)}`)
    if (type === PACKET.end) this.finished = true
    else if (type === PACKET.stat && stat) this.member(stat)
    else if (type === PACKET.stat) this.told = true
    else if (type === PACKET.data) this.data(id, data)
    if (type !== PACKET.end && this.told && this.awaited === 0) {
      this.say({ type: PACKET.end })
      this.call.finish()
    }
  }

  /** Throws GrpcError when the sender stopped in the middle. */
  entries(): Entry[] {
    if (!this.finished) throw new GrpcError(CODE.unavailable, 'unexpected EOF')
    return this.members.flatMap(({ stat, pieces }) => entryOf(stat, pieces) ?? [])
  }

  private member(stat: Stat): void {
    const id = this.members.push({ stat, pieces: [] }) - 1
    if (((stat.mode ?? 0) & MODE_TYPE) !== 0) return
    this.awaited++
    this.say({ type: PACKET.request, id })
  }

  /** Nothing in it: that was all. */
  private data(id: number, data: Uint8Array): void {
    const member = this.members[id]
    if (!member) throw new GrpcError(CODE.unknown, `invalid file request ${id}`)
    if (data.length > 0) member.pieces.push(data.slice())
    else this.awaited--
  }

  /** Not waited for: the sender may be waiting for us to read. */
  private say(packet: Parameters<typeof Packet.encode>[0]): void {
    void this.call.send(Packet.encode(packet)).catch(() => {})
  }
}

/** Undefined for what no image holds: sockets, devices. */
function entryOf({ path = '', mode = 0, uid = 0, gid = 0, modTime = 0, linkname }: Stat, pieces: Uint8Array[]) {
  const special = (mode & MODE.setuid && 0o4000) | (mode & MODE.setgid && 0o2000) | (mode & MODE.sticky && 0o1000)
  const base = { path, mode: (mode & 0o777) | special, uid, gid, mtime: Math.floor(modTime / 1_000_000) }
  if (mode & MODE.directory) return { ...base, type: 'directory' } as const
  if (mode & MODE.symlink) return { ...base, type: 'symlink', target: linkname ?? '' } as const
  if (mode & MODE_TYPE) return undefined
  if (linkname) return { ...base, type: 'hardlink', target: linkname } as const
  return { ...base, type: 'file', content: new Content(pieces) } as const
}
