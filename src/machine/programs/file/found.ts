// What find(1) does with a file it found: removes it, prints it.
import type { Stat } from '../../fs/filesystem.ts'
import { groupName, userName } from '../accounts.ts'
import type { Call } from '../call.ts'
import { demandChange, modeText } from '../permission.ts'
import { blocks } from '../size.ts'
import { unescape } from '../../shell/escape.ts'
import { strftime } from '../time.ts'

export interface Found {
  name: string
  path: string
  stat: Stat
  depth: number
  prune: boolean
}

export type Test = (found: Found) => Promise<boolean> | boolean

export interface Settings {
  least: number
  most: number
  depthFirst: boolean
  acts: boolean
  batches: { argv: string[]; names: string[] }[]
}

export const compare = (value: number, sign: string, wanted: number) =>
  sign === '+' ? value > wanted : sign === '-' ? value < wanted : value === wanted

export async function remove(call: Call, { name, path }: Found): Promise<boolean> {
  if (name === '.') return true
  const done = await call.attempt(
    () => {
      demandChange(call.process, path)
      call.process.fs.remove(path)
      return true
    },
    (reason) => `cannot delete ${call.quote(name)}: ${reason}`,
  )
  return done ?? false
}

export function lsLine(call: Call, { name, stat }: Found): string {
  const { fs, kernel } = call.process
  const time = strftime(kernel.clock.unix() - stat.mtime < 15_778_476_000 ? '%b %e %H:%M' : '%b %e  %Y', stat.mtime)
  return `${String(stat.inode).padStart(9)} ${String(stat.type === 'directory' ? 4 : blocks(stat.size)).padStart(6)} ${modeText(stat)} ${String(stat.links).padStart(3)} ${userName(fs, stat.uid).padEnd(8)} ${groupName(fs, stat.gid).padEnd(8)} ${String(stat.size).padStart(8)} ${time} ${name}\n`
}

export function formatted(call: Call, format: string, { name, stat, depth }: Found): string {
  const { fs } = call.process
  const values: Record<string, () => string> = {
    p: () => name,
    f: () => name.split('/').at(-1)!,
    h: () => name.split('/').slice(0, -1).join('/') || '.',
    s: () => String(stat.size),
    m: () => stat.mode.toString(8),
    M: () => modeText(stat),
    u: () => userName(fs, stat.uid),
    g: () => groupName(fs, stat.gid),
    y: () => ({ file: 'f', directory: 'd', symlink: 'l', socket: 's', device: 'c', fifo: 'p' })[stat.type],
    d: () => String(depth),
    i: () => String(stat.inode),
    l: () => stat.target ?? '',
    t: () => strftime('%a %b %e %H:%M:%S.0000000000 %Y', stat.mtime),
    'T@': () => (stat.mtime / 1000).toFixed(10),
    '%': () => '%',
  }
  return unescape(format).text.replace(/%(T@|.)/g, (whole, letter: string) => values[letter]?.() ?? whole)
}
