// Cluster addresses and node ports of Services (upstream: pkg/registry/core/service/{ip,port}allocator).
import type { Rng } from '../../kernel/rng.ts'
import { containsAddress, nthAddress, subnetSize } from '../../net/address.ts'

export class Allocator {
  readonly subnet: string
  readonly ports: { first: number; last: number }
  private readonly addresses = new Set<string>()
  private readonly nodePorts = new Set<number>()
  private readonly rng: Rng

  constructor(rng: Rng, subnet: string, ports: { first: number; last: number }) {
    this.rng = rng
    this.subnet = subnet
    this.ports = ports
  }

  /** Chosen by chance from the upper band of the range, as upstream does to leave the lower for fixed addresses. */
  address(): string {
    const size = subnetSize(this.subnet)
    const fixed = Math.min(Math.max(16, Math.floor(size / 16)), 256)
    for (;;) {
      const address = nthAddress(this.subnet, fixed + this.rng.below(size - fixed - 1))
      if (this.takeAddress(address)) return address
    }
  }

  /** False when it is taken or outside of the range. */
  takeAddress(address: string): boolean {
    if (!containsAddress(this.subnet, address) || this.addresses.has(address)) return false
    this.addresses.add(address)
    return true
  }

  releaseAddress(address: string): void {
    this.addresses.delete(address)
  }

  port(): number {
    const { first, last } = this.ports
    const size = last - first + 1
    const fixed = Math.min(Math.max(16, Math.floor(size / 32)), 128)
    for (;;) {
      const port = first + fixed + this.rng.below(size - fixed)
      if (this.takePort(port)) return port
    }
  }

  takePort(port: number): boolean {
    if (this.nodePorts.has(port)) return false
    this.nodePorts.add(port)
    return true
  }

  releasePort(port: number): void {
    this.nodePorts.delete(port)
  }
}
