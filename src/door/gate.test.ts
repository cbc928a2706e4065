// The gate itself: what is no HTTP, who goes away in the middle, who reads slowly, what is large.
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Cancel } from '../kernel/cancel.ts'
import { utf8 } from '../kernel/bytes.ts'
import { Pipe } from '../kernel/queue.ts'
import { type ClientResponse, type HttpRequest, bodyBytes } from '../net/http.ts'
import { NetError } from '../net/errors.ts'
import { turn } from '../testing/drive.ts'
import { type Gate, openGate } from './gate.ts'

/** More than a socket's buffers hold. */
const FLOOD = 256 << 20

let gate: Gate
let url: string
/** What became of requests that did not end well. */
const told: string[] = []
let flood: Pipe
let cancelled: Promise<unknown>

const answered = (
  status: number,
  body: ClientResponse['body'],
  more: Partial<ClientResponse> = {},
): ClientResponse => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body,
  cause: undefined,
  weight: 0,
  received: () => 0,
  ...more,
})

const bytes = (text: string) => {
  let left: Uint8Array | null = text ? utf8(text) : null
  return {
    read: async () => {
      const out = left
      left = null
      return out
    },
  }
}

async function deliver(request: HttpRequest, cancel: Cancel): Promise<ClientResponse> {
  if (request.path === '/nobody') throw new NetError('ECONNREFUSED', 'there')
  if (request.path === '/broken') throw new Error('a mistake')
  if (request.path === '/flood') {
    cancelled = new Promise((resolve) => cancel.onCancel(resolve))
    return answered(200, flood)
  }
  if (request.path === '/echo') {
    const inside = new Pipe()
    const connection = {
      read: (max?: number) => inside.read(max),
      write: (data: Uint8Array | string) => inside.write(data),
      close: () => inside.end(),
    }
    const said = await bodyBytes(request)
    if (said.length > 0) await inside.write(said)
    return answered(101, bytes(''), { connection, headers: { upgrade: 'tcp', connection: 'Upgrade' } })
  }
  try {
    return answered(200, bytes(String((await bodyBytes(request)).length)))
  } catch (error) {
    told.push((error as NetError).code)
    return answered(400, bytes(''))
  }
}

beforeAll(async () => {
  gate = await openGate(0, { deliver, stir: () => {}, failure: (code, message) => ({ code, message }) })
  url = `http://127.0.0.1:${gate.port}`
})
afterAll(() => gate.close())

/** Sends bytes as they are, and gives all that comes back until the server closes. */
function raw(sent: string, then?: (socket: ReturnType<typeof connect>, got: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: gate.port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(sent))
    let got = ''
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1')
      then?.(socket, got)
    })
    socket.on('end', () => {
      socket.destroy()
      resolve(got)
    })
    socket.on('error', reject)
  })
}

test('a body of many megabytes arrives whole', async () => {
  const body = new Uint8Array(40 << 20)
  expect(await (await fetch(`${url}/size`, { method: 'POST', body })).text()).toBe(String(body.length))
})

test('what is no HTTP is refused, and the next request is answered', async () => {
  expect(await raw('foo\r\n\r\n')).toMatch(/^HTTP\/1.1 400 Bad Request\r\n[^]*400 Bad Request$/)
  expect(await raw(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(2 << 20)}\r\n\r\n`)).toContain('431')
  expect((await fetch(url)).status).toBe(200)
})

test('nobody there, and a mistake of our own: an error in the words of the API', async () => {
  const refused = await fetch(`${url}/nobody`)
  expect([refused.status, await refused.json()]).toEqual([503, { code: 503, message: 'ECONNREFUSED there' }])
  const broken = await fetch(`${url}/broken`)
  expect([broken.status, await broken.json()]).toEqual([500, { code: 500, message: 'a mistake' }])
})

test('an upgraded connection: body first, then bytes both ways, and half of it may be closed', async () => {
  const head =
    'POST /echo HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: tcp\r\ncontent-length: 4\r\n\r\nbodyearly'
  const got = await raw(head, (socket, so) => {
    if (so.endsWith('bodyearly')) socket.end('late')
  })
  expect(got).toBe('HTTP/1.1 101 UPGRADED\r\nupgrade: tcp\r\nconnection: Upgrade\r\n\r\nbodyearlylate')
})

test('without an upgrade the stream is a plain body', async () => {
  const response = await fetch(`${url}/echo`, { method: 'POST', body: 'x', signal: AbortSignal.timeout(60_000) })
  const reader = response.body!.getReader()
  expect([response.status, Buffer.from((await reader.read()).value!).toString()]).toEqual([200, 'x'])
  await reader.cancel()
})

test('a client that goes away while it sends is noticed', async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(gate.port, '127.0.0.1', () => {
      socket.write('POST /size HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf', () => {
        socket.resetAndDestroy()
        resolve()
      })
    })
  })
  await expect.poll(() => told).toEqual(['ECONNRESET'])
})

test('a client that reads slowly makes the world wait, and one that goes away ends the stream', async () => {
  flood = new Pipe(65536)
  const socket = connect(gate.port, '127.0.0.1', () => socket.write('GET /flood HTTP/1.1\r\nhost: x\r\n\r\n'))
  socket.pause()
  const chunk = new Uint8Array(65536)
  let taken = 0
  const writing = (async () => {
    for (;;) {
      await flood.write(chunk)
      taken += chunk.length
    }
  })().catch(() => {})
  let before = -1
  while (taken !== before && taken < FLOOD) {
    before = taken
    for (let i = 0; i < 500; i++) await turn()
  }
  expect(taken).toBeLessThan(FLOOD)
  socket.destroy()
  expect(await cancelled).toBeInstanceOf(NetError)
  flood.break()
  await writing
})

test('a port that is taken', async () => {
  const behind = { deliver, stir: () => {}, failure: () => ({}) }
  await expect(openGate(gate.port, behind)).rejects.toMatchObject({ code: 'EADDRINUSE', port: gate.port })
})
