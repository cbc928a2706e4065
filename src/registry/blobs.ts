// Blobs: layers and configs by digest; ranges, uploads and mounts (OCI distribution spec, "Pulling blobs", "Pushing blobs").
import { EMPTY } from '../kernel/bytes.ts'
import { isDigest } from '../image/digest.ts'
import { isRepository } from '../image/reference.ts'
import { bodyBytes, type Headers, type HttpRequest, type HttpResponse, type Peer } from '../net/http.ts'
import { Refusal } from './errors.ts'
import type { Shelf } from './shelf.ts'
import { Uploads } from './uploads.ts'

const NOTHING = { 'content-length': '0' }

export class Blobs {
  private readonly shelf: Shelf
  private readonly uploads: Uploads

  constructor(shelf: Shelf) {
    this.shelf = shelf
    this.uploads = new Uploads(shelf.kernel)
  }

  get(request: HttpRequest, name: string, digest: string): HttpResponse {
    const blob = this.find(name, digest)
    const headers: Headers = {
      'accept-ranges': 'bytes',
      'cache-control': 'max-age=31536000',
      'content-length': String(blob.length),
      'content-type': 'application/octet-stream',
      'docker-content-digest': digest,
      etag: `"${digest}"`,
    }
    if (request.method === 'HEAD') return { status: 200, headers, body: EMPTY }
    if (request.headers['if-none-match'] === headers.etag)
      return { status: 304, headers: { etag: headers.etag! }, body: EMPTY }
    const range = request.headers.range
    if (range === undefined) return { status: 200, headers, body: blob, weight: this.shelf.weight(digest, blob) }
    return ranged(blob, range, headers)
  }

  remove(name: string, digest: string): HttpResponse {
    this.find(name, digest)
    this.shelf.storage.unlink(name, 'layers', digest)
    return { status: 202, headers: { ...NOTHING, 'docker-content-digest': digest }, body: EMPTY }
  }

  /** POST: a new session, a mount from another repository, or the whole blob at once. */
  async start(request: HttpRequest, name: string, peer: Peer): Promise<HttpResponse> {
    const [mount, from, digest] = [request.query.mount?.[0], request.query.from?.[0], request.query.digest?.[0]]
    if (!isRepository(name)) throw new Refusal('NAME_INVALID')
    if (mount && from && this.shelf.storage.linked(from, 'layers', mount)) {
      this.shelf.storage.link(name, 'layers', mount)
      return this.created(request, name, mount, peer)
    }
    const id = this.uploads.start(name)
    if (digest === undefined) return this.accepted(request, name, id, peer)
    this.uploads.append(name, id, await bodyBytes(request))
    return this.close(request, name, id, digest, peer)
  }

  async patch(request: HttpRequest, name: string, id: string, peer: Peer): Promise<HttpResponse> {
    this.uploads.append(name, id, await bodyBytes(request), request.headers['content-range'])
    return this.accepted(request, name, id, peer)
  }

  async put(request: HttpRequest, name: string, id: string, peer: Peer): Promise<HttpResponse> {
    const range = request.headers['content-range']
    this.uploads.append(name, id, await bodyBytes(request), range)
    return this.close(request, name, id, request.query.digest?.[0] ?? '', peer)
  }

  status(request: HttpRequest, name: string, id: string, peer: Peer): HttpResponse {
    return { ...this.accepted(request, name, id, peer), status: 204 }
  }

  cancel(name: string, id: string): HttpResponse {
    this.uploads.cancel(name, id)
    return { status: 204, headers: { ...NOTHING, 'docker-upload-uuid': id }, body: EMPTY }
  }

  private find(name: string, digest: string): Uint8Array {
    const { storage } = this.shelf
    if (!isDigest(digest)) throw new Refusal('DIGEST_INVALID', 'invalid digest format')
    const blob = storage.linked(name, 'layers', digest) ? storage.blob(digest) : undefined
    if (blob) return blob
    if (!storage.tags(name)) throw new Refusal('NAME_UNKNOWN', { name })
    throw new Refusal('BLOB_UNKNOWN', digest)
  }

  private close(request: HttpRequest, name: string, id: string, digest: string, peer: Peer): HttpResponse {
    const bytes = this.uploads.finish(name, id, digest)
    this.shelf.storage.putBlob(digest, bytes)
    this.shelf.storage.link(name, 'layers', digest)
    return this.created(request, name, digest, peer)
  }

  private created(request: HttpRequest, name: string, digest: string, peer: Peer): HttpResponse {
    const location = `${origin(request, peer)}/v2/${name}/blobs/${digest}`
    return {
      status: 201,
      headers: { ...NOTHING, 'docker-content-digest': digest, location },
      body: EMPTY,
      about: { digest },
    }
  }

  private accepted(request: HttpRequest, name: string, id: string, peer: Peer): HttpResponse {
    const size = this.uploads.size(name, id)
    const headers = {
      ...NOTHING,
      'docker-upload-uuid': id,
      location: `${origin(request, peer)}/v2/${name}/blobs/uploads/${id}?_state=${id.replaceAll('-', '')}${size}`,
      range: `0-${Math.max(0, size - 1)}`,
    }
    return { status: 202, headers, body: EMPTY }
  }
}

/** Absolute, as the client named us. */
export const origin = (request: HttpRequest, peer: Peer): string =>
  `${peer.scheme}://${request.headers.host ?? `${peer.destination.address}:${peer.destination.port}`}`

/** RFC 9110 §14.2, one range. */
function ranged(blob: Uint8Array, range: string, headers: Headers): HttpResponse {
  const bounds = /^bytes=(\d*)-(\d*)$/.exec(range)
  const [from, to] = [bounds?.[1] ?? '', bounds?.[2] ?? '']
  const start = from === '' ? Math.max(0, blob.length - Number(to)) : Number(from)
  const end = from === '' || to === '' ? blob.length - 1 : Math.min(Number(to), blob.length - 1)
  if (!bounds || (from === '' && to === '') || start > end || start >= blob.length) {
    return { status: 416, headers: { 'content-length': '0', 'content-range': `bytes */${blob.length}` }, body: EMPTY }
  }
  const body = blob.subarray(start, end + 1)
  const more = { 'content-length': String(body.length), 'content-range': `bytes ${start}-${end}/${blob.length}` }
  return { status: 206, headers: { ...headers, ...more }, body }
}
