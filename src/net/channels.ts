// remotecommand's channels (v5.channel.k8s.io) on a raw connection: what a WebSocket's messages are, with a length before each.
import { concat, utf8 } from '../kernel/bytes.ts'
import type { Cancel } from '../kernel/cancel.ts'
import type { Duplex } from '../kernel/queue.ts'

export const STDIN = 0
export const STDOUT = 1
export const STDERR = 2
/** A Status as JSON, once, when the command has ended. */
export const ERROR = 3
/** `{"Width":80,"Height":24}`. */
export const RESIZE = 4
/** Its payload is the number of the channel that is closed. */
export const CLOSE = 255

export const PROTOCOL = 'v5.channel.k8s.io'

export interface ChannelMessage {
  channel: number
  data: Uint8Array
}

const HEADER = 5

/** Sends one message: 4 bytes of length (channel and payload), 1 byte of channel, the payload. */
export function sendChannel(connection: Duplex, channel: number, data: Uint8Array | string): Promise<void> {
  const payload = typeof data === 'string' ? utf8(data) : data
  const head = new Uint8Array(HEADER)
  new DataView(head.buffer).setUint32(0, payload.length + 1)
  head[4] = channel
  return connection.write(concat([head, payload]))
}

export const closeChannel = (connection: Duplex, channel: number): Promise<void> =>
  sendChannel(connection, CLOSE, Uint8Array.of(channel))

/** The messages that arrive, until the other side closes the connection. */
export async function* readChannels(connection: Duplex, cancel?: Cancel): AsyncGenerator<ChannelMessage> {
  let buffer: Uint8Array = new Uint8Array(0)
  for (;;) {
    const chunk = await connection.read(undefined, cancel)
    if (chunk === null) return
    buffer = buffer.length === 0 ? chunk : concat([buffer, chunk])
    for (;;) {
      if (buffer.length < HEADER) break
      const length = new DataView(buffer.buffer, buffer.byteOffset).getUint32(0)
      if (buffer.length < 4 + length) break
      yield { channel: buffer[4]!, data: buffer.subarray(HEADER, 4 + length) }
      buffer = buffer.subarray(4 + length)
    }
  }
}
