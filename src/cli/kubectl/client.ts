// client-go's REST client: which server, as whom, and what its refusals are called.
import { Cancel } from '../../kernel/cancel.ts'
import { text, utf8 } from '../../kernel/bytes.ts'
import type { Process } from '../../machine/process.ts'
import { NetError } from '../../net/errors.ts'
import { type ClientResponse, bodyText, encodeQuery, parseUrl } from '../../net/http.ts'
import type { AnyOptions } from '../command.ts'
import { decode, failure } from './answer.ts'
import { StatusError } from '../error.ts'
import { parseDuration } from '../golang.ts'
import { type Kubeconfig, readKubeconfig } from '../kubeconfig.ts'

/** Nobody answers at the server's address. */
export class Unreachable extends StatusError {
  /** As Go's http.Client says it: `Get "http://…": dial tcp …`. */
  readonly dial: string
  constructor(message: string, dial: string) {
    super(message)
    this.dial = dial
  }
}

export interface Ask {
  method?: string
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  contentType?: string
  accept?: string
  cancel?: Cancel
}

export interface Connection {
  /** `https://192.168.39.101:8443`. */
  server: string
  namespace: string
  /** True when the namespace was asked for, not only the context's. */
  namespaceGiven: boolean
  headers: Record<string, string>
  config: Kubeconfig
  timeout: number
}

/** Flags before the kubeconfig's current context; nothing said anywhere is http://localhost:8080. Throws StatusError. */
export async function connect(process: Process, global: AnyOptions): Promise<Connection> {
  const flag = (name: string) => String(global[name] ?? '')
  const config = await loadConfig(process, flag('kubeconfig'))
  const contextName = flag('context') || config['current-context']
  const context = config.contexts.find((entry) => entry.name === contextName)?.context
  const problems: string[] = []
  if (contextName && !context) problems.push(`context was not found for specified context: ${contextName}`)
  const cluster = config.clusters.find((entry) => entry.name === (flag('cluster') || context?.cluster))?.cluster
  if (flag('cluster') && !cluster) problems.push(`no server found for cluster "${flag('cluster')}"`)
  if (problems.length === 1) throw new StatusError(`Error in configuration: ${problems[0]}`)
  if (problems.length > 1)
    throw new StatusError(`Error in configuration: \n${problems.map((problem) => `* ${problem}`).join('\n')}`)
  const user = config.users.find((entry) => entry.name === (flag('user') || context?.user))?.user
  if (flag('user') && !user) throw new StatusError(`error: auth info "${flag('user')}" does not exist`)
  const server = flag('server') || cluster?.server || 'http://localhost:8080'
  const headers: Record<string, string> = {}
  const token = flag('token') || user?.token
  if (token) headers.authorization = `Bearer ${token}`
  if (flag('as')) headers['impersonate-user'] = flag('as')
  return {
    server: server.includes('://') ? server.replace(/\/$/, '') : `http://${server}`,
    namespace: flag('namespace') || context?.namespace || 'default',
    namespaceGiven: flag('namespace') !== '',
    headers,
    config,
    timeout: requestTimeout(flag('request-timeout')),
  }
}

async function loadConfig(process: Process, flag: string): Promise<Kubeconfig> {
  if (flag && !process.fs.exists(process.path(flag)))
    throw new StatusError(`error: stat ${flag}: no such file or directory`)
  try {
    return await readKubeconfig(process, flag)
  } catch (error) {
    if (error instanceof Error && error.name === 'YAMLParseError') {
      throw new StatusError(
        `error: error loading config file "${flag || '~/.kube/config'}": yaml: ${error.message.split('\n')[0]}`,
      )
    }
    throw error
  }
}

function requestTimeout(value: string): number {
  if (!value || value === '0') return 0
  if (/^\d+$/.test(value)) return Number(value) * 1000
  try {
    return parseDuration(value)
  } catch {
    throw new StatusError(
      `error: invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)`,
    )
  }
}

export class Client {
  readonly process: Process
  readonly connection: Connection

  constructor(process: Process, connection: Connection) {
    this.process = process
    this.connection = connection
  }

  get namespace(): string {
    return this.connection.namespace
  }

  /** `host:port` as kubectl names a server. */
  get host(): string {
    const url = parseUrl(this.connection.server)
    return url ? `${url.host}:${url.port}` : this.connection.server
  }

  /** The answer whatever its status. Rejects with NetError. */
  async raw(path: string, ask: Ask = {}): Promise<ClientResponse> {
    const headers: Record<string, string> = {
      accept: ask.accept ?? 'application/json',
      'user-agent': 'kubectl/v1.36.4 (linux/amd64)',
      ...this.connection.headers,
    }
    if (ask.body !== undefined) headers['content-type'] = ask.contentType ?? 'application/json'
    const query = queryOf(ask)
    const body =
      ask.body === undefined
        ? undefined
        : { body: utf8(typeof ask.body === 'string' ? ask.body : JSON.stringify(ask.body)) }
    const { timeout } = this.connection
    if (timeout > 0) query.timeout = [`${timeout / 1000}s`]
    const url = `${this.connection.server}${encodePath(path)}${encodeQuery(query)}`
    const cancel = timeout > 0 ? this.expiring(timeout, ask.cancel) : ask.cancel
    return this.process.request(url, { method: ask.method ?? 'GET', headers, cancel, ...body })
  }

  /** --request-timeout: what takes longer is given up; a watch ends. */
  private expiring(ms: number, outer: Cancel = this.process.killed): Cancel {
    const cancel = new Cancel()
    const timer = this.process.kernel.clock.at(this.process.kernel.clock.now + ms, () =>
      cancel.cancel(new NetError('ETIMEDOUT', this.host)),
    )
    this.process.defer(() => this.process.kernel.clock.clear(timer))
    outer.onCancel((reason) => cancel.cancel(reason))
    return cancel
  }

  /** JSON of a successful answer. Throws ApiFailure, or StatusError when the server cannot be reached. */
  async json<T>(path: string, ask: Ask = {}): Promise<T> {
    const response = await this.reach(path, ask)
    const answer = await bodyText(response)
    await this.warn(response)
    if (response.status >= 400) throw failure(response.status, answer)
    return decode<T>(answer, response.headers['content-type'])
  }

  /** A stream of the server's, once it is known to be one. */
  async stream(path: string, ask: Ask = {}): Promise<ClientResponse> {
    const response = await this.reach(path, ask)
    if (response.status >= 400) throw failure(response.status, await bodyText(response))
    return response
  }

  private async reach(path: string, ask: Ask): Promise<ClientResponse> {
    try {
      return await this.raw(path, ask)
    } catch (error) {
      if (error instanceof NetError)
        throw this.unreachable(error, `${path}${encodeQuery(queryOf(ask))}`, ask.method ?? 'GET')
      throw error
    }
  }

  /** What kubectl says when nobody answers. */
  unreachable(error: NetError, path: string, method = 'GET'): Unreachable {
    const { host } = this
    const said = dialError(error, host)
    const verb = `${method[0]}${method.slice(1).toLowerCase()}`
    const resolved = dialError(error, host.replace(/^localhost:/, '127.0.0.1:'))
    const dial = `${verb} "${this.connection.server}${path}": ${resolved}`
    if (error.code === 'ECONNREFUSED') {
      const message = `The connection to the server ${host} was refused - did you specify the right host or port?`
      return new Unreachable(message, dial)
    }
    return new Unreachable(`Unable to connect to the server: ${said}`, dial)
  }

  private async warn(response: ClientResponse): Promise<void> {
    const warning = response.headers.warning
    if (!warning) return
    for (const [, message] of warning.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)) {
      await this.process.error(`Warning: ${message!.replace(/\\(.)/g, '$1')}\n`)
    }
  }
}

/** Go's words for a failed dial. */
export function dialError(error: NetError, host: string): string {
  const name = host.split(':')[0]
  if (error.code === 'ENOTFOUND') return `dial tcp: lookup ${name} on 127.0.0.53:53: no such host`
  if (error.code === 'EAI_AGAIN') return `dial tcp: lookup ${name}: Temporary failure in name resolution`
  if (error.code === 'EHOSTUNREACH' || error.code === 'ENETUNREACH')
    return `dial tcp ${host}: connect: no route to host`
  if (error.code === 'ETIMEDOUT') return `dial tcp ${host}: i/o timeout`
  if (error.code === 'ECONNRESET') return 'EOF'
  return `dial tcp ${host}: connect: connection refused`
}

function queryOf(ask: Ask): Record<string, string[]> {
  const query: Record<string, string[]> = {}
  for (const [name, value] of Object.entries(ask.query ?? {}))
    if (value !== undefined && value !== '') query[name] = [String(value)]
  return query
}

const encodePath = (path: string) =>
  path.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':').replaceAll('%3D', '=')

/** Reads a stream of JSON documents, one a line, as a watch sends them. */
export async function* jsonLines<T>(response: ClientResponse): AsyncGenerator<T> {
  let rest = ''
  for (;;) {
    const chunk = await response.body.read()
    if (chunk === null) return
    rest += text(chunk)
    const lines = rest.split('\n')
    rest = lines.pop()!
    for (const line of lines) if (line.trim()) yield JSON.parse(line) as T
  }
}
