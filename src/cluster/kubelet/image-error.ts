// How containerd words a pull that failed, from what the registry client says.
import { canonical, type Reference } from '../../image/reference.ts'
import { RegistryError } from '../../runtime/distribution.ts'

/** The text behind `Failed to pull image "…": `. */
export function pullFailure(error: RegistryError, reference: Reference): string {
  const name = canonical(reference)
  const failed = `failed to pull and unpack image "${name}"`
  const resolving = `${failed}: failed to resolve reference "${name}"`
  const { code, status } = error
  if (code === 'NO_MATCH')
    return `rpc error: code = NotFound desc = ${failed}: no match for platform in manifest: not found`
  if (code === 'DENIED' || code === 'UNAUTHORIZED' || status === 401 || status === 403) {
    return `${resolving}: pull access denied, repository does not exist or may require authorization: ${server(error)}`
  }
  if (code === 'NETWORK')
    return `${resolving}: failed to do request: Head "${manifestUrl(reference)}": ${network(error)}`
  if (status === 404) return `rpc error: code = NotFound desc = ${resolving}: ${name}: not found`
  if (status === 429) {
    return `${failed}: failed to copy: httpReadSeeker: failed open: unexpected status code ${manifestUrl(reference)}: 429 Too Many Requests - Server message: toomanyrequests: ${error.detail}`
  }
  return `${resolving}: unexpected status from HEAD request to ${manifestUrl(reference)}: ${status}`
}

const server = ({ code, status }: RegistryError): string =>
  status === 401 && code === 'UNAUTHORIZED'
    ? 'authorization failed: no basic auth credentials'
    : 'server message: insufficient_scope: authorization failed'

function manifestUrl({ domain, path, tag, digest }: Reference): string {
  const host = domain === 'docker.io' ? 'registry-1.docker.io' : domain
  return `https://${host}/v2/${path}/manifests/${digest ?? tag ?? 'latest'}`
}

const network = (error: RegistryError): string => error.message.replace(/^Get "[^"]*": /, '')
