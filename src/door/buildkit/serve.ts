// A connection whose client calls gRPC methods (POST /grpc): what it asks for, by the method's full name.
import { type ServerHttp2Stream, performServerHandshake } from 'node:http2'
import type { IncomingHttpHeaders } from 'node:http2'
import type { Socket } from 'node:net'
import { Cancel } from '../../kernel/cancel.ts'
import { NetError } from '../../net/errors.ts'
import { messageOf } from '../behind.ts'
import { put } from '../outgoing.ts'
import { CODE, GrpcError, frame, messages, trailersOf } from './grpc.ts'
import type { Message } from './protobuf.ts'

export interface Call {
  metadata: IncomingHttpHeaders
  /** Cancelled when the client gives the call up before it is answered, or is gone. */
  gone: Cancel
}

/** Takes the one message of the request; gives the answers. */
export type Method = (request: Uint8Array, call: Call) => AsyncIterable<Uint8Array>

export function unary<In, Out>(
  [In, Out]: [Message<In>, Message<Out>],
  answer: (request: In, call: Call) => Promise<Partial<Out>> | Partial<Out>,
): Method {
  return async function* (request, call) {
    yield Out.encode(await answer(In.decode(request), call))
  }
}

export function streaming<In, Out>(
  [In, Out]: [Message<In>, Message<Out>],
  answers: (request: In, call: Call) => AsyncIterable<Partial<Out>>,
): Method {
  return async function* (request, call) {
    for await (const value of answers(In.decode(request), call)) yield Out.encode(value)
  }
}

export function serveGrpc(socket: Socket, methods: ReadonlyMap<string, Method>): void {
  const session = performServerHandshake(socket)
  session.on('error', () => socket.destroy())
  session.on('stream', (stream, metadata) => void serve(stream, metadata, methods))
}

async function serve(
  stream: ServerHttp2Stream,
  metadata: IncomingHttpHeaders,
  methods: ReadonlyMap<string, Method>,
): Promise<void> {
  const gone = new Cancel()
  let error: GrpcError | undefined
  stream.on('error', () => {})
  let over = false
  stream.on('close', () => {
    if (!over) gone.cancel(new NetError('ECONNRESET', 'client'))
  })
  stream.on('wantTrailers', () => stream.sendTrailers(trailersOf(error)))
  try {
    const name = String(metadata[':path'])
    const method = methods.get(name)
    if (!method) throw new GrpcError(CODE.unimplemented, `naru: ${name.slice(1)} is not simulated`)
    const request = await requestIn(stream)
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    for await (const answer of method(request, { metadata, gone })) await put(stream, frame(answer))
  } catch (thrown) {
    if (gone.cancelled || stream.destroyed) return
    error = thrown instanceof GrpcError ? thrown : new GrpcError(CODE.unknown, messageOf(thrown))
    if (!stream.headersSent)
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  }
  over = true
  stream.end()
}

async function requestIn(stream: ServerHttp2Stream): Promise<Uint8Array> {
  let first: Uint8Array | undefined
  for await (const message of messages(stream)) first ??= message
  if (!first) throw new GrpcError(CODE.internal, 'unexpected EOF')
  return first
}
