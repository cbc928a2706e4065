// One real HTTP server on loopback: requests go into the world, answers come out, streams and upgraded connections included.
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Cancel } from '../kernel/cancel.ts'
import { NetError } from '../net/errors.ts'
import type { ClientResponse } from '../net/http.ts'
import { type Behind, messageOf, statusOf } from './behind.ts'
import { SocketReader, hasBody, requestOf } from './incoming.ts'
import { pour, put } from './outgoing.ts'
import { upgrade } from './upgrade.ts'

export interface Gate {
  /** 0 for a unix socket. */
  port: number
  close(): Promise<void>
}

/** As Go's servers: request lines and headers together (registry credentials travel in headers). */
const MAX_HEAD_BYTES = 1 << 20
/** Longer than clients keep idle connections, so that none is closed under a request. */
const KEEP_ALIVE_MS = 120_000

/** At a port of loopback, or at the path of a unix socket. Rejects when it is in use. */
export function openGate(at: number | string, behind: Behind): Promise<Gate> {
  const sockets = new Set<Socket>()
  const options = { maxHeaderSize: MAX_HEAD_BYTES, keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, noDelay: true }
  const server = createServer(options, (incoming, outgoing) => void answer(behind, incoming, outgoing))
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (incoming, socket: Socket, head: Buffer) => void upgrade(behind, incoming, socket, head))
  server.on('clientError', refuse)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(typeof at === 'string' ? { path: at } : { port: at, host: '127.0.0.1' }, () =>
      resolve(gate(server, sockets)),
    )
  })
}

const gate = (server: Server, sockets: Set<Socket>): Gate => ({
  port: (server.address() as AddressInfo).port ?? 0,
  close: () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    }),
})

/** What is no HTTP is told so, as Go's servers tell it. */
function refuse(error: NodeJS.ErrnoException, socket: import('node:stream').Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
  const type = 'Content-Type: text/plain; charset=utf-8'
  socket.end(`HTTP/1.1 ${status}\r\n${type}\r\nConnection: close\r\n\r\n${status}`)
}

async function answer(behind: Behind, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const cancel = new Cancel()
  const body = hasBody(incoming) ? new SocketReader(incoming, () => behind.stir()) : undefined
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) cancel.cancel(new NetError('ECONNRESET', 'client'))
    behind.stir()
  })
  try {
    const delivered = behind.deliver(requestOf(incoming, body), cancel)
    behind.stir()
    const response = await delivered
    const { connection } = response
    outgoing.writeHead(connection ? 200 : response.status, headersFor(response))
    outgoing.flushHeaders()
    await pour(connection ?? response.body, (chunk) => put(outgoing, chunk))
    outgoing.end()
  } catch (error) {
    if (cancel.cancelled || outgoing.headersSent) return void outgoing.destroy()
    const said = JSON.stringify(behind.failure(statusOf(error), messageOf(error)))
    outgoing.writeHead(statusOf(error), { 'content-type': 'application/json' }).end(`${said}\n`)
  }
}

/** A client that did not ask for an upgrade gets what would flow to it as a plain body. */
function headersFor({ headers, connection }: ClientResponse): Record<string, string> {
  if (!connection) return headers
  const { connection: _, upgrade: __, ...rest } = headers
  return rest
}
