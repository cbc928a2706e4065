// A recording of a real docker, typed again: its rows, and what Naru answers to each.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Ran, SessionLine } from '../world/session.ts'
import { Headless } from './headless.ts'

/** One line of a recording: a file to be there, a command of the set-up, or a recorded command. */
export interface Row {
  file?: string
  content?: string
  setup_cmd?: string
  n?: number
  cmd?: string
  note?: string
  env?: Record<string, string>
  stdin?: string
  tty?: boolean
  tty_size?: [number, number]
  /** Seconds after the keys before, and the keys. */
  tty_input?: [number, string][]
  /** The answer is kept back: typed for what it changes, not compared. */
  held?: boolean
  exit?: number
  stdout?: string
  stderr?: string
}

export interface Recorded {
  row: Row
  ran: Ran
}

/** Recorded from a real docker and a real engine. */
export const REAL_DOCKER = join(import.meta.dirname, 'testdata/recordings')
/** Recorded from a real docker at our door (real-client-record.ts). */
export const REAL_CLIENT = join(import.meta.dirname, 'testdata/real-client')
const WORK = '/home/student/work'
const OWNER = { uid: 1000, gid: 1000 }
/** Virtual ms after which a command is taken to hang and gets Ctrl-C. */
const PATIENCE_MS = 90_000

export const recordings = (folder = REAL_DOCKER): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.replace('.jsonl', ''))
    .sort()

export const readRecording = (name: string, folder = REAL_DOCKER): Row[] =>
  readFileSync(join(folder, `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row)

/** What a row types; undefined for a row that only brings a file. */
export function lineOf(row: Row): SessionLine | undefined {
  const line = row.cmd ?? row.setup_cmd
  if (line === undefined) return undefined
  const size = row.tty_size ?? (row.tty ? [80, 24] : undefined)
  return {
    line,
    stdin: row.stdin,
    env: row.env,
    tty: size as [number, number] | undefined,
    keys: row.tty_input?.map(([seconds, keys]) => [seconds * 1000, keys]),
  }
}

/** Puts the file of a row where the recorder put it: below the working folder. */
export function placeFile(headless: Headless, path: string, content: string): void {
  const { fs } = headless.world.machine('laptop')
  const parts = path.split('/')
  for (let i = 1; i < parts.length; i++) {
    const directory = `${WORK}/${parts.slice(0, i).join('/')}`
    if (!fs.exists(directory)) fs.mkdir(directory, OWNER)
  }
  fs.write(`${WORK}/${path}`, content, { mode: 0o644, ...OWNER })
}

/** Types a whole recording into a fresh world. Rows to compare come with what Naru answered. */
export async function replay(
  name: string,
  told?: (recorded: Recorded) => void,
  folder = REAL_DOCKER,
): Promise<Recorded[]> {
  const headless = await Headless.open({ scenario: 'recordings' })
  const out: Recorded[] = []
  for (const row of readRecording(name, folder)) {
    if (row.file !== undefined) placeFile(headless, row.file, row.content ?? '')
    const line = lineOf(row)
    if (!line) continue
    const ran = await headless.type(line, 'laptop', PATIENCE_MS)
    if (line.line.startsWith('cd ')) await headless.type(`cd ${WORK}`)
    if (row.n === undefined || row.held) continue
    const recorded = { row, ran }
    out.push(recorded)
    told?.(recorded)
  }
  const { bugs } = headless.world.kernel
  if (bugs.length > 0) throw new Error(`${name}: ${bugs.length} bugs, the first: ${String(bugs[0])}`)
  return out
}
