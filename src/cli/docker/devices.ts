// Devices of a container: `--device`, `--gpus`, `--device-cgroup-rule` and the limits of block devices (cli/opts, container/opts.go).
import { StatusError } from '../error.ts'
import { parseUnsigned } from '../golang.ts'
import { parseBytes, splitCsv } from '../parse.ts'

const fail = (message: string): never => {
  throw new Error(message)
}

/** The path and what is said of it. Throws Error. */
function cutDevice(word: string): [path: string, rest: string] {
  const colon = word.indexOf(':')
  if (colon <= 0) fail(`bad format: ${word}`)
  if (!word.startsWith('/dev/')) fail(`bad format for device path: ${word}`)
  return [word.slice(0, colon), word.slice(colon + 1)]
}

/** `/dev/sda:200`. Throws Error for pflag to wrap. */
export function parseWeightDevice(word: string): { Path: string; Weight: number } {
  const [Path, rest] = cutDevice(word)
  const Weight = /^\d+$/.test(rest) ? Number(rest) : Number.NaN
  if (!(Weight === 0 || (Weight >= 10 && Weight <= 1000))) fail(`invalid weight for device: ${word}`)
  return { Path, Weight }
}

/** `/dev/sda:1mb`. */
export function parseBpsDevice(word: string): { Path: string; Rate: number } {
  const [Path, rest] = cutDevice(word)
  try {
    return { Path, Rate: parseBytes(rest) }
  } catch {
    return fail(
      `invalid rate for device: ${word}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb`,
    )
  }
}

/** `/dev/sda:1000`. */
export function parseIopsDevice(word: string): { Path: string; Rate: number } {
  const [Path, rest] = cutDevice(word)
  try {
    return { Path, Rate: parseUnsigned(rest) }
  } catch {
    return fail(
      `invalid rate for device: ${word}. The correct format is <device-path>:<number>. Number must be a positive integer`,
    )
  }
}

export function checkCgroupRule(rule: string): void {
  if (!/^[acb] (\d+|\*):(\d+|\*) [rwm]{1,3}$/.test(rule)) fail(`invalid device cgroup format '${rule}'`)
}

export interface DeviceRequest {
  Driver: string
  Count: number
  DeviceIDs: string[] | null
  Capabilities: string[][] | null
  Options: Record<string, string>
}

function parseCount(word: string): number {
  if (word === 'all') return -1
  if (!/^[+-]?\d+$/.test(word)) {
    fail(`invalid count (${word}): value must be either "all" or an integer: invalid syntax`)
  }
  return Number(word)
}

/** `--gpus all`, `--gpus device=0,2`. Throws Error for pflag to wrap. */
export function parseGpus(value: string): DeviceRequest {
  const request: DeviceRequest = { Driver: '', Count: 0, DeviceIDs: null, Capabilities: [['gpu']], Options: {} }
  const seen = new Set<string>()
  for (const field of splitCsv(value)) {
    const [key, set] = field.split(/=(.*)/s, 2) as [string, string?]
    if (seen.has(key)) fail(`gpu request key '${key}' can be specified only once`)
    seen.add(key)
    if (set === undefined) {
      seen.add('count')
      request.Count = parseCount(key)
    } else if (key === 'driver') request.Driver = set
    else if (key === 'count') request.Count = parseCount(set)
    else if (key === 'device') request.DeviceIDs = set.split(',')
    else if (key === 'capabilities') request.Capabilities = [[...set.split(','), 'gpu']]
    else if (key === 'options') {
      for (const pair of splitCsv(set)) request.Options[pair.split('=')[0]!] = pair.split(/=(.*)/s)[1] ?? ''
    } else fail(`unexpected key '${key}' in '${field}'`)
  }
  if (!seen.has('count') && !request.DeviceIDs) request.Count = 1
  return request
}

/** `vendor.com/class=name`: a device that a vendor's own description stands for. */
const CDI = /^[a-zA-Z][\w.-]*[a-zA-Z0-9]\/[a-zA-Z][\w-]*[a-zA-Z0-9]=[a-zA-Z0-9][\w.:-]*$/

export const isCdi = (word: string): boolean => CDI.test(word)

const isMode = (word: string) => /^[rwm]+$/.test(word) && new Set(word).size === word.length

/** `/dev/sda:/dev/xvdc:rwm`. Throws StatusError. */
export function parseDevice(word: string): {
  PathOnHost: string
  PathInContainer: string
  CgroupPermissions: string
} {
  const parts = word.split(':')
  const [host = '', second, third] = parts
  if (parts.length > 3 || host === '') throw new StatusError(`bad format for path: ${word}`)
  if (third !== undefined && !isMode(third)) throw new StatusError(`bad mode specified: ${third}`)
  const onlyMode = third === undefined && second !== undefined && isMode(second)
  const inside = second === undefined || onlyMode ? host : second
  if (!inside.startsWith('/')) throw new StatusError(`${inside} is not an absolute path`)
  return { PathOnHost: host, PathInContainer: inside, CgroupPermissions: onlyMode ? second : (third ?? 'rwm') }
}
