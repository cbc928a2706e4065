// The values of a redis database and what is answered about them.

export type Reply = string | number | null | { simple: string } | { error: string } | Reply[]

export type Value = string | string[] | Map<string, string> | Set<string>

export const kindOf = (value: Value) =>
  value instanceof Map ? 'hash' : value instanceof Set ? 'set' : Array.isArray(value) ? 'list' : 'string'

/** What the commands work on. Times are virtual ms. */
export interface Keyspace {
  onShutdown: () => void
  get(key: string): Value | undefined
  /** `expires`: when it goes away. */
  set(key: string, value: Value, expires?: number): void
  /** The same, keeping when it goes away. */
  keep(key: string, value: Value): void
  remove(key: string): boolean
  keys(): string[]
  clear(): void
  /** Goes away in so many ms, or never. */
  expire(key: string, ms: number | undefined): boolean
  /** ms that are left; -1: for ever, -2: it is not there. */
  left(key: string): number
  now(): number
  info(): string
}
