// Secret: settings that are not for everybody's eyes.
import type { Secret } from '../../api/kubernetes/core.ts'
import { base64, utf8 } from '../../kernel/bytes.ts'
import { age, name } from './columns.ts'
import { validateKey } from './configmap.ts'
import type { Kind } from './kind.ts'
import { validateImmutable } from './pod-validation.ts'

/** Type → keys that must be there. */
const REQUIRED: Record<string, string[]> = {
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
}

export const secrets: Kind<Secret> = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  namespaced: true,
  columns: [
    name,
    { name: 'Type', cell: ({ type }) => type ?? '' },
    { name: 'Data', type: 'integer', cell: ({ data = {} }) => Object.keys(data).length },
    age,
  ],
  fields: ({ type }) => ({ type: type ?? '' }),
  defaults(secret) {
    secret.type ||= 'Opaque'
    for (const [key, value] of Object.entries(secret.stringData ?? {})) {
      secret.data = { ...secret.data, [key]: base64(utf8(value)) }
    }
    delete secret.stringData
  },
  validate({ type = '', data }, errors) {
    for (const key of Object.keys(data ?? {})) validateKey(key, `data[${key}]`, errors)
    for (const key of REQUIRED[type] ?? []) if (data?.[key] === undefined) errors.required(`data[${key}]`)
  },
  validateUpdate(next, old, errors) {
    validateImmutable(next.type, old.type, 'type', errors)
    if (old.immutable && JSON.stringify(next.data) !== JSON.stringify(old.data)) {
      errors.forbidden('data', 'field is immutable when `immutable` is set')
    }
  },
}
