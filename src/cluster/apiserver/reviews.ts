// Questions that are asked by creating an object that nobody keeps: may I, who am I, whose token is this.
import type { JsonObject } from '../../api/kubernetes/meta.ts'
import { type HttpResponse, bodyBytes } from '../../net/http.ts'
import type { Kind } from '../kinds/kind.ts'
import { type UserInfo, userOf } from './authentication.ts'
import { allowed } from './authorization.ts'
import type { Call } from './call.ts'
import { parseBody } from './decode.ts'
import { negotiate, respond } from './respond.ts'

const review = (group: string, kind: string, namespaced = false): Kind => ({
  group,
  version: 'v1',
  kind,
  plural: `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  namespaced,
  verbs: ['create'],
  columns: [],
})

export const reviews: readonly Kind[] = [
  review('authentication.k8s.io', 'SelfSubjectReview'),
  review('authentication.k8s.io', 'TokenReview'),
  review('authorization.k8s.io', 'LocalSubjectAccessReview', true),
  review('authorization.k8s.io', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'SelfSubjectRulesReview'),
  review('authorization.k8s.io', 'SubjectAccessReview'),
]

interface AccessSpec {
  resourceAttributes?: {
    namespace?: string
    verb?: string
    group?: string
    resource?: string
    subresource?: string
    name?: string
  }
  nonResourceAttributes?: { path?: string; verb?: string }
  user?: string
  groups?: string[]
  token?: string
}

export async function answerReview(call: Call): Promise<HttpResponse> {
  const body = parseBody(await bodyBytes(call.request), call.request.headers['content-type'] ?? '') as JsonObject
  const spec = (body.spec ?? {}) as unknown as AccessSpec
  const metadata = { creationTimestamp: null }
  const status = statusOf(call, spec)
  const answer = {
    kind: call.kind.kind,
    apiVersion: `${call.info.group}/v1`,
    metadata,
    ...(body.spec ? { spec: body.spec } : {}),
    status,
  }
  return respond(201, answer, negotiate(call.request))
}

function statusOf(call: Call, spec: AccessSpec): unknown {
  switch (call.kind.kind) {
    case 'SelfSubjectReview':
      return { userInfo: call.user }
    case 'TokenReview': {
      const user = userOf(spec.token ?? '')
      return user
        ? { authenticated: true, user, audiences: ['https://kubernetes.default.svc.cluster.local'] }
        : { user: {}, error: 'invalid bearer token' }
    }
    case 'SelfSubjectRulesReview':
      return rulesOf(call.user)
    default:
      return access(call, spec)
  }
}

function access(call: Call, spec: AccessSpec): unknown {
  const self = call.kind.kind === 'SelfSubjectAccessReview'
  const user: UserInfo = self ? call.user : { username: spec.user ?? '', groups: spec.groups ?? [] }
  const {
    verb = '',
    group = '',
    resource = '',
    subresource = '',
    namespace = '',
    name = '',
  } = spec.resourceAttributes ?? {}
  const path = spec.nonResourceAttributes?.path
  const asked = { verb: spec.nonResourceAttributes?.verb ?? verb, group, resource, subresource, namespace, name, path }
  const yes = allowed(call.cluster, user, asked)
  return yes
    ? { allowed: true, ...(user.groups.includes('system:masters') ? {} : { reason: yes }) }
    : { allowed: false }
}

function rulesOf({ groups }: UserInfo): unknown {
  const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }
  const master = groups.includes('system:masters')
  return {
    resourceRules: master
      ? [everything]
      : [
          {
            verbs: ['create'],
            apiGroups: ['authorization.k8s.io'],
            resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
          },
        ],
    nonResourceRules: [{ verbs: master ? ['*'] : ['get'], nonResourceURLs: master ? ['*'] : ['/healthz', '/version'] }],
    incomplete: false,
  }
}
