// HTTP/1.1 as bytes on a connection (RFC 9112): for what reaches an HTTP server through a tunnel instead of a message.
import { EMPTY, concat, text, utf8 } from '../kernel/bytes.ts'
import { type Duplex, type Readable, readAll } from '../kernel/queue.ts'
import { NetError } from './errors.ts'
import {
  type Handler,
  type Headers,
  type HttpRequest,
  type HttpResponse,
  type Peer,
  encodeQuery,
  parseTarget,
  reason,
} from './http.ts'

const CRLF = '\r\n'
const MAX_HEAD = 65536

/** Reads lines and counted bytes from a connection, in turn. */
export class ByteReader {
  private held: Uint8Array = EMPTY
  private readonly source: Readable

  constructor(source: Readable) {
    this.source = source
  }

  /** The bytes up to (without) the blank line; undefined when the connection ended before the first. */
  async head(): Promise<string | undefined> {
    for (;;) {
      const end = text(this.held).indexOf(CRLF + CRLF)
      if (end >= 0) {
        const head = text(this.held.subarray(0, end))
        this.held = this.held.subarray(end + 4)
        return head
      }
      if (this.held.length > MAX_HEAD || !(await this.more())) return undefined
    }
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.held.indexOf(10)
      if (end >= 0) {
        const line = text(this.held.subarray(0, end)).replace(/\r$/, '')
        this.held = this.held.subarray(end + 1)
        return line
      }
      if (!(await this.more())) return ''
    }
  }

  /** Fewer bytes when the connection ends before. */
  async bytes(count: number): Promise<Uint8Array> {
    while (this.held.length < count && (await this.more()));
    const out = this.held.subarray(0, count)
    this.held = this.held.subarray(out.length)
    return out
  }

  /** What is there, else what comes next; null at the end. */
  async any(): Promise<Uint8Array | null> {
    if (this.held.length === 0 && !(await this.more())) return null
    const out = this.held
    this.held = EMPTY
    return out
  }

  private async more(): Promise<boolean> {
    const chunk = await this.source.read()
    if (chunk === null) return false
    this.held = this.held.length === 0 ? chunk : concat([this.held, chunk])
    return true
  }
}

function headersOf(lines: readonly string[]): Headers {
  const headers: Headers = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
  }
  return headers
}

const headerLines = (headers: Headers): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}${CRLF}`)
    .join('')

/** Gives what a body's headers announce, piece by piece. `toEnd`: without a length it lasts as long as the connection. */
export async function* pieces(reader: ByteReader, headers: Headers, toEnd: boolean): AsyncGenerator<Uint8Array> {
  if (headers['transfer-encoding']?.includes('chunked')) {
    for (;;) {
      const size = Number.parseInt(await reader.line(), 16)
      if (!size) return void (await reader.line())
      yield await reader.bytes(size)
      await reader.line()
    }
  }
  const length = Number(headers['content-length'] ?? (toEnd ? Infinity : 0))
  if (Number.isFinite(length)) {
    if (length > 0) yield await reader.bytes(length)
    return
  }
  for (let chunk = await reader.any(); chunk; chunk = await reader.any()) yield chunk
}

/** Serves requests that come in as bytes, one after another, until the client closes or asks to. */
export async function serveHttp1(connection: Duplex, handler: Handler, peer: Peer): Promise<void> {
  const reader = new ByteReader(connection)
  for (;;) {
    const head = await reader.head()
    if (head === undefined) break
    const [first = '', ...lines] = head.split(CRLF)
    const match = /^([A-Z]+) (\S+) HTTP\/1\.([01])$/.exec(first)
    if (!match) {
      await connection.write(`HTTP/1.1 400 Bad Request${CRLF}connection: close${CRLF}${CRLF}`)
      break
    }
    const headers = headersOf(lines)
    const body: Uint8Array[] = []
    for await (const piece of pieces(reader, headers, false)) body.push(piece)
    const [, method, target, minor] = match
    const request: HttpRequest = { method: method!, ...parseTarget(target!), headers, body: concat(body) }
    const response = await handler(request, peer)
    const last = headers.connection?.toLowerCase() === 'close' || (minor === '0' && headers.connection !== 'keep-alive')
    await writeResponse(connection, request, response, last)
    if (last) break
  }
  connection.close()
}

async function writeResponse(to: Duplex, request: HttpRequest, response: HttpResponse, last: boolean): Promise<void> {
  const { status, body } = response
  const whole = body instanceof Uint8Array ? body : undefined
  const framing: Headers = whole ? { 'content-length': String(whole.length) } : { 'transfer-encoding': 'chunked' }
  const headers = { ...response.headers, ...framing, ...(last ? { connection: 'close' } : {}) }
  const head = `HTTP/1.1 ${status} ${reason(status)}${CRLF}${headerLines(headers)}${CRLF}`
  const silent = request.method === 'HEAD' || status === 204 || status === 304
  await to.write(whole && !silent ? concat([utf8(head), whole]) : utf8(head))
  if (whole || silent) return
  for (let chunk = await (body as Readable).read(); chunk; chunk = await (body as Readable).read())
    await to.write(concat([utf8(chunk.length.toString(16) + CRLF), chunk, utf8(CRLF)]))
  await to.write(`0${CRLF}${CRLF}`)
}

/** Sends one request over a connection and gives the answer when all of it is there. Rejects with NetError. */
export async function requestHttp1(connection: Duplex, request: HttpRequest): Promise<HttpResponse> {
  const body = request.body instanceof Uint8Array ? request.body : await readAll(request.body)
  const headers: Headers = { ...request.headers, connection: 'close' }
  if (body.length > 0) headers['content-length'] = String(body.length)
  const target = encodeURI(request.path) + encodeQuery(request.query)
  await connection.write(
    concat([utf8(`${request.method} ${target} HTTP/1.1${CRLF}${headerLines(headers)}${CRLF}`), body]),
  )
  const reader = new ByteReader(connection)
  const head = await reader.head()
  const match = /^HTTP\/1\.[01] (\d{3})/.exec(head ?? '')
  if (head === undefined || !match) throw new NetError('ECONNRESET', headers.host ?? '')
  const answered = headersOf(head.split(CRLF).slice(1))
  const source = pieces(reader, answered, request.method !== 'HEAD')
  const { 'transfer-encoding': _, connection: __, ...kept } = answered
  return { status: Number(match[1]), headers: kept, body: await collected(source) }
}

async function collected(source: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  const out: Uint8Array[] = []
  for await (const piece of source) out.push(piece)
  return concat(out)
}
