// A thin client of the Docker Engine API: finds the daemon, agrees on a version, sends. https://docs.docker.com/engine/api/
import { base64, utf8 } from '../../kernel/bytes.ts'
import type { Cancel } from '../../kernel/cancel.ts'
import type { Duplex } from '../../kernel/queue.ts'
import type { Process } from '../../machine/process.ts'
import { dialError } from '../../net/dial.ts'
import { NetError } from '../../net/errors.ts'
import { type ClientResponse, type HttpRequest, type Query, bodyText, encodeQuery, parseUrl } from '../../net/http.ts'
import { type AnyOptions, textOption } from '../command.ts'
import { StatusError } from '../error.ts'
import { ConfigFile } from './config.ts'
import { DEFAULT_HOST, parseHost } from './hosts.ts'
import { CLIENT, USER_AGENT } from './version.ts'

/** What the daemon answered instead of what was asked for. */
export class ApiError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface Call {
  query?: Record<string, string | number | boolean | readonly string[] | undefined>
  /** Sent as JSON. */
  json?: unknown
  body?: HttpRequest['body']
  /** Why the body cannot be read: sending it breaks off. */
  broken?: string | undefined
  weight?: number
  onSent?: HttpRequest['onSent']
  headers?: Record<string, string>
  cancel?: Cancel
}

export class Client {
  readonly process: Process
  readonly config: ConfigFile
  readonly contextName: string
  version: string
  /** Of the daemon, as its ping says. */
  serverVersion = ''
  private readonly flag: string
  private negotiated = false

  constructor(process: Process, global: AnyOptions = {}) {
    this.process = process
    this.config = new ConfigFile(process, textOption(global, 'config'))
    this.contextName = contextName(process, this.config, global)
    this.flag = textOption(global, 'host')
    this.version = process.env.DOCKER_API_VERSION || CLIENT.ApiVersion
  }

  /** Where the daemon is. Throws StatusError for a context that is not there and for an address that is none. */
  get host(): string {
    if (this.flag) return parseHost(this.flag)
    if (this.contextName !== 'default') {
      const context = this.config.context(this.contextName)
      if (!context)
        throw new StatusError(
          `Failed to initialize: unable to resolve docker endpoint: ${missingContext(this.config, this.contextName)}`,
        )
      return parseHost(context.Endpoints.docker.Host ?? DEFAULT_HOST)
    }
    return parseHost(this.process.env.DOCKER_HOST || DEFAULT_HOST)
  }

  /** `HEAD /_ping`: which versions the daemon speaks. Nobody there is no error yet. */
  async negotiate(): Promise<void> {
    if (this.negotiated) return
    this.negotiated = true
    const headers = await this.ping()
    if (!headers) return
    this.serverVersion = headers['api-version'] ?? '1.24'
    if (this.process.env.DOCKER_API_VERSION) return
    if (compareVersions(this.serverVersion, this.version) < 0) this.version = this.serverVersion
  }

  /** What the daemon's ping says of it; undefined when nobody is there. */
  async ping(): Promise<Record<string, string> | undefined> {
    try {
      return (await this.send('HEAD', '/_ping', {})).headers
    } catch (error) {
      if (error instanceof StatusError) return undefined
      throw error
    }
  }

  /** Sends under the agreed version. Throws ApiError for a status of 400 and more, StatusError when nobody is there. */
  async request(method: string, path: string, call: Call = {}): Promise<ClientResponse> {
    demandName(path)
    await this.negotiate()
    const response = await this.send(method, `/v${this.version}${path}`, call)
    if (response.status >= 400) throw await this.refusal(response, path)
    return response
  }

  async get<T>(path: string, call?: Call): Promise<T> {
    return JSON.parse(await bodyText(await this.request('GET', path, call))) as T
  }

  /** POST whose answer, if any, is JSON. */
  async post<T>(path: string, call?: Call): Promise<T> {
    const body = await bodyText(await this.request('POST', path, call))
    return (body.trim() ? JSON.parse(body) : undefined) as T
  }

  async delete<T>(path: string, call?: Call): Promise<T> {
    const body = await bodyText(await this.request('DELETE', path, call))
    return (body.trim() ? JSON.parse(body) : undefined) as T
  }

  /** A connection taken over after `101`. `tty` tells raw bytes from framed ones. */
  async hijack(path: string, call: Call = {}): Promise<{ connection: Duplex; raw: boolean }> {
    const headers = { connection: 'Upgrade', upgrade: 'tcp', ...call.headers }
    const response = await this.request('POST', path, { ...call, headers }).catch((error: unknown) => {
      // The client reads no further than the status.
      throw error instanceof ApiError ? new StatusError(`unable to upgrade to tcp, received ${error.status}`) : error
    })
    if (response.status !== 101 || !response.connection) {
      throw new ApiError(response.status, `unable to upgrade to tcp, received ${response.status}`)
    }
    return { connection: response.connection, raw: /raw-stream/.test(response.headers['content-type'] ?? '') }
  }

  private async send(method: string, path: string, call: Call): Promise<ClientResponse> {
    const headers: Record<string, string> = {
      'user-agent': USER_AGENT,
      ...this.config.read().HttpHeaders,
      ...call.headers,
    }
    let { body } = call
    if (call.json !== undefined) {
      body = utf8(JSON.stringify(call.json))
      headers['content-type'] = 'application/json'
    }
    const { host } = this
    const unix = host.startsWith('unix://')
    const url = unix ? host : host.replace(/^tcp:/, 'http:')
    const prefix = unix ? '' : (parseUrl(host)?.target ?? '/').replace(/\/$/, '')
    if (unix) headers.host = 'api.moby.localhost'
    const init: Partial<HttpRequest> & { cancel?: Cancel } = {
      method,
      path: prefix + path,
      query: queryOf(call.query),
      headers,
    }
    if (body !== undefined) init.body = body
    if (call.weight !== undefined) init.weight = call.weight
    if (call.onSent) init.onSent = call.onSent
    if (call.cancel) init.cancel = call.cancel
    const during = (why: string) => new StatusError(connectFault(host, init, why))
    if (call.broken !== undefined) throw during(call.broken)
    try {
      return await this.process.request(url, init)
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      if (unix || error.code === 'ECONNREFUSED' || error.code === 'ETIMEDOUT')
        throw new StatusError(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`)
      const { host: name, port } = parseUrl(host)!
      throw during(dialError(error, name, port))
    }
  }

  private async refusal(response: ClientResponse, path: string): Promise<ApiError> {
    const body = (await bodyText(response)).trim()
    const type = response.headers['content-type'] ?? ''
    if (!body) {
      const url = `http://api.moby.localhost/v${this.version}${path}`
      const hint = 'check if the server supports the requested API version'
      return new ApiError(
        response.status,
        `request returned ${response.status} for API route and version ${url}, ${hint}`,
      )
    }
    if (!type.includes('json')) return new ApiError(response.status, `Error response from daemon: ${body}`)
    const { message } = JSON.parse(body) as { message: string }
    return new ApiError(response.status, `Error response from daemon: ${message}`)
  }

  /** `X-Registry-Config` of builds: all that is kept, by registry. */
  registryConfig(): string {
    const out: Record<string, unknown> = {}
    for (const key of Object.keys(this.config.read().auths ?? {})) {
      const known = this.config.credentials(key)
      if (known) out[key] = { ...known, serveraddress: key }
    }
    return base64(utf8(JSON.stringify(out)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
  }

  /** `X-Registry-Auth` for a registry: base64url JSON, `{}` when nothing is kept. */
  authHeader(registry: string): string {
    const known = this.config.credentials(registry)
    const server = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry
    const value = known ? { username: known.username, password: known.password, serveraddress: server } : {}
    return base64(utf8(JSON.stringify(value)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
  }
}

/** Go's url.Error, as the client tells it: a socket stands where a host would. */
function connectFault(host: string, { method = '', path = '', query = {} }: Partial<HttpRequest>, why: string): string {
  const url = parseUrl(host)
  const socket = host.startsWith('unix://') ? host.slice('unix://'.length) : undefined
  const at = socket === undefined ? `${url?.host}:${url?.port}` : encodeURIComponent(socket)
  const sorted = Object.fromEntries(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1)))
  const verb = method[0]! + method.slice(1).toLowerCase()
  return `error during connect: ${verb} "http://${at}${path}${encodeQuery(sorted).replaceAll('%20', '+')}": ${why}`
}

function contextName(process: Process, config: ConfigFile, global: AnyOptions): string {
  const asked = textOption(global, 'context')
  if (asked) return asked
  if (global.host || process.env.DOCKER_HOST) return 'default'
  return process.env.DOCKER_CONTEXT || config.read().currentContext || 'default'
}

export const missingContext = (config: ConfigFile, name: string): string =>
  `context ${JSON.stringify(name)}: context not found: open ${config.process.path(config.contextPath(name))}: no such file or directory`

export function compareVersions(a: string, b: string): number {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)]
  return (x[0] ?? 0) - (y[0] ?? 0) || (x[1] ?? 0) - (y[1] ?? 0)
}

function queryOf(query: Call['query']): Query {
  const out: Query = {}
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === false) continue
    if (Array.isArray(value)) {
      if (value.length > 0) out[name] = [...(value as readonly string[])]
    } else out[name] = [value === true ? '1' : String(value)]
  }
  return out
}

/** The client asks of nothing that has no name. Throws StatusError. */
function demandName(path: string): void {
  const kind = /^\/(container|image|network|volume|service|node|secret|config|task|plugin)s\/\s*(?:\/|$)/.exec(
    path,
  )?.[1]
  if (kind === 'image' && path === '/images//json') throw new StatusError('Error: No such image: ')
  if (kind && kind !== 'image') throw emptyName(kind)
}

export const emptyName = (kind: string): StatusError => new StatusError(`invalid ${kind} name or ID: value is empty`)

/** `filters` of the API: `{"name":{"web":true}}` from `--filter name=web` words. Throws StatusError for a word without `=`. */
export function filtersOf(words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined
  const out: Record<string, Record<string, true>> = {}
  for (const word of words) {
    const equals = word.indexOf('=')
    const name = word.slice(0, equals).trim().toLowerCase()
    ;(out[name] ??= {})[word.slice(equals + 1).trim()] = true
  }
  return JSON.stringify(out)
}

/** pflag's check of a `--filter` word. */
export function checkFilter(word: string): void {
  if (!word.includes('=')) throw new Error('bad format of filter (expected name=value)')
}
