// describe's pages: names and values, indented by level, columns laid out by a tabwriter.
import { tabulate } from '../../tabwriter.ts'

export class Page {
  private out = ''

  /** One line at a level; cells are separated by tabs. */
  line(level: number, text: string): this {
    this.out += `${'  '.repeat(level)}${text}\n`
    return this
  }

  /** `Name:` and its value, in columns. */
  field(level: number, name: string, value: unknown): this {
    return this.line(
      level,
      `${name}:\t${value === undefined || value === null || value === '' ? '<none>' : String(value)}`,
    )
  }

  /** Labels, annotations, selectors: the first beside the name, the others below it. */
  map(level: number, name: string, map: Record<string, string> | undefined, join = '='): this {
    const entries = Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
    if (entries.length === 0) return this.field(level, name, '<none>')
    entries.forEach(([key, value], i) => this.line(level, `${i === 0 ? `${name}:` : ''}\t${key}${join}${value}`))
    return this
  }

  /** tabwriter(minwidth 0, tabwidth 8, padding 2). */
  toString(): string {
    return tabulate(this.out, { minWidth: 0, padding: 2 })
  }
}
