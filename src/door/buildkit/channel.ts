// A client's session (POST /session): on this connection it is the client that serves gRPC, and we that call.
import { type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders, connect } from 'node:http2'
import type { Socket } from 'node:net'
import type { Cancel } from '../../kernel/cancel.ts'
import { put } from '../outgoing.ts'
import { CODE, GrpcError, errorIn, frame, messages } from './grpc.ts'
import type { Message } from './protobuf.ts'

export class Channel {
  private readonly session: ClientHttp2Session
  /** Full names of methods: `/moby.filesync.v1.FileSync/DiffCopy`. */
  private readonly methods: ReadonlySet<string>

  constructor(socket: Socket, methods: ReadonlySet<string>) {
    this.methods = methods
    this.session = connect('http://localhost', { createConnection: () => socket })
    this.session.on('error', () => socket.destroy())
  }

  serves(method: string): boolean {
    return this.methods.has(method)
  }

  /** One message there, one back. Rejects with GrpcError. */
  async ask<In, Out>(method: string, [In, Out]: [Message<In>, Message<Out>], value: Partial<In>, cancel: Cancel) {
    const call = this.call(method, {}, cancel)
    await call.send(In.encode(value))
    call.finish()
    let answer: Out | undefined
    for await (const bytes of call.answers()) answer = Out.decode(bytes)
    if (!answer) throw new GrpcError(CODE.internal, `${method} gave no answer`)
    return answer
  }

  /** Messages both ways. It ends at once when it is cancelled. */
  call(method: string, metadata: OutgoingHttpHeaders, cancel: Cancel): ChannelCall {
    if (this.session.closed || this.session.destroyed) throw new GrpcError(CODE.unavailable, 'the session is over')
    const fixed = { ':method': 'POST', ':path': method, te: 'trailers', 'content-type': 'application/grpc' }
    return new ChannelCall(this.session.request({ ...fixed, ...metadata }), cancel)
  }
}

export class ChannelCall {
  private readonly stream: ClientHttp2Stream
  private problem: GrpcError | undefined

  constructor(stream: ClientHttp2Stream, cancel: Cancel) {
    this.stream = stream
    const heed = (headers: Parameters<typeof errorIn>[0]) => {
      if (headers['grpc-status'] !== undefined) this.problem = errorIn(headers)
    }
    stream.on('response', heed)
    stream.on('trailers', heed)
    stream.on('error', () => {})
    const off = cancel.onCancel(() => stream.destroy())
    stream.on('close', off)
  }

  send(message: Uint8Array): Promise<void> {
    return put(this.stream, frame(message))
  }

  finish(): void {
    this.stream.end()
  }

  /** Throws GrpcError at the end of a call that failed. */
  async *answers(): AsyncGenerator<Uint8Array> {
    try {
      yield* messages(this.stream)
    } catch (error) {
      throw this.problem ?? new GrpcError(CODE.unavailable, error instanceof Error ? error.message : '')
    }
    if (this.problem) throw this.problem
    if (this.stream.rstCode !== 0) throw new GrpcError(CODE.unavailable, 'the session is over')
  }
}
