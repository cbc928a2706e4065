// curl's progress meter, on standard error when the output goes elsewhere than to the terminal.
import type { Call } from '../call.ts'
import type { Transfer } from './curl-transfer.ts'

const TITLES = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
`

/** Five places: `12345`, `99.9k`, `1234k`, `12.3M`. */
function five(bytes: number): string {
  if (bytes < 100_000) return String(Math.floor(bytes)).padStart(5)
  const units: [number, string][] = [
    [1024, 'k'],
    [1024 ** 2, 'M'],
    [1024 ** 3, 'G'],
  ]
  for (const [size, letter] of units) {
    const value = bytes / size
    if (value < 100 && letter !== 'k') return `${value.toFixed(1)}${letter}`.padStart(5)
    if (value < 10_000) return `${Math.floor(value)}${letter}`.padStart(5)
  }
  return `${Math.floor(bytes / 1024 ** 4)}T`.padStart(5)
}

function clock(seconds: number | undefined): string {
  if (seconds === undefined) return '--:--:--'
  const whole = Math.floor(seconds)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${String(Math.floor(whole / 3600)).padStart(2)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
}

export class Meter {
  private readonly call: Call
  private readonly transfer: Transfer
  private readonly shown: boolean
  private readonly begun: number
  private last = 0

  constructor(call: Call, transfer: Transfer, away: boolean) {
    this.call = call
    this.transfer = transfer
    this.shown = away && !call.has('s', '#', 'I')
    this.begun = call.process.kernel.clock.now
  }

  async begin(): Promise<void> {
    if (this.shown) await this.call.process.error(`${TITLES}\r${this.line()}`)
  }

  /** Once a second at most. */
  async advance(): Promise<void> {
    const { now } = this.call.process.kernel.clock
    if (!this.shown || now - this.last < 1000) return
    this.last = now
    await this.call.process.error(`\r${this.line()}`)
  }

  async end(nothing: boolean): Promise<void> {
    if (!this.shown) return
    await this.call.process.error(nothing ? `\r${this.line()}\n` : `\r${this.line()}\n`)
  }

  private line(): string {
    const { transfer } = this
    const spent = (this.call.process.kernel.clock.now - this.begun) / 1000
    const received = Math.max(transfer.received, transfer.response?.received() ?? 0)
    const total = transfer.response ? Math.max(received, transfer.response.weight) : 0
    const percent = total > 0 ? Math.floor((100 * received) / total) : 0
    const speed = spent > 0 ? received / spent : 0
    const overall = total > 0 ? 100 : 0
    const cell = (n: number) => String(n).padStart(3)
    const times = `${clock(undefined)} ${spent >= 1 ? clock(spent) : clock(undefined)} ${clock(undefined)}`
    return `${cell(total > 0 ? percent : overall)} ${five(total)}  ${cell(percent)} ${five(received)}    0 ${five(transfer.sent)}  ${five(speed)} ${five(spent > 0 ? transfer.sent / spent : 0)} ${times} ${five(speed)}`
  }
}
