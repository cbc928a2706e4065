// The CNI plugin of a node (kindnet's ptp with host-local addresses): its part of the pod network.
import type { Machine } from '../../machine/machine.ts'
import { nthAddress, subnetSize } from '../../net/address.ts'
import { Network, type NetworkNamespace } from '../../net/namespace.ts'

export const CNI_DIRECTORY = '/etc/cni/net.d'

export class PodNetwork {
  private readonly machine: Machine
  private network: Network | undefined
  private readonly taken = new Set<string>()
  private last = 1

  constructor(machine: Machine) {
    this.machine = machine
  }

  /** True once somebody has put a configuration there (kindnetd does). */
  get configured(): boolean {
    const { fs } = this.machine
    return fs.exists(CNI_DIRECTORY) && fs.list(CNI_DIRECTORY).some((file) => /\.conf(list)?$/.test(file))
  }

  /** Gives a pod its interface; addresses go round, as host-local's do. Undefined when none is left. */
  attach(net: NetworkNamespace, podCidr: string): string | undefined {
    const network = this.on(podCidr)
    const size = subnetSize(podCidr)
    for (let tries = 0; tries < size; tries++) {
      this.last = this.last + 1 < size - 1 ? this.last + 1 : 2
      const address = nthAddress(podCidr, this.last)
      if (this.taken.has(address)) continue
      this.taken.add(address)
      net.attach(network, address, 'eth0')
      net.gateway = this.machine.net
      return address
    }
    return undefined
  }

  detach(net: NetworkNamespace, address: string): void {
    if (this.network) net.detach(this.network)
    this.taken.delete(address)
  }

  /** Where the node itself stands in it: pods reach its name server here. */
  gateway(podCidr: string): string {
    return nthAddress(podCidr, 1)
  }

  private on(podCidr: string): Network {
    if (this.network?.subnet === podCidr) return this.network
    if (this.network) this.machine.net.detach(this.network)
    this.network = new Network('pods', 'pods', podCidr)
    this.machine.net.attach(this.network, this.gateway(podCidr), 'cni0')
    this.serveNames(podCidr)
    return this.network
  }

  /** The node's stub resolver answers its pods too. */
  private serveNames(podCidr: string): void {
    const { net } = this.machine
    const stub = [...net.listeners].find(([key]) => /^udp:127\..*:53$/.test(key))?.[1]
    if (stub) net.listen(53, stub, this.gateway(podCidr), 'udp')
  }
}
