// Date of a script: the language's own, on the world's clock.
import type { Value } from './scope.ts'

/** The zone is UTC. */
export function worldDate(now: () => number): Value {
  class WorldDate extends Date {
    constructor(...args: Value[]) {
      if (args.length === 0) super(now())
      else if (args.length === 1) super(args[0] as string)
      else super(Date.UTC(...(args as [number, number])))
    }

    static override now(): number {
      return now()
    }
  }
  for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'] as const) {
    Object.defineProperty(WorldDate.prototype, `get${part}`, { value: Date.prototype[`getUTC${part}`] })
  }
  const text = function (this: Date) {
    return `${this.toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (.*) GMT$/, '$1 $3 $2 $4 $5')} GMT+0000 (Coordinated Universal Time)`
  }
  Object.defineProperty(WorldDate.prototype, 'toString', { value: text })
  Object.defineProperty(WorldDate.prototype, 'getTimezoneOffset', { value: () => 0 })
  const iso = function (this: Date) {
    return this.toISOString()
  }
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'])
    Object.defineProperty(WorldDate.prototype, name, { value: iso })
  return WorldDate
}
