// What readline draws: prompt and line over as many rows as they need, the cursor in its place.
import type { Tty } from '../../tty.ts'
import { isWide } from '../../tty.ts'

interface Place {
  row: number
  column: number
}

/** Prompts mark what takes no columns with \x01 … \x02 (bash's \[ \]). */
const INVISIBLE = /\x01[\s\S]*?\x02|\x1b\[[0-9;?]*[A-Za-z]/g
const MARKS = /[\x01\x02]/g

export class Display {
  private readonly tty: Tty
  private prompt = ''
  private drawn = ''
  private cursor: Place = { row: 0, column: 0 }

  constructor(tty: Tty) {
    this.tty = tty
  }

  /** Begins a new line of input below what the prompt's own earlier lines say. */
  begin(prompt: string): Promise<void> {
    const lines = prompt.split('\n')
    this.prompt = lines.pop()!
    this.drawn = ''
    this.cursor = this.place('')
    const above = lines.map((line) => `${line.replace(MARKS, '')}\r\n`).join('')
    return this.tty.write(above + this.prompt.replace(MARKS, ''))
  }

  setPrompt(prompt: string): void {
    this.prompt = prompt
    this.drawn = '\0'
  }

  /** Shows `text` with the cursor before character `at`. Appending one character costs one character. */
  show(text: string, at: number): Promise<void> {
    const shown = visible(text)
    const before = visible(text.slice(0, at))
    const end = this.place(shown)
    const grown = shown.startsWith(this.drawn) && at === text.length && this.atEndOfDrawn()
    let out: string
    if (grown) out = shown.slice(this.drawn.length) + wrapFix(end, shown)
    else out = this.home() + this.prompt.replace(MARKS, '') + shown + wrapFix(end, shown)
    this.drawn = shown
    const target = this.place(before)
    if (!grown) out += moveTo(end, target)
    this.cursor = target
    return this.tty.write(out)
  }

  /** Draws all of it again in its place after the terminal has got another size: readline's way, or busybox's. */
  redraw(text: string, at: number, busybox: boolean): Promise<void> {
    const shown = visible(text)
    const end = this.place(shown)
    const target = this.place(visible(text.slice(0, at)))
    const up = Math.max(this.cursor.row, target.row)
    const home = `${up > 0 ? `\x1b[${up}A` : ''}\r${busybox ? '' : '\x1b[K\r'}`
    const line = this.prompt.replace(MARKS, '') + shown + wrapFix(end, shown) + (busybox ? '\x1b[J' : '')
    const columns = end.column - target.column
    const beside = busybox ? `\x1b[${columns}D` : '\b'.repeat(columns)
    const back = end.row === target.row && columns > 0 ? beside : moveTo(end, target)
    this.drawn = shown
    this.cursor = target
    return this.tty.write(home + line + back)
  }

  /** The line is done: the cursor goes below all of it. */
  finish(): Promise<void> {
    const end = this.place(this.drawn)
    return this.tty.write(`${moveTo(this.cursor, end)}\r\n`)
  }

  /** Clears the screen and draws again at its top. */
  clear(text: string, at: number): Promise<void> {
    this.cursor = { row: 0, column: 0 }
    this.drawn = '\0'
    return this.tty.write('\x1b[H\x1b[2J').then(() => this.show(text, at))
  }

  /** Prints something below the line; the line is then drawn again under it. */
  async below(output: string): Promise<void> {
    const end = this.place(this.drawn)
    await this.tty.write(`${moveTo(this.cursor, end)}\r\n${output}`)
    this.cursor = { row: 0, column: 0 }
    this.drawn = '\0'
  }

  bell(): Promise<void> {
    return this.tty.write('\x07')
  }

  private atEndOfDrawn(): boolean {
    const end = this.place(this.drawn)
    return end.row === this.cursor.row && end.column === this.cursor.column
  }

  private home(): string {
    return `${this.cursor.row > 0 ? `\x1b[${this.cursor.row}A` : ''}\r\x1b[J`
  }

  private place(text: string): Place {
    // A terminal that does not know its size yet counts as one of eighty columns, as for readline.
    const columns = Math.max(2, this.tty.size.columns || 80)
    let row = 0
    let column = 0
    for (const char of this.prompt.replace(INVISIBLE, '') + text) {
      if (char === '\n') {
        row++
        column = 0
        continue
      }
      const width = isWide(char) ? 2 : 1
      if (column + width > columns) {
        row++
        column = 0
      }
      column += width
      if (column === columns) {
        row++
        column = 0
      }
    }
    return { row, column }
  }
}

/** At the right margin a terminal waits for the next character before it wraps: make it wrap now (and know that it did). */
const wrapFix = (end: Place, shown: string): string =>
  end.column === 0 && end.row > 0 && !shown.endsWith('\n') ? ' \r' : ''

function moveTo(from: Place, to: Place): string {
  const rows = to.row - from.row
  const vertical = rows === 0 ? '' : rows > 0 ? `\x1b[${rows}B` : `\x1b[${-rows}A`
  if (rows === 0 && to.column === from.column) return ''
  return `${vertical}\r${to.column > 0 ? `\x1b[${to.column}C` : ''}`
}

/** Control characters are shown as `^X`; newlines of a pasted text break the line. */
function visible(text: string): string {
  return text
    .replace(/[\x00-\x09\x0b-\x1f]/g, (char) => `^${String.fromCharCode(char.charCodeAt(0) + 64)}`)
    .replaceAll('\n', '\r\n')
}
