// Progress of pull, push, load and import: lines of a JSON stream, redrawn in place on a terminal (pkg/jsonmessage).
import type { Readable } from '../../kernel/queue.ts'
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'
import { jsonLines } from '../../net/json-lines.ts'
import { humanSize } from './format/units.ts'

export interface ProgressLine {
  id?: string
  status?: string
  stream?: string
  progressDetail?: { current?: number; total?: number; start?: number; hidecounts?: boolean; units?: string }
  error?: string
  errorDetail?: { code?: number; message: string }
  aux?: Record<string, unknown>
}

export interface Sink {
  write(text: string): Promise<void>
  tty: boolean
  /** Columns of the terminal. */
  columns: number
}

export const sinkOf = (process: Process, stream: 'stdout' | 'stderr' = 'stdout'): Sink => ({
  write: (text) => process[stream].write(text),
  tty: process.isTty[stream],
  columns: process.tty?.size.columns ?? 200,
})

/** Shows a stream to its end. Throws StatusError at the first error in it; its code is the error's own, or 1. */
export async function showProgress(
  body: Readable,
  sink: Sink,
  onAux: (aux: Record<string, unknown>) => void | Promise<void> = () => {},
): Promise<void> {
  const rows = new Map<string, number>()
  for await (const line of jsonLines<ProgressLine>(body)) {
    if (line.aux) {
      await onAux(line.aux)
      continue
    }
    if (line.errorDetail || line.error) {
      const message = line.errorDetail?.message ?? line.error!
      throw new StatusError(message, line.errorDetail?.code || 1)
    }
    const bar = line.progressDetail ? progressBar(line.progressDetail, sink.columns) : ''
    let up = 0
    if (line.id && line.progressDetail !== undefined) {
      const known = rows.get(line.id)
      const row = known ?? rows.size
      if (known === undefined) {
        rows.set(line.id, row)
        if (sink.tty) await sink.write('\n')
      }
      up = rows.size - row
      if (sink.tty) await sink.write(`\x1b[${up}A`)
    } else rows.clear()
    await display(line, bar, sink)
    if (up > 0 && sink.tty) await sink.write(`\x1b[${up}B`)
  }
}

async function display(line: ProgressLine, bar: string, sink: Sink): Promise<void> {
  const redraws = sink.tty && line.stream === undefined && line.progressDetail !== undefined
  if (!redraws && bar) return
  const id = line.id ? `${line.id}: ` : ''
  const { status = '' } = line
  if (redraws) await sink.write(`\x1b[2K\r${id}${status} ${bar}\r`)
  else if (line.stream !== undefined) await sink.write(id + line.stream)
  else await sink.write(`${id}${status}\n`)
}

/** `[==>   ]  1.2MB/5MB` above 110 columns, the numbers only below. */
export function progressBar(detail: NonNullable<ProgressLine['progressDetail']>, columns: number): string {
  const { current = 0, total = 0 } = detail
  if (current <= 0 && total <= 0) return ''
  if (total <= 0) return detail.units ? `${current} ${detail.units}` : `${humanSize(current).padStart(8)}`
  const percentage = Math.trunc(Math.trunc((current / total) * 100) / 2)
  let out = ''
  if (columns > 110) {
    const space = Math.max(0, 50 - percentage)
    out = `[${'='.repeat(percentage)}>${' '.repeat(space)}] `
  }
  if (!detail.hidecounts) {
    const shown = humanSize(current).padStart(8)
    out += current > total ? shown : `${shown}/${humanSize(total)}`
  }
  return out
}
