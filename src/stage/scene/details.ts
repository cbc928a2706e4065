// Which things are drawn in full, which are folded and which only counted, so that a place fits its height.
import type { Detail } from './box.ts'

/** Not drawn: counted in the list's row `+n`. */
export type Folded = Detail | 'hidden'

export interface Foldable {
  id: string
  /** Things of one list are counted together where they are hidden, in a row of its own. Left out: there is such a row anyway. */
  list?: string
  /** Height in px for each degree. */
  heights: Record<Detail, number>
  /** How soon it is folded to each degree: lower goes first, over all things. Left out: never. */
  ranks: Partial<Record<Exclude<Folded, 'full'>, number>>
  /** Among equals, lower goes first. */
  worth: number
}

export interface Spacing {
  gap: number
  /** Height of a list's row `+n`. */
  more: number
}

interface Step {
  item: Foldable
  from: Folded
  to: Folded
  rank: number
}

const ORDER: Folded[] = ['full', 'strip', 'line', 'hidden']

/** Folds as little as may be until all fits `available`; what does not fit even then, the stage scrolls to. */
export function fold(items: Foldable[], available: number, spacing: Spacing): Map<string, Folded> {
  const details = new Map<string, Folded>(items.map(({ id }) => [id, 'full']))
  const hidden = new Map<string, number>()
  let height = items.reduce((sum, item) => sum + item.heights.full + spacing.gap, 0)
  const room = (item: Foldable, degree: Folded) => (degree === 'hidden' ? 0 : item.heights[degree] + spacing.gap)
  const change = ({ item, from, to }: Step, back: boolean) => {
    const [before, after] = back ? [to, from] : [from, to]
    const count = item.list === undefined ? 1 : (hidden.get(item.list) ?? 0)
    const next = count + (after === 'hidden' ? 1 : 0) - (before === 'hidden' ? 1 : 0)
    const row = item.list === undefined ? 0 : (next > 0 ? spacing.more : 0) - (count > 0 ? spacing.more : 0)
    return { next, by: room(item, after) - room(item, before) + row }
  }
  const take = (step: Step, back: boolean) => {
    const { next, by } = change(step, back)
    if (step.item.list !== undefined) hidden.set(step.item.list, next)
    details.set(step.item.id, back ? step.from : step.to)
    height += by
  }
  const taken: Step[] = []
  for (const step of steps(items)) {
    if (height <= available) break
    take(step, false)
    taken.push(step)
  }
  // The last step may have freed more than was needed.
  for (const step of taken.toReversed()) {
    if (details.get(step.item.id) === step.to && height + change(step, true).by <= available) take(step, true)
  }
  return details
}

function steps(items: Foldable[]): Step[] {
  const all = items.flatMap((item) => {
    let from: Folded = 'full'
    return ORDER.slice(1).flatMap((to) => {
      const rank = item.ranks[to as Exclude<Folded, 'full'>]
      if (rank === undefined) return []
      const step = { item, from, to, rank }
      from = to
      return [step]
    })
  })
  return all.toSorted((a, b) => a.rank - b.rank || a.item.worth - b.item.worth)
}
