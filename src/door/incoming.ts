// A request that comes in over a real socket: its body is read as it arrives, and fails when the client goes away in the middle.
import type { IncomingMessage } from 'node:http'
import type { Readable as Source } from 'node:stream'
import { EMPTY } from '../kernel/bytes.ts'
import type { Cancel } from '../kernel/cancel.ts'
import type { Readable } from '../kernel/queue.ts'
import { NetError } from '../net/errors.ts'
import { type HttpRequest, parseTarget } from '../net/http.ts'

/** A stream of Node's as the world reads streams: nothing is taken before it is asked for, so the sender waits for the reader. */
export class SocketReader implements Readable {
  private readonly source: Source
  private readonly arrived: () => void
  private waiting: (() => void)[] = []
  private over = false
  private failed = false

  /** `arrived` is told whenever a reader goes on. */
  constructor(source: Source, arrived: () => void) {
    this.source = source
    this.arrived = arrived
    source.on('readable', () => this.wake())
    source.on('end', () => {
      this.over = true
      this.wake()
    })
    source.on('error', () => this.fail())
    source.on('close', () => this.fail())
  }

  async read(_max?: number, cancel?: Cancel): Promise<Uint8Array | null> {
    for (;;) {
      const chunk = this.source.read() as Buffer | null
      if (chunk !== null) return new Uint8Array(chunk)
      if (this.over) return null
      if (this.failed) throw new NetError('ECONNRESET', 'client')
      const more = new Promise<void>((resolve) => this.waiting.push(resolve))
      await (cancel ? cancel.guard(more) : more)
    }
  }

  private fail(): void {
    if (!this.over) this.failed = true
    this.wake()
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve()
    this.arrived()
  }
}

/** Method, path and headers; the body is put in by who knows where it is. */
export function requestOf(incoming: IncomingMessage, body: HttpRequest['body'] = EMPTY): HttpRequest {
  const { path, query } = parseTarget(incoming.url ?? '/')
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers[name] = String(value)
  return { method: incoming.method ?? 'GET', path, query, headers, body }
}

/** Is there a body at all? (RFC 9112, 6.3) */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
