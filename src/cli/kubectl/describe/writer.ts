// describe's pages: names and values, indented by level, columns laid out by a tabwriter.
import { tabulate } from '../../tabwriter.ts'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
/** Annotations longer than this stand below their key, cut. */
const MAX_ANNOTATION = 140

const sortedEntries = (map: Record<string, string> | undefined): [string, string][] =>
  Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))

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

  /** Labels and selectors: the first beside the name, the others below it. */
  map(level: number, name: string, map: Record<string, string> | undefined, join = '='): this {
    const entries = sortedEntries(map)
    if (entries.length === 0) return this.field(level, name, '<none>')
    entries.forEach(([key, value], i) =>
      i === 0 ? this.line(level, `${name}:\t${key}${join}${value}`) : this.line(0, `\t${key}${join}${value}`),
    )
    return this
  }

  /** Annotations without apply's own; what is long or has several lines stands below its key. */
  annotations(level: number, map: Record<string, string> | undefined): this {
    const entries = sortedEntries(map).filter(([key]) => key !== LAST_APPLIED)
    if (entries.length === 0) return this.field(level, 'Annotations', '<none>')
    entries.forEach(([key, raw], i) => {
      const value = raw.replace(/\n$/, '')
      const head = `${i === 0 ? 'Annotations:' : ''}\t${key}:`
      if (value.length + key.length + 2 <= MAX_ANNOTATION && !value.includes('\n')) {
        return this.line(level, `${head} ${value}`)
      }
      this.line(level, head)
      for (const line of value.split('\n')) this.line(level, `\t  ${shorten(line, MAX_ANNOTATION - 2)}`)
    })
    return this
  }

  /** A heading and rows below it, with a line of dashes between header and rows. */
  table(level: number, header: readonly string[], rows: readonly (readonly string[])[]): this {
    this.line(level, header.join('\t')).line(level, header.map((name) => '-'.repeat(name.length)).join('\t'))
    for (const row of rows) this.line(level, row.join('\t'))
    return this
  }

  /** As written, before it is laid out. */
  get raw(): string {
    return this.out
  }

  /** tabwriter(minwidth 0, tabwidth 8, padding 2). */
  toString(): string {
    return tabulate(this.out, { minWidth: 0, padding: 2 })
  }
}

const shorten = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max)}...` : text)
