// kube-proxy's rules in a node's kernel (iptables mode): a connection to a service goes to one of its endpoints by chance.
import type { Clock } from '../../kernel/clock.ts'
import type { Rng } from '../../kernel/rng.ts'
import { containsAddress } from '../../net/address.ts'
import { type NetworkNamespace, type Rule, type Verdict, isLoopback } from '../../net/namespace.ts'
import { type ServiceEntry, type ServiceTable, admits } from './table.ts'

/** Rules stay in a kernel when the process that made them is gone; the next one replaces them. */
const installed = new WeakMap<NetworkNamespace, Rules>()

export class Rules {
  private table: ServiceTable = new Map()
  /** `service|client` → its endpoint, and when it was last used. */
  private readonly sticky = new Map<string, { backend: string; at: number }>()
  private readonly clock: Clock
  private readonly chance: Rng
  private readonly serviceCidr: string

  private constructor(clock: Clock, chance: Rng, serviceCidr: string) {
    this.clock = clock
    this.chance = chance
    this.serviceCidr = serviceCidr
  }

  /** The rules of this node, put before all others. */
  static of(net: NetworkNamespace, clock: Clock, chance: Rng, serviceCidr: string): Rules {
    const known = installed.get(net)
    if (known) return known
    const rules = new Rules(clock, chance, serviceCidr)
    const rule: Rule = ({ from, protocol, address, port }) => rules.judge(net, from, protocol, address, port)
    net.rules.unshift(rule)
    installed.set(net, rules)
    return rules
  }

  replace(table: ServiceTable): void {
    this.table = table
  }

  private judge(
    node: NetworkNamespace,
    from: NetworkNamespace,
    protocol: string,
    address: string,
    port: number,
  ): Verdict {
    const entry = this.table.get(`${protocol}:${address}:${port}`) ?? this.nodePort(node, protocol, address, port)
    if (!entry) return containsAddress(this.serviceCidr, address) ? 'drop' : undefined
    if (!admits(entry, from.address())) return 'drop'
    if (entry.backends.length === 0) return entry.local ? 'drop' : 'reject'
    const { address: to, port: toPort } = this.choose(entry, from.address())
    return { to: { address: to, port: toPort } }
  }

  private nodePort(node: NetworkNamespace, protocol: string, address: string, port: number): ServiceEntry | undefined {
    const own = isLoopback(address) || node.interfaces.some((link) => link.address === address)
    return own ? this.table.get(`${protocol}:*:${port}`) : undefined
  }

  private choose(entry: ServiceEntry, client: string) {
    const { backends, affinity } = entry
    if (affinity === undefined) return backends.length === 1 ? backends[0]! : this.chance.pick(backends)
    const key = `${entry.name}|${client}`
    const before = this.sticky.get(key)
    const fresh = before && this.clock.now - before.at < affinity * 1000
    const kept = fresh && backends.find(({ address, port }) => `${address}:${port}` === before.backend)
    const backend = kept || this.chance.pick(backends)
    this.sticky.set(key, { backend: `${backend.address}:${backend.port}`, at: this.clock.now })
    return backend
  }
}
