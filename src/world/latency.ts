// How long messages take in this world: slow enough to be seen at 1×, in believable proportion to each other.
import type { Link, LinkPolicy } from '../net/fabric.ts'
import type { NetworkNamespace } from '../net/namespace.ts'

/** `human`: what a class can follow. `real`: what real machines take, for recordings and real clients. */
export type Tempo = 'human' | 'real'

interface Distances {
  /** Between processes of one machine, containers included. */
  local: Link
  /** Between machines of one network: the LAN, a hypervisor's bridge, a cloud's VPC. */
  near: Link
  /** Across the internet. */
  far: Link
}

const TEMPI: Record<Tempo, Distances> = {
  human: {
    local: { latency: 110, bandwidth: 80_000, interactive: 3 },
    near: { latency: 140, bandwidth: 60_000, interactive: 6 },
    far: { latency: 170, bandwidth: 45_000, interactive: 15 },
  },
  real: {
    local: { latency: 0.2, bandwidth: 2_000_000, interactive: 0.1 },
    near: { latency: 0.4, bandwidth: 120_000, interactive: 0.4 },
    far: { latency: 12, bandwidth: 60_000, interactive: 12 },
  },
}

export function latency(tempo: Tempo): LinkPolicy {
  const { local, near, far } = TEMPI[tempo]
  return (from, to) => (from.host === to.host ? local : shareNetwork(from, to) ? near : far)
}

function shareNetwork(from: NetworkNamespace, to: NetworkNamespace): boolean {
  for (let at: NetworkNamespace | undefined = from; at; at = at.gateway) {
    for (const { network } of at.interfaces) {
      if (network.kind === 'internet') continue
      if (to.interfaces.some((link) => link.network === network)) return true
      if (to.gateway?.interfaces.some((link) => link.network === network)) return true
    }
  }
  return false
}
