// Sizes as people and programs write them.

/** `1.5K`, `12M`: powers of 1024 rounded up, as `ls -h`, `du -h` and `df -h` print them. */
export function humanSize(bytes: number, base = 1024): string {
  if (bytes < base) return String(bytes)
  let value = bytes
  let unit = -1
  while (value >= base && unit < 5) {
    value /= base
    unit++
  }
  const letter = 'KMGTPE'[unit]!
  const tenths = Math.ceil(value * 10) / 10
  if (tenths < 10) return `${tenths.toFixed(1)}${letter}`
  const whole = Math.ceil(value)
  return whole >= base && unit < 5 ? `1.0${'KMGTPE'[unit + 1]}` : `${whole}${letter}`
}

const FACTORS: Record<string, number> = {
  '': 1,
  b: 512,
  c: 1,
  w: 2,
  k: 1024,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  T: 1024 ** 4,
  kB: 1000,
  KB: 1000,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
}

/** A number with a multiplier suffix, `10K`, `1MB`; undefined when it is none. */
export function parseSize(word: string): number | undefined {
  const match = /^(\d+)([a-zA-Z]*)$/.exec(word)
  const factor = match && FACTORS[match[2]!]
  return factor ? Number(match[1]) * factor : undefined
}

/** Blocks of 1024 bytes that a file takes on a disk whose blocks have 4096. */
export const blocks = (size: number): number => Math.ceil(size / 4096) * 4
