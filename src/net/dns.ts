// The resolver of the C library: /etc/hosts, then the name servers and search list of /etc/resolv.conf.
import { isAddress } from './address.ts'
import { isAddress6, parsed6, toAddress6 } from './address6.ts'
import { NetError } from './errors.ts'
import type { Fabric, Sender } from './fabric.ts'
import { isLoopback } from './namespace.ts'

export interface ResolverFiles {
  hosts: string
  resolv: string
}

/** How one C library looks names up. */
export interface Manner {
  /** Only addresses of this family; of both where the namespace speaks both. */
  family?: 4 | 6
  /** glibc puts IPv6 first; musl counts local addresses (fc00::/7) as less than IPv4 (RFC 6724). */
  sixFirst?: boolean
}

/** The addresses of a name. Rejects with NetError ENOTFOUND or EAI_AGAIN (no server answered). */
export async function lookup(
  fabric: Fabric,
  sender: Sender,
  files: ResolverFiles,
  name: string,
  { family, sixFirst = false }: Manner = {},
): Promise<string[]> {
  const literal = literalAddress(name)
  if (literal !== undefined) {
    if (family !== undefined && (family === 6) !== name.includes(':')) throw new NetError('ENOTFOUND', name)
    return [literal]
  }
  const six = family === 6 || (family === undefined && sender.namespace.speaksIPv6)
  const types = [...(family === 6 ? [] : ['A' as const]), ...(six ? ['AAAA' as const] : [])]
  const inOrder = (addresses: string[]) => (sixFirst ? sixBeforeFour(addresses) : addresses)
  const known = fromHosts(files.hosts, name).filter((address) => types.includes(address.includes(':') ? 'AAAA' : 'A'))
  if (known.length > 0) return inOrder(known)
  if (name === 'localhost') return ['127.0.0.1']
  const { servers, search, ndots } = parseResolv(files.resolv)
  if (servers.length === 0) throw new NetError('EAI_AGAIN', name)
  let reached = false
  let failure: NetError | undefined
  for (const full of candidates(name, search, ndots)) {
    for (const server of servers) {
      const answers = await ask(fabric, sender, server, full, types).catch((error: unknown) => {
        if (!(error instanceof NetError)) throw error
        failure = error
        return undefined
      })
      if (!answers) continue
      reached = true
      if (answers.length > 0) return inOrder(answers)
      break
    }
  }
  throw reached ? new NetError('ENOTFOUND', name) : new NetError('EAI_AGAIN', name, failure)
}

/** `::1` is taken to the loopback interface by its older address. */
function literalAddress(name: string): string | undefined {
  if (isAddress(name)) return name
  if (name === '::1') return '127.0.0.1'
  const number = parsed6(name)
  return number === undefined ? undefined : toAddress6(number)
}

async function ask(fabric: Fabric, sender: Sender, server: string, name: string, types: readonly ('A' | 'AAAA')[]) {
  const found: string[] = []
  for (const type of types) {
    const { records } = await fabric.query(sender, server, { name, type })
    found.push(...records.filter((record) => record.type === type).map(({ data }) => data))
  }
  return found
}

const sixBeforeFour = (addresses: string[]): string[] => [
  ...addresses.filter((address) => address.includes(':')),
  ...addresses.filter((address) => !address.includes(':')),
]

export function fromHosts(hosts: string, name: string): string[] {
  const found: string[] = []
  for (const line of hosts.split('\n')) {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (address && address !== '::1' && (isAddress(address) || isAddress6(address)) && names.includes(name))
      found.push(address)
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
