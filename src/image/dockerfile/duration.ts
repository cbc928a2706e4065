// Go's time.ParseDuration: `1h30m`, `1.5s`, `300ms`.

const UNITS: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 }

/** Nanoseconds. Throws an Error worded as Go words it. */
export function parseDuration(text: string): number {
  const match = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)[a-zµ]+)+)$/.exec(text)
  if (text === '0') return 0
  if (!match) {
    const bare = /^[+-]?\d+(\.\d*)?$/.test(text)
    throw new Error(`time: ${bare ? 'missing unit in' : 'invalid'} duration ${JSON.stringify(text)}`)
  }
  let sum = 0
  for (const [, number, unit] of match[2]!.matchAll(/(\d+\.?\d*|\.\d+)([a-zµ]+)/g)) {
    const scale = UNITS[unit!]
    if (scale === undefined)
      throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`)
    sum += Number(number) * scale
  }
  return match[1] === '-' ? -sum : Math.round(sum)
}
