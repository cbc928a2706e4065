// Which things are drawn in full and which are folded, so that a place fits its height.
import type { Detail } from './box.ts'

export interface Foldable {
  id: string
  /** Height in px for each degree. */
  heights: Record<Detail, number>
  /** What is folded first: lower goes first. */
  worth: number
}

const DEGREES: Detail[] = ['full', 'strip', 'line']

/**
 * Folds the least worth first, one degree at a time over all, until the sum of heights fits `available`.
 * What still does not fit stays as lines: the stage then scrolls.
 */
export function fold(items: Foldable[], available: number, gap: number): Map<string, Detail> {
  const details = new Map<string, Detail>(items.map(({ id }) => [id, 'full']))
  let height = items.reduce((sum, item) => sum + item.heights.full + gap, 0)
  const order = items.toSorted((a, b) => a.worth - b.worth)
  for (let degree = 1; degree < DEGREES.length; degree++) {
    for (const item of order) {
      if (height <= available) return details
      const [before, after] = [DEGREES[degree - 1]!, DEGREES[degree]!]
      height -= item.heights[before] - item.heights[after]
      details.set(item.id, after)
    }
  }
  return details
}
