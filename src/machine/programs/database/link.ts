// What a database client and server of this world say to each other over TCP: one JSON value a line.
import { streamDecoder } from '../../../kernel/bytes.ts'
import type { Duplex } from '../../../kernel/queue.ts'

export class Link {
  private readonly wire: Duplex
  private readonly decode = streamDecoder()
  private held = ''

  constructor(wire: Duplex) {
    this.wire = wire
  }

  send(value: unknown): Promise<void> {
    return this.wire.write(`${JSON.stringify(value)}\n`)
  }

  /** The next value; undefined at the end of the connection. */
  async receive<T>(): Promise<T | undefined> {
    for (;;) {
      const at = this.held.indexOf('\n')
      if (at >= 0) {
        const line = this.held.slice(0, at)
        this.held = this.held.slice(at + 1)
        return JSON.parse(line) as T
      }
      const chunk = await this.wire.read()
      if (chunk === null) return undefined
      this.held += this.decode(chunk)
    }
  }

  close(): void {
    this.wire.close()
  }
}

export interface Hello {
  user: string
  password: string
  database: string | undefined
}

export type Reply =
  | {
      ok: true
      columns: string[]
      rows: (string | number | null)[][]
      affected: number
      tag: string
      database?: string
    }
  | { ok: false; message: string }
