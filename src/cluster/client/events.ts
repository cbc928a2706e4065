// Tells what happened to an object as Event objects; repeats are counted (upstream: client-go/tools/record).
import type { Event } from '../../api/kubernetes/core.ts'
import type { Draft, KubeObject } from '../../api/kubernetes/meta.ts'
import type { Cause } from '../../kernel/trace.ts'
import { NetError } from '../../net/errors.ts'
import { events } from '../kinds/event.ts'
import { type ApiClient, ApiError, refused } from './client.ts'
import { quietly } from './informer.ts'

/** What an event is about; a field path such as `spec.containers{crane}` may narrow it. */
export interface EventDraft {
  about: KubeObject
  fieldPath?: string
  type: 'Normal' | 'Warning'
  reason: string
  message: string
}

/** Upstream's spam filter: so many events a source and object at once, then one in so long. */
const BURST = 25
const REFILL_MS = 300_000

interface Known {
  name: string
  namespace: string
  count: number
}

export class EventRecorder {
  private readonly client: ApiClient
  private readonly component: string
  private readonly host: string
  private readonly known = new Map<string, Known>()
  private readonly tokens = new Map<string, { left: number; at: number }>()
  private last = 0
  private line: Promise<void> = Promise.resolve()

  /** `component` as it stands in the From column: `kubelet`, `default-scheduler`. `host`: the node, for node components. */
  constructor(client: ApiClient, component: string, host = '') {
    this.client = client
    this.component = component
    this.host = host
  }

  /** Written in order and in the background; an event that cannot be written is lost, as upstream's are. */
  record(draft: EventDraft, cause?: Cause): void {
    const { kernel } = this.client.process
    const at = kernel.clock.now
    if (!this.admit(draft, at)) return
    this.line = this.line.then(() => this.write(draft, at, cause))
    const line = this.line
    kernel.spawn(() => quietly(line))
  }

  private admit({ about }: EventDraft, now: number): boolean {
    const { uid } = about.metadata
    const bucket = this.tokens.get(uid) ?? { left: BURST, at: now }
    const left = Math.min(BURST, bucket.left + (now - bucket.at) / REFILL_MS)
    this.tokens.set(uid, { left: left >= 1 ? left - 1 : left, at: now })
    return left >= 1
  }

  private async write(draft: EventDraft, at: number, cause: Cause): Promise<void> {
    const { about, fieldPath = '', type, reason, message } = draft
    const same = [about.metadata.uid, fieldPath, type, reason, message].join('\0')
    const known = this.known.get(same)
    const time = this.client.process.kernel.clock.rfc3339(at)
    try {
      if (known) {
        const patch = { count: known.count + 1, lastTimestamp: time }
        known.count++
        await this.client.patch(events, known.namespace, known.name, 'strategic', patch, { cause })
        return
      }
    } catch (error) {
      if (!refused(error, 'NotFound')) return lost(error)
      this.known.delete(same)
    }
    try {
      const made = await this.client.create(events, this.draft(draft, time), { cause })
      this.known.set(same, { name: made.metadata.name, namespace: made.metadata.namespace!, count: 1 })
    } catch (error) {
      lost(error)
    }
  }

  private draft({ about, fieldPath, type, reason, message }: EventDraft, time: string): Draft<Event> {
    const { name, namespace, uid, resourceVersion } = about.metadata
    const home = namespace || 'default'
    const involvedObject = {
      kind: about.kind,
      ...(namespace ? { namespace } : {}),
      name,
      uid,
      apiVersion: about.apiVersion,
      resourceVersion,
      ...(fieldPath ? { fieldPath } : {}),
    }
    return {
      metadata: { name: `${name}.${this.stamp()}`, namespace: home },
      involvedObject,
      reason,
      message,
      source: { component: this.component, ...(this.host ? { host: this.host } : {}) },
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
      type,
      reportingComponent: this.component,
      reportingInstance: this.host,
    }
  }

  /** Nanoseconds since 1970 in hexadecimal, never the same twice. */
  private stamp(): string {
    this.last = Math.max(this.last + 1, Math.floor(this.client.process.kernel.clock.unix() * 1000))
    return (BigInt(this.last) * 1000n).toString(16)
  }
}

function lost(error: unknown): void {
  if (!(error instanceof ApiError) && !(error instanceof NetError)) throw error
}
