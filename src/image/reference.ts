// An image reference: [domain/]path[:tag][@digest], by the grammar of github.com/distribution/reference.

export interface Reference {
  /** `docker.io`, `localhost:5000`, `registry.k8s.io`. */
  domain: string
  /** `library/busybox`. */
  path: string
  tag?: string
  /** `sha256:…`. */
  digest?: string
}

/** `message` is what docker prints after `invalid reference`-like prefixes: show it as it is. */
export class InvalidReference extends Error {}

export const DEFAULT_DOMAIN = 'docker.io'
const LEGACY_DOMAIN = 'index.docker.io'
const OFFICIAL = 'library/'

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const PATH = `${COMPONENT}(?:/${COMPONENT})*`
const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'
const REFERENCE = new RegExp(`^(?:(${DOMAIN})/)?(${PATH})(?::(\\w[\\w.-]{0,127}))?(?:@(${DIGEST}))?$`)
const IDENTIFIER = /^[a-f0-9]{64}$/

/**
 * `ParseNormalizedNamed`: a name as one types it, made whole (`busybox` is `docker.io/library/busybox`).
 * No tag is added: see `withDefaultTag`. Throws InvalidReference.
 */
export function parseReference(typed: string): Reference {
  if (IDENTIFIER.test(typed)) {
    throw new InvalidReference(`invalid repository name (${typed}), cannot specify 64-byte hexadecimal strings`)
  }
  const { domain, rest } = splitDomain(typed)
  const colon = rest.indexOf(':')
  const remote = colon < 0 ? rest : rest.slice(0, colon)
  if (remote.toLowerCase() !== remote) {
    throw new InvalidReference(`invalid reference format: repository name (${remote}) must be lowercase`)
  }
  const match = REFERENCE.exec(`${domain}/${rest}`)
  if (!match) throw new InvalidReference('invalid reference format')
  const [, host, path, tag, digest] = match
  if (path!.length > 255) {
    throw new InvalidReference('repository name must not be more than 255 characters')
  }
  if (digest !== undefined) checkDigest(digest)
  return { domain: host!, path: path!, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) }
}

/** `ParseDockerRef`-like check of digests (github.com/opencontainers/go-digest). */
function checkDigest(digest: string): void {
  const [algorithm, encoded] = digest.split(':') as [string, string]
  const lengths: Record<string, number> = { sha256: 64, sha384: 96, sha512: 128 }
  const length = lengths[algorithm]
  if (length === undefined) throw new InvalidReference('unsupported digest algorithm')
  if (encoded.length !== length) throw new InvalidReference('invalid checksum digest length')
  if (!/^[a-f0-9]+$/.test(encoded)) throw new InvalidReference('invalid checksum digest format')
}

function splitDomain(name: string): { domain: string; rest: string } {
  const slash = name.indexOf('/')
  let domain = DEFAULT_DOMAIN
  let rest = name
  const first = slash < 0 ? '' : name.slice(0, slash)
  if (slash >= 0 && (first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first)) {
    domain = first === LEGACY_DOMAIN ? DEFAULT_DOMAIN : first
    rest = name.slice(slash + 1)
  }
  if (domain === DEFAULT_DOMAIN && !rest.includes('/')) rest = OFFICIAL + rest
  return { domain, rest }
}

/** `TagNameOnly`: the tag `latest` where there is neither a tag nor a digest. */
export const withDefaultTag = (reference: Reference): Reference =>
  reference.tag || reference.digest ? reference : { ...reference, tag: 'latest' }

/** `docker.io/library/busybox`. */
export const canonicalName = ({ domain, path }: Reference): string => `${domain}/${path}`

/** `docker.io/library/busybox:latest`, with tag and digest as far as it has them. */
export const canonical = (reference: Reference): string => canonicalName(reference) + suffix(reference)

/** `busybox`, `heejeong/crane`, `localhost:5000/crane`. */
export function familiarName({ domain, path }: Reference): string {
  if (domain !== DEFAULT_DOMAIN) return `${domain}/${path}`
  const short = path.startsWith(OFFICIAL) ? path.slice(OFFICIAL.length) : path
  return short.includes('/') ? path : short
}

/** `busybox:latest`, as docker prints references. */
export const familiar = (reference: Reference): string => familiarName(reference) + suffix(reference)

const suffix = ({ tag, digest }: Reference): string => (tag ? `:${tag}` : '') + (digest ? `@${digest}` : '')

/** True for a tag by the grammar `\w[\w.-]{0,127}`. */
export const isTag = (text: string): boolean => /^\w[\w.-]{0,127}$/.test(text)

/** True for a repository path by the grammar (without domain). */
export const isRepository = (text: string): boolean => new RegExp(`^${PATH}$`).test(text) && text.length <= 255
