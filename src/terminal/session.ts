// One terminal: xterm on this side, a tty of the world on the other. Bytes go both ways; nothing here knows what they mean.
import { FitAddon } from '@xterm/addon-fit'
import { Terminal as Xterm, type ITheme } from '@xterm/xterm'

export interface Wiring {
  onKeys(data: string): void
  onSize(columns: number, rows: number): void
  /** Bytes drawn since the last call, for flow control. */
  onDrawn(bytes: number): void
  /** Keys that belong to the page; true: taken. */
  onPageKey(event: KeyboardEvent): boolean
}

export const DARK: ITheme = {
  background: '#0f1626',
  foreground: '#e6ebf5',
  cursor: '#e6ebf5',
  cursorAccent: '#0f1626',
  selectionBackground: '#35507f',
  black: '#2a3448',
  red: '#ff8492',
  green: '#63dba4',
  yellow: '#f5c467',
  blue: '#8db4ff',
  magenta: '#d7a1f5',
  cyan: '#6fd6e6',
  white: '#dfe6f3',
  brightBlack: '#8b98b1',
  brightRed: '#ffa3ad',
  brightGreen: '#8bedc0',
  brightYellow: '#ffdb94',
  brightBlue: '#b3cdff',
  brightMagenta: '#e7c2fb',
  brightCyan: '#9be8f3',
  brightWhite: '#ffffff',
}

export const LIGHT: ITheme = {
  background: '#fbfcfe',
  foreground: '#151c2c',
  cursor: '#151c2c',
  cursorAccent: '#fbfcfe',
  selectionBackground: '#c6d8fb',
  black: '#151c2c',
  red: '#b3243f',
  green: '#0b6b45',
  yellow: '#855000',
  blue: '#1c50c0',
  magenta: '#8230ad',
  cyan: '#0b6b7c',
  white: '#56617a',
  brightBlack: '#56617a',
  brightRed: '#c22f4b',
  brightGreen: '#117a50',
  brightYellow: '#9a5b00',
  brightBlue: '#1f5fe0',
  brightMagenta: '#9a45c8',
  brightCyan: '#0f7d90',
  brightWhite: '#27324a',
}

interface Style {
  fontSize: number
  lineHeight: number
  theme: ITheme
  screenReader: boolean
}

const PIECE = 8192

export class Session {
  readonly xterm: Xterm
  private readonly fit = new FitAddon()
  private opened = false

  constructor(fontSize: number, theme: ITheme, wiring: Wiring) {
    this.xterm = new Xterm({
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono').trim() || 'monospace',
      fontSize,
      lineHeight: 1.25,
      theme,
      scrollback: 5000,
      cursorBlink: true,
      convertEol: false,
      macOptionIsMeta: true,
      allowProposedApi: false,
    })
    this.xterm.loadAddon(this.fit)
    this.xterm.onData((data) => wiring.onKeys(data))
    this.xterm.onBinary((data) => wiring.onKeys(data))
    this.xterm.onResize(({ cols, rows }) => wiring.onSize(cols, rows))
    this.xterm.attachCustomKeyEventHandler((event) => !(event.type === 'keydown' && wiring.onPageKey(event)))
    this.drawn = (bytes) => wiring.onDrawn(bytes)
  }

  private readonly drawn: (bytes: number) => void

  /** Into the page; again after the tab was hidden. */
  open(element: HTMLElement): void {
    if (this.opened) element.append(this.xterm.element!)
    else this.xterm.open(element)
    this.opened = true
    this.refit()
  }

  refit(): void {
    if (this.opened && this.xterm.element?.offsetParent) this.fit.fit()
  }

  /** In small pieces: xterm draws a piece at one go, and the page must not stand still meanwhile. */
  write(data: Uint8Array): void {
    for (let at = 0; at < data.length; at += PIECE) {
      const piece = data.subarray(at, at + PIECE)
      this.xterm.write(piece, () => this.drawn(piece.length))
    }
  }

  /** Another size of type or other colours. */
  restyle({ fontSize, lineHeight, theme, screenReader }: Style): void {
    this.xterm.options.theme = theme
    this.xterm.options.screenReaderMode = screenReader
    if (this.xterm.options.fontSize !== fontSize) this.xterm.options.fontSize = fontSize
    if (this.xterm.options.lineHeight !== lineHeight) this.xterm.options.lineHeight = lineHeight
    this.refit()
  }

  /** What stands in it down to the cursor; lines that the edge broke are whole. */
  lines(): string[] {
    const { active } = this.xterm.buffer
    const lines: string[] = []
    for (let y = 0; y <= active.baseY + active.cursorY; y++) {
      const line = active.getLine(y)
      if (!line) break
      const isBroken = active.getLine(y + 1)?.isWrapped ?? false
      const text = line.translateToString(!isBroken)
      if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += text
      else lines.push(text)
    }
    return lines
  }

  dispose(): void {
    this.xterm.dispose()
  }
}
