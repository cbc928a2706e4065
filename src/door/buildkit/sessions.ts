// The sessions of clients that are connected (moby/buildkit, session.Manager).
import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import type { Cancel } from '../../kernel/cancel.ts'
import { Channel } from './channel.ts'
import { CODE, GrpcError } from './grpc.ts'

const ID_HEADER = 'x-docker-expose-session-uuid'
const METHOD_HEADER = 'x-docker-expose-session-grpc-method'

/** A build may name a session that is still on its way. */
const PATIENCE_MS = 5000

export class Sessions {
  private readonly channels = new Map<string, Channel>()
  private readonly waiting = new Set<() => void>()

  /** Holds it until its connection closes. */
  add(headers: IncomingHttpHeaders, socket: Socket): void {
    const id = String(headers[ID_HEADER] ?? '')
    const methods = String(headers[METHOD_HEADER] ?? '').split(/, */)
    const channel = new Channel(socket, new Set(methods))
    this.channels.set(id, channel)
    socket.on('close', () => {
      if (this.channels.get(id) === channel) this.channels.delete(id)
    })
    for (const resolve of this.waiting) resolve()
  }

  /** Rejects with GrpcError when it does not come. */
  async find(id: string, cancel: Cancel): Promise<Channel> {
    const end = performance.now() + PATIENCE_MS
    for (;;) {
      const channel = this.channels.get(id)
      if (channel) return channel
      const left = end - performance.now()
      if (left <= 0) throw new GrpcError(CODE.unknown, `no active session for ${id}: context deadline exceeded`)
      await cancel.guard(this.news(left))
    }
  }

  /** Resolves when a session has come, or after this time. */
  private news(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const over = () => {
        clearTimeout(timer)
        this.waiting.delete(over)
        resolve()
      }
      const timer = setTimeout(over, ms)
      this.waiting.add(over)
    })
  }
}
