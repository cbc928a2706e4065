// The resolver of the C library: /etc/hosts, then the name servers and search list of /etc/resolv.conf.
import { isAddress } from './address.ts'
import { NetError } from './errors.ts'
import type { Fabric, Sender } from './fabric.ts'
import { isLoopback } from './namespace.ts'

export interface ResolverFiles {
  hosts: string
  resolv: string
}

/** The IPv4 addresses of a name. Rejects with NetError ENOTFOUND or EAI_AGAIN (no server answered). */
export async function lookup(fabric: Fabric, sender: Sender, files: ResolverFiles, name: string): Promise<string[]> {
  if (isAddress(name)) return [name]
  if (name === '::1') return ['127.0.0.1']
  const known = fromHosts(files.hosts, name)
  if (known.length > 0) return known
  if (name === 'localhost') return ['127.0.0.1']
  const { servers, search, ndots } = parseResolv(files.resolv)
  if (servers.length === 0) throw new NetError('EAI_AGAIN', name)
  let reached = false
  let failure: NetError | undefined
  for (const full of candidates(name, search, ndots)) {
    for (const server of servers) {
      const answer = await fabric.query(sender, server, { name: full, type: 'A' }).catch((error: unknown) => {
        if (!(error instanceof NetError)) throw error
        failure = error
        return undefined
      })
      if (!answer) continue
      reached = true
      const addresses = answer.records.filter((record) => record.type === 'A').map((record) => record.data)
      if (addresses.length > 0) return addresses
      break
    }
  }
  throw reached ? new NetError('ENOTFOUND', name) : new NetError('EAI_AGAIN', name, failure)
}

export function fromHosts(hosts: string, name: string): string[] {
  const found: string[] = []
  for (const line of hosts.split('\n')) {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (address && isAddress(address) && names.includes(name)) found.push(address)
  }
  const outside = found.filter((address) => !isLoopback(address))
  return outside.length > 0 ? outside : found
}

/** resolv.conf(5). */
export function parseResolv(resolv: string): {
  servers: string[]
  search: string[]
  options: string[]
  ndots: number
} {
  const out = { servers: [] as string[], search: [] as string[], options: [] as string[], ndots: 1 }
  for (const line of resolv.split('\n')) {
    const [word, ...rest] = line.trim().split(/\s+/)
    if (word === 'nameserver' && rest[0]) out.servers.push(rest[0])
    if (word === 'search') out.search = rest
    if (word === 'options') out.options = rest
    const ndots = /ndots:(\d+)/.exec(line)
    if (word === 'options' && ndots) out.ndots = Number(ndots[1])
  }
  return out
}

/** The names to try, in order: a name with enough dots is tried as it is first. */
export function candidates(name: string, search: string[], ndots: number): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const dots = name.split('.').length - 1
  const suffixed = search.map((domain) => `${name}.${domain}`)
  return dots >= ndots ? [name, ...suffixed] : [...suffixed, name]
}
