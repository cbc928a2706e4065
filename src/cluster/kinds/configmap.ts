// ConfigMap: settings as text.
import type { ConfigMap } from '../../api/kubernetes/core.ts'
import { age, name } from './columns.ts'
import type { FieldErrors } from './field-errors.ts'
import type { Kind } from './kind.ts'

export const configMaps: Kind<ConfigMap> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  namespaced: true,
  columns: [
    name,
    {
      name: 'Data',
      type: 'integer',
      cell: ({ data = {}, binaryData = {} }) => Object.keys({ ...data, ...binaryData }).length,
    },
    age,
  ],
  validate({ data, binaryData }, errors) {
    for (const key of Object.keys(data ?? {})) validateKey(key, `data[${key}]`, errors)
    for (const key of Object.keys(binaryData ?? {})) validateKey(key, `binaryData[${key}]`, errors)
  },
  validateUpdate(next, old, errors) {
    if (!old.immutable) return
    if (!next.immutable) errors.forbidden('immutable', 'field is immutable when `immutable` is set')
    if (JSON.stringify(next.data) !== JSON.stringify(old.data))
      errors.forbidden('data', 'field is immutable when `immutable` is set')
  },
}

/** Keys become file names. */
export function validateKey(key: string, at: string, errors: FieldErrors): void {
  if (/^[-._a-zA-Z0-9]+$/.test(key) && key.length <= 253) return
  errors.invalid(
    at,
    key,
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
  )
}
