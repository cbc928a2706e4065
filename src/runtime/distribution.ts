// The client's side of the OCI distribution API: finds the server, gets tokens, sends requests, words refusals.
import type { AuthConfig } from '../api/docker.ts'
import type { RegistryErrors, TokenAnswer } from '../api/oci.ts'
import { base64, utf8 } from '../kernel/bytes.ts'
import type { Cause } from '../kernel/trace.ts'
import type { Process } from '../machine/process.ts'
import { containsAddress, isAddress } from '../net/address.ts'
import { NetError } from '../net/errors.ts'
import { type ClientResponse, type HttpRequest, bodyText, parseUrl } from '../net/http.ts'
import { dialError } from '../net/dial.ts'

/** Why a registry did not do as asked. `code` is the registry's (`MANIFEST_UNKNOWN`, `DENIED` …), or `NETWORK`. */
export class RegistryError extends Error {
  readonly code: string
  readonly status: number
  /** The registry's own words without the code. */
  readonly detail: string

  /** What the registry itself said, where the client says more (distribution's mergeErrors). */
  readonly merged: RegistryError | undefined

  constructor(code: string, detail: string, status: number, message = worded(code, detail), merged?: RegistryError) {
    super(message)
    this.merged = merged
    this.code = code
    this.detail = detail
    this.status = status
  }

  /** Of several errors the first (moby's retryOnError: all that a layer's upload tells). */
  first(): RegistryError {
    return this.merged ? new RegistryError(this.code, this.detail, this.status) : this
  }
}

/** errcode.Error: `manifest unknown: manifest unknown`. */
const worded = (code: string, detail: string) => `${code.toLowerCase().replaceAll('_', ' ')}: ${detail}`

export interface RegistryOptions {
  process: Process
  /** `docker.io`, `localhost:5000`. */
  domain: string
  auth?: AuthConfig
  cause: Cause
  userAgent: string
  /** Hosts (with port) and subnets that may be spoken to in plain HTTP, besides 127.0.0.0/8. */
  insecure?: readonly string[]
}

interface Challenge {
  scheme: 'basic' | 'bearer'
  parameters: Record<string, string>
}

/** A request with a cause of its own leaves the client's alone: several may be under way. */
type Init = Partial<HttpRequest> & { cause?: Cause }

/** Docker Hub's API is not at the name that its images carry. */
const apiHost = (domain: string) => (domain === 'docker.io' ? 'registry-1.docker.io' : domain)

export class RegistryClient {
  readonly host: string
  /** Event that the next request comes from; the answers move it on. */
  cause: Cause
  private readonly options: RegistryOptions
  private scheme: 'https' | 'http' = 'https'
  private challenge: Challenge | undefined
  private pinged = false
  private readonly tokens = new Map<string, string>()

  constructor(options: RegistryOptions) {
    this.options = options
    this.host = apiHost(options.domain)
    this.cause = options.cause
  }

  url(path: string): string {
    return `${this.scheme}://${this.host}${path}`
  }

  /** `GET /v2/`: does it speak the API, over which scheme, and what does it want to know of us? */
  async ping(): Promise<ClientResponse> {
    const schemes: ('https' | 'http')[] = this.mayBePlain() ? ['http'] : ['https']
    let response: ClientResponse | undefined
    for (const scheme of schemes) {
      this.scheme = scheme
      response = await this.send('GET', '/v2/', {})
    }
    this.pinged = true
    this.challenge = parseChallenge(response!.headers['www-authenticate'])
    return response!
  }

  /**
   * A request under `scopes` (`repository:library/busybox:pull`). Throws RegistryError for network trouble and for
   * refusals of credentials; other statuses are the caller's.
   */
  async request(method: string, path: string, scopes: readonly string[], init: Init = {}): Promise<ClientResponse> {
    if (!this.pinged) await this.ping()
    const response = await this.send(method, path, await this.authorized(scopes, init))
    if (response.status !== 401) return response
    const challenge = parseChallenge(response.headers['www-authenticate'])
    if (challenge?.parameters.error === 'insufficient_scope') {
      const said = await refusal(response, method)
      throw new RegistryError('DENIED', 'requested access to the resource is denied', 401, undefined, said)
    }
    if (challenge?.scheme === 'basic' && !this.options.auth?.username) {
      throw new RegistryError('UNAUTHORIZED', 'authentication required', 401, 'no basic auth credentials')
    }
    throw await refusal(response, method)
  }

  /** Throws RegistryError unless the status is one of `good`. */
  async expect(good: readonly number[], response: ClientResponse, method: string): Promise<ClientResponse> {
    if (good.includes(response.status)) return response
    throw await refusal(response, method)
  }

  /** `docker login`: is the registry content with these credentials? Throws RegistryError. */
  async login(): Promise<void> {
    const first = await this.ping()
    if (first.status === 200) return
    if (this.challenge?.scheme === 'bearer') {
      await this.token([], { account: this.options.auth?.username ?? '', client_id: 'docker', offline_token: 'true' })
      return
    }
    const second = await this.send('GET', '/v2/', await this.authorized([], {}))
    if (second.status === 200) return
    const target = this.url('/v2/')
    const status = second.status === 401 ? '401 Unauthorized' : String(second.status)
    throw new RegistryError('UNAUTHORIZED', '', 401, `login attempt to ${target} failed with status: ${status}`)
  }

  private async authorized(scopes: readonly string[], init: Init): Promise<Init> {
    const { auth } = this.options
    if (this.challenge?.scheme === 'basic' && auth?.username) {
      return { ...init, headers: { ...init.headers, authorization: basic(auth) } }
    }
    if (this.challenge?.scheme !== 'bearer') return init
    const token = await this.token(scopes, {})
    return { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }
  }

  /** distribution spec, "Token Authentication". Tokens are kept for the time of one pull or push. */
  private async token(scopes: readonly string[], more: Record<string, string>): Promise<string> {
    const key = scopes.join(' ')
    const known = this.tokens.get(key)
    if (known !== undefined) return known
    const { realm = '', service = '' } = this.challenge!.parameters
    const { auth } = this.options
    const fields = [...Object.entries(more), ...scopes.map((scope) => ['scope', scope] as const), ['service', service]]
    const query = fields.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join('&')
    const headers: Record<string, string> = auth?.username ? { authorization: basic(auth) } : {}
    const response = await this.sendTo(realm, `${realm}?${query}`, 'GET', { headers })
    const body = await bodyText(response)
    if (response.status !== 200) {
      const { code, message } = firstError(body) ?? { code: 'UNAUTHORIZED', message: 'authentication required' }
      const said = `Get "${this.url('/v2/')}": ${worded(code, message)}`
      throw new RegistryError(code, message, response.status, said)
    }
    const answer = JSON.parse(body) as Partial<TokenAnswer>
    const token = answer.token ?? answer.access_token ?? ''
    this.tokens.set(key, token)
    return token
  }

  private send(method: string, path: string, init: Init): Promise<ClientResponse> {
    return this.sendTo(this.url('/v2/'), this.url(path), method, init)
  }

  private async sendTo(shown: string, url: string, method: string, init: Init): Promise<ClientResponse> {
    const { process, userAgent } = this.options
    const headers = { 'user-agent': userAgent, ...init.headers }
    try {
      const response = await process.request(url, { ...init, method, headers, cause: init.cause ?? this.cause })
      if (init.cause === undefined) this.cause = response.cause
      return response
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      const { host, port } = parseUrl(url)!
      throw new RegistryError('NETWORK', error.code, 0, `Get "${shown}": ${dialError(error, host, port)}`)
    }
  }

  private mayBePlain(): boolean {
    const name = this.host.replace(/:\d+$/, '')
    if (name === 'localhost' || name === '[::1]' || containsAddress('127.0.0.0/8', name)) return true
    return (this.options.insecure ?? []).some(
      (allowed) =>
        allowed === this.host || (allowed.includes('/') && isAddress(name) && containsAddress(allowed, name)),
    )
  }
}

const basic = ({ username = '', password = '' }: AuthConfig) => `Basic ${base64(utf8(`${username}:${password}`))}`

/** RFC 9110 §11.6.1: `Bearer realm="…",service="…"`. */
function parseChallenge(header: string | undefined): Challenge | undefined {
  const match = /^(basic|bearer)\s+(.*)$/i.exec(header ?? '')
  if (!match) return undefined
  const parameters: Record<string, string> = {}
  for (const [, name, value] of match[2]!.matchAll(/(\w+)="([^"]*)"/g)) parameters[name!] = value!
  return { scheme: match[1]!.toLowerCase() as Challenge['scheme'], parameters }
}

function firstError(body: string): { code: string; message: string } | undefined {
  try {
    const first = (JSON.parse(body) as Partial<RegistryErrors> & { details?: string }).errors?.[0]
    return first && { code: first.code, message: first.message }
  } catch {
    return undefined
  }
}

async function refusal(response: ClientResponse, method: string): Promise<RegistryError> {
  const known = firstError(method === 'HEAD' ? '' : await bodyText(response))
  if (known) return new RegistryError(known.code, known.message, response.status)
  const { status } = response
  const message = `received unexpected HTTP status: ${status}`
  return new RegistryError(status === 404 ? 'NOT_FOUND' : 'UNKNOWN', message, status, message)
}
