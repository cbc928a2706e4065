// Bridge networks of one machine: address management, interfaces of containers, isolation between bridges.
import { hex } from '../kernel/bytes.ts'
import type { Rng } from '../kernel/rng.ts'
import type { Machine } from '../machine/machine.ts'
import { Network, type NetworkNamespace, type Verdict } from '../net/namespace.ts'
import { Pool, type PoolOptions } from './pool.ts'

export interface BridgeOptions extends PoolOptions {
  /** Interface on the host: `docker0`, `br-1f2e3d4c5b6a`, `cni0`. */
  device: string
  /** No way out. */
  internal?: boolean
  /** Its second family of addresses, IPv6. */
  six?: PoolOptions
}

export class Bridge extends Pool {
  readonly device: string
  readonly internal: boolean
  readonly network: Network
  readonly six: Pool | undefined

  constructor(options: BridgeOptions) {
    super(options)
    this.device = options.device
    this.internal = options.internal ?? false
    this.six = options.six && new Pool(options.six)
    this.network = new Network(options.device, 'bridge', options.subnet, this.six?.subnet)
    this.network.gateway = this.gateway
    this.network.gateway6 = this.six?.gateway
  }

  /** In either of its subnets. */
  holds(address: string): boolean {
    return this.contains(address) || this.six?.contains(address) === true
  }

  isGateway(address: string): boolean {
    return address === this.gateway || address === this.six?.gateway
  }
}

/** All bridges of a machine. One rule keeps containers of one bridge from those of another (iptables' DOCKER-ISOLATION). */
export class Bridges {
  private readonly bridges = new Set<Bridge>()
  private readonly machine: Machine

  constructor(machine: Machine) {
    this.machine = machine
    machine.net.rules.push(({ from, address }) => this.judge(from, address))
  }

  add(bridge: Bridge): void {
    this.bridges.add(bridge)
    this.machine.net.attach(bridge.network, bridge.gateway, bridge.device, '', bridge.six?.gateway)
  }

  remove(bridge: Bridge): void {
    this.bridges.delete(bridge)
    this.machine.net.detach(bridge.network)
  }

  /** Puts an interface of the namespace on the bridge. Containers only on internal bridges have no way out. */
  attach(namespace: NetworkNamespace, bridge: Bridge, address: string, mac: string, address6?: string): void {
    const link = namespace.attach(bridge.network, address, freeName(namespace), mac, address6)
    link.peer = this.machine.net.nextIndex()
    this.route(namespace)
  }

  detach(namespace: NetworkNamespace, bridge: Bridge): void {
    namespace.detach(bridge.network)
    this.route(namespace)
  }

  private route(namespace: NetworkNamespace): void {
    const open = new Set([...this.bridges].filter(({ internal }) => !internal).map(({ network }) => network))
    const out = namespace.interfaces.find(({ network }) => open.has(network))
    namespace.gateway = out && this.machine.net
    namespace.defaultLink = out
  }

  private judge(from: NetworkNamespace, address: string): Verdict {
    if (from === this.machine.net || (address.includes(':') && !from.speaksIPv6)) return undefined
    const target = [...this.bridges].find((bridge) => bridge.holds(address))
    if (!target || target.isGateway(address) || isOn(from, target)) return undefined
    return [...this.bridges].some((bridge) => isOn(from, bridge)) ? 'drop' : undefined
  }
}

const isOn = (namespace: NetworkNamespace, bridge: Bridge): boolean =>
  namespace.interfaces.some((link) => link.network === bridge.network)

function freeName(namespace: NetworkNamespace): string {
  const used = new Set(namespace.interfaces.map((link) => link.name))
  let n = 0
  while (used.has(`eth${n}`)) n++
  return `eth${n}`
}

/** A locally administered address, as the bridge driver makes up. */
export function randomMac(chance: Rng): string {
  const bytes = Uint8Array.from({ length: 6 }, () => chance.below(256))
  bytes[0] = (bytes[0]! & 0xfe) | 0x02
  return hex(bytes).match(/../g)!.join(':')
}
