// The order in which ls(1) lists.
import type { Stat } from '../../fs/filesystem.ts'
import type { Call } from '../call.ts'

export interface Item {
  /** As shown. */
  name: string
  path: string
  stat: Stat
}

export function sort(call: Call, items: Item[]): void {
  if (call.has('U', 'f')) return
  const key = call.last('S', 't', 'X', 'v')
  const plain = (name: string) =>
    call.busybox || isC(call) ? name : name.replace(/^[^\p{L}\p{N}]+/u, '').toLowerCase()
  const byName = (a: Item, b: Item) => compare(plain(a.name), plain(b.name)) || compare(a.name, b.name)
  const extension = (name: string) => (name.lastIndexOf('.') > 0 ? name.slice(name.lastIndexOf('.')) : '')
  items.sort((a, b) => {
    if (call.has('group-directories-first')) {
      const order = Number(b.stat.type === 'directory') - Number(a.stat.type === 'directory')
      if (order !== 0) return order
    }
    if (key === 'S') return b.stat.size - a.stat.size || byName(a, b)
    if (key === 't') return b.stat.mtime - a.stat.mtime || byName(a, b)
    if (key === 'X') return compare(extension(a.name), extension(b.name)) || byName(a, b)
    if (key === 'v') return versions(a.name, b.name)
    return byName(a, b)
  })
  if (call.has('r')) items.reverse()
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function versions(a: string, b: string): number {
  const pad = (name: string) => name.replace(/\d+/g, (digits) => digits.padStart(20, '0'))
  return compare(pad(a), pad(b))
}

/** The C locale sorts by bytes, others as a dictionary does. */
const isC = ({ process: { env } }: Call) =>
  !/utf-?8/i.test(env.LC_ALL || env.LC_COLLATE || env.LANG || '') || /^C\./.test(env.LC_ALL || env.LANG || '')
