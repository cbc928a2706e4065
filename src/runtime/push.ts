// Pushing an image to a registry (moby/distribution/push_v2.go): only blobs that are not there yet travel.
import { type Manifest, MEDIA } from '../api/oci.ts'
import type { Layer } from '../image/layer.ts'
import { digestOf } from '../image/digest.ts'
import { encodeManifest, makeManifest } from '../image/manifest.ts'
import { canonicalName, type Reference } from '../image/reference.ts'
import type { Cause } from '../kernel/trace.ts'
import type { HttpRequest } from '../net/http.ts'
import type { ContentStore, StoredImage } from './content.ts'
import { type RegistryClient, RegistryError } from './distribution.ts'
import { Slots } from '../kernel/slots.ts'

/** Bytes are emulated and uncompressed, as dockerd counts them. */
export interface PushProgress {
  diffId: string
  state: 'preparing' | 'waiting' | 'exists' | 'mounted' | 'pushing' | 'pushed'
  current?: number
  total?: number
  /** Repository that it was mounted from. */
  from?: string
}

export interface PushOptions {
  store: ContentStore
  client: RegistryClient
  onProgress?: (progress: PushProgress, cause: Cause) => void
}

export interface PushResult {
  /** Of the manifest. */
  digest: string
  /** Bytes of the manifest. */
  size: number
}

const MAX_UPLOADS = 5

/** Throws RegistryError. The client has pinged the registry. The manifest is of Docker's schema 2, as dockerd's overlay2 store makes it. */
export async function push(reference: Reference, image: StoredImage, options: PushOptions): Promise<PushResult> {
  const { client } = options
  // Top layer first, as dockerd walks from the image down to its base.
  const layers = [...new Set(image.layers)].reverse()
  for (const { diffId } of layers) options.onProgress?.({ diffId, state: 'preparing' }, client.cause)
  for (const { diffId } of layers.slice(MAX_UPLOADS)) options.onProgress?.({ diffId, state: 'waiting' }, client.cause)
  const sources = new Map(layers.map((layer) => [layer.digest, mountSources(layer.digest, reference, options.store)]))
  const scopes = [
    `repository:${reference.path}:pull,push`,
    ...new Set([...sources.values()].flat().map((path) => `repository:${path}:pull`)),
  ]
  const upload = new Upload(reference, scopes, options)
  const slots = new Slots(MAX_UPLOADS)
  const uploads = layers.map(async (layer) => {
    await slots.take()
    try {
      await upload.layer(layer, sources.get(layer.digest)!)
    } catch (error) {
      throw error instanceof RegistryError ? error.first() : error
    } finally {
      slots.give()
    }
  })
  for (const one of uploads) one.catch(() => {})
  for (const one of uploads) await one
  await upload.blob(image.configBytes, { digest: image.id })
  const manifest: Manifest = makeManifest(image.configBytes, image.layers, 'docker')
  return upload.manifest(encodeManifest(manifest))
}

/** Repositories of the same registry that the blob is known to be in: the most alike first, then the latest. */
function mountSources(digest: string, reference: Reference, store: ContentStore): string[] {
  const here = `${reference.domain}/`
  return [...(store.sources.get(digest) ?? [])]
    .filter((name) => name.startsWith(here) && name !== canonicalName(reference))
    .map((name) => name.slice(here.length))
    .reverse()
    .sort((a, b) => alike(b, reference.path) - alike(a, reference.path))
    .slice(0, 1)
}

/** How many segments of the path both begin with. */
function alike(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')]
  const end = left.findIndex((segment, i) => segment !== right[i])
  return end < 0 ? left.length : end
}

class Upload {
  private readonly reference: Reference
  private readonly scopes: string[]
  private readonly options: PushOptions
  private readonly cause: Cause

  constructor(reference: Reference, scopes: string[], options: PushOptions) {
    this.reference = reference
    this.scopes = scopes
    this.options = options
    this.cause = options.client.cause
  }

  async layer(layer: Layer, from: readonly string[]): Promise<void> {
    const { diffId, digest, size: total, weight, name } = layer
    const { store } = this.options
    const tell = (progress: Omit<PushProgress, 'diffId'>) =>
      this.options.onProgress?.({ diffId, ...progress }, this.cause)
    const about = { digest, diffId, name }
    const onSent = (sent: number, all: number) => {
      const current = Math.floor((total * sent) / Math.max(1, all))
      if (current > 0) tell({ state: 'pushing', current, total })
    }
    if (await this.exists(digest, about)) {
      tell({ state: 'exists', current: total, total })
      // What was known of it is no news: the repository that it was put in last stays the latest.
      if (store.hasSource(digest, this.reference)) return
    } else {
      const started = await this.start(digest, from[0], about)
      if (started.mounted) tell({ state: 'mounted', from: from[0] })
      else {
        await this.send(started.location, layer.blob, digest, { weight, onSent, about })
        tell({ state: 'pushed', current: total, total })
      }
    }
    store.addSource(digest, this.reference)
  }

  async blob(bytes: Uint8Array, about: Record<string, string>): Promise<void> {
    const digest = digestOf(bytes)
    if (await this.exists(digest, about)) return
    const { location } = await this.start(digest, undefined, about)
    await this.send(location, bytes, digest, { about })
  }

  async manifest(bytes: Uint8Array): Promise<PushResult> {
    const { client } = this.options
    const target = `${this.base()}/manifests/${this.reference.tag ?? 'latest'}`
    const headers = { 'content-type': MEDIA.dockerManifest }
    const response = await client.request('PUT', target, this.scopes, { headers, body: bytes, cause: this.cause })
    await client.expect([201], response, 'PUT')
    return { digest: digestOf(bytes), size: bytes.length }
  }

  private base(): string {
    return `/v2/${this.reference.path}`
  }

  /** HEAD of the blob. A refusal is no answer yet: dockerd goes on and lets the upload be refused. */
  private async exists(digest: string, about: HttpRequest['about']): Promise<boolean> {
    const { client } = this.options
    const target = `${this.base()}/blobs/${digest}`
    try {
      const response = await client.request('HEAD', target, this.scopes, { about, cause: this.cause })
      return response.status === 200
    } catch (error) {
      if (error instanceof RegistryError && error.code !== 'NETWORK') return false
      throw error
    }
  }

  private async start(digest: string, from: string | undefined, about: HttpRequest['about']) {
    const { client } = this.options
    const mount = from === undefined ? '' : `?from=${encodeURIComponent(from)}&mount=${encodeURIComponent(digest)}`
    const target = `${this.base()}/blobs/uploads/${mount}`
    const response = await client.request('POST', target, this.scopes, { about, cause: this.cause })
    await client.expect([201, 202], response, 'POST')
    return { mounted: response.status === 201, location: response.headers.location ?? '' }
  }

  private async send(
    location: string,
    bytes: Uint8Array,
    digest: string,
    more: Pick<HttpRequest, 'weight' | 'onSent' | 'about'>,
  ): Promise<void> {
    const { client } = this.options
    const { cause } = this
    const headers = { 'content-type': 'application/octet-stream' }
    const patch = await client.request('PATCH', pathOf(location), this.scopes, { ...more, headers, body: bytes, cause })
    await client.expect([202], patch, 'PATCH')
    const next = pathOf(patch.headers.location ?? location)
    const query = `${next.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`
    const put = await client.request('PUT', next + query, this.scopes, { about: more.about, cause })
    await client.expect([201, 204], put, 'PUT')
  }
}

const pathOf = (location: string): string => location.replace(/^https?:\/\/[^/]*/, '')
