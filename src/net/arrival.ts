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
  return link?.address ?? from.address()
}

export function firstVerdict(namespace: NetworkNamespace, connection: Parameters<Rule>[0]): Verdict {
  for (const rule of namespace.rules) {
    const verdict = rule(connection)
    if (verdict) return verdict
  }
  return undefined
}
