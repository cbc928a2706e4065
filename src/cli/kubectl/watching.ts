// The changes of one object, watched until it is as wanted or time is up.
import type { WatchEvent } from '../../api/kubernetes/meta.ts'
import { Cancel } from '../../kernel/cancel.ts'
import { StatusError } from '../error.ts'
import { jsonLines } from './client.ts'
import { type ApiResource, resourcePath } from './discovery.ts'
import type { AnyObject } from './object.ts'
import type { Kube } from './session.ts'

export interface Watched {
  resource: ApiResource
  name: string
  namespace: string
  resourceVersion: string | undefined
}

export const TIMED_OUT = 'error: timed out waiting for the condition'

/** Gives `see` one change after another until it says true. Throws StatusError(`late`) at the deadline, in ms of the clock. */
export async function watchUntil(
  kube: Kube,
  { resource, name, namespace, resourceVersion }: Watched,
  deadline: number,
  see: (event: WatchEvent<AnyObject>) => boolean | Promise<boolean>,
  late: string = TIMED_OUT,
): Promise<void> {
  const { process } = kube
  const over = new StatusError(late)
  const cancel = new Cancel()
  const timer = deadline < Infinity ? process.kernel.clock.at(deadline, () => cancel.cancel(over)) : undefined
  const off = process.killed.onCancel((reason) => cancel.cancel(reason))
  const query = { fieldSelector: `metadata.name=${name}`, watch: true, resourceVersion }
  try {
    const changes = jsonLines<WatchEvent<AnyObject>>(
      await kube.client.stream(resourcePath(resource, namespace), { query, cancel }),
    )
    for (;;) {
      const next = await cancel.guard(changes.next())
      if (next.done) throw over
      if (next.value.type !== 'BOOKMARK' && (await see(next.value))) return
    }
  } finally {
    if (timer !== undefined) process.kernel.clock.clear(timer)
    off()
    cancel.cancel(over)
  }
}
