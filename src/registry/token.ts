// The token service of Docker Hub, auth.docker.io: who may pull and push what (distribution spec, "Token Authentication").
import type { TokenAnswer } from '../api/oci.ts'
import { base64, fromBase64, text, utf8 } from '../kernel/bytes.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { digestOf } from '../image/digest.ts'
import {
  bodyText,
  type Handler,
  type Headers,
  type HttpRequest,
  type HttpResponse,
  json,
  parseTarget,
} from '../net/http.ts'
import { Router } from '../net/router.ts'
import { credentials } from './credentials.ts'

export interface Grant {
  type: string
  name: string
  actions: string[]
}

export interface TokenAuth {
  kind: 'token'
  /** `https://auth.docker.io/token`. */
  realm: string
  /** `registry.docker.io`. */
  service: string
  /** User name → password. */
  accounts: Map<string, string>
}

interface Claims {
  access: Grant[]
  aud: string
  exp: number
  iat: number
  iss: string
  sub: string
}

const LIFETIME_S = 300

/** What the service asks the registry. */
export interface Repositories {
  exists: (name: string) => boolean
  isPrivate: (name: string) => boolean
}

/** A JSON web token in shape; the signature is a digest with the world's seed. */
function makeToken(kernel: Kernel, claims: Claims): string {
  const header = urlSafe(utf8('{"alg":"RS256","typ":"JWT"}'))
  const body = `${header}.${urlSafe(utf8(JSON.stringify(claims)))}`
  return `${body}.${signature(kernel, body)}`
}

/** The claims of a token of ours that is still valid. */
export function readToken(kernel: Kernel, token: string): Claims | undefined {
  const parts = token.split('.')
  const body = parts.slice(0, 2).join('.')
  if (parts.length !== 3 || parts[2] !== signature(kernel, body)) return undefined
  const claims = JSON.parse(text(fromBase64(parts[1]!)!)) as Claims
  return claims.exp * 1000 > kernel.clock.unix() ? claims : undefined
}

const signature = (kernel: Kernel, body: string) => urlSafe(utf8(digestOf(`${kernel.seed} ${body}`).slice(7)))
const urlSafe = (bytes: Uint8Array) => base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

/** The listener parts of `https://auth.docker.io`. */
export function tokenService(
  kernel: Kernel,
  auth: TokenAuth,
  repositories: Repositories,
): { http: Handler; router: Router } {
  const about = (_: unknown, request: HttpRequest): Record<string, string> => {
    const scope = request.query.scope?.[0]
    return scope ? { scope } : {}
  }
  const router = new Router([
    {
      method: 'GET',
      pattern: '/token',
      topic: 'registry.token',
      about,
      handle: (request) => issue(kernel, auth, repositories, request),
    },
    {
      method: 'POST',
      pattern: '/token',
      topic: 'registry.token',
      handle: async (request) => issue(kernel, auth, repositories, await fromForm(request)),
    },
  ])
  const http: Handler = (request, peer) => {
    const match = router.match(request.method, request.path, request)
    return match ? match.route.handle(request, match.params, peer) : json(404, { details: 'not found' })
  }
  return { http, router }
}

/** OAuth2's form of the same question: `grant_type=password&username=…&password=…&scope=…`. */
async function fromForm(request: HttpRequest): Promise<HttpRequest> {
  const { query } = parseTarget(`/?${await bodyText(request)}`)
  const [user, password] = [query.username?.[0], query.password?.[0] ?? query.refresh_token?.[0]]
  const authorization: Headers =
    user === undefined ? {} : { authorization: `Basic ${base64(utf8(`${user}:${password ?? ''}`))}` }
  return { ...request, query, headers: { ...request.headers, ...authorization } }
}

function issue(kernel: Kernel, auth: TokenAuth, repositories: Repositories, request: HttpRequest): HttpResponse {
  const given = credentials(request)
  if (given && (!given.password || auth.accounts.get(given.user) !== given.password)) {
    return json(401, { details: 'incorrect username or password' })
  }
  const account = given?.user ?? ''
  const scopes = (request.query.scope ?? []).flatMap((scope) => scope.split(' ')).filter(Boolean)
  const access = scopes.map((scope) => grant(scope, account, repositories)).filter(({ actions }) => actions.length > 0)
  const issued = Math.floor(kernel.clock.unix() / 1000)
  const claims = {
    access,
    aud: auth.service,
    exp: issued + LIFETIME_S,
    iat: issued,
    iss: new RegExp('//([^/]+)').exec(auth.realm)?.[1] ?? '',
    sub: account,
  }
  const token = makeToken(kernel, claims)
  const body: TokenAnswer = {
    token,
    access_token: token,
    expires_in: LIFETIME_S,
    issued_at: kernel.clock.rfc3339Nano(),
  }
  return json(200, body)
}

/** Never more than the account may do; what is refused is left out, silently. */
function grant(scope: string, account: string, { exists, isPrivate }: Repositories): Grant {
  const match = /^(\w+)(?:\([^)]*\))?:(.+):([^:]*)$/.exec(scope)
  if (!match) return { type: '', name: '', actions: [] }
  const [type, name, wanted] = [match[1]!, match[2]!, match[3]!.split(',')]
  const own = account !== '' && name.startsWith(`${account}/`)
  const may = (action: string) =>
    type === 'repository' && (own || (action === 'pull' && exists(name) && !isPrivate(name)))
  return { type, name, actions: wanted.filter(may) }
}
