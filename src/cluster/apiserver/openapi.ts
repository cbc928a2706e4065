// /openapi/v3: the schemas of what is served, made from the type table; `kubectl explain` and validation read them.
import type { Json, JsonObject } from '../../api/kubernetes/meta.ts'
import { type HttpRequest, type HttpResponse, json } from '../../net/http.ts'
import { groupVersion } from '../kinds/kind.ts'
import type { Cluster } from './cluster.ts'
import type { Served } from './registry.ts'
import { schemaType } from './call.ts'
import { type Field, type Scalar, type TypeRef, fieldsOf, publishedName } from './schema/schema.ts'
import { customSchema } from './custom-resources.ts'

/** Undefined: no such document. */
export function openapi(cluster: Cluster, request: HttpRequest): HttpResponse | undefined {
  const path = request.path.replace(/^\/openapi\/v3\/?/, '').replace(/\/$/, '')
  if (!request.path.startsWith('/openapi/v3')) return undefined
  const served = cluster.registry.served()
  const roots = new Map(served.map((one) => [one.group ? `apis/${groupVersion(one)}` : `api/${one.version}`, one]))
  if (path === '') {
    const paths = [...roots.keys()].map((root) => [
      root,
      { serverRelativeURL: `/openapi/v3/${root}?hash=${hash(cluster, root)}` },
    ])
    return json(200, { paths: Object.fromEntries(paths) })
  }
  if (!roots.has(path)) return undefined
  const { group, version } = roots.get(path)!
  return json(
    200,
    document(
      path,
      served.filter((one) => one.group === group && one.version === version),
    ),
  )
}

/** Documents change with the custom kinds only. */
const hash = (cluster: Cluster, root: string) =>
  `${root.replaceAll(/\W/g, '')}${cluster.registry.all().length}`.toUpperCase()

function document(root: string, served: Served[]): unknown {
  const schemas: JsonObject = {}
  const paths: JsonObject = {}
  for (const one of served) {
    const type = schemaType(one.kind, one)
    const gvk: JsonObject = { group: one.group, version: one.version, kind: one.kind.kind }
    if (type) {
      collect(type, schemas)
      ;(schemas[publishedName(type)] as JsonObject)['x-kubernetes-group-version-kind'] = [gvk]
    } else
      schemas[customName(one)] = {
        ...withMetadata(customSchema(one.kind), schemas),
        'x-kubernetes-group-version-kind': [gvk],
      }
    const scope = one.kind.namespaced ? '/namespaces/{namespace}' : ''
    const reference = type ? publishedName(type) : customName(one)
    paths[`/${root}${scope}/${one.kind.plural}`] = {
      post: operation('post', gvk, reference),
      get: operation('list', gvk, reference),
    }
    paths[`/${root}${scope}/${one.kind.plural}/{name}`] = {
      get: operation('get', gvk, reference),
      put: operation('put', gvk, reference),
      patch: operation('patch', gvk, reference),
      delete: operation('delete', gvk, reference),
    }
  }
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.36.4' }, paths, components: { schemas } }
}

/** Definitions do not say what every object has. */
function withMetadata(schema: JsonObject, schemas: JsonObject): JsonObject {
  const common = schemaOf({ form: 'object', type: 'meta.ObjectMeta' }, schemas)
  const properties = { apiVersion: SCALARS.s, kind: SCALARS.s, metadata: common, ...(schema.properties as JsonObject) }
  return { ...schema, properties }
}

const customName = ({ group, version, kind }: Served) =>
  `${group.split('.').reverse().join('.')}.${version}.${kind.kind}`

const queryParameter = (name: string): Json => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } })

const operation = (action: string, gvk: JsonObject, reference: string): Json => ({
  'x-kubernetes-action': action,
  'x-kubernetes-group-version-kind': gvk,
  parameters: ['dryRun', 'fieldManager', 'fieldValidation'].map(queryParameter),
  responses: { 200: { description: 'OK', content: { 'application/json': { schema: ref(reference) } } } },
})

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })

function collect(type: string, schemas: JsonObject): void {
  const name = publishedName(type)
  if (schemas[name]) return
  const fields = fieldsOf(type)
  if (!fields) return
  const properties: JsonObject = {}
  schemas[name] = { type: 'object', properties }
  const required = [...fields.values()].filter((field) => field.required).map((field) => field.name)
  if (required.length > 0) (schemas[name] as JsonObject).required = required
  for (const field of fields.values()) properties[field.name] = property(field, schemas)
}

function property(field: Field, schemas: JsonObject): Json {
  const schema = schemaOf(field.type, schemas) as JsonObject
  if (!field.keys) return schema
  const [key] = field.keys
  const strategy = field.patched
    ? { 'x-kubernetes-patch-strategy': 'merge', ...(key ? { 'x-kubernetes-patch-merge-key': key } : {}) }
    : {}
  if (!key) return { ...schema, 'x-kubernetes-list-type': 'set', ...strategy }
  return { ...schema, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': field.keys, ...strategy }
}

function schemaOf(type: TypeRef, schemas: JsonObject): Json {
  if (type.form === 'list') return { type: 'array', items: schemaOf(type.of, schemas) }
  if (type.form === 'map') return { type: 'object', additionalProperties: schemaOf(type.of, schemas) }
  if (type.form === 'scalar') return SCALARS[type.scalar]
  collect(type.type, schemas)
  return { allOf: [ref(publishedName(type.type))], default: {} }
}

const SCALARS: Record<Scalar, JsonObject> = {
  s: { type: 'string' },
  i: { type: 'integer', format: 'int32' },
  l: { type: 'integer', format: 'int64' },
  y: { type: 'string', format: 'byte' },
  u: { type: 'string', format: 'date-time' },
  n: { type: 'number', format: 'double' },
  b: { type: 'boolean' },
  t: { type: 'string', format: 'date-time' },
  q: { type: 'string' },
  x: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
  o: { type: 'object' },
}
