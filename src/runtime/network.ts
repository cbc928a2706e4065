// Bridge networks of one machine: address management, interfaces of containers, isolation between bridges.
import { hex } from '../kernel/bytes.ts'
import type { Rng } from '../kernel/rng.ts'
import type { Machine } from '../machine/machine.ts'
import { containsAddress, isAddress, nthAddress, subnetSize, toNumber } from '../net/address.ts'
import { Network, type NetworkNamespace, type Verdict } from '../net/namespace.ts'

export interface BridgeOptions {
  /** Interface on the host: `docker0`, `br-1f2e3d4c5b6a`, `cni0`. */
  device: string
  subnet: string
  gateway?: string
  /** Addresses are given from here only. */
  range?: string
  /** No way out. */
  internal?: boolean
}

/** First address of a subnet, and the last one, belong to nobody. */
export class Bridge {
  readonly device: string
  readonly subnet: string
  readonly gateway: string
  readonly internal: boolean
  readonly network: Network
  private readonly range: string
  private readonly taken = new Set<string>()
  private readonly first: number
  /** All below it are taken. */
  private lowest: number

  constructor(options: BridgeOptions) {
    this.device = options.device
    this.subnet = options.subnet
    this.range = options.range ?? options.subnet
    this.gateway = options.gateway ?? (options.range ? nthAddress(options.range, 0) : nthAddress(options.subnet, 1))
    this.internal = options.internal ?? false
    this.first = this.range === this.subnet ? 1 : 0
    this.lowest = this.first
    this.network = new Network(options.device, 'bridge', options.subnet)
    this.network.gateway = this.gateway
    this.taken.add(this.gateway)
  }

  get prefix(): number {
    return Number(this.subnet.split('/')[1])
  }

  /** The lowest free address, or the one asked for. Undefined when it is taken, or when none is left. */
  allocate(wanted?: string): string | undefined {
    if (wanted !== undefined) {
      if (this.taken.has(wanted)) return undefined
      this.taken.add(wanted)
      return wanted
    }
    for (let n = this.lowest; n < subnetSize(this.range) - 1; n++) {
      const address = nthAddress(this.range, n)
      if (this.taken.has(address)) continue
      this.taken.add(address)
      this.lowest = n + 1
      return address
    }
    return undefined
  }

  release(address: string): void {
    this.taken.delete(address)
    this.lowest = this.first
  }

  contains(address: string): boolean {
    return containsAddress(this.subnet, address)
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
    this.machine.net.attach(bridge.network, bridge.gateway, bridge.device)
  }

  remove(bridge: Bridge): void {
    this.bridges.delete(bridge)
    this.machine.net.detach(bridge.network)
  }

  /** Puts an interface of the namespace on the bridge. Containers only on internal bridges have no way out. */
  attach(namespace: NetworkNamespace, bridge: Bridge, address: string, mac: string): void {
    const link = namespace.attach(bridge.network, address, freeName(namespace), mac)
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
    if (from === this.machine.net || !isAddress(address)) return undefined
    const target = [...this.bridges].find((bridge) => bridge.contains(address))
    if (!target || address === target.gateway || isOn(from, target)) return undefined
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

/** Two subnets share an address. */
export function overlaps(a: string, b: string): boolean {
  const range = (subnet: string) => {
    const first = toNumber(nthAddress(subnet, 0))
    return { first, last: first + subnetSize(subnet) - 1 }
  }
  const [x, y] = [range(a), range(b)]
  return x.first <= y.last && y.first <= x.last
}
