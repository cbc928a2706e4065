// kubectl.kubernetes.io/last-applied-configuration: what `apply` remembers on the object itself.
import { type AnyObject } from '../object.ts'

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** The object without that annotation, as compact JSON with sorted keys and a newline. */
export function configuration(object: AnyObject): string {
  const { [LAST_APPLIED]: _old, ...annotations } = object.metadata.annotations ?? {}
  const metadata = { ...object.metadata, annotations }
  return `${JSON.stringify({ ...object, metadata }, (_, value: unknown) => sorted(value))}\n`
}

/** Puts the annotation on the object itself. */
export function saveConfig(object: AnyObject): void {
  const value = configuration(object)
  object.metadata = { ...object.metadata, annotations: { ...object.metadata.annotations, [LAST_APPLIED]: value } }
}

/** The same for an object that was made here: a struct, whose fields keep their order. */
export function saveTyped(object: AnyObject): void {
  const { kind, apiVersion, ...rest } = object
  const value = `${JSON.stringify({ kind, apiVersion, ...rest })}\n`
  object.metadata = { ...object.metadata, annotations: { ...object.metadata.annotations, [LAST_APPLIED]: value } }
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const record = value as Record<string, unknown>
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, record[key]]),
  )
}
