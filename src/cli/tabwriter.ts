// text/tabwriter: columns that are as wide as their widest cell. https://pkg.go.dev/text/tabwriter

export interface TabOptions {
  minWidth: number
  padding: number
}

/** docker's tables: tabwriter.NewWriter(out, 10, 1, 3, ' ', 0). */
export const DOCKER_TABLE: TabOptions = { minWidth: 10, padding: 3 }

/** Lines of tab-terminated cells, laid out; what follows a line's last tab is no cell and not padded. */
export function tabulate(text: string, { minWidth, padding }: TabOptions): string {
  const lines = text.split('\n').map((line) => line.split('\t'))
  const out: string[] = []
  const write = (from: number, to: number, widths: readonly number[]) => {
    for (let i = from; i < to; i++) {
      out.push(lines[i]!.map((cell, j) => (j < widths.length ? pad(cell, widths[j]!) : cell)).join(''))
    }
  }
  const format = (from: number, to: number, widths: number[]) => {
    const column = widths.length
    let start = from
    for (let at = from; at < to; at++) {
      if (column >= lines[at]!.length - 1) continue
      write(start, at, widths)
      start = at
      let width = minWidth
      for (; at < to && column < lines[at]!.length - 1; at++) {
        width = Math.max(width, columns(lines[at]![column]!) + padding)
      }
      format(start, at, [...widths, width])
      start = at
      at--
    }
    write(start, to, widths)
  }
  format(0, lines.length, [])
  return out.join('\n')
}

const columns = (cell: string) => [...cell].length
const pad = (cell: string, width: number) => cell + ' '.repeat(Math.max(0, width - columns(cell)))
