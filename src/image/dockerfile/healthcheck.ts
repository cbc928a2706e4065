// HEALTHCHECK: options and command become the image config's Healthcheck.
import type { Healthcheck } from '../../api/oci.ts'
import { parseDuration } from './duration.ts'
import { type FlagKind, readFlags } from './flags.ts'
import type { Health } from './instruction.ts'
import { atLeastOne, Complaint, place, single, type Statement } from './statement.ts'
import { jsonWords } from './words.ts'

const HEALTH_FLAGS: Record<string, FlagKind> = {
  interval: 'string',
  timeout: 'string',
  'start-period': 'string',
  'start-interval': 'string',
  retries: 'string',
}

/** Throws Complaint and FlagError. */
export function healthcheck(statement: Statement): Health {
  const match = /^(\S+)\s*([\s\S]*)$/.exec(statement.rest)
  if (!match) throw atLeastOne('HEALTHCHECK')
  const [kind, rest] = [match[1]!.toUpperCase(), match[2]!]
  if (kind === 'NONE') {
    if (rest !== '') throw new Complaint('HEALTHCHECK NONE takes no arguments')
    return { ...place(statement), name: 'HEALTHCHECK', health: { Test: ['NONE'] } }
  }
  const found = readFlags(statement.flags, HEALTH_FLAGS)
  if (kind !== 'CMD') throw new Complaint(`unknown type ${JSON.stringify(kind)} in HEALTHCHECK (try CMD)`)
  if (rest === '') throw new Complaint('missing command after HEALTHCHECK CMD')
  const words = jsonWords(rest)
  const health: Healthcheck = { Test: words ? ['CMD', ...words] : ['CMD-SHELL', rest] }
  const times = {
    interval: 'Interval',
    timeout: 'Timeout',
    'start-period': 'StartPeriod',
    'start-interval': 'StartInterval',
  } as const
  for (const [flag, field] of Object.entries(times)) {
    const duration = interval(flag, single(found, flag))
    if (duration) health[field] = duration
  }
  const retries = single(found, 'retries')
  if (retries !== undefined) {
    if (!/^[+-]?\d+$/.test(retries))
      throw new Complaint(`strconv.ParseInt: parsing ${JSON.stringify(retries)}: invalid syntax`)
    if (Number(retries) < 0) throw new Complaint(`--retries cannot be negative (${Number(retries)})`)
    if (Number(retries) > 0) health.Retries = Number(retries)
  }
  return { ...place(statement), name: 'HEALTHCHECK', health }
}

function interval(name: string, text: string | undefined): number {
  if (text === undefined) return 0
  let nanoseconds: number
  try {
    nanoseconds = parseDuration(text)
  } catch (error) {
    throw new Complaint((error as Error).message)
  }
  if (nanoseconds !== 0 && nanoseconds < 1e6)
    throw new Complaint(`Interval ${JSON.stringify(name)} cannot be less than 1ms`)
  return nanoseconds
}
