// Ctrl-R: incremental search backwards through the history.
import type { History } from './history.ts'

export class Search {
  private readonly history: History
  private wanted = ''
  private index: number
  private failed = false

  constructor(history: History) {
    this.history = history
    this.index = history.lines.length
  }

  get prompt(): string {
    return `(${this.failed ? 'failed ' : ''}reverse-i-search)\`${this.wanted}': `
  }

  /** The line found so far. */
  get text(): string {
    return this.history.lines[this.index] ?? ''
  }

  get cursor(): number {
    return Math.max(0, this.text.indexOf(this.wanted))
  }

  type(char: string): void {
    this.wanted += char
    this.find(this.index)
  }

  erase(): void {
    this.wanted = this.wanted.slice(0, -1)
    this.failed = false
    this.find(this.history.lines.length - 1)
  }

  further(): void {
    this.find(this.index - 1)
  }

  private find(from: number): void {
    for (let i = Math.min(from, this.history.lines.length - 1); i >= 0; i--) {
      if (!this.wanted || !this.history.lines[i]!.includes(this.wanted)) continue
      this.index = i
      this.failed = false
      return
    }
    this.failed = this.wanted !== ''
  }
}
