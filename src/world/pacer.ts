// Ties virtual time to real time: how far the world may have got at this real moment.
import type { Pace } from './port.ts'

/** Real ms after which a world that cannot keep up stops chasing the clock. */
const LAG_MS = 250

export class Pacer {
  pace: Pace
  private readonly realNow: () => number
  private real = 0
  private virtual = 0
  /** It ran without measure: where it came to is where real time goes on from. */
  private rushed = false

  constructor(pace: Pace, realNow: () => number) {
    this.pace = pace
    this.realNow = realNow
  }

  /** From here on: this real moment is that virtual moment. */
  anchor(virtual: number): void {
    this.real = this.realNow()
    this.virtual = virtual
    this.rushed = false
  }

  /** Virtual ms per real ms right now. `hurry`: a command runs in the foreground. */
  rate(hurry: boolean): number {
    if (!this.pace.playing) return 0
    if (this.pace.speed === 'instant') return hurry ? Infinity : 1
    return this.pace.speed
  }

  /** The virtual time that the world may reach now. */
  target(now: number, hurry: boolean): number {
    const rate = this.rate(hurry)
    if (rate === Infinity) {
      this.rushed = true
      return Infinity
    }
    if (rate === 0) return now
    if (this.rushed) this.anchor(now)
    const target = this.virtual + (this.realNow() - this.real) * rate
    if (target - now > LAG_MS * rate) {
      this.anchor(now)
      return now + LAG_MS * rate * 0.1
    }
    return Math.max(now, target)
  }
}
