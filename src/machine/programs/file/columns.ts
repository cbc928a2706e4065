// Names in columns as ls(1) sets them: down, then across, each column as wide as its widest name.
import { displayWidth } from '../../tty.ts'

export function columns(names: string[], width: number, across = false): string {
  const widths = names.map(displayWidth)
  let rows = 1
  let best: number[] = []
  for (; rows <= names.length; rows++) {
    best = layout(widths, rows, across)
    if (best.reduce((sum, each) => sum + each, 0) - 2 < width) break
  }
  const count = across ? best.length : Math.ceil(names.length / rows)
  const out: string[] = []
  for (let row = 0; row < rows; row++) {
    let line = ''
    for (let column = 0; column < count; column++) {
      const i = across ? row * count + column : column * rows + row
      if (i >= names.length) continue
      const last = across ? column === count - 1 || i === names.length - 1 : i + rows >= names.length
      line += last ? names[i]! : names[i]! + ' '.repeat(best[column]! - widths[i]!)
    }
    out.push(`${line}\n`)
  }
  return out.join('')
}

function layout(widths: number[], rows: number, across: boolean): number[] {
  const count = Math.ceil(widths.length / rows)
  const out: number[] = []
  for (let i = 0; i < widths.length; i++) {
    const column = across ? i % count : Math.floor(i / rows)
    out[column] = Math.max(out[column] ?? 0, widths[i]! + 2)
  }
  return out
}
