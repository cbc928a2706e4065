// One real HTTP server on loopback: requests go into the world, answers come out, streams and upgraded connections included.
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Cancel } from '../kernel/cancel.ts'
import { Pipe, type Readable } from '../kernel/queue.ts'
import { NetError } from '../net/errors.ts'
import { type ClientResponse, type HttpRequest, parseTarget } from '../net/http.ts'

/** Hands a request to the world. Rejects with NetError when nobody answers there. */
export type Deliver = (request: HttpRequest, cancel: Cancel) => Promise<ClientResponse>

export interface Gate {
  port: number
  close(): Promise<void>
}

/** Rejects when the port is in use. */
export function openGate(port: number, deliver: Deliver): Promise<Gate> {
  const sockets = new Set<Socket>()
  const server = createServer({ keepAlive: true }, (incoming, outgoing) => void answer(deliver, incoming, outgoing))
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (incoming, socket: Socket, head: Buffer) => void upgrade(deliver, incoming, socket, head))
  server.on('clientError', (_, socket) => {
    if (socket.writable)
      socket.end(
        'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request',
      )
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(gate(server, sockets)))
  })
}

const gate = (server: Server, sockets: Set<Socket>): Gate => ({
  port: (server.address() as AddressInfo).port,
  close: () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    }),
})

function read(incoming: IncomingMessage): { request: HttpRequest; cancel: Cancel } {
  const { path, query } = parseTarget(incoming.url ?? '/')
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers[name] = String(value)
  const body = new Pipe(1 << 20)
  incoming.on('data', (chunk: Buffer) => {
    incoming.pause()
    body.write(new Uint8Array(chunk)).then(
      () => incoming.resume(),
      () => incoming.resume(),
    )
  })
  incoming.on('end', () => body.end())
  const cancel = new Cancel()
  return { request: { method: incoming.method ?? 'GET', path, query, headers, body }, cancel }
}

async function answer(deliver: Deliver, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { request, cancel } = read(incoming)
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) cancel.cancel(new NetError('ECONNRESET', 'client'))
  })
  try {
    const response = await deliver(request, cancel)
    outgoing.writeHead(response.status, response.headers)
    outgoing.flushHeaders()
    await pour(response.body, (chunk) => outgoing.write(chunk))
    outgoing.end()
  } catch (error) {
    if (cancel.cancelled) return
    if (!outgoing.headersSent) outgoing.writeHead(502, { 'content-type': 'application/json' })
    outgoing.end(JSON.stringify({ message: error instanceof Error ? error.message : String(error) }))
  }
}

/** `Connection: Upgrade`: after 101 the socket carries raw bytes both ways. */
async function upgrade(deliver: Deliver, incoming: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
  const { request, cancel } = read(incoming)
  ;(request.body as Pipe).end()
  socket.on('close', () => cancel.cancel(new NetError('ECONNRESET', 'client')))
  socket.on('error', () => socket.destroy())
  try {
    const response = await deliver(request, cancel)
    const headers = Object.entries(response.headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')
    const { connection } = response
    if (!connection) {
      socket.write(`HTTP/1.1 ${response.status} \r\n${headers}connection: close\r\n\r\n`)
      await pour(response.body, (chunk) => socket.write(chunk))
      return void socket.end()
    }
    socket.write(`HTTP/1.1 101 UPGRADED\r\n${headers}\r\n`)
    if (head.length > 0) await connection.write(new Uint8Array(head))
    socket.on('data', (chunk: Buffer) => void connection.write(new Uint8Array(chunk)).catch(() => socket.destroy()))
    socket.on('end', () => connection.close())
    await pour(connection, (chunk) => socket.write(chunk))
    socket.end()
  } catch {
    socket.destroy()
  }
}

async function pour(source: Readable, write: (chunk: Uint8Array) => void): Promise<void> {
  for (;;) {
    const chunk = await source.read()
    if (chunk === null) return
    write(chunk)
  }
}
