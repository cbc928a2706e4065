// What a request is about, from its path (upstream: apiserver/pkg/endpoints/request/requestinfo.go).
import type { HttpRequest, Query } from '../../net/http.ts'

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection'

export interface RequestInfo {
  verb: Verb
  group: string
  version: string
  namespace: string
  /** Plural: `pods`. Empty where the path names only a group version. */
  resource: string
  name: string
  subresource: string
  /** What follows the subresource: the path that `proxy` passes on. */
  rest: string
}

const memory = new WeakMap<HttpRequest, RequestInfo>()

/** Undefined for paths outside of /api and /apis. */
export function requestInfo(request: HttpRequest): RequestInfo | undefined {
  const known = memory.get(request)
  if (known) return known
  const info = parse(request.method, request.path, request.query)
  if (info) memory.set(request, info)
  return info
}

function parse(method: string, path: string, query: Query): RequestInfo | undefined {
  const parts = path.split('/').filter((part) => part)
  const root = parts.shift()
  if (root !== 'api' && root !== 'apis') return undefined
  const group = root === 'apis' ? (parts.shift() ?? '') : ''
  const version = parts.shift() ?? ''
  const legacyWatch = parts[0] === 'watch'
  if (legacyWatch) parts.shift()
  let namespace = ''
  if (parts[0] === 'namespaces' && parts.length > 1) {
    namespace = parts[1]!
    const inside = parts.length > 2 && !['status', 'finalize'].includes(parts[2]!)
    if (inside) parts.splice(0, 2)
  }
  const [resource = '', name = '', subresource = '', ...more] = parts
  const rest = path.endsWith('/') && more.length > 0 ? `${more.join('/')}/` : more.join('/')
  const verb = verbOf(method, name, legacyWatch || flag(query, 'watch'))
  return { verb, group, version, namespace, resource, name, subresource, rest }
}

function verbOf(method: string, name: string, watch: boolean): Verb {
  switch (method) {
    case 'POST':
      return 'create'
    case 'PUT':
      return 'update'
    case 'PATCH':
      return 'patch'
    case 'DELETE':
      return name ? 'delete' : 'deletecollection'
    default:
      return watch ? 'watch' : name ? 'get' : 'list'
  }
}

export const flag = (query: Query, name: string): boolean => ['true', '1', 'True', 't'].includes(query[name]?.[0] ?? '')

export const param = (query: Query, name: string): string => query[name]?.[0] ?? ''
