// getrlimit(2): what one process may use of the machine, each limit soft and hard.

export interface Rlimit {
  /** Infinity: unlimited. */
  soft: number
  hard: number
}

/** Limits that differ from the usual ones, by their names in lower case: `nofile`, `nproc`. */
export type Rlimits = ReadonlyMap<string, Rlimit>

const row = (name: string, unit: string, soft: number, hard = soft) => ({ name, unit, soft, hard })

/** In the order of /proc/<pid>/limits; in bytes, seconds or pieces. */
export const RLIMITS = new Map([
  ['cpu', row('Max cpu time', 'seconds', Infinity)],
  ['fsize', row('Max file size', 'bytes', Infinity)],
  ['data', row('Max data size', 'bytes', Infinity)],
  ['stack', row('Max stack size', 'bytes', 8_388_608, Infinity)],
  ['core', row('Max core file size', 'bytes', 0, Infinity)],
  ['rss', row('Max resident set', 'bytes', Infinity)],
  ['nproc', row('Max processes', 'processes', 62_797)],
  ['nofile', row('Max open files', 'files', 1024, 1_048_576)],
  ['memlock', row('Max locked memory', 'bytes', 8_388_608)],
  ['as', row('Max address space', 'bytes', Infinity)],
  ['locks', row('Max file locks', 'locks', Infinity)],
  ['sigpending', row('Max pending signals', 'signals', 62_797)],
  ['msgqueue', row('Max msgqueue size', 'bytes', 819_200)],
  ['nice', row('Max nice priority', '', 0)],
  ['rtprio', row('Max realtime priority', '', 0)],
  ['rttime', row('Max realtime timeout', 'us', Infinity)],
])

/** A container inherits what its runtime's service may use. */
export const CONTAINER_RLIMITS: Rlimits = new Map([
  ['nproc', { soft: Infinity, hard: Infinity }],
  ['nofile', { soft: 1_048_576, hard: 1_048_576 }],
  ['core', { soft: Infinity, hard: Infinity }],
])

export const rlimitOf = (limits: Rlimits, name: string): Rlimit => limits.get(name) ?? RLIMITS.get(name)!

/** /proc/<pid>/limits. */
export function limitsText(limits: Rlimits): string {
  const line = (name: string, soft: string, hard: string, unit: string) =>
    `${name.padEnd(25)} ${soft.padEnd(20)} ${hard.padEnd(20)} ${unit.padEnd(10)}\n`
  const shown = (value: number) => (value === Infinity ? 'unlimited' : String(value))
  const rows = [...RLIMITS].map(([key, { name, unit }]) => {
    const { soft, hard } = rlimitOf(limits, key)
    return line(name, shown(soft), shown(hard), unit)
  })
  return line('Limit', 'Soft Limit', 'Hard Limit', 'Units') + rows.join('')
}
