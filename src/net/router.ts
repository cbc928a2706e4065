// A table of routes: method, path pattern, topic, handler. The topic names the message in the trace and on the stage.
import type { HttpRequest, HttpResponse, Peer } from './http.ts'

export type Params = Record<string, string>
export type RouteHandler = (request: HttpRequest, params: Params, peer: Peer) => Promise<HttpResponse> | HttpResponse

/**
 * `pattern` segments: literal, `:name` (one segment), `:name+` (one or more segments, shortest first match of the rest).
 * Example: `/v2/:name+/manifests/:reference`.
 */
export interface Route {
  method: string
  pattern: string
  topic: string
  handle: RouteHandler
  /** Fits only such requests: where the query or a header tells two routes of one path apart (LIST and WATCH). */
  when?: (request: HttpRequest) => boolean
  /** What the trace says about the request itself (name of the object, digest of the layer). */
  about?: (params: Params, request: HttpRequest) => Record<string, string | number>
}

interface Compiled {
  route: Route
  regexp: RegExp
  names: string[]
}

export interface Match {
  route: Route
  params: Params
}

export class Router {
  private readonly table: Compiled[]

  constructor(routes: readonly Route[]) {
    this.table = routes.map(compile)
  }

  /** The first route that fits. HEAD falls back to GET; method `*` fits every method. */
  match(method: string, path: string, request?: HttpRequest): Match | undefined {
    return this.find(method, path, request) ?? (method === 'HEAD' ? this.find('GET', path, request) : undefined)
  }

  /** The methods some route takes for this path, for 405 answers. */
  methods(path: string): string[] {
    return this.table.filter((entry) => entry.regexp.test(path)).map((entry) => entry.route.method)
  }

  private find(method: string, path: string, request: HttpRequest | undefined): Match | undefined {
    for (const { route, regexp, names } of this.table) {
      if (route.method !== method && route.method !== '*') continue
      const found = regexp.exec(path)
      if (!found || (route.when && !(request && route.when(request)))) continue
      return { route, params: Object.fromEntries(names.map((name, i) => [name, found[i + 1]!])) }
    }
    return undefined
  }
}

function compile(route: Route): Compiled {
  const names: string[] = []
  const source = route.pattern
    .split('/')
    .map((segment) => {
      const parameter = /^:(\w+)(\+?)$/.exec(segment)
      if (!parameter) return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      names.push(parameter[1]!)
      return parameter[2] ? '(.+?)' : '([^/]+)'
    })
    .join('/')
  return { route, names, regexp: new RegExp(`^${source}/?$`) }
}
