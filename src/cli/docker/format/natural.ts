// The order of docker's lists: numbers inside of names count as numbers (github.com/fvbommel/sortorder).

const PIECES = /\d+|\D+/g

/** For Array.sort: `vol2` before `vol10`. */
export function natural(a: string, b: string): number {
  const [left, right] = [a.match(PIECES) ?? [], b.match(PIECES) ?? []]
  for (const [i, piece] of left.entries()) {
    const other = right[i]
    if (other === undefined) return 1
    const order = compare(piece, other)
    if (order !== 0) return order
  }
  return left.length - right.length
}

function compare(a: string, b: string): number {
  if (/\d/.test(a) && /\d/.test(b)) {
    const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
    if (x.length !== y.length) return x.length - y.length
    if (x !== y) return x < y ? -1 : 1
    return a.length - b.length
  }
  return a === b ? 0 : a < b ? -1 : 1
}
