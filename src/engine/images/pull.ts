// POST /images/create?fromImage=: pulling, and the words for what goes wrong (moby/daemon/containerd-less pull).
import type { AuthConfig } from '../../api/docker.ts'
import type { Platform } from '../../api/oci.ts'
import {
  canonical,
  familiar,
  familiarName,
  parseReference,
  type Reference,
  withDefaultTag,
} from '../../image/reference.ts'
import { PlatformError, parsePlatform as parse } from '../../image/platform.ts'
import type { Cause } from '../../kernel/trace.ts'
import { bodyText } from '../../net/http.ts'
import { RegistryClient, RegistryError } from '../../runtime/distribution.ts'
import { pull, type PullProgress, type PullResult } from '../../runtime/pull.ts'
import { ENGINE_VERSION, type Engine } from '../engine.ts'
import { ApiError, badRequest, failure, notFound } from '../errors.ts'
import { insecureRegistries } from '../settings.ts'
import { pullLine } from './progress.ts'
import type { JsonMessage } from '../../api/docker.ts'

export const HERE: Platform = { os: 'linux', architecture: 'amd64' }

const USER_AGENT = `docker/${ENGINE_VERSION} go/go1.24.9 git-commit/89c5e8f kernel/6.8.0 os/linux arch/amd64`

export function registryClient(engine: Engine, domain: string, auth: AuthConfig, cause: Cause): RegistryClient {
  const { process } = engine
  return new RegistryClient({
    process,
    domain,
    auth,
    cause,
    userAgent: USER_AGENT,
    insecure: insecureRegistries(engine),
  })
}

export interface Puller {
  auth: AuthConfig
  platform?: Platform
  onProgress?: (progress: PullProgress, cause: Cause) => void
  onManifest?: (digest: string, cause: Cause) => void
}

/** Throws ApiError as dockerd words it. */
export async function pullImage(
  engine: Engine,
  reference: Reference,
  options: Puller,
  cause: Cause,
): Promise<PullResult> {
  const client = registryClient(engine, reference.domain, options.auth, cause)
  const name = familiar(reference)
  try {
    const result = await pull(reference, {
      process: engine.process,
      store: engine.store,
      client,
      platform: options.platform ?? HERE,
      onProgress: options.onProgress,
      onManifest: options.onManifest,
      onPresent: ({ digest, diffId }, because) => {
        const what: Record<string, string> = diffId ? { digest, diffId, image: name } : { digest, image: name }
        const reason = diffId
          ? 'a layer with this digest is already here'
          : 'the registry names the same digest as before'
        engine.decide(diffId ? 'layer.present' : 'image.current', { ...what, reason }, because)
      },
    })
    engine.events.add('image', 'pull', name, { ...result.image.config.config.Labels, name: familiarName(reference) })
    return result
  } catch (error) {
    if (error instanceof RegistryError) throw pullError(error, reference)
    throw error
  }
}

/** distribution.translatePullError of moby. */
function pullError(error: RegistryError, reference: Reference): ApiError {
  switch (error.code) {
    case 'DENIED':
      return notFound(
        `pull access denied for ${familiarName(reference)}, repository does not exist or may require 'docker login': ${error.message}`,
      )
    case 'MANIFEST_UNKNOWN':
      return notFound(`manifest for ${familiar(reference)} not found: ${error.message}`)
    case 'NAME_UNKNOWN':
      return notFound(`repository ${familiarName(reference)} not found: ${error.message}`)
    case 'NO_MATCH':
      return notFound(error.message)
    default:
      return failure(error.message)
  }
}

/** All tags of a repository. Throws ApiError. */
export async function allTags(engine: Engine, reference: Reference, auth: AuthConfig, cause: Cause): Promise<string[]> {
  const client = registryClient(engine, reference.domain, auth, cause)
  try {
    const scopes = [`repository:${reference.path}:pull`]
    const response = await client.request('GET', `/v2/${reference.path}/tags/list`, scopes)
    await client.expect([200], response, 'GET')
    return (JSON.parse(await bodyText(response)) as { tags: string[] | null }).tags ?? []
  } catch (error) {
    if (error instanceof RegistryError) throw pullError(error, reference)
    throw error
  }
}

/** Throws ApiError. */
export function parsePlatform(word: string): Platform | undefined {
  try {
    return word ? parse(word) : undefined
  } catch (error) {
    if (error instanceof PlatformError) throw badRequest(error.message)
    throw error
  }
}

/** `fromImage` and `tag` of the query as a reference; no tag at all means every tag. */
export function referenceFrom(image: string, tag: string): { reference: Reference; all: boolean } {
  const named = parseReference(image)
  if (tag.includes(':')) return { reference: { ...named, tag: undefined, digest: tag }, all: false }
  if (tag) return { reference: { ...named, tag }, all: false }
  return { reference: named, all: !named.tag && !named.digest }
}

/** Pulls and tells it line by line. Throws ApiError. */
export async function pullTelling(
  engine: Engine,
  { reference, all }: { reference: Reference; all: boolean },
  options: Pick<Puller, 'auth' | 'platform'>,
  write: (line: JsonMessage) => void,
  cause: Cause,
): Promise<void> {
  const tags = all ? await allTags(engine, reference, options.auth, cause) : [undefined]
  let fresh = false
  for (const tag of tags) {
    const one = tag === undefined ? reference : { ...reference, tag }
    const onManifest = () => write({ status: `Pulling from ${reference.path}`, id: one.digest ?? one.tag })
    const onProgress = (progress: PullProgress) => write(pullLine(progress))
    const result = await pullImage(engine, one, { ...options, onManifest, onProgress }, cause)
    fresh ||= result.fresh
    write({ status: `Digest: ${result.digest}` })
  }
  const name = all ? familiarName(reference) : familiar(reference)
  write({ status: fresh ? `Status: Downloaded newer image for ${name}` : `Status: Image is up to date for ${name}` })
}

/** The image of a name, pulled when it is not here. Throws ApiError. */
export async function obtain(
  engine: Engine,
  word: string,
  options: { always: boolean; auth: AuthConfig; platform?: Platform; write: (line: JsonMessage) => void },
  cause: Cause,
) {
  const { always, auth, platform, write } = options
  const known = engine.store.find(word)
  if (known && !always) return known
  const reference = withDefaultTag(parseReference(word))
  await pullTelling(engine, { reference, all: false }, { auth, platform }, write, cause)
  const image = engine.store.find(canonical(reference))
  if (!image) throw notFound(`No such image: ${word}`)
  return image
}
