// The `filters` query: `{"name":{"web":true}}`, or the older `{"name":["web"]}`.
import { type Query } from '../net/http.ts'
import { badRequest } from './errors.ts'

export class Filters {
  private readonly values: Map<string, string[]>

  constructor(values: Map<string, string[]>) {
    this.values = values
  }

  has(name: string): boolean {
    return this.values.has(name)
  }

  get(name: string): string[] {
    return this.values.get(name) ?? []
  }

  /** No such filter, or one of its values is equal. */
  exact(name: string, value: string): boolean {
    const wanted = this.values.get(name)
    return !wanted || wanted.length === 0 || wanted.includes(value)
  }

  /** No such filter, or one of its values fits. */
  any(name: string, fits: (value: string) => boolean): boolean {
    const wanted = this.values.get(name)
    return !wanted || wanted.length === 0 || wanted.some(fits)
  }

  /** `label=key` and `label=key=value`: all must fit. */
  labels(labels: Readonly<Record<string, string>> | null | undefined, name = 'label'): boolean {
    return this.get(name).every((wanted) => hasLabel(labels, wanted))
  }

  noLabels(labels: Readonly<Record<string, string>> | null | undefined): boolean {
    const unwanted = this.get('label!')
    return unwanted.length === 0 || !unwanted.every((wanted) => hasLabel(labels, wanted))
  }

  /** No such filter, or one of its values is the beginning of this one. */
  prefix(name: string, value: string): boolean {
    return this.any(name, (wanted) => value.startsWith(wanted))
  }

  /** A regular expression or part of the value fits. */
  matches(name: string, values: readonly string[]): boolean {
    return this.any(name, (wanted) => values.some((value) => fitsPattern(value, wanted)))
  }

  /** true/false, 1/0. Throws for anything else. */
  boolean(name: string): boolean | undefined {
    const wanted = this.get(name)
    if (wanted.length === 0) return undefined
    const yes = wanted.some((value) => value === 'true' || value === '1')
    const no = wanted.some((value) => value === 'false' || value === '0')
    if (yes === no) throw badRequest(`invalid filter '${name}=[${wanted.join(' ')}]'`)
    return yes
  }
}

const hasLabel = (labels: Readonly<Record<string, string>> | null | undefined, wanted: string): boolean => {
  const equals = wanted.indexOf('=')
  if (equals < 0) return labels?.[wanted] !== undefined
  return labels?.[wanted.slice(0, equals)] === wanted.slice(equals + 1)
}

function fitsPattern(value: string, wanted: string): boolean {
  if (value === wanted || value.includes(wanted)) return true
  try {
    return new RegExp(wanted).test(value)
  } catch {
    return false
  }
}

/** Throws for a filter that is not `known`; without such a list every name will do. */
export function parseFilters(query: Query, known?: readonly string[]): Filters {
  const said = query.filters?.[0]
  const values = new Map<string, string[]>()
  if (said) {
    let parsed: Record<string, Record<string, boolean> | string[]>
    try {
      parsed = JSON.parse(said) as typeof parsed
    } catch {
      throw badRequest('invalid filter')
    }
    for (const [name, value] of Object.entries(parsed)) {
      if (known && !known.includes(name)) throw badRequest(`invalid filter '${name}'`)
      values.set(name, Array.isArray(value) ? value : Object.keys(value))
    }
  }
  return new Filters(values)
}
