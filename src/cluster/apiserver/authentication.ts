// Who asks (upstream: apiserver/pkg/authentication): service accounts by their tokens, everybody else is the administrator.
import { base64, fromBase64, text, utf8 } from '../../kernel/bytes.ts'
import type { HttpRequest } from '../../net/http.ts'
import { Refusal } from './status.ts'

export interface UserInfo {
  username: string
  groups: string[]
  uid?: string
}

const ADMIN: UserInfo = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }

/** A client certificate is no part of a message here: a request without a token comes from who holds the administrator's. */
export function authenticate(request: HttpRequest): UserInfo {
  const { authorization, 'impersonate-user': other, 'impersonate-group': groups } = request.headers
  if (!authorization) return other ? impersonated(other, groups) : ADMIN
  const user = userOf(authorization.replace(/^Bearer /i, ''))
  if (!user) throw new Refusal(401, 'Unauthorized', 'Unauthorized')
  return user
}

/** `kubectl --as`: the administrator may speak for anybody. */
function impersonated(username: string, groups = ''): UserInfo {
  const [system, account, namespace] = username.split(':')
  const own =
    system === 'system' && account === 'serviceaccount'
      ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
      : []
  return { username, groups: [...groups.split(',').filter((group) => group), ...own, 'system:authenticated'] }
}

interface Claims {
  aud: string[]
  exp: number
  iat: number
  iss: string
  sub: string
  'kubernetes.io': { namespace: string; serviceaccount: { name: string; uid: string } }
}

/** The user a service account's token stands for; undefined when it is none of ours. */
export function userOf(token: string): UserInfo | undefined {
  const claims = fromBase64(token.split('.')[1] ?? '')
  if (!claims || token.split('.').length !== 3) return undefined
  try {
    const { sub, 'kubernetes.io': account } = JSON.parse(text(claims)) as Claims
    const groups = ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`, 'system:authenticated']
    return { username: sub, groups, uid: account.serviceaccount.uid }
  } catch {
    return undefined
  }
}

/** A JSON web token for a service account; `unix` and `expires` are Unix seconds. Signed by nobody: nothing here forges. */
export function serviceAccountToken(
  namespace: string,
  name: string,
  uid: string,
  unix: number,
  expires: number,
): string {
  const audience = 'https://kubernetes.default.svc.cluster.local'
  const claims: Claims = {
    aud: [audience],
    exp: expires,
    iat: unix,
    iss: audience,
    sub: `system:serviceaccount:${namespace}:${name}`,
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
  }
  const part = (value: unknown) =>
    base64(utf8(JSON.stringify(value)))
      .replace(/=+$/, '')
      .replaceAll('+', '-')
      .replaceAll('/', '_')
  const head = part({ alg: 'RS256', kid: uid.replaceAll('-', '') })
  return `${head}.${part(claims)}.${part(`${uid}${expires}`)}`
}
