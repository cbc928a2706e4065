// Connections taken over for attach and exec: raw for a terminal, framed without one (pkg/stdcopy).
import type { Duplex } from '../../kernel/queue.ts'
import { EMPTY } from '../../kernel/bytes.ts'
import type { HttpResponse } from '../../net/http.ts'
import type { Stream } from '../../runtime/logs.ts'
import type { Output, Streams } from '../../runtime/streams.ts'

const MULTIPLEXED = 'application/vnd.docker.multiplexed-stream'
const RAW = 'application/vnd.docker.raw-stream'

/** One frame: stream number, three zeros, length in four bytes, payload. */
export function frame(stream: Stream, bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(8 + bytes.length)
  out[0] = stream === 'stdout' ? 1 : 2
  new DataView(out.buffer).setUint32(4, bytes.length)
  out.set(bytes, 8)
  return out
}

export const contentType = (tty: boolean): string => (tty ? RAW : MULTIPLEXED)

export function upgraded(tty: boolean, take: (connection: Duplex) => void): HttpResponse {
  return {
    status: 101,
    headers: { 'content-type': contentType(tty), connection: 'Upgrade', upgrade: 'tcp' },
    body: EMPTY,
    upgrade: take,
  }
}

export interface Attachment {
  tty: boolean
  stdout: boolean
  stderr: boolean
}

/** Copies output to the connection from now on. Gives back what stops it. */
export function attachOutput(output: Output, connection: Duplex, { tty, stdout, stderr }: Attachment): () => void {
  return output.listen(async (stream, bytes) => {
    if (stream === 'stdout' ? stdout : stderr) await connection.write(tty ? bytes : frame(stream, bytes))
  })
}

/** Copies what the client sends to the process until the client stops. */
export async function attachInput(
  connection: Duplex,
  streams: () => Streams | undefined,
  closes: boolean,
): Promise<void> {
  for (;;) {
    const chunk = await connection.read()
    if (chunk === null) break
    streams()?.input(chunk)
  }
  if (closes) streams()?.endInput()
}
