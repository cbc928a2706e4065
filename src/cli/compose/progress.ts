// What compose does, told as it happens: a line an event, or a list redrawn in place on a terminal (pkg/progress/tty.go).
import { utf8 } from '../../kernel/bytes.ts'
import type { Process } from '../../machine/process.ts'
import { type Amount, type EventState, type Row, line } from './progress-line.ts'

interface More extends Partial<Amount> {
  parent?: string
  text?: string
}

const TICK_MS = 100

export class Progress {
  private readonly process: Process
  private readonly mode: string
  private readonly title: string
  private readonly tty: boolean
  private readonly rows = new Map<string, Row>()
  private lines = 0
  private repeated = false
  /** Once the terminal was too low for layers, it stays without them. */
  private childless = false

  constructor(process: Process, mode: string, title = 'Running') {
    this.process = process
    this.mode = mode
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

  /** A list of its own, for work that is over before this one has anything to tell. */
  nested<T>(work: (inner: Progress) => Promise<T>): Promise<T> {
    const inner = new Progress(this.process, this.mode)
    return inner.run(() => work(inner))
  }

  /** What an event does not say again stays as it was; amounts only grow. */
  async say(id: string, status: string, state: EventState, more: More = {}): Promise<void> {
    if (this.quiet) return
    const { parent, text = '', current = 0, total = 0, percent = 0 } = more
    const { now } = this.process.kernel.clock
    const known = this.rows.get(id)
    const started = known?.started ?? now
    const ended = state === 'working' ? undefined : known?.state === state ? known.ended : now
    const amount: Amount = {
      current: Math.max(current, known?.current ?? 0),
      total: Math.max(total, known?.total ?? 0),
      percent: Math.max(percent, known?.percent ?? 0),
    }
    this.rows.set(id, { id, parent, text, status, state, started, ended, frame: known?.frame ?? 0, ...amount })
    if (!this.tty) await this.process.error(` ${id} ${text} ${status}\n`)
  }

  private async draw(): Promise<void> {
    if (this.rows.size === 0) return
    const { columns, rows: height } = this.process.tty?.size ?? { columns: 80, rows: 24 }
    const rows = [...this.rows.values()]
    let out = `${'\x1b[1A'.repeat(this.lines + 1)}${this.repeated ? '' : '\x1b[1B'}\x1b[0G\x1b[?25l`
    this.repeated = true
    const done = rows.filter((row) => row.state !== 'working').length
    const head = `[+] ${this.title} ${done}/${rows.length}`
    out += `${this.lines !== 0 && done === this.lines ? `\x1b[34m${head}\x1b[0m` : head}\n`
    if (rows.length > height - 2) this.childless = true
    const place = { columns, padding: paddingOf(rows), now: this.process.kernel.clock.now }
    let count = 0
    for (const row of rows) {
      if (row.parent) continue
      const children = rows.filter(({ parent }) => parent === row.id)
      const shown = this.childless ? [] : children.map((child) => line(child, '  ', [], place))
      out += [line(row, '', children, place), ...shown].join('')
      count += 1 + shown.length
    }
    const before = this.lines
    for (let i = count; i < before; i++) {
      if (count >= height - 2) break
      out += `${' '.repeat(columns)}\n`
      count++
    }
    this.lines = count
    await this.process.error(`${out}\x1b[?25h`)
  }
}

/** Where the states begin: upstream takes two columns back for every child it meets, not for the longest alone. */
function paddingOf(rows: readonly Row[]): number {
  let padding = 0
  for (const row of rows) {
    padding = Math.max(padding, utf8(`${row.id} ${row.text}`).length)
    if (row.parent) padding -= 2
  }
  return padding
}
