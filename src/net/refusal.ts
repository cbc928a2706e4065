// Connections that do not come about, each after the time in which a kernel finds out.
import type { Cancel } from '../kernel/cancel.ts'
import type { Clock } from '../kernel/clock.ts'
import { NetError } from './errors.ts'
import type { NetworkNamespace } from './namespace.ts'

/** SYN retries of an unanswered connection, as long as a person waits for a time-out. */
const TIMEOUT_MS = 10_000

/** Three questions for a neighbour's hardware address, a second each. */
const NEIGHBOUR_MS = 3000

/** RST: nobody listens there. */
export async function refuse(clock: Clock, target: string, roundTrip: number, cancel?: Cancel): Promise<never> {
  await clock.sleep(roundTrip, cancel)
  throw new NetError('ECONNREFUSED', target)
}

export async function timeout(clock: Clock, target: string, cancel?: Cancel): Promise<never> {
  await clock.sleep(TIMEOUT_MS, cancel)
  throw new NetError('ETIMEDOUT', target)
}

/** A machine that is off: its neighbours hear that nobody has the address; from the internet nothing at all comes back. */
export async function silence(
  clock: Clock,
  target: string,
  { interfaces }: NetworkNamespace,
  cancel?: Cancel,
): Promise<never> {
  if (interfaces.some(({ network }) => network.kind === 'internet')) return timeout(clock, target, cancel)
  await clock.sleep(NEIGHBOUR_MS, cancel)
  throw new NetError('EHOSTUNREACH', target)
}
