// Labels and selectors on one line, as labels.FormatLabels and metav1.FormatLabelSelector write them.
import type { LabelSelector } from 'kubernetes-types/meta/v1'

/** `a=b,c=d`, `<none>`. */
export function labelsText(labels: Record<string, string> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return pairs.sort().join(',') || '<none>'
}

const OPERATORS: Record<string, string> = { In: 'in', NotIn: 'notin' }

/** Requirements in the order of their keys: `app=web,tier in (a,b),!old`. Empty means everything. */
export function selectorText(selector: LabelSelector | undefined): string {
  if (!selector) return '<none>'
  const parts = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }))
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const list = `(${[...values].sort().join(',')})`
    const text =
      operator === 'Exists' ? key : operator === 'DoesNotExist' ? `!${key}` : `${key} ${OPERATORS[operator]} ${list}`
    parts.push({ key, text })
  }
  parts.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return parts.map(({ text }) => text).join(',') || '<none>'
}
