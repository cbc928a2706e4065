// Node's http module: servers that answer, requests that are sent.
import { EMPTY, concat, text, utf8 } from '../../../kernel/bytes.ts'
import { NetError } from '../../../net/errors.ts'
import { type HttpRequest, type HttpResponse, type Peer, bodyBytes, encodeQuery, reason } from '../../../net/http.ts'
import { Router } from '../../../net/router.ts'
import { mayBind } from '../../sockets.ts'
import { strftime } from '../time.ts'
import { toBuffer } from './buffer.ts'
import type { Host } from './host.ts'
import type { Callable, Value } from './scope.ts'

export type Module = Record<string, Value>

/** The method with which servers and requests are given a time limit: nothing here is slow enough to need one. */
const PATIENCE = `set${'Timeout'}`

/** An object that others listen to. */
export function emitter(host: Host): {
  on: Callable
  emit: (name: string, ...args: Value[]) => boolean
  has: (name: string) => boolean
} {
  const heard = new Map<string, Value[]>()
  return {
    on: (name, callback) => void heard.set(String(name), [...(heard.get(String(name)) ?? []), callback]),
    emit: (name, ...args) => {
      for (const callback of heard.get(name) ?? []) host.event(callback, ...args)
      return heard.has(name)
    },
    has: (name) => heard.has(name),
  }
}

export function http(host: Host): Module {
  const createServer = (...args: Value[]) => {
    const events = emitter(host)
    const handler = args.find((arg) => typeof arg === 'function')
    if (handler) events.on('request', handler)
    return server(host, events)
  }
  const send =
    (isGet: boolean) =>
    (...args: Value[]) =>
      request(host, args, isGet)
  return {
    createServer,
    Server: createServer,
    get: send(true),
    request: send(false),
    STATUS_CODES: Object.fromEntries(STATUSES.map((status) => [status, reason(status)])),
    METHODS: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  }
}

/** Those of which a reason is known. */
const STATUSES = Array.from({ length: 500 }, (_, i) => i + 100).filter((status) => reason(status) !== '')

function server(host: Host, events: ReturnType<typeof emitter>): Module {
  const { process } = host
  let port = 0
  const handle = (asked: HttpRequest, peer: Peer) => answer(host, events, asked, peer)
  const router = new Router(
    ['/', '/:path+'].map((pattern) => ({
      method: '*',
      pattern,
      topic: 'app.request',
      handle: (asked, _, peer) => handle(asked, peer),
    })),
  )
  const made: Module = {
    listen: (...args: Value[]) => {
      const options = args[0] as { port?: number } | undefined
      port = Number(typeof options === 'object' ? options?.port : (args[0] ?? 0)) || 0
      if (!mayBind(process, port)) return fail('EACCES', 'permission denied', port)
      if (!process.listen(port, { http: handle, router, tls: false }))
        return fail('EADDRINUSE', 'address already in use', port)
      host.hold(made)
      for (const arg of args) if (typeof arg === 'function') void Promise.resolve().then(() => host.event(arg))
      events.emit('listening')
      return made
    },
    close: (callback: Value) => {
      process.namespaces.net.close(port)
      host.event(callback)
      host.release(made)
      return made
    },
    on: (name: Value, callback: Value) => (events.on(name, callback), made),
    address: () => ({ address: '::', family: 'IPv6', port }),
    [PATIENCE]: () => made,
    listening: true,
  }
  const fail = (code: string, message: string, at: number) => {
    const error = Object.assign(new Error(`listen ${code}: ${message} :::${at}`), { code, port: at, syscall: 'listen' })
    if (!events.emit('error', error)) throw error
    return made
  }
  return made
}

async function answer(
  host: Host,
  events: ReturnType<typeof emitter>,
  asked: HttpRequest,
  peer: Peer,
): Promise<HttpResponse> {
  const body = await bodyBytes(asked)
  host.process.cause = peer.cause
  return new Promise((resolve) => {
    const incoming = message(host, asked, peer, body)
    events.emit('request', incoming, outgoing(host, asked, resolve))
  })
}

function message(host: Host, asked: HttpRequest, peer: Peer, body: Uint8Array): Module {
  const inner = emitter(host)
  const socket = {
    remoteAddress: `::ffff:${peer.address}`,
    remotePort: 40_000,
    localPort: peer.destination.port,
    address: () => ({ address: peer.address }),
  }
  const made: Module = {
    method: asked.method,
    url: asked.path + encodeQuery(asked.query),
    headers: { ...asked.headers },
    httpVersion: '1.1',
    socket,
    connection: socket,
    setEncoding: () => made,
    on: (name: Value, callback: Value) => {
      inner.on(name, callback)
      if (name === 'end') {
        void Promise.resolve().then(() => {
          if (body.length > 0) inner.emit('data', toBuffer(body))
          inner.emit('end')
        })
      }
      return made
    },
  }
  return made
}

function outgoing(host: Host, asked: HttpRequest, resolve: (response: HttpResponse) => void): Module {
  const headers: Record<string, string> = {}
  const events = emitter(host)
  const parts: Uint8Array[] = []
  const bytes = (chunk: Value) => (chunk instanceof Uint8Array ? chunk : utf8(String(chunk)))
  const set = (given: Value) => {
    for (const [name, value] of Object.entries((given ?? {}) as object)) headers[name.toLowerCase()] = String(value)
  }
  const made: Module = {
    statusCode: 200,
    headersSent: false,
    setHeader: (name: Value, value: Value) => (set({ [String(name)]: value }), made),
    getHeader: (name: Value) => headers[String(name).toLowerCase()],
    removeHeader: (name: Value) => void delete headers[String(name).toLowerCase()],
    writeHead: (status: Value, ...more: Value[]) => {
      made.statusCode = Number(status)
      made.headersSent = true
      set(more.at(-1))
      return made
    },
    write: (chunk: Value) => (parts.push(bytes(chunk)), true),
    end: (...args: Value[]) => {
      if (made.finished) return made
      const [chunk] = args
      if (chunk !== undefined && typeof chunk !== 'function') parts.push(bytes(chunk))
      const body = parts.length > 0 ? concat(parts) : EMPTY
      const date = strftime('%a, %d %b %Y %H:%M:%S GMT', host.process.kernel.clock.unix())
      made.finished = true
      made.writableEnded = true
      made.headersSent = true
      headers['content-length'] = String(body.length)
      resolve({
        status: Number(made.statusCode),
        headers: {
          ...headers,
          date,
          connection: 'keep-alive',
          'keep-alive': 'timeout=5',
        },
        body: asked.method === 'HEAD' ? EMPTY : body,
      })
      host.event(args.find((arg) => typeof arg === 'function'))
      events.emit('finish')
      events.emit('close')
      return made
    },
    on: (name: Value, callback: Value) => (events.on(name, callback), made),
    once: (name: Value, callback: Value) => (events.on(name, callback), made),
  }
  return made
}

/** http.get and http.request. */
function request(host: Host, args: Value[], isGet: boolean): Module {
  const inner = emitter(host)
  const [first, second] = args
  const options = (typeof first === 'object' ? first : typeof second === 'object' ? second : {}) as Record<
    string,
    Value
  >
  const url =
    typeof first === 'string'
      ? first
      : `${String(options.protocol ?? 'http:')}//${String(options.hostname ?? options.host ?? 'localhost')}:${String(options.port ?? 80)}${String(options.path ?? '/')}`
  const callback = args.find((arg) => typeof arg === 'function')
  if (callback) inner.on('response', callback)
  const parts: Uint8Array[] = []
  const made: Module = {
    on: (name: Value, listener: Value) => (inner.on(name, listener), made),
    write: (chunk: Value) => (parts.push(utf8(String(chunk))), true),
    end: (chunk: Value) => {
      if (chunk !== undefined && typeof chunk !== 'function') parts.push(utf8(String(chunk)))
      host.hold(made)
      host.process.kernel.spawn(() =>
        fetchUrl(
          host,
          url,
          String(options.method ?? 'GET'),
          (options.headers ?? {}) as Record<string, string>,
          parts,
          inner,
        ).finally(() => host.release(made)),
      )
      return made
    },
    [PATIENCE]: () => made,
  }
  if (isGet) (made.end as Callable)()
  return made
}

async function fetchUrl(
  host: Host,
  url: string,
  method: string,
  headers: Record<string, string>,
  parts: Uint8Array[],
  events: ReturnType<typeof emitter>,
): Promise<void> {
  try {
    const response = await host.process.request(url, {
      method,
      headers,
      body: parts.length > 0 ? concat(parts) : EMPTY,
    })
    const inner = emitter(host)
    const made: Module = {
      statusCode: response.status,
      statusMessage: reason(response.status),
      headers: response.headers,
      setEncoding: () => made,
      resume: () => made,
      on: (name: Value, callback: Value) => (inner.on(name, callback), made),
    }
    events.emit('response', made)
    for (let chunk = await response.body.read(); chunk !== null; chunk = await response.body.read())
      inner.emit('data', text(chunk))
    inner.emit('end')
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    events.emit('error', networkError(error))
  }
}

/** A request or a connection that failed, as scripts see it. */
export function networkError({ code, target }: NetError): Error {
  const syscall = code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'getaddrinfo' : 'connect'
  return Object.assign(new Error(`${syscall} ${code} ${target}`), { code, syscall })
}
