// npm's side of the wire: what it asks the registry, and what it says when that fails.
import { concat, text, utf8 } from '../../../kernel/bytes.ts'
import { NetError } from '../../../net/errors.ts'
import { parseUrl } from '../../../net/http.ts'
import { readAll } from '../../../kernel/queue.ts'
import { Slots } from '../../../kernel/slots.ts'
import type { Process } from '../../process.ts'
import { Failure } from './report.ts'
import type { Packument } from './wire.ts'

/** So many requests are open at once. */
const SOCKETS = 15

interface Fetched {
  bytes: Uint8Array
  /** Its size as it travelled. */
  weight: number
}

export class RegistryClient {
  private readonly process: Process
  private readonly address: string
  /** Addresses by name: npm asks for each once. */
  private readonly addresses = new Map<string, Promise<string[]>>()
  private readonly slots = new Slots(SOCKETS)
  private readonly packuments = new Map<string, Promise<Packument>>()

  constructor(process: Process, address: string) {
    this.process = process
    this.address = address.replace(/\/$/, '')
  }

  packument(name: string): Promise<Packument> {
    const known = this.packuments.get(name)
    if (known) return known
    const asked = this.get(`${this.address}/${name.replace('/', '%2f')}`).then(
      ({ bytes }) => JSON.parse(text(bytes)) as Packument,
    )
    this.packuments.set(name, asked)
    return asked
  }

  tarball(url: string): Promise<Fetched> {
    return this.get(url)
  }

  /** The advisories for these packages. */
  async audit(packages: Record<string, string[]>): Promise<void> {
    const body = JSON.stringify(packages)
    await this.get(`${this.address}/-/npm/v1/security/advisories/bulk`, 'POST', utf8(body))
  }

  /** Waits until fewer than so many requests are open. */
  private async get(url: string, method?: string, body?: Uint8Array): Promise<Fetched> {
    await this.slots.take()
    try {
      return await this.ask(url, method, body)
    } finally {
      this.slots.give()
    }
  }

  private async ask(url: string, method = 'GET', body = concat([])): Promise<Fetched> {
    try {
      const host = parseUrl(url)?.host ?? url
      const lookup = this.addresses.get(host) ?? this.process.lookup(host)
      this.addresses.set(host, lookup)
      const [address] = await lookup
      const response = await this.process.request(url, { method, body, address: address! })
      const bytes = await this.process.alive(() => readAll(response.body))
      if (response.status === 200) return { bytes, weight: response.weight }
      const { error } = JSON.parse(text(bytes)) as { error: string }
      throw new Failure([`naru: ${error}`])
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      throw new Failure(unreachable(url, error))
    }
  }
}

function unreachable(url: string, { code, target }: NetError): string[] {
  const named = code === 'ENOTFOUND' || code === 'EAI_AGAIN'
  const syscall = named ? 'getaddrinfo' : 'connect'
  return [
    `code ${code}`,
    `syscall ${syscall}`,
    `errno ${code}`,
    `network request to ${url} failed, reason: ${syscall} ${code} ${target}`,
    'network This is a problem related to network connectivity.',
    'network In most cases you are behind a proxy or have bad network settings.',
    'network',
    'network If you are behind a proxy, please make sure that the',
    "network 'proxy' config is set properly.  See: 'npm help config'",
  ]
}
