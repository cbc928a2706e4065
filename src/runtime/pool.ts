// A pool of addresses of one subnet, as libnetwork's default IPAM driver and host-local keep it.
import { containsAddress, nthAddress, subnetSize } from '../net/address.ts'

export interface PoolOptions {
  subnet: string
  gateway?: string
  /** Addresses are given from here only. */
  range?: string
  /** Kept free for other things. */
  reserved?: readonly string[]
}

/** The first address of a subnet belongs to nobody; nor does the last one, which is IPv4's broadcast address. */
export class Pool {
  readonly subnet: string
  readonly gateway: string
  private readonly range: string
  private readonly taken = new Set<string>()
  private readonly first: number
  /** All below it are taken. */
  private lowest: number

  constructor({ subnet, range = subnet, gateway, reserved = [] }: PoolOptions) {
    this.subnet = subnet
    this.range = range
    this.first = range === subnet ? 1 : 0
    this.gateway = gateway ?? nthAddress(range, this.first)
    this.lowest = this.first
    for (const address of [this.gateway, ...reserved]) this.taken.add(address)
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
