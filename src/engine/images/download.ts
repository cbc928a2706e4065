// A file from somewhere on the network, as dockerd gets it for `docker import` (builder/remotecontext, GetWithStatusError).
import type { Cause } from '../../kernel/trace.ts'
import { dialError } from '../../net/dial.ts'
import { NetError } from '../../net/errors.ts'
import { type ClientResponse, bodyText, parseUrl, reason } from '../../net/http.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest, failure, notFound } from '../errors.ts'

const MOST_REDIRECTS = 10
/** Statuses that keep their meaning on the way to the client; every other one is the daemon's trouble. */
const KEPT = [400, 401, 403, 404]

/** `host/path` is meant as http. */
export const withScheme = (source: string): string => (source.includes('://') ? source : `http://${source}`)

/** Follows redirects. Throws ApiError. */
export async function download(engine: Engine, url: string, cause: Cause): Promise<ClientResponse> {
  let at = url
  for (let redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
    const response = await get(engine, url, at, cause)
    const { location } = response.headers
    if (response.status < 300) return response
    if (response.status < 400 && location) {
      at = location.startsWith('/') ? `${/^\w+:\/\/[^/]+/.exec(at)![0]}${location}` : location
      continue
    }
    const status = `${response.status} ${reason(response.status)}`
    const message = `failed to GET ${url} with status ${status}: ${(await bodyText(response)).trim()}`
    throw new ApiError(KEPT.includes(response.status) ? response.status : 500, message)
  }
  throw failure(`Get ${JSON.stringify(at)}: stopped after ${MOST_REDIRECTS} redirects`)
}

async function get(engine: Engine, asked: string, url: string, cause: Cause): Promise<ClientResponse> {
  const parsed = parseUrl(url)
  if (!parsed || !['http', 'https'].includes(parsed.scheme))
    throw badRequest(
      `Get ${JSON.stringify(asked)}: unsupported protocol scheme ${JSON.stringify(asked.split('://')[0])}`,
    )
  try {
    return await engine.process.request(url, { cause, headers: { 'user-agent': 'Go-http-client/1.1' } })
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    const message = `Get ${JSON.stringify(url)}: ${dialError(error, parsed.host, parsed.port)}`
    throw error.code === 'ENOTFOUND' ? notFound(message) : failure(message)
  }
}
