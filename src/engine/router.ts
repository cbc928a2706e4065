// The Engine API's paths may begin with a version: `/v1.51/containers/json`.
import type { HttpRequest } from '../net/http.ts'
import { type Match, type Route, Router } from '../net/router.ts'

const VERSION = /^\/v(\d+\.\d+)(?=\/)/

export const API_VERSION = '1.51'
export const MIN_API_VERSION = '1.24'

export const versionOf = (path: string): string | undefined => VERSION.exec(path)?.[1]

export class VersionedRouter extends Router {
  constructor(routes: readonly Route[]) {
    super(routes)
  }

  override match(method: string, path: string, request?: HttpRequest): Match | undefined {
    return super.match(method, path.replace(VERSION, ''), request)
  }
}

/** -1, 0 or 1. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)]
  return Math.sign((x[0] ?? 0) - (y[0] ?? 0) || (x[1] ?? 0) - (y[1] ?? 0))
}
