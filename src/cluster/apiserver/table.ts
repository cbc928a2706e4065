// The Table form of objects: what `kubectl get` asks for and prints (upstream: pkg/printers).
import type { ColumnDefinition, Json, KubeObject, ListMeta, Table, TableRow } from '../../api/kubernetes/meta.ts'
import type { Column, Kind } from '../kinds/kind.ts'

export type IncludeObject = 'None' | 'Metadata' | 'Object'

/** `now` is Unix ms. `show` gives the object as the version that was asked for. */
export function tableOf(
  kind: Kind,
  objects: readonly KubeObject[],
  metadata: ListMeta,
  now: number,
  include: IncludeObject,
  headers = true,
  show: (object: KubeObject) => unknown = (object) => object,
): Table {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: headers ? kind.columns.map(definition) : null,
    rows: objects.map((object) => row(kind.columns, object, now, include, show)),
  }
}

const definition = (column: Column): ColumnDefinition => ({
  name: column.name,
  type: column.type ?? 'string',
  format: column.name === 'Name' ? 'name' : '',
  description: '',
  priority: column.wide ? 1 : 0,
})

function row(
  columns: Column[],
  object: KubeObject,
  now: number,
  include: IncludeObject,
  show: (object: KubeObject) => unknown,
): TableRow {
  const cells = columns.map((column) => column.cell(object, now))
  if (include === 'None') return { cells, object: null }
  if (include === 'Object') return { cells, object: show(object) as Json }
  return { cells, object: partial(object) as unknown as Json }
}

export const partial = (object: KubeObject) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
})
