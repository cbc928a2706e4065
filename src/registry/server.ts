// An OCI distribution server: routes only (OCI distribution spec 1.1; behaviour of docker/distribution 2.8 and of Docker Hub).
import type { RegistryObject } from '../api/objects.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Cause } from '../kernel/trace.ts'
import type { Stock } from '../image/catalog/recipe.ts'
import { type Handler, type HttpRequest, type HttpResponse, json, type Peer, plain } from '../net/http.ts'
import { type Params, type Route, Router } from '../net/router.ts'
import { type Auth, authorize, type Need } from './access.ts'
import { Blobs } from './blobs.ts'
import { Refusal, refused } from './errors.ts'
import { type FoundManifest, Manifests } from './manifests.ts'
import { Rate } from './rate.ts'
import { Shelf } from './shelf.ts'
import { StockedStorage } from './stock.ts'
import type { Storage } from './storage.ts'
import { listRepositories, listTags } from './tags.ts'
import { tokenService } from './token.ts'

export interface RegistryOptions {
  kernel: Kernel
  /** Place in the trace: `docker.io`. */
  place: string
  /** As images name it: `docker.io`, `localhost:5000`. */
  host: string
  title: string
  /** Default: none. */
  auth?: Auth
  /** Nobody may push here, whoever he is. */
  readOnly?: boolean
  /** `REGISTRY_STORAGE_DELETE_ENABLED`. */
  deletable?: boolean
  /** Counts pulls as Docker Hub does. */
  rated?: boolean
  /** Docker Hub's wording of details. */
  hub?: boolean
  /** Repositories that only their owner sees. */
  private?: readonly string[]
  /** Default: in memory, with `seed`. */
  storage?: Storage
  /** Container it runs in, when it is one the user started. */
  container?: string
  cause?: Cause
  /** Told of every answer, for a log. */
  onAnswer?: (request: HttpRequest, response: HttpResponse, peer: Peer) => void
}

interface Parts {
  http: Handler
  router: Router
}

export interface Registry extends Parts {
  /** The token service (auth.docker.io), where authentication is by token. */
  token: Parts | undefined
  /** User name → password; shared with the token service. */
  accounts: Map<string, string>
  /** Stocks an image without a word: nothing is made or told before somebody asks for it. */
  seed: (repository: string, tags: readonly string[], image: () => Stock) => void
  /** The manifest under a tag or digest, for inspection. */
  manifest: (repository: string, reference: string) => FoundManifest | undefined
}

export function createRegistry(options: RegistryOptions): Registry {
  const { kernel, auth = 'none' } = options
  const stock = new StockedStorage()
  const storage = options.storage ?? stock
  const secret = new Set(options.private)
  const shelf = new Shelf(kernel, storage, options.place, (name) => secret.has(name))
  const manifests = new Manifests(shelf, options.hub ?? false)
  const router = new Router(routes(options, shelf, manifests))
  const http: Handler = async (request, peer) => {
    const response = await respond(router, request, peer)
    response.headers = { 'docker-distribution-api-version': 'registry/2.0', ...response.headers }
    options.onAnswer?.(request, response, peer)
    return response
  }
  const object: RegistryObject = {
    host: options.host,
    title: options.title,
    ...(options.container ? { container: options.container } : {}),
  }
  const { place, cause } = options
  kernel.trace.add({
    kind: 'object',
    topic: 'object.registry',
    type: 'registry',
    place,
    id: place,
    data: { ...object },
    cause,
  })
  const byToken = typeof auth === 'object' && auth.kind === 'token' ? auth : undefined
  const known = {
    exists: (name: string) => storage.tags(name) !== undefined,
    isPrivate: (name: string) => secret.has(name),
  }
  return {
    http,
    router,
    token: byToken && tokenService(kernel, byToken, known),
    accounts: byToken?.accounts ?? new Map<string, string>(),
    seed: (repository, tags, image) => stock.seed(repository, tags, image),
    manifest: (repository, reference) => manifests.find(repository, reference),
  }
}

async function respond(router: Router, request: HttpRequest, peer: Peer): Promise<HttpResponse> {
  const match = router.match(request.method, request.path, request)
  if (!match) {
    const allowed = router.methods(request.path)
    return allowed.length > 0
      ? { ...plain(405, ''), headers: { allow: allowed.join(', '), 'content-length': '0' } }
      : plain(404, '404 page not found\n')
  }
  try {
    return await match.route.handle(request, match.params, peer)
  } catch (error) {
    if (error instanceof Refusal) return refused(error)
    throw error
  }
}

type Guarded = (
  request: HttpRequest,
  params: Params,
  peer: Peer,
  account: string | undefined,
) => Promise<HttpResponse> | HttpResponse

function routes(options: RegistryOptions, shelf: Shelf, manifests: Manifests): Route[] {
  const { kernel, auth = 'none' } = options
  const blobs = new Blobs(shelf)
  const rate = options.rated ? new Rate(kernel) : undefined
  const guard =
    (need: (params: Params) => Need, handle: Guarded) => (request: HttpRequest, params: Params, peer: Peer) => {
      const { account } = authorize(auth, kernel, request, need(params))
      return handle(request, params, peer, account)
    }
  const on = (action: 'pull' | 'push' | 'delete', handle: Guarded) =>
    guard(({ name }) => {
      if (action !== 'pull' && options.readOnly) throw new Refusal('DENIED')
      return { type: 'repository', name: name!, action }
    }, handle)
  const deleting = (handle: Guarded) =>
    on('delete', (...all) => {
      if (!options.deletable) throw new Refusal('UNSUPPORTED')
      return handle(...all)
    })
  const getManifest = on('pull', (request, p, peer, account) => {
    const limits = rate?.take(peer.address, account, request.method === 'GET') ?? {}
    const response = manifests.get(request, p.name!, p.reference!, peer)
    return { ...response, headers: { ...response.headers, ...limits } }
  })
  const named = ({ name, reference }: Params) => ({ name: name!, reference: reference! })
  const blob = ({ name, digest }: Params) => ({ name: name!, digest: digest! })
  const upload = ({ name }: Params, request: HttpRequest) => {
    const digest = request.query.digest?.[0] ?? request.query.mount?.[0]
    return { name: name!, ...(digest ? { digest } : {}) }
  }
  const mounting = (request: HttpRequest) => request.query.mount !== undefined
  const [manifestPath, blobPath, uploadPath] = [
    '/v2/:name+/manifests/:reference',
    '/v2/:name+/blobs/:digest',
    '/v2/:name+/blobs/uploads/:id',
  ]
  return [
    {
      method: 'GET',
      pattern: '/v2',
      topic: 'registry.ping',
      handle: guard(
        () => undefined,
        () => json(200, {}, { 'content-type': 'application/json; charset=utf-8', 'content-length': '2' }),
      ),
    },
    {
      method: 'GET',
      pattern: '/v2/_catalog',
      topic: 'registry.catalog',
      handle: guard(
        () => ({ type: 'registry', name: 'catalog', action: '*' }),
        (request) => listRepositories(shelf, request),
      ),
    },
    {
      method: 'GET',
      pattern: '/v2/:name+/tags/list',
      topic: 'registry.tags',
      about: ({ name }) => ({ name: name! }),
      handle: on('pull', (request, p) => listTags(shelf, request, p.name!)),
    },
    { method: 'HEAD', pattern: manifestPath, topic: 'registry.manifest.head', about: named, handle: getManifest },
    { method: 'GET', pattern: manifestPath, topic: 'registry.manifest.get', about: named, handle: getManifest },
    {
      method: 'PUT',
      pattern: manifestPath,
      topic: 'registry.manifest.put',
      about: named,
      handle: on('push', (request, p, peer) => manifests.put(request, p.name!, p.reference!, peer)),
    },
    {
      method: 'DELETE',
      pattern: manifestPath,
      topic: 'registry.manifest.delete',
      about: named,
      handle: deleting((_, p, peer) => manifests.remove(p.name!, p.reference!, peer)),
    },
    {
      method: 'GET',
      pattern: '/v2/:name+/referrers/:digest',
      topic: 'registry.referrers',
      about: blob,
      handle: on('pull', (request, p) => manifests.referrers(request, p.name!, p.digest!)),
    },
    {
      method: 'POST',
      pattern: '/v2/:name+/blobs/uploads',
      topic: 'registry.blob.mount',
      when: mounting,
      about: upload,
      handle: on('push', (request, p, peer) => blobs.start(request, p.name!, peer)),
    },
    {
      method: 'POST',
      pattern: '/v2/:name+/blobs/uploads',
      topic: 'registry.upload.start',
      about: upload,
      handle: on('push', (request, p, peer) => blobs.start(request, p.name!, peer)),
    },
    {
      method: 'PATCH',
      pattern: uploadPath,
      topic: 'registry.upload.patch',
      about: upload,
      handle: on('push', (request, p, peer) => blobs.patch(request, p.name!, p.id!, peer)),
    },
    {
      method: 'PUT',
      pattern: uploadPath,
      topic: 'registry.upload.put',
      about: upload,
      handle: on('push', (request, p, peer) => blobs.put(request, p.name!, p.id!, peer)),
    },
    {
      method: 'GET',
      pattern: uploadPath,
      topic: 'registry.upload.get',
      about: upload,
      handle: on('push', (request, p, peer) => blobs.status(request, p.name!, p.id!, peer)),
    },
    {
      method: 'DELETE',
      pattern: uploadPath,
      topic: 'registry.upload.delete',
      about: upload,
      handle: on('push', (_, p) => blobs.cancel(p.name!, p.id!)),
    },
    {
      method: 'HEAD',
      pattern: blobPath,
      topic: 'registry.blob.head',
      about: blob,
      handle: on('pull', (request, p) => blobs.get(request, p.name!, p.digest!)),
    },
    {
      method: 'GET',
      pattern: blobPath,
      topic: 'registry.blob.get',
      about: blob,
      handle: on('pull', (request, p) => blobs.get(request, p.name!, p.digest!)),
    },
    {
      method: 'DELETE',
      pattern: blobPath,
      topic: 'registry.blob.delete',
      about: blob,
      handle: deleting((_, p) => blobs.remove(p.name!, p.digest!)),
    },
  ]
}
