// The line being edited: characters, cursor, and the kill ring's last piece.

const WORD = /[\p{L}\p{N}]/u

export class EditBuffer {
  private chars: string[] = []
  at = 0
  private killed = ''
  private undone: { chars: string[]; at: number }[] = []

  get text(): string {
    return this.chars.join('')
  }

  /** The cursor as an index into `text`. */
  get cursor(): number {
    return this.chars.slice(0, this.at).join('').length
  }

  get atEnd(): boolean {
    return this.at === this.chars.length
  }

  get empty(): boolean {
    return this.chars.length === 0
  }

  set(text: string): void {
    this.chars = [...text]
    this.at = this.chars.length
  }

  insert(text: string): void {
    this.save()
    const chars = [...text]
    this.chars.splice(this.at, 0, ...chars)
    this.at += chars.length
  }

  /** Replaces the `length` characters before the cursor. */
  replaceBefore(length: number, text: string): void {
    this.save()
    const chars = [...text]
    this.chars.splice(this.at - length, length, ...chars)
    this.at += chars.length - length
  }

  move(name: string): void {
    if (name === 'left') this.at = Math.max(0, this.at - 1)
    else if (name === 'right') this.at = Math.min(this.chars.length, this.at + 1)
    else if (name === 'home') this.at = 0
    else if (name === 'end') this.at = this.chars.length
    else if (name === 'word-left') this.at = this.wordLeft(this.at)
    else if (name === 'word-right') this.at = this.wordRight(this.at)
  }

  /** False when there is nothing to delete. */
  erase(name: string): boolean {
    const [from, to] = this.range(name)
    if (from === to) return false
    this.save()
    const gone = this.chars.splice(from, to - from)
    if (name !== 'backspace' && name !== 'delete') this.killed = gone.join('')
    this.at = from
    return true
  }

  yank(): void {
    this.insert(this.killed)
  }

  undo(): void {
    const before = this.undone.pop()
    if (!before) return
    this.chars = before.chars
    this.at = before.at
  }

  transpose(): void {
    if (this.chars.length < 2 || this.at === 0) return
    this.save()
    const right = this.at === this.chars.length ? this.at - 1 : this.at
    const [a, b] = [this.chars[right - 1]!, this.chars[right]!]
    this.chars.splice(right - 1, 2, b, a)
    this.at = right + 1
  }

  recase(name: string): void {
    const end = this.wordRight(this.at)
    this.save()
    const word = this.chars.slice(this.at, end).join('')
    const changed = name === 'upcase' ? word.toUpperCase() : name === 'downcase' ? word.toLowerCase() : capitalize(word)
    this.chars.splice(this.at, end - this.at, ...changed)
    this.at = end
  }

  private range(name: string): [number, number] {
    const { at } = this
    const end = this.chars.length
    if (name === 'backspace') return [Math.max(0, at - 1), at]
    if (name === 'delete') return [at, Math.min(end, at + 1)]
    if (name === 'kill-line') return [at, end]
    if (name === 'kill-back') return [0, at]
    if (name === 'kill-word') return [at, this.wordRight(at)]
    if (name === 'kill-word-back') return [this.wordLeft(at), at]
    let from = at
    while (from > 0 && this.chars[from - 1] === ' ') from--
    while (from > 0 && this.chars[from - 1] !== ' ') from--
    return [from, at]
  }

  private wordLeft(at: number): number {
    while (at > 0 && !WORD.test(this.chars[at - 1]!)) at--
    while (at > 0 && WORD.test(this.chars[at - 1]!)) at--
    return at
  }

  private wordRight(at: number): number {
    while (at < this.chars.length && !WORD.test(this.chars[at]!)) at++
    while (at < this.chars.length && WORD.test(this.chars[at]!)) at++
    return at
  }

  private save(): void {
    this.undone.push({ chars: [...this.chars], at: this.at })
  }
}

const capitalize = (word: string) => word.toLowerCase().replace(/[\p{L}]/u, (first) => first.toUpperCase())
