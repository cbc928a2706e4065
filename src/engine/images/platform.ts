// `platform` of the API about images: this store keeps one platform of an image, so the question is whether it is that one.
import { type Query } from '../../net/http.ts'
import { badRequest } from '../errors.ts'

/** `{"os":"linux","architecture":"arm64"}` of a query as `linux/arm64`; '' where none is asked for. Throws ApiError. */
export function platformFrom(query: Query, several = '', key = 'platform'): string {
  const [given, ...more] = (query[key] ?? []).filter(Boolean)
  if (more.length > 0 && several) throw badRequest(several)
  if (!given) return ''
  const { os, architecture, variant } = parsed(given)
  if (!os || !architecture) throw badRequest('both OS and Architecture must be provided')
  return [os, architecture, variant].filter(Boolean).join('/')
}

function parsed(given: string): { os?: string; architecture?: string; variant?: string } {
  try {
    return JSON.parse(given) as object
  } catch (error) {
    throw badRequest(`failed to parse platform: ${(error as Error).message}`)
  }
}
