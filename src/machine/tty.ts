// A terminal's kernel side: line discipline, echo, signal keys, window size, foreground process group.
import { text, utf8 } from '../kernel/bytes.ts'
import type { Cancel } from '../kernel/cancel.ts'
import type { Readable, Writable } from '../kernel/queue.ts'
import type { SignalName } from './signal.ts'

export interface WindowSize {
  columns: number
  rows: number
}

/**
 * `keys` come from the outside (xterm, ssh, an attached client) by `input`; what programs write leaves by `output`.
 * Cooked mode edits a line and echoes it; raw mode passes every byte on (readline, `docker exec -it`).
 */
export class Tty implements Readable, Writable {
  size: WindowSize
  /** As `tty` and `ps` show it. */
  name = 'pts/0'
  echo = true
  /** In raw mode, too, a newline that is written gets its carriage return: readline's sort of raw. */
  returns = false
  /** Process group that gets the signal keys and may read. */
  foreground = 0
  onSignal: (signal: SignalName, foreground: number) => void = () => {}
  readonly resized = new Set<() => void>()
  private readonly output: Writable
  private isRaw = false
  /** Bytes for readers; null is an end of file, seen once. */
  private ready: (Uint8Array | null)[] = []
  /** Keys that came in raw mode and were not read in it: they are cooked when somebody reads. */
  private uncooked = ''
  private readers: (() => void)[] = []
  private waiting = 0
  private line = ''
  private hungUp = false

  constructor(size: WindowSize, output: Writable) {
    this.size = size
    this.output = output
  }

  get raw(): boolean {
    return this.isRaw
  }

  /** Nothing typed is lost at a change: a raw reader gets half a line, a cooked one gets raw keys cooked. */
  set raw(raw: boolean) {
    if (raw === this.isRaw) return
    this.isRaw = raw
    if (!raw) {
      this.uncooked = this.ready.map((bytes) => (bytes ? text(bytes) : '')).join('')
      this.ready = []
      return
    }
    const typed = this.line + this.uncooked
    this.line = ''
    this.uncooked = ''
    if (typed) this.ready.push(utf8(typed))
  }

  /** Keys pressed, as a terminal sends them: `\r` for Enter, `\x7f` for Backspace. */
  input(keys: string): void {
    if (this.isRaw) this.offer(utf8(keys))
    else for (const key of keys) this.press(key)
  }

  resize(size: WindowSize): void {
    if (size.columns === this.size.columns && size.rows === this.size.rows) return
    this.size = size
    this.onSignal('WINCH', this.foreground)
    for (const listener of this.resized) listener()
  }

  /** The other side is gone: readers see the end, the session gets HUP. */
  hangUp(): void {
    if (this.hungUp) return
    this.hungUp = true
    this.offer(null)
    this.onSignal('HUP', this.foreground)
  }

  async read(max = Infinity, cancel?: Cancel): Promise<Uint8Array | null> {
    this.cook()
    while (this.ready.length === 0) {
      if (this.hungUp) return null
      const arrival = new Promise<void>((resolve) => this.readers.push(resolve))
      this.waiting++
      try {
        await (cancel ? cancel.guard(arrival) : arrival)
      } finally {
        this.waiting--
      }
      this.cook()
    }
    const first = this.ready.shift()!
    if (first && first.length > max) this.ready.unshift(first.subarray(max))
    return first && first.subarray(0, max)
  }

  /** True while somebody waits for keys. */
  get awaited(): boolean {
    return this.waiting > 0
  }

  /** Bytes taken back by a reader that read too far: they are read again first. */
  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.ready.unshift(bytes)
  }

  async write(data: Uint8Array | string): Promise<void> {
    const bytes = typeof data === 'string' ? utf8(data) : data
    await this.output.write(this.isRaw && !this.returns ? bytes : withCarriageReturns(bytes, this.isRaw))
  }

  private offer(bytes: Uint8Array | null): void {
    this.ready.push(bytes)
    for (const reader of this.readers.splice(0)) reader()
  }

  /** A key in cooked mode: signal keys act at once, the others keep their place behind what waits uncooked. */
  private press(key: string): void {
    const signals = key === '\x03' || key === '\x1c' || key === '\x1a'
    if (this.uncooked === '' || signals) return this.cooked(key)
    this.uncooked += key
    for (const reader of this.readers.splice(0)) reader()
  }

  private cook(): void {
    if (this.isRaw || this.uncooked === '' || this.ready.length > 0) return
    const keys = [...this.uncooked]
    this.uncooked = ''
    while (keys.length > 0 && this.ready.length === 0) this.cooked(keys.shift()!)
    this.uncooked = keys.join('') + this.uncooked
  }

  private cooked(key: string): void {
    if (key === '\x03') return this.interrupt('INT', '^C')
    if (key === '\x1c') return this.interrupt('QUIT', '^\\')
    if (key === '\x1a') return this.interrupt('TSTP', '^Z')
    if (key === '\x04') return this.endOfFile()
    if (key === '\x7f' || key === '\b') return this.erase()
    if (key === '\x15') return this.eraseLine()
    const char = key === '\r' ? '\n' : key
    this.line += char
    this.show(
      char === '\n' ? '\r\n' : char < ' ' && char !== '\t' ? `^${String.fromCharCode(char.charCodeAt(0) + 64)}` : char,
    )
    if (char === '\n') this.flush()
  }

  private interrupt(signal: SignalName, shown: string): void {
    this.line = ''
    this.uncooked = ''
    this.ready = []
    this.show(shown)
    this.onSignal(signal, this.foreground)
  }

  private endOfFile(): void {
    if (this.line) this.flush()
    else this.offer(null)
  }

  private erase(): void {
    if (!this.line) return
    const chars = [...this.line]
    const gone = chars.pop()!
    this.line = chars.join('')
    this.show(isWide(gone) ? '\b\b  \b\b' : '\b \b')
  }

  private eraseLine(): void {
    while (this.line) this.erase()
  }

  private flush(): void {
    this.offer(utf8(this.line))
    this.line = ''
  }

  private show(echo: string): void {
    if (this.echo) void this.output.write(utf8(echo))
  }
}

/** ONLCR: every newline gets its carriage return; `once`: unless it has one. */
function withCarriageReturns(bytes: Uint8Array, once: boolean): Uint8Array {
  const out: number[] = []
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 10 && !(once && bytes[i - 1] === 13)) out.push(13)
    out.push(bytes[i]!)
  }
  return out.length === bytes.length ? bytes : Uint8Array.from(out)
}

/** Two columns wide: Hangul, Han, Kana, full-width forms, most emoji. */
export function isWide(char: string): boolean {
  const code = char.codePointAt(0)!
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  )
}

/** Columns a text takes, control sequences not counted. */
export function displayWidth(shown: string): number {
  let width = 0
  for (const char of shown.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')) width += isWide(char) ? 2 : char >= ' ' ? 1 : 0
  return width
}
