// Lines of the pull and push streams, as dockerd's progress reader formats them.
import type { JsonMessage } from '../../api/docker.ts'
import { shortId } from '../../image/digest.ts'
import type { PullProgress } from '../../runtime/pull.ts'
import type { PushProgress } from '../../runtime/push.ts'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** units.HumanSize: four significant digits, powers of 1000. */
export function humanSize(bytes: number): string {
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000
    unit++
  }
  return `${Number(size.toPrecision(4))}${UNITS[unit]}`
}

/** The bar that servers draw for old clients: `[==>   ]  1.2MB/5MB`. */
function bar(current: number, total: number): string {
  const shown = humanSize(current).padStart(8)
  if (total <= 0 || current > total) return shown
  const done = Math.floor(Math.floor((current / total) * 100) / 2)
  return `[${'='.repeat(done)}>${' '.repeat(Math.max(0, 50 - done))}] ${shown}/${humanSize(total)}`
}

function line(id: string, status: string, current?: number, total?: number): JsonMessage {
  if (current === undefined || total === undefined) return { status, progressDetail: {}, id }
  return { status, progressDetail: { current, total }, progress: bar(current, total), id }
}

const PULL: Record<PullProgress['state'], string> = {
  exists: 'Already exists',
  pulling: 'Pulling fs layer',
  waiting: 'Waiting',
  downloading: 'Downloading',
  verifying: 'Verifying Checksum',
  downloaded: 'Download complete',
  extracting: 'Extracting',
  complete: 'Pull complete',
}

export const pullLine = ({ digest, state, current, total }: PullProgress): JsonMessage =>
  line(shortId(digest), PULL[state], current, total)

const PUSH: Record<Exclude<PushProgress['state'], 'mounted'>, string> = {
  preparing: 'Preparing',
  waiting: 'Waiting',
  exists: 'Layer already exists',
  pushing: 'Pushing',
  pushed: 'Pushed',
}

export function pushLine({ diffId, state, current, total, from }: PushProgress): JsonMessage {
  if (state === 'mounted') return line(shortId(diffId), `Mounted from ${from?.replace(/^library\//, 'library/') ?? ''}`)
  return state === 'pushing' ? line(shortId(diffId), PUSH[state], current, total) : line(shortId(diffId), PUSH[state])
}

/** A layer read from an archive: its first part, and all of it. */
export const loadLines = (diffId: string, size: number): JsonMessage[] =>
  [Math.min(size, Math.max(LOAD_PART, size / 100)), size].map((current) =>
    line(shortId(diffId), 'Loading layer', Math.floor(current), size),
  )

/** All of a disk that has been read from an address. */
export const importLine = (size: number): JsonMessage => ({
  status: 'Importing',
  progressDetail: { current: size, total: size },
  progress: bar(size, size),
})

const LOAD_PART = 65_536

export const errorLine = (message: string, code?: number): JsonMessage => ({
  errorDetail: { ...(code === undefined ? {} : { code }), message },
  error: message,
})
