// A text that is being run: for the numbers of its lines, and for cutting commands out of it.

export class Source {
  readonly text: string
  /** Of the file, or $0. */
  readonly name: string
  /** A file, not -c or a prompt. */
  readonly script: boolean
  private readonly starts: number[]
  private readonly first: number

  constructor(text: string, name: string, options: { script?: boolean; firstLine?: number } = {}) {
    this.text = text
    this.name = name
    this.script = options.script ?? false
    this.first = options.firstLine ?? 1
    this.starts = [0]
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1)
  }

  lineAt(position: number): number {
    let [low, high] = [0, this.starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.starts[middle]! <= position) low = middle
      else high = middle - 1
    }
    return this.first + low
  }

  lineText(position: number): string {
    const start = this.text.lastIndexOf('\n', position - 1) + 1
    const end = this.text.indexOf('\n', position)
    return this.text.slice(start, end < 0 ? undefined : end)
  }
}
