// How bodies take their time on a link.
import type { Cancel } from '../kernel/cancel.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Readable } from '../kernel/queue.ts'
import type { Link } from './fabric.ts'
import type { HttpRequest } from './http.ts'

const PROGRESS_MS = 100

/** A body that is known at once: it can be read when its last byte has arrived, `duration` ms from now. */
export function arriving(clock: Clock, bytes: Uint8Array, duration: number, cancel: Cancel | undefined): Readable {
  let left: Uint8Array | null = bytes
  const arrived = clock.now + duration
  return {
    read: async () => {
      if (arrived > clock.now) await clock.sleep(arrived - clock.now, cancel)
      const chunk = left
      left = null
      return chunk && chunk.length > 0 ? chunk : null
    },
  }
}

/** Lets a request's body travel, telling its progress every 100 ms. */
export async function travel(
  clock: Clock,
  link: Link,
  bytes: number,
  cancel: Cancel | undefined,
  progress?: HttpRequest['onSent'],
): Promise<void> {
  await clock.sleep(link.latency, cancel)
  const duration = bytes / link.bandwidth
  for (let at = 0; at < duration; at += PROGRESS_MS) {
    progress?.(Math.floor(at * link.bandwidth), bytes)
    await clock.sleep(Math.min(PROGRESS_MS, duration - at), cancel)
  }
  if (duration > 0) progress?.(bytes, bytes)
}
