// The client's own way to a registry, without the daemon: what `docker manifest` asks (cli/registry/client).
import type { Reference } from '../../image/reference.ts'
import { base64, text, utf8 } from '../../kernel/bytes.ts'
import { NetError } from '../../net/errors.ts'
import { type ClientResponse, bodyBytes } from '../../net/http.ts'
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'

interface Credentials {
  username: string
  password: string
}

interface Problem {
  code: string
  message: string
}

/** After these another address of the registry would be tried: there is none, so nothing was found. */
const NOT_THERE = ['UNAUTHORIZED', 'MANIFEST_UNKNOWN', 'NAME_UNKNOWN']

/** The registry has it not, or cannot be reached. */
export class NotFound extends Error {}

export class RegistryReader {
  private readonly process: Process
  private readonly reference: Reference
  private readonly credentials: Credentials | undefined
  private readonly base: string
  private authorization: string | undefined

  /** Throws NotFound where the registry speaks no TLS and that was not allowed. */
  constructor(process: Process, reference: Reference, credentials: Credentials | undefined, insecure: boolean) {
    this.process = process
    this.reference = reference
    this.credentials = credentials
    const host = reference.domain === 'docker.io' ? 'registry-1.docker.io' : reference.domain
    const local = /^(localhost|127\.)/.test(host)
    if (local && !insecure) throw new NotFound()
    this.base = `${local ? 'http' : 'https'}://${host}/v2/${reference.path}`
  }

  /** Throws NotFound, or a StatusError in the registry's words. */
  manifest(name: string, accept: readonly string[]): Promise<Uint8Array> {
    return this.get(`/manifests/${name}`, { accept: accept.join(', ') })
  }

  blob(digest: string): Promise<Uint8Array> {
    return this.get(`/blobs/${digest}`, {})
  }

  private async get(path: string, headers: Record<string, string>): Promise<Uint8Array> {
    try {
      let response = await this.ask(path, headers)
      if (response.status === 401 && (await this.authenticate(response))) response = await this.ask(path, headers)
      const body = await bodyBytes(response)
      if (response.status === 200) return body
      throw refusal(body, response.headers['www-authenticate'] ?? '')
    } catch (error) {
      if (error instanceof NetError) throw new NotFound()
      throw error
    }
  }

  private ask(path: string, headers: Record<string, string>): Promise<ClientResponse> {
    const authorization: Record<string, string> = this.authorization ? { authorization: this.authorization } : {}
    return this.process.request(`${this.base}${path}`, { headers: { ...headers, ...authorization } })
  }

  /** False when there is nothing to say for oneself. */
  private async authenticate(response: ClientResponse): Promise<boolean> {
    const challenge = response.headers['www-authenticate'] ?? ''
    const { credentials } = this
    const basic = credentials && `Basic ${base64(utf8(`${credentials.username}:${credentials.password}`))}`
    if (!/^bearer/i.test(challenge)) {
      this.authorization = basic
      return basic !== undefined
    }
    const field = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? ''
    const scope = `repository:${this.reference.path}:pull`
    const query = `scope=${encodeURIComponent(scope)}&service=${encodeURIComponent(field('service'))}`
    const headers: Record<string, string> = basic ? { authorization: basic } : {}
    const answer = await this.process.request(`${field('realm')}?${query}`, { headers })
    const { token } = JSON.parse(text(await bodyBytes(answer))) as { token?: string }
    this.authorization = `Bearer ${token ?? ''}`
    return true
  }
}

/** A token that allows too little makes the refusal out of the challenge, with the registry's own error after it. */
function refusal(body: Uint8Array, challenge: string): Error {
  const { errors: said = [] } = JSON.parse(text(body) || '{}') as { errors?: Problem[] }
  const denied = { code: 'DENIED', message: 'requested access to the resource is denied' }
  const problems = challenge.includes('insufficient_scope') ? [denied, ...said] : said
  const [first] = problems
  if (!first || NOT_THERE.includes(first.code)) return new NotFound()
  const lines = problems.map(({ code, message }) => `${code.toLowerCase().replaceAll('_', ' ')}: ${message}`)
  return new StatusError(lines.length === 1 ? lines[0]! : `errors:\n${lines.join('\n')}\n`)
}
