// The upkeep of a running cluster: always there, rarely the point.
import type { MessageEvent } from '../../kernel/trace.ts'

/** Objects whose changes are nobody's news. */
export const UPKEEP = new Set(['process', 'lease', 'event'])

const UPKEEP_KIND = new Set(['Lease', 'Event', 'BOOKMARK', 'PROGRESS'])
const UPKEEP_PATH = /\/(?:leases|events)(?:\/|$)|^\/(?:livez|readyz|healthz|health|ready)(?:\/|$)/
const UPKEEP_TOPIC = /\.(?:lease|heartbeat|healthz?|readyz?|livez|ping)\b/
const UPKEEP_KEY = /^\/registry\/(?:leases|events)\//

/** Leases, heartbeats, probes, bookmarks, keys of an attached terminal. */
export function isChatter({ path, about, topic, form }: MessageEvent): boolean {
  return (
    UPKEEP_PATH.test(path) ||
    UPKEEP_TOPIC.test(topic) ||
    UPKEEP_KIND.has(String(about?.kind ?? '')) ||
    UPKEEP_KIND.has(String(about?.type ?? '')) ||
    UPKEEP_KEY.test(String(about?.key ?? '')) ||
    (topic === 'tcp' && form === 'chunk')
  )
}
