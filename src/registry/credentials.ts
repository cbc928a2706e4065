// The Authorization header of those who have no token yet.
import { fromBase64, text } from '../kernel/bytes.ts'
import type { HttpRequest } from '../net/http.ts'

/** User and password of a Basic authorization header (RFC 7617). */
export function credentials(request: HttpRequest): { user: string; password: string } | undefined {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ')
  const bytes = scheme?.toLowerCase() === 'basic' ? fromBase64(value) : undefined
  if (!bytes) return undefined
  const [user, ...rest] = text(bytes).split(':')
  return { user: user!, password: rest.join(':') }
}
