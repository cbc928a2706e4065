// In which form an answer goes out: JSON, YAML, a Table, or metadata only (upstream: endpoints/handlers/responsewriters).
import { stringify } from 'yaml'
import type { KubeObject, ListMeta } from '../../api/kubernetes/meta.ts'
import { utf8 } from '../../kernel/bytes.ts'
import type { HttpRequest, HttpResponse } from '../../net/http.ts'
import { type Call, shown } from './call.ts'
import { param } from './request-info.ts'
import { groupVersion } from '../kinds/kind.ts'
import { Refusal } from './status.ts'
import { type IncludeObject, partial, tableOf } from './table.ts'

export interface Form {
  as: 'object' | 'Table' | 'PartialObjectMetadata'
  yaml: boolean
}

/** The first of the client's wishes that the server can fulfil. Throws a Refusal 406. */
export function negotiate(request: HttpRequest): Form {
  const accept = request.headers.accept ?? '*/*'
  for (const wish of accept.split(',')) {
    const [type, ...parameters] = wish.split(';').map((part) => part.trim())
    const wanted = Object.fromEntries(parameters.map((parameter) => parameter.split('=') as [string, string]))
    const yaml = type === 'application/yaml'
    if (!yaml && type !== 'application/json' && type !== '*/*' && type !== 'application/*') continue
    if (!wanted.as) return { as: 'object', yaml }
    if (wanted.g !== 'meta.k8s.io' || wanted.v !== 'v1') continue
    if (wanted.as === 'Table') return { as: 'Table', yaml }
    if (wanted.as.startsWith('PartialObjectMetadata')) return { as: 'PartialObjectMetadata', yaml }
  }
  const types = 'application/json, application/yaml'
  throw new Refusal(406, 'NotAcceptable', `only the following media types are accepted: ${types}`)
}

export const included = (request: HttpRequest): IncludeObject => {
  const asked = param(request.query, 'includeObject')
  return asked === 'None' || asked === 'Object' ? asked : 'Metadata'
}

/** RFC 7234 warnings, as the API server sends them. */
const warningHeader = (warnings: readonly string[]): Record<string, string> =>
  warnings.length > 0 ? { warning: warnings.map((text) => `299 - ${JSON.stringify(text)}`).join(', ') } : {}

export function respond(status: number, value: unknown, form: Form, warnings: readonly string[] = []): HttpResponse {
  const body = form.yaml ? stringify(value, { sortMapEntries: true }) : JSON.stringify(value)
  const type = form.yaml ? 'application/yaml' : 'application/json'
  return { status, headers: { 'content-type': type, ...warningHeader(warnings) }, body: utf8(body) }
}

export function respondObject(call: Call, status: number, object: KubeObject): HttpResponse {
  const form = negotiate(call.request)
  const value =
    form.as === 'Table' ? table(call, [object], {}) : form.as === 'object' ? shown(call, object) : partial(object)
  const { name, namespace } = object.metadata
  const about = { kind: call.kind.kind, name, ...(namespace ? { namespace } : {}) }
  return { ...respond(status, value, form, call.warnings), about }
}

export function respondList(call: Call, objects: readonly KubeObject[], metadata: ListMeta): HttpResponse {
  const form = negotiate(call.request)
  if (form.as === 'Table') return respond(200, table(call, objects, metadata), form, call.warnings)
  if (form.as === 'PartialObjectMetadata') {
    const list = {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: objects.map(partial),
    }
    return respond(200, list, form, call.warnings)
  }
  const items = objects.map((object) => withoutType(shown(call, object) as KubeObject))
  const list = { kind: `${call.kind.kind}List`, apiVersion: groupVersion(call.served), metadata, items }
  return respond(200, list, form, call.warnings)
}

/** Items of a list do not repeat what the list says. */
function withoutType(object: KubeObject): unknown {
  const { apiVersion: _, kind: __, ...rest } = object
  return rest
}

function table(call: Call, objects: readonly KubeObject[], metadata: ListMeta) {
  const { kind, request, cluster } = call
  const now = cluster.process.kernel.clock.unix()
  return tableOf(kind, objects, metadata, now, included(request), true, (object) => shown(call, object))
}
