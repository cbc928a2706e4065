// Node selectors and label selectors as apimachinery's labels.Requirement reads them.
import type { LabelSelector } from '../../api/kubernetes/meta.ts'
import type { NodeSelector, NodeSelectorTerm } from '../../api/kubernetes/core.ts'

type Labels = Record<string, string>

interface Requirement {
  key: string
  operator: string
  values?: string[]
}

/** No selector selects nothing, an empty one everything. */
export function selects(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  if (!selector) return false
  const has = labels ?? {}
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (has[key] !== value) return false
  return (selector.matchExpressions ?? []).every((requirement) => meets(requirement, has))
}

/** The plain maps of Services and ReplicationControllers; an empty one selects nothing. */
export function selectsMap(selector: Labels | undefined, labels: Labels | undefined): boolean {
  const wanted = Object.entries(selector ?? {})
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value)
}

export function selectsNode(selector: NodeSelector | undefined, labels: Labels, name: string): boolean {
  return !selector || selector.nodeSelectorTerms.some((term) => meetsTerm(term, labels, name))
}

export function meetsTerm(term: NodeSelectorTerm, labels: Labels, name: string): boolean {
  const expressions = term.matchExpressions ?? []
  const fields = term.matchFields ?? []
  if (expressions.length + fields.length === 0) return false
  return (
    expressions.every((requirement) => meets(requirement, labels)) &&
    fields.every((requirement) => meets(requirement, { 'metadata.name': name }))
  )
}

function meets({ key, operator, values = [] }: Requirement, labels: Labels): boolean {
  const value = labels[key]
  if (operator === 'In') return value !== undefined && values.includes(value)
  if (operator === 'NotIn') return value === undefined || !values.includes(value)
  if (operator === 'Exists') return value !== undefined
  if (operator === 'DoesNotExist') return value === undefined
  if (operator === 'Gt') return value !== undefined && Number(value) > Number(values[0])
  if (operator === 'Lt') return value !== undefined && Number(value) < Number(values[0])
  return false
}
