// readline(3): one line of input, edited on a raw terminal with the keys people know.
import { streamDecoder, utf8 } from '../../../kernel/bytes.ts'
import type { Process } from '../../process.ts'
import { type Tty, displayWidth } from '../../tty.ts'
import { EditBuffer } from './buffer.ts'
import { Display } from './display.ts'
import type { History } from './history.ts'
import { type Key, KeyReader } from './keys.ts'
import { Search } from './search.ts'

export type Entered = { kind: 'line'; text: string } | { kind: 'interrupt' } | { kind: 'end' }

/** What may stand instead of the `length` characters before the cursor; a single one is completed with `suffix`. */
export interface Completed {
  candidates: string[]
  length: number
  suffix: string
  /** What is listed instead of the candidates: file names without their directories. */
  shown?: string[]
}

export interface EditorOptions {
  complete?: (text: string, cursor: number) => Promise<Completed>
  /** Bash's enable-bracketed-paste. */
  bracketedPaste?: boolean
  /** busybox's FEATURE_EDITING_ASK_TERMINAL: asks for the cursor's place, and does without an answer. */
  asksTerminal?: boolean
  /** busybox's line editor, not readline. */
  busybox?: boolean
}

const MOVES = new Set(['left', 'right', 'home', 'end', 'word-left', 'word-right'])
const ERASES = new Set(['backspace', 'delete', 'kill-line', 'kill-back', 'kill-word', 'kill-word-back', 'rubout-word'])
const ASK_ABOVE = 100

export class LineEditor {
  private readonly process: Process
  private readonly tty: Tty
  private readonly history: History
  private readonly options: EditorOptions
  private readonly display: Display
  private readonly keys = new KeyReader()
  private readonly decode = streamDecoder()
  private buffer = new EditBuffer()
  /** Lines of the history as edited in this call. */
  private edited = new Map<number, string>()
  private index = 0
  private pasting = false
  private lastKey = ''
  private search: Search | undefined
  private prompt = ''
  private argumentsBack = 0

  constructor(process: Process, tty: Tty, history: History, options: EditorOptions = {}) {
    this.process = process
    this.tty = tty
    this.history = history
    this.options = options
    this.display = new Display(tty)
  }

  /** The terminal is raw while the line is edited and cooked again after; what was typed beyond the line stays for the next reader. */
  async read(prompt: string): Promise<Entered> {
    this.reset(prompt)
    this.tty.raw = true
    const redraw = () => void this.display.redraw(this.buffer.text, this.buffer.cursor, !!this.options.busybox)
    this.tty.resized.add(redraw)
    try {
      if (this.options.bracketedPaste) await this.tty.write('\x1b[?2004h')
      await this.display.begin(prompt)
      if (this.options.asksTerminal) await this.tty.write('\x1b[6n')
      return await this.loop()
    } finally {
      this.tty.resized.delete(redraw)
      if (this.options.bracketedPaste) void this.tty.write('\x1b[?2004l\r')
      this.tty.unread(utf8(this.keys.rest().replaceAll('\r', '\n')))
      this.tty.raw = false
    }
  }

  private reset(prompt: string): void {
    this.prompt = prompt.split('\n').at(-1)!
    this.buffer = new EditBuffer()
    this.edited = new Map()
    this.index = this.history.lines.length
    this.pasting = false
    this.lastKey = ''
    this.search = undefined
    this.argumentsBack = 0
  }

  private async loop(): Promise<Entered> {
    for (;;) {
      const chunk = await this.tty.read(undefined, this.process.killed)
      if (chunk === null) return { kind: 'end' }
      this.keys.push(this.decode(chunk))
      for (let key = this.keys.next(); key; key = this.keys.next()) {
        const entered = await this.press(key)
        if (entered) return entered
        this.lastKey = key.name
      }
    }
  }

  private async press(key: Key): Promise<Entered | undefined> {
    if (key.name === 'paste-begin' || key.name === 'paste-end') {
      this.pasting = key.name === 'paste-begin'
      return this.draw()
    }
    if (this.pasting) return this.paste(key)
    if (this.search) return this.searchKey(key)
    return this.edit(key)
  }

  private paste(key: Key): undefined {
    const char = key.name === 'enter' ? '\n' : key.name === 'complete' ? '\t' : key.char
    if (char !== undefined) this.buffer.insert(char)
    return undefined
  }

  private async edit(key: Key): Promise<Entered | undefined> {
    const { name } = key
    const { buffer } = this
    if (name === 'insert') buffer.insert(key.char!)
    else if (name === 'enter') return this.accept()
    else if (name === 'interrupt') return this.interrupt()
    else if (name === 'end-of-file') {
      if (buffer.empty) return { kind: 'end' }
      if (!buffer.erase('delete')) return void this.display.bell()
    } else if (MOVES.has(name)) buffer.move(name)
    else if (ERASES.has(name)) {
      if (!buffer.erase(name)) return void this.display.bell()
    } else if (name === 'yank') buffer.yank()
    else if (name === 'undo') buffer.undo()
    else if (name === 'transpose') buffer.transpose()
    else if (name === 'upcase' || name === 'downcase' || name === 'capitalize') buffer.recase(name)
    else if (name === 'clear') return this.display.clear(buffer.text, buffer.cursor).then(() => undefined)
    else if (name === 'up' || name === 'down' || name === 'first-line' || name === 'last-line') this.recall(name)
    else if (name === 'last-argument') this.lastArgument()
    else if (name === 'complete') return this.complete()
    else if (name === 'search-back' || name === 'search-forward') return this.startSearch()
    else return undefined
    return this.draw()
  }

  private draw(): Promise<undefined> {
    return this.display.show(this.buffer.text, this.buffer.cursor).then(() => undefined)
  }

  private async accept(): Promise<Entered> {
    await this.display.finish()
    return { kind: 'line', text: this.buffer.text }
  }

  private async interrupt(): Promise<Entered> {
    this.buffer.move('end')
    await this.draw()
    await this.tty.write('^C')
    await this.display.finish()
    return { kind: 'interrupt' }
  }

  private recall(name: string): void {
    const last = this.history.lines.length
    const target = name === 'up' ? this.index - 1 : name === 'down' ? this.index + 1 : name === 'first-line' ? 0 : last
    if (target < 0 || target > last) return void this.display.bell()
    this.edited.set(this.index, this.buffer.text)
    this.index = target
    this.buffer.set(this.edited.get(target) ?? this.history.lines[target] ?? '')
  }

  /** Alt-. : the last word of the line before; again: of the one before that. */
  private lastArgument(): void {
    const word = (back: number) => (this.history.lines.at(-back) ?? '').trim().split(/\s+/).at(-1) ?? ''
    if (this.lastKey === 'last-argument') {
      const shown = word(this.argumentsBack)
      this.argumentsBack = Math.min(this.argumentsBack + 1, this.history.lines.length)
      this.buffer.replaceBefore([...shown].length, word(this.argumentsBack))
    } else {
      this.argumentsBack = 1
      this.buffer.insert(word(1))
    }
  }

  private async complete(): Promise<undefined> {
    const { complete } = this.options
    if (!complete) {
      this.buffer.insert('\t')
      return this.draw()
    }
    const { text, cursor } = this.buffer
    const { candidates, length, suffix, shown } = await complete(text, cursor)
    if (candidates.length === 0) return this.display.bell().then(() => undefined)
    const typed = text.slice(cursor - length, cursor)
    const prefix = candidates.length === 1 ? candidates[0]! + suffix : sharedPrefix(candidates)
    if (prefix !== typed && prefix.length >= typed.length) {
      this.buffer.replaceBefore([...typed].length, prefix)
      return this.draw()
    }
    if (candidates.length === 1) return undefined
    if (this.lastKey !== 'complete') return this.display.bell().then(() => undefined)
    await this.list(shown ?? candidates)
    return this.draw()
  }

  private async list(names: string[]): Promise<void> {
    if (names.length > ASK_ABOVE && !(await this.agreed(names.length))) return
    await this.display.below(columns(names, this.tty.size.columns || 80))
  }

  private async agreed(count: number): Promise<boolean> {
    await this.display.below(`Display all ${count} possibilities? (y or n)`)
    for (;;) {
      const chunk = await this.tty.read(1, this.process.killed)
      const answer = chunk === null ? 'n' : String.fromCharCode(chunk[0]!).toLowerCase()
      if (answer === 'y' || answer === ' ' || answer === 'n' || answer === '\x03' || answer === '\x7f') {
        await this.tty.write('\r\n')
        return answer === 'y' || answer === ' '
      }
      await this.display.bell()
    }
  }

  private startSearch(): Promise<undefined> {
    this.search = new Search(this.history)
    return this.drawSearch()
  }

  private async drawSearch(): Promise<undefined> {
    const { prompt, text, cursor } = this.search!
    this.display.setPrompt(prompt)
    await this.display.show(text, cursor)
    return undefined
  }

  /** Typed characters narrow the search, Ctrl-R goes further back, anything else ends it and is done to the line found. */
  private async searchKey(key: Key): Promise<Entered | undefined> {
    const search = this.search!
    if (key.name === 'insert') search.type(key.char!)
    else if (key.name === 'backspace') search.erase()
    else if (key.name === 'search-back') search.further()
    else {
      this.search = undefined
      if (key.name !== 'abort' && key.name !== 'interrupt') this.buffer.set(search.text)
      this.display.setPrompt(this.prompt)
      await this.draw()
      return key.name === 'abort' || key.name === 'ignore' ? undefined : this.edit(key)
    }
    return this.drawSearch()
  }
}

export function sharedPrefix(words: readonly string[]): string {
  let prefix = words[0] ?? ''
  for (const word of words) while (!word.startsWith(prefix)) prefix = prefix.slice(0, -1)
  return prefix
}

/** Down the columns, as readline lists completions. */
export function columns(names: readonly string[], width: number): string {
  const sorted = [...new Set(names)].sort()
  const cell = Math.max(...sorted.map(displayWidth)) + 2
  const across = Math.max(1, Math.floor(width / cell))
  const rows = Math.ceil(sorted.length / across)
  let out = ''
  for (let row = 0; row < rows; row++) {
    let line = ''
    for (let column = 0; column < across; column++) {
      const name = sorted[column * rows + row]
      if (name === undefined) break
      line += name + ' '.repeat(Math.max(0, cell - displayWidth(name)))
    }
    out += `${line.trimEnd()}\r\n`
  }
  return out
}
