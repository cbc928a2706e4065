// One API request on its way through the server.
import type { JsonObject, KubeObject } from '../../api/kubernetes/meta.ts'
import { type HttpRequest, type Peer, bodyBytes } from '../../net/http.ts'
import { type Kind, groupVersion } from '../kinds/kind.ts'
import type { UserInfo } from './authentication.ts'
import { checkFields, parseBody } from './decode.ts'
import type { Served } from './registry.ts'
import { type RequestInfo, param } from './request-info.ts'
import { fieldsOf, tableOf } from './schema/schema.ts'
import type { Cluster } from './cluster.ts'
import { badRequest, quote } from './status.ts'

export interface Call {
  cluster: Cluster
  info: RequestInfo
  kind: Kind
  served: Served
  request: HttpRequest
  peer: Peer
  user: UserInfo
  /** Everything but the write happens. */
  dryRun: boolean
  /** Told to the client in Warning headers. */
  warnings: string[]
}

export const keyOf = ({ info, kind }: Call): string => (kind.namespaced ? `${info.namespace}/${info.name}` : info.name)

/** The name under which a client's changes are remembered: the query's, or the program's from its user agent. */
export const managerOf = ({ request }: Call): string =>
  param(request.query, 'fieldManager') || (request.headers['user-agent'] ?? 'unknown').split('/')[0]!

/** The object as the version that was asked for. */
export const shown = ({ served }: Pick<Call, 'served'>, object: KubeObject): unknown =>
  served.view ? served.view.show(object) : object

/** The type of a kind in the schema table; undefined for custom resources. */
export function schemaType(kind: Kind, served: { group: string; version: string } = kind): string | undefined {
  const type = `${tableOf(served.group, served.version)}.${kind.type ?? kind.kind}`
  return fieldsOf(type) ? type : undefined
}

/** Reads the body as an object of the kind asked for, in its storage form. Throws a Refusal. */
export async function readObject(call: Call): Promise<KubeObject> {
  const value = parseBody(await bodyBytes(call.request), call.request.headers['content-type'] ?? 'application/json')
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(value)}'`)
  return decodeObject(call, value)
}

export function decodeObject(call: Call, value: JsonObject): KubeObject {
  const { served, kind } = call
  const apiVersion = groupVersion(served)
  const { kind: found, apiVersion: version } = value
  if (typeof found !== 'string' || !found) throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(value)}'`)
  if (typeof version !== 'string' || !version)
    throw badRequest(`Object 'apiVersion' is missing in '${JSON.stringify(value)}'`)
  if (found !== kind.kind) {
    const what = `${found} in version ${quote(version)} cannot be handled as a ${kind.kind}`
    throw badRequest(`${what}: converting (${found}) to (${kind.kind}): unknown conversion`)
  }
  if (version !== apiVersion) {
    throw badRequest(`the API version in the data (${version}) does not match the expected API version (${apiVersion})`)
  }
  checkSchema(call, value)
  const object = (served.view ? served.view.read(value) : value) as unknown as KubeObject
  object.apiVersion = groupVersion(kind)
  object.kind = kind.kind
  object.metadata ??= {} as KubeObject['metadata']
  return object
}

function checkSchema(call: Call, value: JsonObject): void {
  const { served, kind, request } = call
  const type = schemaType(kind, served)
  if (!type) return
  const { mistake, unknown } = checkFields(value, type)
  const where = `${kind.kind} in version ${quote(served.version)} cannot be handled as a ${kind.kind}`
  if (mistake) throw badRequest(`${where}: ${mistake}`)
  if (unknown.length === 0) return
  const said = unknown.map((path) => `unknown field ${quote(path)}`)
  const mode = param(request.query, 'fieldValidation') || 'Warn'
  if (mode === 'Strict') throw badRequest(`${where}: strict decoding error: ${said.join(', ')}`)
  if (mode === 'Warn') call.warnings.push(...said)
}
