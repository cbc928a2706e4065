// The routes of a registry: what each needs, who handles it, how it is named in the trace.
import { type HttpRequest, type HttpResponse, json, type Peer } from '../net/http.ts'
import type { Params, Route } from '../net/router.ts'
import { type Action, authorize, type Need } from './access.ts'
import { Blobs } from './blobs.ts'
import { Refusal } from './errors.ts'
import type { Manifests } from './manifests.ts'
import { Rate } from './rate.ts'
import type { RegistryOptions } from './server.ts'
import { search } from './search.ts'
import type { Shelf } from './shelf.ts'
import { listRepositories, listTags } from './tags.ts'

type Handle = (request: HttpRequest, params: Params, peer: Peer) => Promise<HttpResponse> | HttpResponse
type Guarded = (request: HttpRequest, params: Params, peer: Peer, account?: string) => ReturnType<Handle>

const MANIFEST = '/v2/:name+/manifests/:reference'
const BLOB = '/v2/:name+/blobs/:digest'
const UPLOADS = '/v2/:name+/blobs/uploads'
const UPLOAD = '/v2/:name+/blobs/uploads/:id'

/** Longer paths before those that would take them for a name. */
export function routes(options: RegistryOptions, shelf: Shelf, manifests: Manifests): Route[] {
  const gate = new Gate(options)
  const ping = { 'content-type': 'application/json; charset=utf-8', 'content-length': '2' }
  const all: Need = { type: 'registry', name: 'catalog', action: '*' }
  return [
    {
      method: 'GET',
      pattern: '/v2',
      topic: 'registry.ping',
      handle: gate.guard(
        () => undefined,
        () => json(200, {}, ping),
      ),
    },
    {
      method: 'GET',
      pattern: '/v2/_catalog',
      topic: 'registry.catalog',
      handle: gate.guard(
        () => all,
        (request) => listRepositories(shelf, request),
      ),
    },
    {
      method: 'GET',
      pattern: '/v2/:name+/tags/list',
      topic: 'registry.tags',
      about: ({ name }) => ({ name: name! }),
      handle: gate.on('pull', (request, { name }) => listTags(shelf, request, name!)),
    },
    ...searchRoutes(options, shelf),
    ...manifestRoutes(options, gate, manifests),
    ...uploadRoutes(gate, new Blobs(shelf)),
    ...blobRoutes(gate, new Blobs(shelf)),
  ]
}

/** Only Docker Hub has an index to search. */
function searchRoutes({ describe }: RegistryOptions, shelf: Shelf): Route[] {
  if (!describe) return []
  const about = (_: Params, request: HttpRequest) => ({ query: request.query.q?.[0] ?? '' })
  const handle: Handle = (request) => search(shelf.storage, describe, shelf.isPrivate, request)
  return [{ method: 'GET', pattern: '/v1/search', topic: 'registry.search', about, handle }]
}

/** Lets requests through to their handlers when they may. */
class Gate {
  private readonly options: RegistryOptions

  constructor(options: RegistryOptions) {
    this.options = options
  }

  guard(need: (params: Params) => Need, handle: Guarded): Handle {
    const { auth = 'none', kernel } = this.options
    return (request, params, peer) => {
      const { account } = this.admit(() => authorize(auth, kernel, request, need(params)))
      return handle(request, params, peer, account)
    }
  }

  /** Docker Hub says in the body, too, that the token is not enough. */
  private admit<T>(check: () => T): T {
    try {
      return check()
    } catch (error) {
      const insufficient = error instanceof Refusal && error.headers['www-authenticate']?.includes('insufficient_scope')
      if (this.options.hub && insufficient) error.errors.splice(0, Infinity, ...new Refusal('DENIED').errors)
      throw error
    }
  }

  on(action: Action, handle: Guarded): Handle {
    return this.guard(({ name }) => {
      if (action !== 'pull' && this.options.readOnly) throw new Refusal('DENIED')
      return { type: 'repository', name: name!, action }
    }, handle)
  }

  deleting(handle: Guarded): Handle {
    return this.on('delete', (...all) => {
      if (!this.options.deletable) throw new Refusal('UNSUPPORTED')
      return handle(...all)
    })
  }
}

const named = ({ name, reference }: Params) => ({ name: name!, reference: reference! })
const digested = ({ name, digest }: Params) => ({ name: name!, digest: digest! })

function manifestRoutes(options: RegistryOptions, gate: Gate, manifests: Manifests): Route[] {
  const rate = options.rated ? new Rate(options.kernel) : undefined
  const get = gate.on('pull', (request, { name, reference }, peer, account) => {
    const limits = rate?.take(peer.address, account, request.method === 'GET') ?? {}
    const response = manifests.get(request, name!, reference!, peer)
    return { ...response, headers: { ...response.headers, ...limits } }
  })
  const put = gate.on('push', (request, p, peer) => manifests.put(request, p.name!, p.reference!, peer))
  const remove = gate.deleting((_, p, peer) => manifests.remove(p.name!, p.reference!, peer))
  const referrers = gate.on('pull', (request, p) => manifests.referrers(request, p.name!, p.digest!))
  return [
    { method: 'HEAD', pattern: MANIFEST, topic: 'registry.manifest.head', about: named, handle: get },
    { method: 'GET', pattern: MANIFEST, topic: 'registry.manifest.get', about: named, handle: get },
    { method: 'PUT', pattern: MANIFEST, topic: 'registry.manifest.put', about: named, handle: put },
    { method: 'DELETE', pattern: MANIFEST, topic: 'registry.manifest.delete', about: named, handle: remove },
    {
      method: 'GET',
      pattern: '/v2/:name+/referrers/:digest',
      topic: 'registry.referrers',
      about: digested,
      handle: referrers,
    },
  ]
}

function uploadRoutes(gate: Gate, blobs: Blobs): Route[] {
  const about = ({ name }: Params, request: HttpRequest) => {
    const digest = request.query.digest?.[0] ?? request.query.mount?.[0]
    return { name: name!, ...(digest ? { digest } : {}) }
  }
  const when = (request: HttpRequest) => request.query.mount !== undefined
  const start = gate.on('push', (request, { name }, peer) => blobs.start(request, name!, peer))
  const patch = gate.on('push', (request, { name, id }, peer) => blobs.patch(request, name!, id!, peer))
  const put = gate.on('push', (request, { name, id }, peer) => blobs.put(request, name!, id!, peer))
  const get = gate.on('push', (request, { name, id }, peer) => blobs.status(request, name!, id!, peer))
  const cancel = gate.on('push', (_, { name, id }) => blobs.cancel(name!, id!))
  return [
    { method: 'POST', pattern: UPLOADS, topic: 'registry.blob.mount', when, about, handle: start },
    { method: 'POST', pattern: UPLOADS, topic: 'registry.upload.start', about, handle: start },
    { method: 'PATCH', pattern: UPLOAD, topic: 'registry.upload.patch', about, handle: patch },
    { method: 'PUT', pattern: UPLOAD, topic: 'registry.upload.put', about, handle: put },
    { method: 'GET', pattern: UPLOAD, topic: 'registry.upload.get', about, handle: get },
    { method: 'DELETE', pattern: UPLOAD, topic: 'registry.upload.delete', about, handle: cancel },
  ]
}

function blobRoutes(gate: Gate, blobs: Blobs): Route[] {
  const get = gate.on('pull', (request, { name, digest }) => blobs.get(request, name!, digest!))
  const remove = gate.deleting((_, { name, digest }) => blobs.remove(name!, digest!))
  return [
    { method: 'HEAD', pattern: BLOB, topic: 'registry.blob.head', about: digested, handle: get },
    { method: 'GET', pattern: BLOB, topic: 'registry.blob.get', about: digested, handle: get },
    { method: 'DELETE', pattern: BLOB, topic: 'registry.blob.delete', about: digested, handle: remove },
  ]
}
