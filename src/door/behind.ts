// What a gate and the world behind it say to one another.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Cancel } from '../kernel/cancel.ts'
import { NetError } from '../net/errors.ts'
import type { ClientResponse, HttpRequest } from '../net/http.ts'

/** What stands behind a gate. */
export interface Behind {
  /** Hands a request to the world. Rejects with NetError when nobody answers there. */
  deliver(request: HttpRequest, cancel: Cancel): Promise<ClientResponse>
  /** Something came in from outside: the world must not rest. */
  stir(): void
  /** The body of an answer that the gate itself must give, as this API writes errors. */
  failure(status: number, message: string): unknown
  /** Takes over a connection that is none of the world's: what is spoken on it is translated here. False: it is the world's. */
  takeOver?: (incoming: IncomingMessage, socket: Socket) => boolean
}

/** The client's end of the connection, as the world's end understands it. */
export interface Client {
  /** Gives what the client sends until it is done sending. */
  incoming(): AsyncGenerator<Uint8Array>
  write(bytes: Uint8Array): Promise<void>
  /** The world's side is over. */
  finish(): Promise<void>
}

/** Nobody answers in there: a bad gateway. Anything else is our own mistake. */
export const statusOf = (error: unknown): number => (error instanceof NetError ? 503 : 500)
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
