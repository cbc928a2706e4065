// Objects as a client handles them: any JSON with a kind and metadata.

export interface AnyObject {
  apiVersion: string
  kind: string
  metadata: {
    name?: string
    generateName?: string
    namespace?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
    resourceVersion?: string
    uid?: string
    creationTimestamp?: string
    deletionTimestamp?: string
    generation?: number
    managedFields?: unknown
    ownerReferences?: { kind: string; name: string; uid: string; controller?: boolean }[]
    [name: string]: unknown
  }
  [name: string]: unknown
}

export interface AnyList {
  apiVersion: string
  kind: string
  metadata: { resourceVersion?: string; continue?: string }
  items: AnyObject[]
}

export const isList = (value: unknown): value is AnyList =>
  typeof value === 'object' && value !== null && Array.isArray((value as AnyList).items)

/** The value at a path of keys; undefined where something on the way is missing. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let here = value
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as Record<string | number, unknown>)[key]
  }
  return here
}
