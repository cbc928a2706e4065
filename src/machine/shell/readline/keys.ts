// Keys as a terminal sends them: characters, control characters and escape sequences, one by one.

const SEQUENCES: Record<string, string> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[3~': 'delete',
  '[2~': 'insert',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  '[1;3C': 'word-right',
  '[1;3D': 'word-left',
  '[3;5~': 'kill-word',
  '[Z': 'back-tab',
  '[200~': 'paste-begin',
  '[201~': 'paste-end',
}

const CONTROL: Record<string, string> = {
  '\x01': 'home',
  '\x02': 'left',
  '\x03': 'interrupt',
  '\x04': 'end-of-file',
  '\x05': 'end',
  '\x06': 'right',
  '\x07': 'abort',
  '\x08': 'backspace',
  '\x09': 'complete',
  '\x0a': 'enter',
  '\x0b': 'kill-line',
  '\x0c': 'clear',
  '\x0d': 'enter',
  '\x0e': 'down',
  '\x0f': 'enter',
  '\x10': 'up',
  '\x12': 'search-back',
  '\x13': 'search-forward',
  '\x14': 'transpose',
  '\x15': 'kill-back',
  '\x16': 'quoted-insert',
  '\x17': 'rubout-word',
  '\x19': 'yank',
  '\x1a': 'ignore',
  '\x1c': 'ignore',
  '\x1f': 'undo',
  '\x7f': 'backspace',
}

const META: Record<string, string> = {
  b: 'word-left',
  f: 'word-right',
  d: 'kill-word',
  '\x7f': 'kill-word-back',
  '\x08': 'kill-word-back',
  '.': 'last-argument',
  _: 'last-argument',
  u: 'upcase',
  l: 'downcase',
  c: 'capitalize',
  t: 'transpose-words',
  '<': 'first-line',
  '>': 'last-line',
  y: 'ignore',
  '?': 'list',
  '#': 'comment',
}

export interface Key {
  /** A character to insert, or the name of an editing command. */
  name: string
  char?: string
}

/** Cuts a stream of typed text into keys; an escape sequence may arrive in pieces. */
export class KeyReader {
  private pending = ''

  push(typed: string): void {
    this.pending += typed
  }

  /** What has not been cut yet: given back when the line is done. */
  rest(): string {
    const rest = this.pending
    this.pending = ''
    return rest
  }

  /** The next whole key; undefined when there is none yet. */
  next(): Key | undefined {
    if (!this.pending) return undefined
    const first = String.fromCodePoint(this.pending.codePointAt(0)!)
    if (first !== '\x1b') return this.take(first.length, named(first))
    const sequence = /^\x1b(\[[0-9;?]*[ -/]*[@-~]|O[A-Z])/.exec(this.pending)
    if (sequence) return this.take(sequence[0].length, { name: SEQUENCES[sequence[1]!] ?? 'ignore' })
    if (/^\x1b(\[[0-9;?]*|O)?$/.test(this.pending)) return undefined
    const meta = String.fromCodePoint(this.pending.codePointAt(1)!)
    return this.take(1 + meta.length, { name: META[meta.toLowerCase()] ?? 'ignore' })
  }

  private take(length: number, key: Key): Key {
    this.pending = this.pending.slice(length)
    return key
  }
}

const named = (char: string): Key =>
  char < ' ' || char === '\x7f' ? { name: CONTROL[char] ?? 'ignore' } : { name: 'insert', char }
