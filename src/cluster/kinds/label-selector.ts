// metav1.LabelSelector (upstream: apimachinery/pkg/apis/meta/v1/helpers.go).
import type { LabelSelector } from '../../api/kubernetes/meta.ts'

/** An empty selector selects everything, no selector nothing. */
export function selects(selector: LabelSelector | undefined, labels: Record<string, string> = {}): boolean {
  if (!selector) return false
  const { matchLabels = {}, matchExpressions = [] } = selector
  if (!Object.entries(matchLabels).every(([key, value]) => labels[key] === value)) return false
  return matchExpressions.every(({ key, operator, values = [] }) => {
    const value = labels[key]
    if (operator === 'In') return value !== undefined && values.includes(value)
    if (operator === 'NotIn') return value === undefined || !values.includes(value)
    return (operator === 'Exists') === (value !== undefined)
  })
}

/** `app=web,tier in (a,b)`, `<none>` when it says nothing: as kubectl's tables show it. */
export function selectorText(selector: LabelSelector | undefined): string {
  if (!selector) return '<none>'
  const parts = [...labelParts(selector.matchLabels)]
  for (const { key, operator, values = [] } of [...(selector.matchExpressions ?? [])].sort((a, b) =>
    a.key < b.key ? -1 : 1,
  )) {
    const list = [...values].sort().join(',')
    if (operator === 'In') parts.push(`${key} in (${list})`)
    else if (operator === 'NotIn') parts.push(`${key} notin (${list})`)
    else parts.push(operator === 'Exists' ? key : `!${key}`)
  }
  return parts.length > 0 ? parts.join(',') : '<none>'
}

/** A plain map of labels the same way. */
export function labelsText(labels: Record<string, string> | undefined): string {
  return labelParts(labels).join(',') || '<none>'
}

const labelParts = (labels: Record<string, string> = {}) =>
  Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`)
