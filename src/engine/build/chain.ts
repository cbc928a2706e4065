// The chain of images that a classic build makes, one per instruction, and its cache: the images made before.
import type { RunConfig } from '../../api/oci.ts'
import { extendConfig } from '../../image/config.ts'
import { shortId } from '../../image/digest.ts'
import type { Layer } from '../../image/layer.ts'
import { utf8 } from '../../kernel/bytes.ts'
import type { StoredImage } from '../../runtime/content.ts'
import { findImage, isFor } from '../containers/create.ts'
import { ENGINE_VERSION, type Engine } from '../engine.ts'
import { ApiError, notFound } from '../errors.ts'
import type { Draft } from './draft.ts'
import type { BuildSteps } from './object.ts'
import type { BuildRequest } from './request.ts'

export interface ChainOptions {
  engine: Engine
  request: BuildRequest
  steps: BuildSteps
  say: (line: string) => void
  /** Name of the step under way: `3/8`. */
  step: () => string
}

export class ImageChain {
  /** The image so far; undefined on scratch. */
  image: StoredImage | undefined
  private readonly engine: Engine
  private readonly request: BuildRequest
  private readonly steps: BuildSteps
  private readonly say: (line: string) => void
  private readonly step: () => string
  /** Once a step was not in the cache, none after it is. */
  private broken: boolean

  constructor({ engine, request, steps, say, step }: ChainOptions) {
    this.engine = engine
    this.request = request
    this.steps = steps
    this.say = say
    this.step = step
    this.broken = request.noCache
  }

  /** One more image: found in the cache, or made. */
  commit(
    draft: Draft,
    createdBy: string,
    run: RunConfig,
    make: () => Layer | undefined = () => undefined,
    silent = false,
  ): void {
    const known = this.probe(createdBy, run)
    if (known) return this.reuse(draft, known)
    const id = this.engine.newId().slice(0, 12)
    if (!silent) this.say(` ---> Running in ${id}\n`)
    const layer = make()
    if (!silent && !this.request.keep) this.say(` ---> Removed intermediate container ${id}\n`)
    this.store(draft, createdBy, run, layer)
  }

  probe(createdBy: string, run: RunConfig): StoredImage | undefined {
    if (this.broken) return undefined
    const matches = [...this.engine.store.images.values()].filter(
      ({ parent, config }) =>
        parent === this.image?.id &&
        config.history?.at(-1)?.created_by === createdBy &&
        JSON.stringify(config.config) === JSON.stringify(run) &&
        isFor(config, this.request.platform),
    )
    const found = matches.reduce<StoredImage | undefined>(
      (last, image) => (last && (last.config.created ?? '') > (image.config.created ?? '') ? last : image),
      undefined,
    )
    this.broken = found === undefined
    return found
  }

  /** Files can be put only into an image of the platform asked for. Throws ApiError. */
  checkPlatform(): void {
    const { image, request } = this
    if (!image) return
    try {
      findImage(this.engine, image.id, request.platform)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      throw notFound(`failed to get destination image ${JSON.stringify(image.id)}: ${error.message}`)
    }
  }

  reuse(draft: Draft, image: StoredImage): void {
    this.say(' ---> Using cache\n')
    const reason = `an image with the same parent was made by the same instruction: ${shortId(image.id)}`
    this.engine.decide('build.cached', { step: this.step(), reason }, this.request.cause)
    this.use(draft, image)
    this.steps.cached(this.step(), image.layers.at(-1))
  }

  store(draft: Draft, created_by: string, run: RunConfig, layer: Layer | undefined): void {
    const created = this.engine.clock.rfc3339Nano()
    const base = { ...draft.config, docker_version: ENGINE_VERSION }
    const config = extendConfig(base, { created, created_by }, run, layer?.diffId)
    const layers = [...draft.layers, ...(layer ? [layer] : [])]
    const image = this.engine.store.addImage(utf8(JSON.stringify(config)), layers, this.request.cause, this.image?.id)
    this.use(draft, image)
    this.steps.done(this.step(), layer)
  }

  private use(draft: Draft, image: StoredImage): void {
    draft.config = image.config
    draft.layers = [...image.layers]
    draft.key = image.id
    this.image = image
  }
}
