// docker build the BuildKit way: send the context, show the graph as it is solved.
import type { BuildProgress } from '../../../api/docker.ts'
import type { Readable } from '../../../kernel/queue.ts'
import type { Process } from '../../../machine/process.ts'
import { StatusError } from '../../error.ts'
import { jsonLines } from '../../../net/json-lines.ts'
import { FancyProgress } from './fancy.ts'
import { Graph } from './graph.ts'
import { PlainProgress } from './plain.ts'
import { checkReport, failedSteps, sourceExcerpt, warningList } from './report.ts'

export type ProgressMode = 'auto' | 'plain' | 'tty' | 'quiet'

export interface BuildOutput {
  mode: ProgressMode
  stream: 'stdout' | 'stderr'
  /** False where somebody else has already said which builder it is. */
  announce?: boolean
  /** `--check`: warnings are the answer. */
  check?: boolean
  debug?: boolean
  /** Steps of the client's own: what it reads before, and looks up after. */
  before?: readonly BuildProgress[]
  after?: readonly BuildProgress[]
}

/** The image's id; how many warnings a check found. Throws StatusError `failed to solve: …` after telling where. */
export async function showBuild(process: Process, body: Readable, output: BuildOutput): Promise<string> {
  const { stream } = output
  const records = surrounded(process, jsonLines<BuildProgress>(body), output)
  const mode = output.mode === 'auto' ? (process.isTty[stream] ? 'tty' : 'plain') : output.mode
  const write = (text: string) => process[stream].write(text)
  const graph =
    mode === 'tty'
      ? await fancy(process, records, write)
      : mode === 'plain'
        ? await plain(records, write, output)
        : await silent(records)
  if (graph.failure) {
    if (mode !== 'quiet') await write(failedSteps(graph))
    if (graph.failure.source) await write(sourceExcerpt(graph.failure.source))
    throw new StatusError(`failed to solve: ${graph.failure.message}`)
  }
  if (output.check) await process.print(checkReport(graph))
  else if (mode !== 'quiet') await write(warningList(graph, output.debug ?? false))
  return output.check ? String(graph.warnings.length || '') : (graph.image ?? '')
}

type Records = AsyncGenerator<BuildProgress, void>

async function* surrounded(process: Process, records: AsyncIterable<BuildProgress>, output: BuildOutput): Records {
  const now = process.kernel.clock.unix()
  for (const record of output.before ?? []) yield timed(record, now)
  let failed = false
  for await (const record of records) {
    failed ||= record.kind === 'error'
    yield record
  }
  const then = process.kernel.clock.unix()
  if (!failed) for (const record of output.after ?? []) yield timed(record, then)
}

/** A step that took no time, now. */
function timed(record: BuildProgress, now: number): BuildProgress {
  if (record.kind === 'vertex') {
    const over = record.vertex.completed !== undefined && { completed: now }
    return { ...record, vertex: { ...record.vertex, started: now, ...over } }
  }
  if (record.kind === 'status') return { ...record, status: { ...record.status, started: now, completed: now } }
  return record
}

async function silent(records: Records): Promise<Graph> {
  const graph = new Graph()
  for await (const record of records) graph.add(record)
  return graph
}

async function plain(records: Records, write: (text: string) => Promise<void>, output: BuildOutput): Promise<Graph> {
  const progress = new PlainProgress(write)
  if (output.announce !== false) await progress.begin()
  for await (const record of records) await progress.add(record)
  return progress.graph
}

/** Between frames at least this many ms; without news one every TICK. */
const FRAME = 100
const TICK = 150

async function fancy(process: Process, records: Records, write: (text: string) => Promise<void>): Promise<Graph> {
  const { clock } = process.kernel
  const tty = process.tty
  const progress = new FancyProgress(() => tty?.size ?? { columns: 80, rows: 24 }, clock.unix())
  let next = records.next()
  let drawn = -Infinity
  for (;;) {
    const wait = drawn + TICK - clock.now
    const timer =
      wait > 0 && drawn > -Infinity ? process.sleep(wait).then(() => undefined) : new Promise<undefined>(() => {})
    const got = await Promise.race([next, timer])
    if (got?.done) break
    if (got) {
      progress.add(got.value)
      next = records.next()
    }
    if (clock.now - drawn < (got ? FRAME : TICK)) continue
    drawn = clock.now
    await write(progress.frame(clock.unix(), false))
  }
  await write(progress.frame(clock.unix(), true))
  return progress.graph
}
