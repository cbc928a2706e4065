// gRPC over HTTP/2: framed messages, and the status in the trailers (grpc/doc/PROTOCOL-HTTP2.md).
import type { IncomingHttpHeaders } from 'node:http2'
import type { Readable } from 'node:stream'
import { base64, concat, fromBase64, text, utf8 } from '../../kernel/bytes.ts'

export const CODE = {
  ok: 0,
  canceled: 1,
  unknown: 2,
  notFound: 5,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const

/** A status that is not OK. */
export class GrpcError extends Error {
  readonly code: number
  /** google.rpc.Status as it travels, where there is more to say than the message. */
  readonly details: Uint8Array | undefined

  constructor(code: number, message: string, details?: Uint8Array) {
    super(message)
    this.code = code
    this.details = details
  }
}

const HEAD_BYTES = 5

export function frame(message: Uint8Array): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES)
  new DataView(head.buffer).setUint32(1, message.length)
  return concat([head, message])
}

/** The messages of one direction of a call. Throws GrpcError. */
export async function* messages(stream: Readable): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = []
  let size = 0
  let wanted = HEAD_BYTES
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    held.push(chunk)
    size += chunk.length
    if (size < wanted) continue
    let all = concat(held)
    for (;;) {
      if (all.length < HEAD_BYTES) break
      if (all[0] !== 0) throw new GrpcError(CODE.unimplemented, 'naru: compressed gRPC messages are not simulated')
      wanted = HEAD_BYTES + new DataView(all.buffer, all.byteOffset).getUint32(1)
      if (all.length < wanted) break
      yield all.subarray(HEAD_BYTES, wanted)
      all = all.subarray(wanted)
      wanted = HEAD_BYTES
    }
    held = [all]
    size = all.length
  }
  if (size > 0) throw new GrpcError(CODE.internal, 'unexpected EOF')
}

export function trailersOf(error: GrpcError | undefined): Record<string, string> {
  if (!error) return { 'grpc-status': String(CODE.ok) }
  const { details } = error
  return {
    'grpc-status': String(error.code),
    'grpc-message': encodeURIComponent(text(utf8(error.message))),
    ...(details && { 'grpc-status-details-bin': base64(details).replace(/=+$/, '') }),
  }
}

/** Undefined where all is well. */
export function errorIn(trailers: IncomingHttpHeaders): GrpcError | undefined {
  const code = Number(trailers['grpc-status'] ?? CODE.unknown)
  if (code === CODE.ok) return undefined
  const details = trailers['grpc-status-details-bin']
  const message = unescaped(String(trailers['grpc-message'] ?? ''))
  return new GrpcError(code, message, details === undefined ? undefined : fromBase64(String(details)))
}

/** Percent-encoded bytes; what is no such encoding stands for itself. */
const unescaped = (said: string): string => {
  try {
    return decodeURIComponent(said)
  } catch {
    return said
  }
}
