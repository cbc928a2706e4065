// client-go's flowcontrol.Backoff: how long to leave a thing alone that keeps failing.

interface Entry {
  /** ms. */
  delay: number
  since: number
}

/** Times are ms of the world's clock. */
export class Backoff {
  private readonly entries = new Map<string, Entry>()
  private readonly first: number
  private readonly most: number

  constructor(first = 10_000, most = 300_000) {
    this.first = first
    this.most = most
  }

  /** Another failure (or another start) at `now`: the wait doubles, from `first` to `most`; forgotten after twice `most`. */
  next(key: string, now: number): number {
    const entry = this.entries.get(key)
    const delay = !entry || this.expired(entry, now) ? this.first : Math.min(entry.delay * 2, this.most)
    this.entries.set(key, { delay, since: now })
    return delay
  }

  /** The wait in force, counted from the last call of `next`; 0 when there is none. */
  delay(key: string, now: number): number {
    const entry = this.entries.get(key)
    return !entry || this.expired(entry, now) ? 0 : entry.delay
  }

  /** When the wait ends that began with the last call of `next`; undefined when it is over. */
  until(key: string, now: number): number | undefined {
    const entry = this.entries.get(key)
    if (!entry || this.expired(entry, now)) return undefined
    const end = entry.since + entry.delay
    return end > now ? end : undefined
  }

  forget(prefix: string): void {
    for (const key of [...this.entries.keys()]) if (key.startsWith(prefix)) this.entries.delete(key)
  }

  private expired(entry: Entry, now: number): boolean {
    return now - entry.since > 2 * this.most
  }
}
