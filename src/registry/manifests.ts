// Manifests: by tag or digest, checked before they are taken (OCI distribution spec, "Pulling manifests", "Pushing manifests").
import { type Descriptor, type Index, type Manifest, MEDIA } from '../api/oci.ts'
import { EMPTY, text } from '../kernel/bytes.ts'
import { digestOf, isDigest } from '../image/digest.ts'
import { isIndex } from '../image/manifest.ts'
import { isRepository, isTag } from '../image/reference.ts'
import { bodyBytes, type Headers, type HttpRequest, type HttpResponse, type Peer } from '../net/http.ts'
import { origin } from './blobs.ts'
import { answer, Refusal } from './errors.ts'
import type { Shelf } from './shelf.ts'

const KNOWN: readonly string[] = [MEDIA.ociIndex, MEDIA.ociManifest, MEDIA.dockerIndex, MEDIA.dockerManifest]
const MAX_BYTES = 4 * 1024 * 1024

export interface FoundManifest {
  digest: string
  bytes: Uint8Array
  mediaType: string
}

export class Manifests {
  private readonly shelf: Shelf
  /** Docker Hub words details as sentences, registry:2 as the Go structs they are. */
  private readonly hub: boolean

  constructor(shelf: Shelf, hub: boolean) {
    this.shelf = shelf
    this.hub = hub
  }

  /** Undefined when there is none. */
  find(name: string, reference: string): FoundManifest | undefined {
    const { storage } = this.shelf
    const digest = isDigest(reference) ? reference : storage.tag(name, reference)
    const bytes = digest && storage.linked(name, 'manifests', digest) ? storage.blob(digest) : undefined
    if (!digest || !bytes) return undefined
    const manifest = JSON.parse(text(bytes)) as Manifest | Index
    this.shelf.learn(manifest)
    return { digest, bytes, mediaType: mediaTypeOf(manifest) }
  }

  get(request: HttpRequest, name: string, reference: string, peer: Peer): HttpResponse {
    const found = this.find(name, reference)
    if (!found) throw new Refusal('MANIFEST_UNKNOWN', this.unknown(name, reference))
    const { digest, bytes, mediaType } = found
    if (!accepts(request, mediaType)) throw new Refusal('MANIFEST_UNKNOWN', undefined, {}, unacceptable(mediaType))
    if (!isDigest(reference)) this.shelf.tell(name, reference, digest, peer.cause)
    const headers: Headers = {
      'content-length': String(bytes.length),
      'content-type': mediaType,
      'docker-content-digest': digest,
      etag: `"${digest}"`,
    }
    const about = { digest }
    if (request.headers['if-none-match'] === headers.etag) return { status: 304, headers, body: EMPTY, about }
    return { status: 200, headers, body: request.method === 'HEAD' ? EMPTY : bytes, about }
  }

  async put(request: HttpRequest, name: string, reference: string, peer: Peer): Promise<HttpResponse> {
    const { storage } = this.shelf
    const bytes = await bodyBytes(request)
    if (!isRepository(name)) throw new Refusal('NAME_INVALID')
    if (bytes.length > MAX_BYTES) throw new Refusal('MANIFEST_INVALID', 'manifest is too large')
    const digest = digestOf(bytes)
    const byDigest = reference.includes(':')
    if (byDigest && reference !== digest) throw new Refusal('DIGEST_INVALID')
    if (!byDigest && !isTag(reference)) throw new Refusal('TAG_INVALID')
    const manifest = this.parsed(bytes, request.headers['content-type'])
    this.check(name, manifest)
    storage.putBlob(digest, bytes)
    storage.link(name, 'manifests', digest)
    this.shelf.learn(manifest)
    if (!byDigest) {
      storage.setTag(name, reference, digest)
      this.shelf.tell(name, reference, digest, peer.cause)
    }
    const location = `${origin(request, peer)}/v2/${name}/manifests/${digest}`
    const subject: Headers = manifest.subject ? { 'oci-subject': manifest.subject.digest } : {}
    return {
      status: 201,
      headers: { 'content-length': '0', 'docker-content-digest': digest, location, ...subject },
      body: EMPTY,
      about: { digest },
    }
  }

  /** A tag alone, or a manifest with every tag that points to it. */
  remove(name: string, reference: string, peer: Peer): HttpResponse {
    const { storage } = this.shelf
    const found = this.find(name, reference)
    if (!found) throw new Refusal('MANIFEST_UNKNOWN', this.unknown(name, reference))
    const tags = isDigest(reference) ? (storage.tags(name) ?? []) : [reference]
    for (const tag of tags) {
      if (storage.tag(name, tag) !== found.digest) continue
      storage.removeTag(name, tag)
      this.shelf.gone(name, tag, peer.cause)
    }
    if (isDigest(reference)) storage.unlink(name, 'manifests', found.digest)
    return { status: 202, headers: { 'content-length': '0' }, body: EMPTY }
  }

  /** An index of all manifests whose subject is that digest ("Listing Referrers"). */
  referrers(request: HttpRequest, name: string, digest: string): HttpResponse {
    if (!isDigest(digest)) throw new Refusal('DIGEST_INVALID', 'invalid digest format')
    const wanted = request.query.artifactType?.[0]
    const manifests: Descriptor[] = []
    for (const each of this.shelf.storage.manifests(name)) {
      const found = this.find(name, each)
      const manifest = found && (JSON.parse(text(found.bytes)) as Manifest | Index)
      if (!found || manifest?.subject?.digest !== digest) continue
      const artifactType = manifest.artifactType ?? (isIndex(manifest) ? undefined : manifest.config.mediaType)
      if (wanted !== undefined && artifactType !== wanted) continue
      const { annotations } = manifest
      const descriptor = { mediaType: found.mediaType, digest: each, size: found.bytes.length }
      manifests.push({
        ...descriptor,
        ...(artifactType ? { artifactType } : {}),
        ...(annotations ? { annotations } : {}),
      })
    }
    const index: Index = { schemaVersion: 2, mediaType: MEDIA.ociIndex, manifests }
    const filtered: Headers = wanted === undefined ? {} : { 'oci-filters-applied': 'artifactType' }
    return answer(200, index, { 'content-type': MEDIA.ociIndex, ...filtered })
  }

  private parsed(bytes: Uint8Array, contentType: string | undefined): Manifest | Index {
    let manifest: (Manifest | Index) & { layers?: unknown; config?: unknown }
    try {
      manifest = JSON.parse(text(bytes)) as Manifest | Index
    } catch (error) {
      throw new Refusal('MANIFEST_INVALID', String(error instanceof Error ? error.message : error))
    }
    const type = mediaTypeOf(manifest)
    const said = contentType?.split(';')[0]!.trim()
    if (said !== undefined && KNOWN.includes(said) && said !== type) {
      throw new Refusal('MANIFEST_INVALID', `mediaType in manifest should be '${said}' not '${type}'`)
    }
    const whole = isIndex(manifest)
      ? Array.isArray(manifest.manifests)
      : Array.isArray(manifest.layers) && manifest.config !== undefined
    if (manifest.schemaVersion !== 2 || !KNOWN.includes(type) || !whole) throw new Refusal('MANIFEST_INVALID', {})
    return manifest
  }

  /** Everything it names must be in the repository already. */
  private check(name: string, manifest: Manifest | Index): void {
    const { storage } = this.shelf
    const parts = isIndex(manifest)
      ? manifest.manifests
      : [manifest.config, ...manifest.layers.filter((layer) => !layer.urls)]
    const kind = isIndex(manifest) ? 'manifests' : 'layers'
    const missing = parts.filter(({ digest }) => !storage.linked(name, kind, digest))
    if (missing.length > 0)
      throw Refusal.each(
        'MANIFEST_BLOB_UNKNOWN',
        missing.map(({ digest }) => ({ Digest: digest })),
      )
  }

  private unknown(name: string, reference: string): unknown {
    if (isDigest(reference)) {
      return this.hub ? `unknown manifest name=${name} revision=${reference}` : { Name: name, Revision: reference }
    }
    return this.hub ? `unknown tag=${reference}` : { Tag: reference }
  }
}

const mediaTypeOf = (manifest: Manifest | Index): string =>
  manifest.mediaType ?? ('manifests' in manifest ? MEDIA.ociIndex : MEDIA.ociManifest)

/** A client that names what it can read gets nothing else; one that does not say gets what there is. */
function accepts(request: HttpRequest, mediaType: string): boolean {
  const accept = request.headers.accept
  if (!accept || mediaType === MEDIA.dockerManifest) return true
  const types = accept.split(',').map((type) => type.split(';')[0]!.trim())
  return types.includes(mediaType) || types.includes('*/*') || types.includes('application/*')
}

const unacceptable = (mediaType: string): string =>
  mediaType === MEDIA.ociIndex
    ? 'OCI index found, but accept header does not support OCI indexes'
    : 'OCI manifest found, but accept header does not support OCI manifests'
