// `Connection: Upgrade`: after 101 the socket carries bytes both ways, raw or as the messages of a WebSocket.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { concat } from '../kernel/bytes.ts'
import { Cancel } from '../kernel/cancel.ts'
import type { Duplex, Readable } from '../kernel/queue.ts'
import { NetError } from '../net/errors.ts'
import { type ClientResponse, type Headers, reason } from '../net/http.ts'
import { ByteReader, pieces } from '../net/http1.ts'
import { type Behind, type Client, messageOf, statusOf } from './behind.ts'
import { SocketReader, requestOf } from './incoming.ts'
import { pour, put } from './outgoing.ts'
import { acceptKey, channelsOf } from './websocket.ts'

export async function upgrade(behind: Behind, incoming: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
  const cancel = new Cancel()
  socket.on('close', () => {
    cancel.cancel(new NetError('ECONNRESET', 'client'))
    behind.stir()
  })
  socket.on('error', () => socket.destroy())
  if (head.length > 0) socket.unshift(head)
  if (behind.takeOver?.(incoming, socket)) return
  const reader = new ByteReader(new SocketReader(socket, () => behind.stir()))
  try {
    const body: Uint8Array[] = []
    for await (const piece of pieces(reader, incoming.headers as Headers, false)) body.push(piece)
    const delivered = behind.deliver(requestOf(incoming, concat(body)), cancel)
    behind.stir()
    const response = await delivered
    if (!response.connection) return await refused(response, socket)
    const key = incoming.headers['sec-websocket-key']
    const accepted: Headers = key === undefined ? {} : { 'sec-websocket-accept': acceptKey(key) }
    await put(socket, headOf(101, { ...response.headers, ...accepted }))
    const outside: Readable = { read: () => reader.any() }
    const write = (bytes: Uint8Array) => put(socket, bytes)
    const client = key === undefined ? rawly(outside, write) : channelsOf(outside, write)
    await join(client, response.connection)
    socket.end()
  } catch (error) {
    if (cancel.cancelled || socket.bytesWritten > 0) return void socket.destroy()
    const said = `${JSON.stringify(behind.failure(statusOf(error), messageOf(error)))}\n`
    socket.end(`${headOf(statusOf(error), { 'content-type': 'application/json', connection: 'close' })}${said}`)
  }
}

const headOf = (status: number, headers: Headers): string => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${status === 101 ? 'UPGRADED' : reason(status)}\r\n${lines.join('')}\r\n`
}

/** The answer is an ordinary one: it is given, and the connection closed. */
async function refused({ status, headers, body }: ClientResponse, socket: Socket): Promise<void> {
  await put(socket, headOf(status, { ...headers, connection: 'close' }))
  await pour(body, (chunk) => put(socket, chunk))
  socket.end()
}

const rawly = (source: Readable, write: Client['write']): Client => ({
  incoming: async function* () {
    for (let chunk = await source.read(); chunk; chunk = await source.read()) yield chunk
  },
  write,
  finish: () => Promise.resolve(),
})

/** Both ways. Resolves when the world's side has ended; a client that only ends its own half still gets what follows. */
async function join(client: Client, inside: Duplex): Promise<void> {
  const sending = (async () => {
    for await (const chunk of client.incoming()) await inside.write(chunk)
    inside.close()
  })()
  sending.catch(() => inside.close())
  await pour(inside, (chunk) => client.write(chunk))
  await client.finish()
}
