// LimitRange: bounds and defaults for what is made in a namespace.
import type { LimitRange } from '../../api/kubernetes/core.ts'
import { createdAt, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const limitRanges: Kind<LimitRange> = {
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  singular: 'limitrange',
  shortNames: ['limits'],
  namespaced: true,
  columns: [name, createdAt],
  defaults({ spec }) {
    for (const item of spec.limits) {
      if (item.type !== 'Container') continue
      if (item.max) item.default = { ...item.max, ...item.default }
      const requests = { ...item.default, ...item.min, ...item.defaultRequest }
      if (Object.keys(requests).length > 0) item.defaultRequest = requests
    }
  },
}
