// FROM: the image a stage stands on, from here or from a registry.
import type { AuthConfig } from '../../api/docker.ts'
import { canonical, familiar, parseReference, withDefaultTag } from '../../image/reference.ts'
import type { Cause } from '../../kernel/trace.ts'
import { RegistryError } from '../../runtime/distribution.ts'
import type { StoredImage } from '../../runtime/content.ts'
import { pull, type PullProgress } from '../../runtime/pull.ts'
import type { Engine } from '../engine.ts'
import { HERE, parsePlatform, registryClient } from '../images/pull.ts'

export interface Base {
  image: StoredImage
  /** `docker.io/library/busybox:latest@sha256:…`; without digest where none is known. */
  shown: string
}

export interface BaseOptions {
  auth: (domain: string) => AuthConfig
  pull: boolean
  platform: string
  /** The manifest is known; layers follow once it says so. */
  onManifest: (shown: string) => Promise<void>
  onProgress: (progress: PullProgress) => void
  onDocument: (digest: string, size: number) => void
}

/** `docker.io/library/busybox:latest`. Throws InvalidReference. */
export const baseReference = (word: string): string => canonical(withDefaultTag(parseReference(word)))

/** Throws SourceError. What is only needed for building gets no name in the image store. */
export async function resolveBase(engine: Engine, word: string, options: BaseOptions, cause: Cause): Promise<Base> {
  const reference = withDefaultTag(parseReference(word))
  const full = canonical(reference)
  const local = options.pull ? undefined : engine.store.find(word)
  if (local) {
    engine.decide(
      'image.present',
      { image: familiar(reference), reason: `${familiar(reference)} is on this machine` },
      cause,
    )
    // Only a base that a registry was asked for is shown with its digest.
    await options.onManifest(full)
    return { image: local, shown: full }
  }
  const client = registryClient(engine, reference.domain, options.auth(reference.domain), cause)
  let shown = full
  try {
    const { image, digest } = await pull(reference, {
      process: engine.process,
      store: engine.store,
      client,
      platform: parsePlatform(options.platform) ?? HERE,
      nameless: true,
      onProgress: options.onProgress,
      onDocument: options.onDocument,
      onManifest: (found) => {
        shown = reference.digest ? full : `${full}@${found}`
        return options.onManifest(shown)
      },
      onPresent: ({ digest: layer, diffId }, because) =>
        engine.decide(
          'layer.present',
          { digest: layer, diffId: diffId ?? '', image: full, reason: 'the layer is already here' },
          because,
        ),
    })
    engine.cache.bases.set(digest, image)
    return { image, shown }
  } catch (error) {
    if (error instanceof RegistryError) throw new SourceError(word, full, sourceProblem(error, full))
    throw error
  }
}

/** `node:9: failed to resolve source metadata for …: …`, the name as it is written in the Dockerfile first. */
export class SourceError extends Error {
  readonly problem: string
  constructor(word: string, name: string, problem: string) {
    super(`${word}: failed to resolve source metadata for ${name}: ${problem}`)
    this.problem = problem
  }
}

/** containerd's resolver words refusals its own way. */
function sourceProblem(error: RegistryError, name: string): string {
  if (error.code === 'DENIED' || error.code === 'UNAUTHORIZED') {
    const why = 'insufficient_scope: authorization failed'
    return `pull access denied, repository does not exist or may require authorization: server message: ${why}`
  }
  if (error.code === 'MANIFEST_UNKNOWN' || error.code === 'NAME_UNKNOWN' || error.code === 'NOT_FOUND')
    return `${name}: not found`
  if (error.code === 'NO_MATCH') return 'no match for platform in manifest: not found'
  return `failed to do request: ${error.message.replace(/^Get "([^"]*)"/, 'Head "$1"')}`
}
