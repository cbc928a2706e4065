// Node's events: things that others listen to.
import type { Host } from './host.ts'
import type { Callable, Value } from './scope.ts'

interface Listener {
  callback: Callable
  once: boolean
}

const listeners = new WeakMap<object, Map<string, Listener[]>>()

const heard = (self: object) => {
  const known = listeners.get(self) ?? new Map<string, Listener[]>()
  listeners.set(self, known)
  return known
}

function add(self: object, name: Value, callback: Value, once: boolean, first = false): object {
  const all = heard(self)
  const listener = { callback: callback as Callable, once }
  const before = all.get(String(name)) ?? []
  all.set(String(name), first ? [listener, ...before] : [...before, listener])
  return self
}

function emit(self: object, name: Value, args: Value[]): boolean {
  const found = heard(self).get(String(name)) ?? []
  if (found.length === 0 && name === 'error') throw args[0] instanceof Error ? args[0] : new Error(String(args[0]))
  for (const { callback, once } of found) {
    if (once) remove(self, name, callback)
    callback.apply(self, args)
  }
  return found.length > 0
}

function remove(self: object, name: Value, callback: Value): object {
  const left = (heard(self).get(String(name)) ?? []).filter((each) => each.callback !== callback)
  heard(self).set(String(name), left)
  return self
}

/** The class EventEmitter; scripts extend it. */
export function emitterClass(host: Host): Callable {
  const made = function () {} as Callable & { prototype: Record<string, unknown> }
  const methods: Record<string, (this: object, ...args: Value[]) => Value> = {
    on(name, callback) {
      return add(this, name, callback, false)
    },
    addListener(name, callback) {
      return add(this, name, callback, false)
    },
    prependListener(name, callback) {
      return add(this, name, callback, false, true)
    },
    once(name, callback) {
      return add(this, name, callback, true)
    },
    off(name, callback) {
      return remove(this, name, callback)
    },
    removeListener(name, callback) {
      return remove(this, name, callback)
    },
    removeAllListeners(name) {
      if (name === undefined) heard(this).clear()
      else heard(this).delete(String(name))
      return this
    },
    emit(name, ...args) {
      return emit(this, name, args)
    },
    listenerCount(name) {
      return heard(this).get(String(name))?.length ?? 0
    },
    listeners(name) {
      return (heard(this).get(String(name)) ?? []).map(({ callback }) => callback)
    },
    setMaxListeners() {
      return this
    },
  }
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(made.prototype, name, { value, writable: true, configurable: true })
  Object.defineProperty(made, 'name', { value: 'EventEmitter' })
  const once = (emitter: Value, name: Value) =>
    new host.Promise((resolve) => add(emitter as object, name, (...args: Value[]) => resolve(args), true))
  return Object.assign(made, { EventEmitter: made, once })
}
