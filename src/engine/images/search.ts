// GET /images/search: dockerd asks Docker Hub's old index API.
import type { SearchResult } from '../../api/docker.ts'
import type { Cause } from '../../kernel/trace.ts'
import { NetError } from '../../net/errors.ts'
import { type HttpRequest, bodyText } from '../../net/http.ts'
import { dialError } from '../../net/dial.ts'
import { one } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { badRequest, failure } from '../errors.ts'
import { parseFilters } from '../filters.ts'

const INDEX = 'index.docker.io'
const DEFAULT_LIMIT = 25
const MAX_LIMIT = 100

/** Throws ApiError. */
export async function search(engine: Engine, request: HttpRequest, cause: Cause): Promise<SearchResult[]> {
  const { query } = request
  const filters = parseFilters(query, ['is-automated', 'is-official', 'stars'])
  // What was built automatically is no longer known.
  if (filters.boolean('is-automated')) return []
  const limit = Number(one(query, 'limit') || DEFAULT_LIMIT)
  if (limit < 1 || limit > MAX_LIMIT) throw badRequest(`Limit ${limit} is outside the range of [1, ${MAX_LIMIT}]`)
  const official = filters.boolean('is-official')
  for (const value of filters.get('stars')) {
    if (!/^[+-]?\d+$/.test(value)) {
      const why = `strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`
      throw badRequest(`invalid filter 'stars=${value}': ${why}`)
    }
  }
  const stars = Math.max(0, ...filters.get('stars').map(Number))
  const target = `/v1/search?q=${encodeURIComponent(one(query, 'term'))}&n=${limit}`
  try {
    const response = await engine.process.request(`https://${INDEX}${target}`, { cause })
    const said = await bodyText(response)
    if (response.status !== 200) throw failure(`Unexpected status code ${response.status}`)
    const { results } = JSON.parse(said) as { results: SearchResult[] }
    return results.filter((row) => (official === undefined || row.is_official === official) && row.star_count >= stars)
  } catch (error) {
    if (error instanceof NetError) throw failure(`Get "https://${INDEX}${target}": ${dialError(error, INDEX, 443)}`)
    throw error
  }
}
