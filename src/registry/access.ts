// Who may do what: no authentication, tokens of a token service, or a password file.
import type { Kernel } from '../kernel/kernel.ts'
import type { HttpRequest } from '../net/http.ts'
import { Refusal } from './errors.ts'
import { credentials } from './credentials.ts'
import { type Grant, readToken, type TokenAuth } from './token.ts'

export type Action = 'pull' | 'push' | 'delete' | '*'

/** What a request needs: nothing, an action on a repository, or the list of repositories. */
export type Need =
  | { type: 'repository'; name: string; action: Action }
  | { type: 'registry'; name: 'catalog'; action: '*' }
  | undefined

export interface HtpasswdAuth {
  kind: 'htpasswd'
  realm: string
  verify: (user: string, password: string) => boolean
}

export type Auth = 'none' | TokenAuth | HtpasswdAuth

/** Who asks, when the registry knows. Throws Refusal 401 when the request does not carry what is needed. */
export function authorize(auth: Auth, kernel: Kernel, request: HttpRequest, need: Need): { account?: string } {
  if (auth === 'none') return {}
  return auth.kind === 'token' ? byToken(auth, kernel, request, need) : byPassword(auth, request, need)
}

function byToken(auth: TokenAuth, kernel: Kernel, request: HttpRequest, need: Need): { account?: string } {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ')
  const token = scheme?.toLowerCase() === 'bearer' ? readToken(kernel, value) : undefined
  const scope = need ? `,scope="${scopeOf(need)}"` : ''
  const challenge = (error: string) => ({
    'www-authenticate': `Bearer realm="${auth.realm}",service="${auth.service}"${scope}${error}`,
  })
  if (!token) throw new Refusal('UNAUTHORIZED', detailOf(need), challenge(value ? ',error="invalid_token"' : ''))
  if (need && !allows(token.access, need)) {
    throw new Refusal('UNAUTHORIZED', detailOf(need), challenge(',error="insufficient_scope"'))
  }
  return token.sub ? { account: token.sub } : {}
}

function byPassword(auth: HtpasswdAuth, request: HttpRequest, need: Need): { account?: string } {
  const given = credentials(request)
  if (given && auth.verify(given.user, given.password)) return { account: given.user }
  throw new Refusal('UNAUTHORIZED', detailOf(need), { 'www-authenticate': `Basic realm="${auth.realm}"` })
}

const scopeOf = (need: NonNullable<Need>): string =>
  `${need.type}:${need.name}:${need.action === 'push' ? 'pull,push' : need.action}`

function detailOf(need: Need): unknown {
  if (!need) return null
  const actions = need.action === 'push' ? ['pull', 'push'] : [need.action]
  return actions.map((Action) => ({ Type: need.type, Class: '', Name: need.name, Action }))
}

const allows = (access: readonly Grant[], need: NonNullable<Need>): boolean =>
  access.some(({ type, name, actions }) => type === need.type && name === need.name && actions.includes(need.action))
