// What compose does, told as it happens: a line an event, or a list redrawn in place on a terminal (pkg/progress).
import type { Process } from '../../machine/process.ts'
import { displayWidth } from '../../machine/tty.ts'

export type EventState = 'working' | 'done' | 'warning' | 'error'

export interface ProgressEvent {
  id: string
  parent?: string
  text?: string
  state: EventState
  status: string
}

interface Row extends ProgressEvent {
  started: number
  ended: number | undefined
  frame: number
}

const SPINNER = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏']
const MARKS = { done: '\x1b[32m✔\x1b[0m', error: '\x1b[31m✘\x1b[0m', warning: '\x1b[33m!\x1b[0m' } as const
const COLOURS = { done: '\x1b[32m', error: '\x1b[31m', warning: '\x1b[33m' } as const
const TICK_MS = 100

export class Progress {
  private readonly process: Process
  private readonly title: string
  private readonly tty: boolean
  private readonly rows = new Map<string, Row>()
  private lines = 0
  private repeated = false

  constructor(process: Process, mode: string, title = 'Running') {
    this.process = process
    this.title = title
    this.tty = mode === 'tty' || (mode !== 'plain' && mode !== 'quiet' && process.isTty.stderr)
    this.quiet = mode === 'quiet'
  }

  private readonly quiet: boolean

  /** Runs `work` and draws meanwhile. What stands at the end stays. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (!this.tty || this.quiet) return work()
    let over = false
    const ticking = (async () => {
      while (!over) {
        await this.process.sleep(TICK_MS)
        if (!over) await this.draw()
      }
    })()
    ticking.catch(() => {})
    try {
      return await work()
    } finally {
      over = true
      await this.draw()
    }
  }

  async say(
    id: string,
    status: string,
    state: EventState,
    more: { parent?: string; text?: string } = {},
  ): Promise<void> {
    if (this.quiet) return
    const now = this.process.kernel.clock.now
    const known = this.rows.get(id)
    const ended = state === 'working' ? undefined : now
    this.rows.set(id, { id, status, state, ...more, started: known?.started ?? now, ended, frame: known?.frame ?? 0 })
    if (!this.tty) await this.process.error(` ${id} ${more.text ?? ''} ${status}\n`)
  }

  private async draw(): Promise<void> {
    if (this.rows.size === 0) return
    const width = this.process.tty?.size.columns ?? 80
    const height = this.process.tty?.size.rows ?? 24
    const rows = [...this.rows.values()]
    const done = rows.filter((row) => row.state !== 'working').length
    let out = `${'\x1b[1A'.repeat(this.lines + 1)}${this.repeated ? '' : '\x1b[1B'}\x1b[0G\x1b[?25l`
    this.repeated = true
    const head = `[+] ${this.title} ${done}/${rows.length}`
    out += `${this.lines !== 0 && done === this.lines ? `\x1b[34m${head}\x1b[0m` : head}\n`
    const label = (row: Row) => `${row.id} ${row.text ?? ''}`
    const padding = Math.max(...rows.map((row) => label(row).length - (row.parent ? 2 : 0)))
    const nested = rows.length <= height - 2
    let count = 0
    for (const row of rows) {
      if (row.parent) continue
      const children = rows.filter((child) => child.parent === row.id)
      for (const [shown, indent] of [[row, ''], ...(nested ? children.map((child) => [child, '  '] as const) : [])] as [
        Row,
        string,
      ][]) {
        out += this.line(shown, indent, width, padding)
        count++
      }
    }
    for (let i = count; i < this.lines && i < height - 2; i++) out += `${' '.repeat(width)}\n`
    this.lines = count
    await this.process.error(`${out}\x1b[?25h`)
  }

  private line(row: Row, indent: string, width: number, padding: number): string {
    const text = `${row.id} ${row.text ?? ''}`
    const mark = row.state === 'working' ? `\x1b[33m${SPINNER[row.frame++ % SPINNER.length]}\x1b[0m` : MARKS[row.state]
    const status = row.state === 'working' ? row.status : `${COLOURS[row.state]}${row.status}\x1b[0m`
    const left = ` ${mark}${indent} ${text}${' '.repeat(Math.max(0, padding - text.length - indent.length))} ${status}`
    const seconds = ((row.ended ?? this.process.kernel.clock.now) - row.started) / 1000
    const timer = `${seconds.toFixed(1)}s `
    const gap = width - displayWidth(left) - timer.length
    return `${left}${' '.repeat(Math.max(0, gap))}\x1b[34m${timer}\x1b[0m\n`
  }
}
