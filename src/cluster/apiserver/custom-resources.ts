// CustomResourceDefinitions become kinds (upstream: apiextensions-apiserver).
import type { CustomResourceDefinition } from '../../api/kubernetes/apiextensions.ts'
import type { Json, JsonObject, KubeObject } from '../../api/kubernetes/meta.ts'
import { age, name } from '../kinds/columns.ts'
import { customResourceDefinitions } from '../kinds/customresourcedefinition.ts'
import { ageOf } from '../../api/kubernetes/duration.ts'
import { FieldErrors } from '../kinds/field-errors.ts'
import type { Column, Kind, Subresource } from '../kinds/kind.ts'
import type { Cluster } from './cluster.ts'
import { validateAgainst } from './structural-schema.ts'

type Version = CustomResourceDefinition['spec']['versions'][0]

const schemas = new WeakMap<Kind, JsonObject>()

/** The OpenAPI schema of a custom kind; an open object where its definition says none. */
export const customSchema = (kind: Kind): JsonObject =>
  schemas.get(kind) ?? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** Serves what is defined, from now on and as definitions come and go. */
export function followDefinitions(cluster: Cluster): void {
  for (const definition of cluster.list(customResourceDefinitions)) cluster.registry.add(kindOf(definition))
  cluster.storage.watch(customResourceDefinitions, ({ type, object }) => {
    const definition = object as CustomResourceDefinition
    const { group, names } = definition.spec
    if (type === 'DELETED') cluster.registry.remove(group, names.plural)
    else cluster.registry.add(kindOf(definition))
  })
}

function kindOf({ spec }: CustomResourceDefinition): Kind {
  const stored = spec.versions.find((version) => version.storage) ?? spec.versions[0]!
  const others = spec.versions.filter((version) => version !== stored && version.served)
  const { names, group, scope } = spec
  const schema = stored.schema?.openAPIV3Schema as JsonObject | undefined
  const kind: Kind = {
    group,
    version: stored.name,
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    ...(names.shortNames ? { shortNames: names.shortNames } : {}),
    ...(names.categories ? { categories: names.categories } : {}),
    namespaced: scope === 'Namespaced',
    subresources: Object.keys(stored.subresources ?? {}) as Subresource[],
    generated: true,
    columns: columnsOf(stored),
    alsoServed: others.map((version) => renamed(group, version.name, stored.name)),
    defaults: (object) => schema && fillDefaults(object as unknown as JsonObject, schema),
    validate: (object, errors: FieldErrors) =>
      schema && validateAgainst(object as unknown as JsonObject, schema, errors),
  }
  if (schema) schemas.set(kind, schema)
  return kind
}

const renamed = (group: string, version: string, stored: string) => ({
  group,
  version,
  show: (object: KubeObject) => ({ ...object, apiVersion: `${group}/${version}` }) as unknown as JsonObject,
  read: (object: JsonObject) => ({ ...object, apiVersion: `${group}/${stored}` }),
})

function columnsOf({ additionalPrinterColumns }: Version): Column[] {
  if (!additionalPrinterColumns) return [name, age]
  return [
    name,
    ...additionalPrinterColumns.map((column): Column => ({
      name: column.name,
      type: column.type as Column['type'],
      wide: (column.priority ?? 0) > 0,
      cell: (object, now) => {
        const value = simplePath(object as unknown as Json, column.jsonPath)
        if (column.type === 'date') return ageOf(value as string | undefined, now)
        return value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : value
      },
    })),
  ]
}

/** `.spec.size`, `.status.conditions[0].type`, `.status.conditions[?(@.type=="Ready")].status`. */
function simplePath(value: Json, path: string): Json | undefined {
  let at: Json | undefined = value
  for (const [, field, index, key, wanted] of path.matchAll(
    /\.([\w-]+)|\[(\d+)\]|\[\?\(@\.(\w+)\s*==\s*["'](.*?)["']\)\]/g,
  )) {
    if (field !== undefined) at = typeof at === 'object' && at !== null && !Array.isArray(at) ? at[field] : undefined
    else if (!Array.isArray(at)) return undefined
    else if (index !== undefined) at = at[Number(index)]
    else at = at.find((item) => (item as JsonObject)[key!] === wanted)
  }
  return at
}

function fillDefaults(object: JsonObject, schema: JsonObject): void {
  for (const [name, inner] of Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)) {
    if (object[name] === undefined && inner.default !== undefined) object[name] = inner.default
    const value = object[name]
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value)) fillDefaults(value, inner)
    else
      for (const item of value)
        if (typeof item === 'object' && item && !Array.isArray(item))
          fillDefaults(item, (inner.items ?? {}) as JsonObject)
  }
}
