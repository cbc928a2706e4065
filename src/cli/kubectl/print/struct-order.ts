// The order in which encoding/json writes the fields of an API object: that of its Go struct.

/** Fields of ObjectMeta as they stand in Go. */
const METADATA =
  'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields'.split(
    ' ',
  )

export function structOrder(value: unknown): Record<string, unknown> {
  const { kind, apiVersion, metadata, ...rest } = value as Record<string, unknown>
  if (typeof metadata !== 'object' || metadata === null) return { kind, apiVersion, ...rest }
  const fields = metadata as Record<string, unknown>
  const known = METADATA.filter((key) => key in fields).map((key) => [key, fields[key]])
  return { kind, apiVersion, metadata: { ...Object.fromEntries(known), ...fields }, ...rest }
}
