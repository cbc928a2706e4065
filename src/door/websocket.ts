// WebSocket (RFC 6455), the server's side, carrying the channels that kubectl's remote commands speak.
import { createHash } from 'node:crypto'
import { concat } from '../kernel/bytes.ts'
import type { Readable } from '../kernel/queue.ts'
import { ByteReader } from '../net/http1.ts'
import type { Client } from './behind.ts'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const [CONTINUATION, BINARY, CLOSE, PING, PONG] = [0, 2, 8, 9, 10]
const NORMAL_CLOSURE = Uint8Array.of(0x03, 0xe8)

export const acceptKey = (key: string): string =>
  createHash('sha1')
    .update(key + GUID)
    .digest('base64')

interface Frame {
  final: boolean
  opcode: number
  payload: Uint8Array
}

/** undefined when the connection ended. */
async function readFrame(reader: ByteReader): Promise<Frame | undefined> {
  const head = await reader.bytes(2)
  if (head.length < 2) return undefined
  const short = head[1]! & 0x7f
  const extra = short < 126 ? 0 : short === 126 ? 2 : 8
  let length = extra === 0 ? short : 0
  for (const byte of await reader.bytes(extra)) length = length * 256 + byte
  const mask = head[1]! & 0x80 ? await reader.bytes(4) : undefined
  const payload = await reader.bytes(length)
  return {
    final: (head[0]! & 0x80) !== 0,
    opcode: head[0]! & 0x0f,
    payload: mask ? payload.map((byte, i) => byte ^ mask[i % 4]!) : payload,
  }
}

function frame(opcode: number, payload: Uint8Array): Uint8Array {
  const { length } = payload
  const extra = length < 126 ? 0 : length < 65536 ? 2 : 8
  const head = new Uint8Array(2 + extra)
  head[0] = 0x80 | opcode
  head[1] = extra === 0 ? length : extra === 2 ? 126 : 127
  const view = new DataView(head.buffer)
  if (extra === 2) view.setUint16(2, length)
  if (extra === 8) view.setBigUint64(2, BigInt(length))
  return concat([head, payload])
}

/** The messages that a client sends, control frames answered, until it closes. */
export async function* messages(source: Readable, write: Client['write']): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source)
  let parts: Uint8Array[] = []
  for (let next = await readFrame(reader); next; next = await readFrame(reader)) {
    if (next.opcode === CLOSE) return
    if (next.opcode === PING) await write(frame(PONG, next.payload))
    if (next.opcode >= CLOSE) continue
    if (next.opcode !== CONTINUATION) parts = []
    parts.push(next.payload)
    if (next.final) yield concat(parts)
  }
}

export const binary = (payload: Uint8Array): Uint8Array => frame(BINARY, payload)
export const closing = (): Uint8Array => frame(CLOSE, NORMAL_CLOSURE)

/** A message is a channel and a payload; inside the world (net/channels.ts) its length stands before it. */
export function channelsOf(source: Readable, write: Client['write']): Client {
  let held: Uint8Array = new Uint8Array(0)
  return {
    incoming: async function* () {
      for await (const message of messages(source, write)) {
        const head = new Uint8Array(4)
        new DataView(head.buffer).setUint32(0, message.length)
        if (message.length > 0) yield concat([head, message])
      }
    },
    write: async (bytes) => {
      held = held.length === 0 ? bytes : concat([held, bytes])
      while (held.length >= 4) {
        const length = new DataView(held.buffer, held.byteOffset).getUint32(0)
        if (held.length < 4 + length) return
        await write(binary(held.subarray(4, 4 + length)))
        held = held.subarray(4 + length)
      }
    },
    finish: () => write(closing()),
  }
}
