// The commands of redis.
import { type Keyspace, type Reply, type Value, kindOf } from './redis-value.ts'

export const OK = { simple: 'OK' }

const WRONG_TYPE = { error: 'WRONGTYPE Operation against a key holding the wrong kind of value' }

interface Row {
  least: number
  run: (data: Keyspace, args: string[]) => Reply
}

function increment(data: Keyspace, key: string, by: number): Reply {
  const before = data.get(key) ?? '0'
  if (typeof before !== 'string') return WRONG_TYPE
  if (!/^-?\d+$/.test(before)) return { error: 'ERR value is not an integer or out of range' }
  const after = Number(before) + by
  data.keep(key, String(after))
  return after
}

export function set(data: Keyspace, [key, value, ...flags]: string[]): Reply {
  const upper = flags.map((flag) => flag.toUpperCase())
  const at = upper.findIndex((flag) => flag === 'EX' || flag === 'PX')
  if (upper.includes('NX') && data.get(key!) !== undefined) return null
  if (upper.includes('XX') && data.get(key!) === undefined) return null
  const ms = at >= 0 ? Number(flags[at + 1]) * (upper[at] === 'EX' ? 1000 : 1) : undefined
  data.set(key!, value!, ms === undefined ? undefined : data.now() + ms)
  return OK
}

export const list = (data: Keyspace, key: string) => (data.get(key) ?? []) as Value

const slice = (values: string[], from: number, to: number) =>
  values.slice(from < 0 ? values.length + from : from, to < 0 ? values.length + to + 1 : to + 1)

function push(data: Keyspace, [key, ...values]: string[], front: boolean): Reply {
  const before = list(data, key!)
  if (!Array.isArray(before)) return WRONG_TYPE
  const after = front ? [...values.reverse(), ...before] : [...before, ...values]
  data.keep(key!, after)
  return after.length
}

function pop(data: Keyspace, key: string, front: boolean): Reply {
  const values = data.get(key)
  if (values === undefined) return null
  if (!Array.isArray(values)) return WRONG_TYPE
  const value = front ? values.shift() : values.pop()
  if (values.length === 0) data.remove(key)
  return value ?? null
}

export const hash = (data: Keyspace, key: string): Map<string, string> =>
  (data.get(key) as Map<string, string> | undefined) ?? new Map<string, string>()

const members = (data: Keyspace, key: string): Set<string> =>
  (data.get(key) as Set<string> | undefined) ?? new Set<string>()

export const COMMANDS: Record<string, Row> = {
  PING: { least: 0, run: (_, [message]) => message ?? { simple: 'PONG' } },
  ECHO: { least: 1, run: (_, [message]) => message! },
  QUIT: { least: 0, run: () => OK },
  SELECT: { least: 1, run: () => OK },
  COMMAND: { least: 0, run: () => [] },
  INFO: { least: 0, run: (data) => data.info() },
  SHUTDOWN: { least: 0, run: (data) => (data.onShutdown(), OK) },
  DBSIZE: { least: 0, run: (data) => data.keys().length },
  FLUSHALL: { least: 0, run: (data) => (data.clear(), OK) },
  FLUSHDB: { least: 0, run: (data) => (data.clear(), OK) },
  GET: {
    least: 1,
    run: (data, [key]) => {
      const value = data.get(key!)
      return value === undefined ? null : typeof value === 'string' ? value : WRONG_TYPE
    },
  },
  SET: { least: 2, run: set },
  SETEX: { least: 3, run: (data, [key, seconds, value]) => set(data, [key!, value!, 'EX', seconds!]) },
  SETNX: { least: 2, run: (data, [key, value]) => (set(data, [key!, value!, 'NX']) === null ? 0 : 1) },
  MSET: {
    least: 2,
    run: (data, args) => {
      for (let i = 0; i + 1 < args.length; i += 2) data.set(args[i]!, args[i + 1]!)
      return OK
    },
  },
  MGET: {
    least: 1,
    run: (data, keys) => keys.map((key) => (typeof data.get(key) === 'string' ? (data.get(key) as string) : null)),
  },
  APPEND: {
    least: 2,
    run: (data, [key, more]) => {
      const value = `${(data.get(key!) as string | undefined) ?? ''}${more}`
      data.keep(key!, value)
      return value.length
    },
  },
  STRLEN: { least: 1, run: (data, [key]) => String(data.get(key!) ?? '').length },
  INCR: { least: 1, run: (data, [key]) => increment(data, key!, 1) },
  DECR: { least: 1, run: (data, [key]) => increment(data, key!, -1) },
  INCRBY: { least: 2, run: (data, [key, by]) => increment(data, key!, Number(by)) },
  DECRBY: { least: 2, run: (data, [key, by]) => increment(data, key!, -Number(by)) },
  DEL: { least: 1, run: (data, keys) => keys.filter((key) => data.remove(key)).length },
  UNLINK: { least: 1, run: (data, keys) => keys.filter((key) => data.remove(key)).length },
  EXISTS: { least: 1, run: (data, keys) => keys.filter((key) => data.get(key) !== undefined).length },
  KEYS: {
    least: 1,
    run: (data, [glob]) => {
      const pattern = new RegExp(
        `^${glob!
          .replace(/[.+^${}()|\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      )
      return data.keys().filter((key) => pattern.test(key))
    },
  },
  SCAN: { least: 1, run: (data) => ['0', data.keys()] },
  TYPE: {
    least: 1,
    run: (data, [key]) => {
      const value = data.get(key!)
      return { simple: value === undefined ? 'none' : kindOf(value) }
    },
  },
  EXPIRE: { least: 2, run: (data, [key, seconds]) => Number(data.expire(key!, Number(seconds) * 1000)) },
  PERSIST: { least: 1, run: (data, [key]) => Number(data.left(key!) >= 0 && data.expire(key!, undefined)) },
  TTL: { least: 1, run: (data, [key]) => (data.left(key!) < 0 ? data.left(key!) : Math.ceil(data.left(key!) / 1000)) },
  PTTL: { least: 1, run: (data, [key]) => data.left(key!) },
  LPUSH: { least: 2, run: (data, args) => push(data, args, true) },
  RPUSH: { least: 2, run: (data, args) => push(data, args, false) },
  LPOP: { least: 1, run: (data, [key]) => pop(data, key!, true) },
  RPOP: { least: 1, run: (data, [key]) => pop(data, key!, false) },
  LLEN: { least: 1, run: (data, [key]) => (list(data, key!) as string[]).length },
  LRANGE: { least: 3, run: (data, [key, from, to]) => slice(list(data, key!) as string[], Number(from), Number(to)) },
  HSET: {
    least: 3,
    run: (data, [key, ...pairs]) => {
      const map = hash(data, key!)
      const before = map.size
      for (let i = 0; i + 1 < pairs.length; i += 2) map.set(pairs[i]!, pairs[i + 1]!)
      data.keep(key!, map)
      return map.size - before
    },
  },
  HGET: { least: 2, run: (data, [key, field]) => hash(data, key!).get(field!) ?? null },
  HGETALL: { least: 1, run: (data, [key]) => [...hash(data, key!)].flat() },
  HKEYS: { least: 1, run: (data, [key]) => [...hash(data, key!).keys()] },
  HDEL: { least: 2, run: (data, [key, ...fields]) => fields.filter((field) => hash(data, key!).delete(field)).length },
  SADD: {
    least: 2,
    run: (data, [key, ...values]) => {
      const held = members(data, key!)
      const before = held.size
      for (const value of values) held.add(value)
      data.keep(key!, held)
      return held.size - before
    },
  },
  SMEMBERS: { least: 1, run: (data, [key]) => [...members(data, key!)] },
  SISMEMBER: { least: 2, run: (data, [key, value]) => Number(members(data, key!).has(value!)) },
  SCARD: { least: 1, run: (data, [key]) => members(data, key!).size },
  SREM: {
    least: 2,
    run: (data, [key, ...values]) => values.filter((value) => members(data, key!).delete(value)).length,
  },
}
