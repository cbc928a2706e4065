// Go's context cancellation: a reason that can be announced once to whoever is waiting.

export class Cancel {
  cancelled = false
  reason: unknown
  private listeners = new Set<(reason: unknown) => void>()

  cancel(reason: unknown): void {
    if (this.cancelled) return
    this.cancelled = true
    this.reason = reason
    const listeners = [...this.listeners]
    this.listeners.clear()
    for (const listener of listeners) listener(reason)
  }

  /** Calls back at once when already cancelled. Returns a function that takes the listener away. */
  onCancel(listener: (reason: unknown) => void): () => void {
    if (this.cancelled) {
      listener(this.reason)
      return () => {}
    }
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The promise, or a rejection with the reason as soon as this is cancelled. */
  guard<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const off = this.onCancel(reject)
      promise.then(
        (value) => {
          off()
          resolve(value)
        },
        (error) => {
          off()
          reject(error)
        },
      )
    })
  }

  throwIfCancelled(): void {
    if (this.cancelled) throw this.reason
  }
}
