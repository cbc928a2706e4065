// HTTP/1.1 messages as plain records. WHATWG Request and Response exist only at the doors.
import { type Cause } from '../kernel/trace.ts'
import { EMPTY, text, utf8 } from '../kernel/bytes.ts'
import type { Narrated } from './chunks.ts'
import { type Duplex, type Readable, readAll } from '../kernel/queue.ts'

/** Names are lower-case. */
export type Headers = Record<string, string>
export type Query = Record<string, string[]>

export interface HttpRequest {
  method: string
  /** Decoded path without the query, `/v2/library/busybox/manifests/latest`. */
  path: string
  query: Query
  headers: Headers
  body: Uint8Array | Readable
  /** Emulated bytes of the body where they are more than the bytes kept (see image/weight.ts). */
  weight?: number
  /** Called while the body travels, with emulated bytes. */
  onSent?: (sent: number, total: number) => void
  /** What the client adds to the trace about the request (MessageEvent.about): the digest of a layer that it uploads. */
  about?: Record<string, string | number>
}

/** What a server is told about a request besides the request. */
export interface Peer {
  /** `seq` of the request's trace event: the cause of all that the handler does. */
  cause: Cause
  /** Component id of the client. */
  from: string
  /** Address of the client as the server sees it. */
  address: string
  /** The address and port that the client asked for, before any rule changed it. */
  destination: { address: string; port: number }
  scheme: 'http' | 'https'
  /** Resolves never; is cancelled when the client goes away. */
  gone: import('../kernel/cancel.ts').Cancel
}

export interface HttpResponse {
  status: number
  headers: Headers
  /** Bytes, or a stream whose every chunk is a message of its own (`about` and `cause` of a chunk: see chunks.ts). */
  body: Uint8Array | Narrated
  /** Emulated bytes of the body where they are more than the bytes kept. */
  weight?: number
  /** Status 101: the connection now belongs to this function (the server's side of it). */
  upgrade?: (connection: Duplex) => void
  /** What is said in the trace about the response (see MessageEvent.about). */
  about?: Record<string, string | number>
}

/** A response as a client gets it: the body arrives while it is read. */
export interface ClientResponse {
  status: number
  headers: Headers
  /** A streamed body is read message by message; `body.cause` is then the message last read. */
  body: Narrated
  /** `seq` of the response's trace event. */
  cause: Cause
  /** Emulated size of the body, where it is known beforehand. */
  weight: number
  /** Emulated bytes arrived by now. */
  received(): number
  /** After 101: our side of the connection. */
  connection?: Duplex
}

export type Handler = (request: HttpRequest, peer: Peer) => Promise<HttpResponse> | HttpResponse

export function request(method: string, target: string, init: Partial<HttpRequest> = {}): HttpRequest {
  const { path, query } = parseTarget(target)
  return { method, path, query, headers: {}, body: EMPTY, ...init }
}

export function json(status: number, value: unknown, headers: Headers = {}): HttpResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: utf8(JSON.stringify(value)) }
}

export function plain(status: number, body: string, headers: Headers = {}): HttpResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: utf8(body) }
}

export async function bodyBytes(message: { body: Uint8Array | Readable }): Promise<Uint8Array> {
  return message.body instanceof Uint8Array ? message.body : readAll(message.body)
}

export async function bodyText(message: { body: Uint8Array | Readable }): Promise<string> {
  return text(await bodyBytes(message))
}

/** Splits `/path?query` and decodes both. Malformed escapes are kept as they are. */
export function parseTarget(target: string): { path: string; query: Query } {
  const mark = target.indexOf('?')
  const path = decode(mark < 0 ? target : target.slice(0, mark))
  const query: Query = {}
  if (mark < 0) return { path, query }
  for (const pair of target.slice(mark + 1).split('&')) {
    if (!pair) continue
    const equals = pair.indexOf('=')
    const name = decode((equals < 0 ? pair : pair.slice(0, equals)).replaceAll('+', ' '))
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1).replaceAll('+', ' '))
    ;(query[name] ??= []).push(value)
  }
  return { path, query }
}

export function encodeQuery(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  )
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

const decode = (part: string) => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export interface Url {
  scheme: string
  user?: string
  host: string
  port: number
  /** Path and query, as sent. */
  target: string
}

const PORTS: Record<string, number> = { http: 80, https: 443, ssh: 22, redis: 6379, tcp: 2375 }

/** `scheme://[user@]host[:port][/path][?query]`, host may be `[::1]`; undefined when it is none. */
export function parseUrl(url: string): Url | undefined {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(?:([^@/?#]*)@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/i.exec(
    url,
  )
  if (!match) return undefined
  const scheme = match[1]!.toLowerCase()
  const target = match[5] ?? '/'
  return {
    scheme,
    user: match[2],
    host: match[3]!.replace(/^\[|\]$/g, ''),
    port: match[4] ? Number(match[4]) : (PORTS[scheme] ?? 0),
    target: target.startsWith('/') ? target : `/${target}`,
  }
}

const REASONS: Record<number, string> = {
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** RFC 9110 reason phrase. */
export const reason = (status: number): string => REASONS[status] ?? ''
