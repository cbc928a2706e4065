// Resource quantities, read as numbers and written as describe writes sums of them.

const SUFFIXES: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
  Ei: 1024 ** 6,
}

/** CPUs or bytes; 0 for what is no quantity. */
export function parseQuantity(text: string): number {
  const match = /^([+-]?[\d.]+)(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/.exec(text)
  if (!match) return 0
  return Number(`${match[1]}${match[2] ?? ''}`) * SUFFIXES[match[3] ?? '']!
}

/** `250m`, `2`. */
export function cpuText(cpus: number): string {
  const milli = Math.round(cpus * 1000)
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`
}

/** `170Mi`: the largest binary unit that divides it. */
export function memoryText(bytes: number): string {
  for (const unit of ['Gi', 'Mi', 'Ki'])
    if (bytes > 0 && bytes % SUFFIXES[unit]! === 0) return `${bytes / SUFFIXES[unit]!}${unit}`
  return String(bytes)
}
