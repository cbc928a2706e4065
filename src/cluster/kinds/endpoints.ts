// Endpoints: the addresses behind a service, in the old form.
import type { Endpoints } from '../../api/kubernetes/core.ts'
import { age, firstThree, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const endpoints: Kind<Endpoints> = {
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  columns: [name, { name: 'Endpoints', cell: (object) => firstThree(addresses(object)) }, age],
  defaults({ subsets = [] }) {
    for (const { ports = [] } of subsets) for (const port of ports) port.protocol ||= 'TCP'
  },
}

function addresses({ subsets = [] }: Endpoints): string[] {
  return subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`)),
  )
}
