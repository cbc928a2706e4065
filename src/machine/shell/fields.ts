// Word splitting: how the pieces of an expanded word become the fields that a command gets.

export interface Piece {
  text: string
  /** Neither split nor taken as a pattern. */
  quoted: boolean
}

/** One argument to be: pieces, of which the unquoted ones may still be patterns of file names. */
export type Field = Piece[]

export class Fields {
  readonly list: Field[] = []
  private open: Field | undefined
  private readonly ifs: string

  constructor(ifs: string) {
    this.ifs = ifs
  }

  /** Adds to the field under way; an empty quoted piece makes an (empty) field. */
  add(text: string, quoted: boolean): void {
    if (text === '' && !quoted) return
    this.open ??= []
    this.open.push({ text, quoted })
  }

  /** Ends the field under way. */
  end(): void {
    if (this.open) this.list.push(this.open)
    this.open = undefined
  }

  /** Adds the result of an unquoted expansion, split at the characters of IFS. */
  split(text: string): void {
    if (this.ifs === '') return this.add(text, false)
    const white = [...this.ifs].filter((char) => ' \t\n'.includes(char))
    let at = 0
    while (at < text.length) {
      const start = at
      while (at < text.length && !this.ifs.includes(text[at]!)) at++
      this.add(text.slice(start, at), false)
      if (at >= text.length) return
      at = this.separator(text, at, white)
    }
  }

  /** Spaces around one other separator belong to it; spaces alone end a field only if there is one. */
  private separator(text: string, start: number, white: string[]): number {
    let at = start
    let hard = false
    for (; at < text.length; at++) {
      const char = text[at]!
      if (white.includes(char)) continue
      if (hard || !this.ifs.includes(char)) break
      hard = true
    }
    if (hard) this.open ??= []
    this.end()
    return at
  }

  finish(): Field[] {
    this.end()
    return this.list
  }
}

export const fieldText = (field: Field): string => field.map((piece) => piece.text).join('')
