// A network namespace: interfaces, listening sockets, rules and routes of one machine, container or pod.
import type { Cause } from '../kernel/trace.ts'
import type { Duplex } from '../kernel/queue.ts'
import type { Handler, Peer } from './http.ts'
import type { Router } from './router.ts'
import { containsAddress } from './address.ts'

/** A listening socket. HTTP servers take messages, other servers take connections, name servers take questions. */
export interface Listener {
  /** Component id of the server, for the trace. */
  component: string
  http?: Handler
  /** Names the topics of `http`; without it messages are named `http`. */
  router?: Router
  tcp?: (connection: Duplex, peer: Peer) => void
  dns?: (question: DnsQuestion, cause: Cause) => Promise<DnsAnswer> | DnsAnswer
  /** Brings the code of a server that nobody has asked yet. */
  load?: () => Promise<Pick<Listener, 'http' | 'router'>>
  /** True when the server speaks TLS: a plain client is answered as Go's servers answer it. False when it does not. */
  tls?: boolean
}

/** Completes a listener whose code comes with its first connection. */
export async function ready(listener: Listener): Promise<void> {
  if (listener.load) Object.assign(listener, await listener.load(), { load: undefined })
}

export interface DnsQuestion {
  name: string
  type: 'A' | 'AAAA' | 'PTR' | 'SRV' | 'CNAME' | 'TXT' | 'MX' | 'NS' | 'ANY'
}

export interface DnsAnswer {
  status: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL'
  records: { name: string; type: string; ttl: number; data: string }[]
  /** From the server that owns the name. */
  authoritative?: boolean
}

/** A broadcast domain: a bridge, a LAN, the pod network, the internet. */
export class Network {
  readonly name: string
  readonly subnet: string
  /** What the latency policy and the stage tell networks apart by: `bridge`, `lan`, `pods`, `internet`. */
  readonly kind: string
  readonly members = new Map<string, NetworkNamespace>()
  /** IPv6, where it is spoken beside IPv4. */
  readonly subnet6: string | undefined
  readonly members6 = new Map<string, NetworkNamespace>()
  /** Where its members send what is for elsewhere, unless it is the first address. */
  gateway: string | undefined
  gateway6: string | undefined

  constructor(name: string, kind: string, subnet: string, subnet6?: string) {
    this.name = name
    this.kind = kind
    this.subnet = subnet
    this.subnet6 = subnet6
  }
}

export interface Interface {
  name: string
  /** Its number in its namespace; `lo` has 1. */
  index: number
  /** A veth's other end has this number in the machine's namespace. */
  peer?: number
  network: Network
  address: string
  address6?: string
  mac: string
}

/** What happens to a connection on its way: nothing, it goes elsewhere, it is refused, or it is lost without a word. */
export type Verdict = undefined | { to: { address: string; port: number } } | 'reject' | 'drop'

/** An iptables-like rule, asked for every new connection that passes this namespace. */
export type Rule = (connection: {
  from: NetworkNamespace
  /** `icmp` has no ports: 0. */
  protocol: 'tcp' | 'udp' | 'icmp'
  address: string
  port: number
}) => Verdict

export class NetworkNamespace {
  /** Unique in the world: `laptop`, `laptop/3f2a…` for a container, `minikube-m02/crane` … */
  readonly name: string
  /** The machine whose kernel this lives in; latency depends on it. */
  readonly host: string
  readonly interfaces: Interface[] = []
  /** Key: `tcp:8080` or `tcp:10.0.0.5:8080` (bound to one address), `udp:53`. */
  readonly listeners = new Map<string, Listener>()
  readonly rules: Rule[] = []
  /** `minikube tunnel`, and the like: this subnet is reached through that namespace. */
  readonly routes: { subnet: string; via: NetworkNamespace }[] = []
  /** Where packets for unknown addresses go: the host of a container. */
  gateway: NetworkNamespace | undefined
  /** The interface by which they go there; the first one unless it is said. */
  defaultLink: Interface | undefined
  /** A machine that is off, or cut off, neither sends nor receives. */
  up = true
  private lastIndex = 1
  /** net.ipv4.ip_unprivileged_port_start: below it only root may listen. */
  unprivilegedPorts = 1024
  /** Changed settings below /proc/sys/net, by their names with dots. */
  readonly sysctls = new Map<string, string>()

  constructor(name: string, host: string) {
    this.name = name
    this.host = host
  }

  attach(
    network: Network,
    address: string,
    name = `eth${this.interfaces.length}`,
    mac = '',
    address6?: string,
  ): Interface {
    const link = { name, index: this.nextIndex(), network, address, address6, mac: mac || macOf(address) }
    this.interfaces.push(link)
    network.members.set(address, this)
    if (address6 !== undefined) network.members6.set(address6, this)
    return link
  }

  nextIndex(): number {
    return ++this.lastIndex
  }

  detach(network: Network): void {
    const at = this.interfaces.findIndex((link) => link.network === network)
    if (at < 0) return
    const { address, address6 = '' } = this.interfaces[at]!
    network.members.delete(address)
    network.members6.delete(address6)
    this.interfaces.splice(at, 1)
  }

  /** The first address, or the loopback address where there is no interface. */
  address(): string {
    return this.interfaces[0]?.address ?? '127.0.0.1'
  }

  owns(address: string): boolean {
    if (isLoopback(address) || address === '0.0.0.0' || address === '::') return true
    return this.interfaces.some((link) => link.address === address || link.address6 === address)
  }

  /** Has an IPv6 address that others can reach. */
  get speaksIPv6(): boolean {
    return this.interfaces.some(({ address6 }) => address6 !== undefined)
  }

  /** Throws nothing: false when the address and port are in use (EADDRINUSE). */
  listen(port: number, listener: Listener, address?: string, protocol: 'tcp' | 'udp' = 'tcp'): boolean {
    if (this.taken(port, address, protocol)) return false
    this.listeners.set(listenerKey(protocol, port, address), listener)
    return true
  }

  taken(port: number, address?: string, protocol: 'tcp' | 'udp' = 'tcp'): boolean {
    if (this.listeners.has(listenerKey(protocol, port))) return true
    if (address && address !== '0.0.0.0') return this.listeners.has(listenerKey(protocol, port, address))
    const any = new RegExp(`^${protocol}:.*:${port}$`)
    return [...this.listeners.keys()].some((key) => any.test(key))
  }

  close(port: number, address?: string, protocol: 'tcp' | 'udp' = 'tcp'): void {
    this.listeners.delete(listenerKey(protocol, port, address))
  }

  listener(port: number, address: string, protocol: 'tcp' | 'udp' = 'tcp'): Listener | undefined {
    return this.listeners.get(listenerKey(protocol, port, address)) ?? this.listeners.get(listenerKey(protocol, port))
  }

  /** Who has an address on one of this namespace's own networks. */
  neighbour(address: string): NetworkNamespace | undefined {
    for (const { network } of this.interfaces) {
      const member = network.members.get(address) ?? network.members6.get(address)
      if (member) return member
    }
    return undefined
  }

  /** Is there a way to the address at all, whoever answers at its end? Without one the network is unreachable. */
  hasRoute(address: string): boolean {
    if (address.includes(':')) return this.hasRoute6(address)
    const networks = [...this.interfaces.map(({ network }) => network), ...this.routes]
    return this.gateway !== undefined || networks.some(({ subnet }) => containsAddress(subnet, address))
  }

  /** The internet is reached by IPv4 alone: what no network nearby has is nowhere. */
  private hasRoute6(address: string): boolean {
    if (!this.speaksIPv6) return false
    const near = this.interfaces.some(({ network: { subnet6 } }) => subnet6 && containsAddress(subnet6, address))
    return near || this.gateway?.hasRoute6(address) === true
  }

  /** The namespace that `address` belongs to, as seen from here, by interfaces, routes and the gateway. */
  locate(address: string, depth = 0): NetworkNamespace | undefined {
    if (this.owns(address)) return this
    const near = this.neighbour(address)
    if (near) return near
    if (address.includes(':') && !this.speaksIPv6) return undefined
    for (const route of this.routes) {
      if (containsAddress(route.subnet, address)) return route.via.neighbour(address) ?? route.via
    }
    return depth < 4 ? this.gateway?.locate(address, depth + 1) : undefined
  }
}

export const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'

const listenerKey = (protocol: string, port: number, address?: string): string =>
  address && address !== '0.0.0.0' && address !== '::' ? `${protocol}:${address}:${port}` : `${protocol}:${port}`

const macOf = (address: string): string =>
  ['02', '42', ...address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))].join(':')
