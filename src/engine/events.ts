// What `docker events` shows: the last 256 events, and whoever follows.
import type { EventMessage } from '../api/docker.ts'
import type { Clock } from '../kernel/clock.ts'

type Attributes = Record<string, string>

export interface Event {
  time: number
  message: EventMessage
}

const KEPT = 256

export class Events {
  readonly recent: Event[] = []
  private readonly listeners = new Set<(event: Event) => void>()
  private readonly clock: Clock

  constructor(clock: Clock) {
    this.clock = clock
  }

  get listenerCount(): number {
    return this.listeners.size
  }

  add(type: EventMessage['Type'], action: string, id: string, attributes: Attributes): void {
    const time = this.clock.now
    const unix = this.clock.epoch + time
    const legacy = type === 'container' || type === 'image'
    const message: EventMessage = {
      ...(legacy ? { status: action, id } : {}),
      ...(type === 'container' && attributes.image !== undefined ? { from: attributes.image } : {}),
      Type: type,
      Action: action,
      Actor: { ID: id, Attributes: sorted(attributes) },
      scope: 'local',
      time: Math.floor(unix / 1000),
      timeNano: Math.floor(unix * 1e6),
    }
    const event = { time, message }
    this.recent.push(event)
    if (this.recent.length > KEPT) this.recent.shift()
    for (const listener of [...this.listeners]) listener(event)
  }

  listen(listener: (event: Event) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }
}

/** Go writes maps in the order of their keys. */
export const sorted = <T>(map: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)))
