// HTTP/1.1 through a raw connection: requests as bytes reach a server of messages.
import { expect, test } from 'vitest'
import { EMPTY, text, utf8 } from '../kernel/bytes.ts'
import { Cancel } from '../kernel/cancel.ts'
import { type Duplex, Pipe, readAll } from '../kernel/queue.ts'
import { requestHttp1, serveHttp1 } from './http1.ts'
import { type Handler, type Peer, plain, request } from './http.ts'

const peer: Peer = {
  cause: undefined,
  from: 'test',
  address: '127.0.0.1',
  destination: { address: '127.0.0.1', port: 80 },
  scheme: 'http',
  gone: new Cancel(),
}

function pair(): [Duplex, Duplex] {
  const [up, down] = [new Pipe(Infinity), new Pipe(Infinity)]
  const side = (from: Pipe, to: Pipe): Duplex => ({
    read: (max) => from.read(max),
    write: (data) => to.write(data),
    close: () => to.end(),
  })
  return [side(down, up), side(up, down)]
}

const echo: Handler = ({ method, path, query, body }) =>
  plain(200, `${method} ${path} ${query.q?.[0] ?? ''} ${body instanceof Uint8Array ? text(body) : ''}`)

test('a request and its answer', async () => {
  const [client, server] = pair()
  const serving = serveHttp1(server, echo, peer)
  const answer = await requestHttp1(client, request('POST', '/a%20b?q=1', { headers: { host: 'x' }, body: utf8('hi') }))
  expect(answer.status).toBe(200)
  expect(text(answer.body as Uint8Array)).toBe('POST /a b 1 hi')
  await serving
})

test('a body that grows is sent in chunks and comes out whole', async () => {
  const [client, server] = pair()
  const body = new Pipe(Infinity)
  await body.write('one ')
  await body.write('two')
  body.end()
  void serveHttp1(server, () => ({ status: 200, headers: {}, body }), peer)
  const answer = await requestHttp1(client, request('GET', '/'))
  expect(text(answer.body as Uint8Array)).toBe('one two')
})

test('what is typed by hand is answered, one request after another; nonsense is refused', async () => {
  const [client, server] = pair()
  void serveHttp1(server, () => ({ status: 204, headers: {}, body: EMPTY }), peer)
  await client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\nHEAD / HTTP/1.1\r\n\r\nfoo\r\n\r\n')
  const said = text(await readAll(client))
  expect(said.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 204', 'HTTP/1.1 204', 'HTTP/1.1 400'])
})
