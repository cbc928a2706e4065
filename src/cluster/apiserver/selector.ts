// Label and field selectors as text (upstream: apimachinery/pkg/labels, pkg/fields).
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import type { Kind } from '../kinds/kind.ts'
import { badRequest, quote } from './status.ts'

export type Selector = (object: KubeObject) => boolean

interface Requirement {
  key: string
  operator: '=' | '!=' | 'in' | 'notin' | 'exists' | '!' | '>' | '<'
  values: string[]
}

/** `app=web,tier!=db,env in (a,b),!old`. Undefined: everything. Throws a Refusal. */
export function labelSelector(text: string): Selector | undefined {
  const requirements = split(text).map(parseRequirement)
  if (requirements.length === 0) return undefined
  return ({ metadata: { labels = {} } }) =>
    requirements.every((requirement) => meets(labels[requirement.key], requirement))
}

function split(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part)
}

function parseRequirement(text: string): Requirement {
  const list = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(text)
  if (list) {
    const values = list[3]!.split(',').map((value) => value.trim())
    return { key: list[1]!, operator: list[2] as 'in' | 'notin', values }
  }
  const pair = /^([^\s=!<>]+)\s*(==|=|!=|>|<)\s*([^\s=]*)$/.exec(text)
  if (pair) {
    const operator = (pair[2] === '==' ? '=' : pair[2]) as Requirement['operator']
    return { key: pair[1]!, operator, values: [pair[3]!] }
  }
  const bare = /^(!?)\s*([A-Za-z0-9][^\s=!<>]*)$/.exec(text)
  if (bare) return { key: bare[2]!, operator: bare[1] ? '!' : 'exists', values: [] }
  throw badRequest(`unable to parse requirement: found '${text}', expected: identifier after ','`)
}

function meets(value: string | undefined, { operator, values }: Requirement): boolean {
  switch (operator) {
    case '=':
      return value === values[0]
    case 'in':
      return value !== undefined && values.includes(value)
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case '>':
      return value !== undefined && Number(value) > Number(values[0])
    case '<':
      return value !== undefined && Number(value) < Number(values[0])
  }
}

/** `metadata.name=x,status.phase!=Running`; only fields that the kind knows. Throws a Refusal. */
export function fieldSelector(text: string, kind: Kind): Selector | undefined {
  const wanted = text
    .split(',')
    .filter((part) => part)
    .map((part) => {
      const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(part.trim())
      if (!match) throw badRequest(`invalid selector: ${quote(text)}; can't understand ${quote(part)}`)
      return { field: match[1]!, negative: match[2] === '!=', value: match[3]! }
    })
  if (wanted.length === 0) return undefined
  const known = kind.fields?.({ metadata: {}, spec: {}, status: {} } as unknown as KubeObject) ?? {}
  for (const { field } of wanted) {
    if (field !== 'metadata.name' && field !== 'metadata.namespace' && !(field in known)) {
      throw badRequest(`field label not supported: ${field}`)
    }
  }
  return (object) => {
    const fields: Record<string, string> = {
      'metadata.name': object.metadata.name,
      'metadata.namespace': object.metadata.namespace ?? '',
      ...kind.fields?.(object),
    }
    return wanted.every(({ field, negative, value }) => (fields[field] === value) !== negative)
  }
}

export const both = (a: Selector | undefined, b: Selector | undefined): Selector | undefined =>
  a && b ? (object) => a(object) && b(object) : (a ?? b)
