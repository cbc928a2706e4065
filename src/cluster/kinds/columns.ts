// Columns and cells that many kinds print (upstream: pkg/printers/internalversion).
import type { Container } from '../../api/kubernetes/core.ts'
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import type { Column } from './kind.ts'
import { ageOf } from '../../api/kubernetes/duration.ts'

export const name: Column = { name: 'Name', cell: (object) => object.metadata.name }

export const age: Column = { name: 'Age', cell: (object, now) => ageOf(object.metadata.creationTimestamp, now) }

/** The column of kinds that upstream's generic table prints. */
export const createdAt: Column = {
  name: 'Created At',
  type: 'date',
  cell: (object) => object.metadata.creationTimestamp,
}

/** Names and images of a template's containers, and its selector, in wide output. */
export function containerColumns<T extends KubeObject>(
  containers: (object: T) => readonly Pick<Container, 'name' | 'image'>[],
): Column<T>[] {
  const list = (pick: (container: Pick<Container, 'name' | 'image'>) => string | undefined) => (object: T) =>
    containers(object).map(pick).join(',')
  return [
    { name: 'Containers', wide: true, cell: list((container) => container.name) },
    { name: 'Images', wide: true, cell: list((container) => container.image) },
  ]
}

/** `a,b,c + 2 more...`: upstream shows three. */
export function firstThree(items: readonly string[], more = 'more'): string {
  if (items.length === 0) return '<none>'
  if (items.length <= 3) return items.join(',')
  return `${items.slice(0, 3).join(',')} + ${items.length - 3} ${more}...`
}
