// An OCI distribution server (OCI distribution spec 1.1; behaviour of docker/distribution 2.8 and of Docker Hub).
import { EMPTY } from '../kernel/bytes.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Stock } from '../image/catalog/recipe.ts'
import { type Handler, type Headers, type HttpRequest, type HttpResponse, type Peer, plain } from '../net/http.ts'
import { Router } from '../net/router.ts'
import type { Cause } from '../kernel/trace.ts'
import type { Auth } from './access.ts'
import { announce } from './announce.ts'
import { Refusal, refused } from './errors.ts'
import { type FoundManifest, Manifests } from './manifests.ts'
import { routes } from './routes.ts'
import type { Describe } from './search.ts'
import { Shelf } from './shelf.ts'
import { StockedStorage } from './stock.ts'
import type { Storage } from './storage.ts'
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
  /** Lists tags in the order of its directory, as docker/distribution 2.8 does on a disk. */
  unsorted?: boolean
  /** What a search tells of repositories; without it there is no search. */
  describe?: Describe
  /** Default: in memory, with `seed`. */
  storage?: Storage
  /** Container it runs in, when it is one the user started. */
  container?: string
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
  /** Says in the trace what there is already. */
  tellAll: (cause: Cause) => void
}

export function createRegistry(options: RegistryOptions): Registry {
  const { kernel, auth = 'none' } = options
  const stock = new StockedStorage(options.unsorted)
  const storage = options.storage ?? stock
  const secret = new Set(options.private)
  const shelf = new Shelf(kernel, storage, options.place, (name) => secret.has(name))
  const manifests = new Manifests(shelf, options.hub ?? false)
  const router = new Router(routes(options, shelf, manifests))
  let { host: told } = options
  const http: Handler = async (request, peer) => {
    const { host } = request.headers
    if (options.container && host && host !== options.host && told === options.host) {
      told = host
      announce(options, host, peer.cause)
    }
    const response = await respond(router, request, peer)
    if (request.method === 'HEAD') response.body = EMPTY
    response.headers = inOrder({ 'docker-distribution-api-version': 'registry/2.0', ...response.headers }, kernel)
    options.onAnswer?.(request, response, peer)
    return response
  }
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
    tellAll: (cause) => shelf.tellAll(cause),
  }
}

/** Go's server writes headers by name, and the date behind them. */
function inOrder(headers: Headers, { clock }: Kernel): Headers {
  const sorted = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1))
  return { ...Object.fromEntries(sorted), date: new Date(clock.unix()).toUTCString() }
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
