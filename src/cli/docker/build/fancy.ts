// `--progress tty`: a build drawn in place, redrawn as it goes (buildkit's ttyDisplay).
import type { BuildProgress } from '../../../api/docker.ts'
import type { WindowSize } from '../../../machine/tty.ts'
import { Graph, type Vertex, isCanceled, transferred } from './graph.ts'

interface Job {
  name: string
  started: number
  completed: number | undefined
  status: string
  colour: string
  vertex?: Vertex
  showLog?: boolean
}

const HIDE = '\x1b[?25l'
const SHOW = '\x1b[?25h'
const BLUE = '\x1b[34m'
const RED = '\x1b[31m'
const YELLOW = '\x1b[33m'
const LOG_LINES = 6

export class FancyProgress {
  readonly graph = new Graph()
  private readonly size: () => WindowSize
  private readonly started: number
  private lines = 0
  private repeated = false

  /** `started` is Unix ms. */
  constructor(size: () => WindowSize, started: number) {
    this.size = size
    this.started = started
  }

  add(record: BuildProgress): void {
    this.graph.add(record)
  }

  /** One frame, with the moves that put it over the one before. `now` is Unix ms. */
  frame(now: number, last: boolean): string {
    const { columns, rows } = this.size()
    const up = '\x1b[1A'.repeat(this.lines + 1)
    let out = `${up}${this.repeated ? '' : '\x1b[1B'}\x1b[0G${HIDE}`
    this.repeated = true
    const vertices = [...this.graph.vertices.values()]
    const done = vertices.filter((vertex) => vertex.completed !== undefined).length
    const finished = last && done > 0 && done === vertices.length ? 'FINISHED' : ''
    const title = `[+] Building ${((now - this.started) / 1000).toFixed(1)}s (${done}/${vertices.length}) ${finished}`
    out += `${align(title, 'docker:default', columns - 1)}\n`
    let count = 0
    for (const job of this.visible(rows, last)) {
      out += jobLine(job, now, columns)
      count++
      if (!job.showLog) continue
      for (const line of logLines(job.vertex!)) {
        out += `\x1b[2m => => # ${line.slice(0, columns - 10).padEnd(columns - 10)}\n\x1b[0m`
        count++
      }
    }
    const left = this.lines - count
    if (left > 0) out += `${' '.repeat(columns)}\n`.repeat(left) + `\x1b[${left}A\x1b[0G`
    this.lines = count
    return out + SHOW
  }

  private visible(rows: number, all: boolean): Job[] {
    const jobs = this.graph.order.flatMap(jobsOf)
    const running = jobs.filter((job) => job.completed === undefined)
    let free = rows - 2 - running.length
    let hidden = 0
    for (const job of running) {
      if (!job.vertex || job.vertex.logs.length === 0 || free <= LOG_LINES + 3) continue
      job.showLog = true
      hidden += logLines(job.vertex).length
      free -= LOG_LINES + 3
    }
    return all ? jobs : fit(jobs, rows - 2 - hidden)
  }
}

function jobsOf(vertex: Vertex): Job[] {
  const failed = vertex.error !== undefined && vertex.error !== ''
  const prefix = isCanceled(vertex) ? 'CANCELED ' : failed ? 'ERROR ' : vertex.cached ? 'CACHED ' : ''
  const job: Job = {
    name: prefix + vertex.name.replaceAll('\t', ' '),
    started: vertex.started!,
    completed: vertex.completed,
    status: '',
    colour: isCanceled(vertex) ? YELLOW : failed ? RED : BLUE,
    vertex,
  }
  const parts = [...vertex.statuses.values()].map((status) => ({
    name: `=> ${status.id}`,
    started: status.started ?? vertex.started!,
    completed: status.completed,
    status: transferred(status),
    colour: BLUE,
  }))
  return [job, ...parts]
}

/** The last jobs that fit; running ones that would fall off take the place of finished ones. */
function fit(jobs: Job[], limit: number): Job[] {
  if (limit < 0) return []
  if (jobs.length <= limit) return jobs
  const cut = jobs.length - limit
  const kept = jobs.slice(cut)
  const lost = jobs.slice(0, cut).filter((job) => job.completed === undefined)
  let left = lost.length
  const stay = kept.filter((job) => job.completed === undefined || left-- <= 0)
  const room = kept.length - stay.length
  return room > 0 ? [...lost.slice(-room), ...stay] : stay
}

function jobLine(job: Job, now: number, columns: number): string {
  let seconds = ((job.completed ?? now) - job.started) / 1000
  if (seconds < 0.05) seconds = 0
  const timer = ` ${seconds.toFixed(1).padStart(3)}s`
  let left = columns - 4 - (timer.length + 1) - 1
  let status = ''
  if (job.status && left + job.status.length > 20) {
    status = ` ${job.status}`
    left -= status.length
  }
  const line = `${align(` => ${job.name.slice(0, Math.max(0, left))}${status}`, timer, columns - 1)}\n`
  return job.completed === undefined ? line : `${job.colour}${line}\x1b[0m`
}

const align = (left: string, right: string, width: number) => `${left.padEnd(width - right.length - 1)} ${right}`

/** The last lines a step printed, as its little terminal holds them. */
function logLines(vertex: Vertex): string[] {
  const text = vertex.logs.map((log) => log.data).join('')
  return text
    .split('\n')
    .map((line) => line.split('\r').at(-1)!)
    .filter((line) => line.trim() !== '')
    .slice(-LOG_LINES)
}
