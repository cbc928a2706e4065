// Where a connection arrives, and what the receiver sees of the sender.
import type { Destination, Link } from './fabric.ts'
import { type Listener, type NetworkNamespace, type Rule, type Verdict, isLoopback } from './namespace.ts'

export interface Arrival {
  namespace: NetworkNamespace
  listener: Listener
  link: Link
  destination: Destination
}

/** The address that a server sees: of the interface by which a connection leaves. */
export function sourceAddress(from: NetworkNamespace, { namespace: to, destination }: Arrival): string {
  if (from === to && isLoopback(destination.address)) return '127.0.0.1'
  const link = from.interfaces.find(({ network }) => to.interfaces.some((other) => other.network === network))
  if (destination.address.includes(':'))
    return link?.address6 ?? from.interfaces.find(({ address6 }) => address6)!.address6!
  return link?.address ?? from.address()
}

export function firstVerdict(namespace: NetworkNamespace, connection: Parameters<Rule>[0]): Verdict {
  for (const rule of namespace.rules) {
    const verdict = rule(connection)
    if (verdict) return verdict
  }
  return undefined
}

/** The rules of the namespace that it leaves, and of those around that. */
export function leavingVerdict(at: NetworkNamespace, connection: Parameters<Rule>[0]): Verdict {
  for (let around: NetworkNamespace | undefined = at; around; around = around.gateway) {
    const verdict = firstVerdict(around, connection)
    if (verdict) return verdict
  }
  return undefined
}

/** Whom an ICMP echo arrives at. `lost` when a rule lets it vanish, undefined when nobody has the address. */
export function echoed(from: NetworkNamespace, address: string): NetworkNamespace | 'lost' | undefined {
  const connection = { from, protocol: 'icmp' as const, address, port: 0 }
  if (leavingVerdict(from, connection)) return 'lost'
  const found = from.locate(address)
  const isStopped = found && found !== from && firstVerdict(found, connection)
  return isStopped || found?.up === false ? 'lost' : found
}
