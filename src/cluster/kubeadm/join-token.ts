// Bootstrap tokens: `abcdef.0123456789abcdef`, kept as secrets of kube-system (cmd/kubeadm/app/phases/bootstraptoken).
import { base64, fromBase64, text, utf8 } from '../../kernel/bytes.ts'
import type { Process } from '../../machine/process.ts'
import { digestOf } from '../../image/digest.ts'
import { ApiClient } from '../client/client.ts'
import { secrets } from '../kinds/secret.ts'
import { readKubeconfig } from '../kubelet/configuration.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const DAY_MS = 86_400_000
const TYPE = 'bootstrap.kubernetes.io/token'

export interface JoinToken {
  id: string
  secret: string
  expires: string
}

export async function createToken(process: Process, client: ApiClient): Promise<JoinToken> {
  const { rng, clock } = process.kernel
  const [id, secret] = [rng.string(6, ALPHABET), rng.string(16, ALPHABET)]
  const expires = clock.rfc3339(clock.now + DAY_MS)
  const data = {
    'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
    expiration: expires,
    'token-id': id,
    'token-secret': secret,
    'usage-bootstrap-authentication': 'true',
    'usage-bootstrap-signing': 'true',
  }
  const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(utf8(value))]))
  await client.create(secrets, {
    metadata: { name: `bootstrap-token-${id}`, namespace: 'kube-system' },
    type: TYPE,
    data: encoded,
  })
  return { id, secret, expires }
}

export async function listTokens(client: ApiClient): Promise<JoinToken[]> {
  const list = await client.list(secrets, 'kube-system')
  return list.items
    .filter((secret) => secret.type === TYPE)
    .map(({ data = {} }) => {
      const read = (key: string) => text(fromBase64(data[key] ?? '') ?? new Uint8Array(0))
      return { id: read('token-id'), secret: read('token-secret'), expires: read('expiration') }
    })
}

/** A token that the cluster knows and that is not over. `now` is Unix ms. */
export const isValid = (tokens: readonly JoinToken[], word: string, now: number): boolean =>
  tokens.some(({ id, secret, expires }) => `${id}.${secret}` === word && Date.parse(expires) > now)

export const adminClient = (process: Process): ApiClient =>
  new ApiClient(process, readKubeconfig(process, '/etc/kubernetes/admin.conf'))

/** `sha256:…` of the authority's certificate, by which a node knows the cluster. */
export const authorityHash = (certificate: string): string => digestOf(utf8(certificate))

export function joinCommand(server: string, token: JoinToken, certificate: string): string {
  const address = server.replace(/^https:\/\//, '')
  return `kubeadm join ${address} --token ${token.id}.${token.secret} --discovery-token-ca-cert-hash ${authorityHash(certificate)} `
}
