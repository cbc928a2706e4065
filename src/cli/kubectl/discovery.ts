// Discovery: which resources the server has, kept on disk as client-go keeps it.
import { text } from '../../kernel/bytes.ts'
import { FsError } from '../../machine/fs/filesystem.ts'
import { NetError } from '../../net/errors.ts'
import { bodyText } from '../../net/http.ts'
import { ApiFailure, NoApiServer, document } from './answer.ts'
import { logError } from './klog.ts'
import { type Client, dialError } from './client.ts'

export interface ApiResource {
  /** Plural: `pods`. */
  name: string
  singular: string
  kind: string
  /** '' for the core group. */
  group: string
  version: string
  namespaced: boolean
  shortNames: string[]
  categories: string[]
  verbs: string[]
  subresources: string[]
}

interface Aggregated {
  items: {
    metadata: { name?: string }
    versions: {
      version: string
      resources: {
        resource: string
        responseKind?: { kind: string }
        scope: 'Namespaced' | 'Cluster'
        singularResource: string
        shortNames?: string[]
        categories?: string[]
        verbs: string[]
        subresources?: { subresource: string }[]
      }[]
    }[]
  }[]
}

const ACCEPT =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'
const CACHE_MS = 6 * 60 * 60_000
const TRIES = 5

/**
 * In the server's order: core first, preferred version of each group first. Throws Unreachable when nobody answers:
 * how often a command tries (and logs that) is its own; 0 tries once and says nothing.
 */
export async function discover(client: Client, fresh = false, tries = TRIES): Promise<ApiResource[]> {
  const cached = fresh ? undefined : readCache(client)
  if (cached) return cached
  const resources = [...(await fetchGroups(client, '/api', tries)), ...(await fetchGroups(client, '/apis', tries))]
  writeCache(client, resources)
  return resources
}

async function fetchGroups(client: Client, path: string, tries: number): Promise<ApiResource[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await client.raw(path, { accept: ACCEPT, query: { timeout: '32s' } })
      return flatten(document<Aggregated>(response.status, await bodyText(response)))
    } catch (error) {
      const failed = failureOf(client, error, path)
      if (!failed) throw error
      const said = `couldn't get current server API group list: ${failed.said}`
      if (tries > 0) await logError(client.process, 'memcache.go:265', said)
      if (attempt >= tries || !failed.again) throw failed.error
    }
  }
}

/** Why there is no list, in klog's words, and whether it is asked for again. */
function failureOf(
  client: Client,
  error: unknown,
  path: string,
): { said: string; again: boolean; error: Error } | undefined {
  if (error instanceof NoApiServer) return { said: error.fault, again: true, error }
  if (error instanceof ApiFailure) return { said: error.message, again: true, error }
  if (!(error instanceof NetError)) return undefined
  const dial = dialError(error, client.host.replace(/^localhost:/, '127.0.0.1:'))
  const said = `Get "${client.connection.server}${path}?timeout=32s": ${dial}`
  return { said, again: error.code === 'ECONNREFUSED', error: client.unreachable(error, `${path}?timeout=32s`) }
}

function flatten(list: Aggregated): ApiResource[] {
  const out: ApiResource[] = []
  for (const { metadata, versions } of list.items) {
    for (const { version, resources } of versions) {
      for (const resource of resources) {
        out.push({
          name: resource.resource,
          singular: resource.singularResource,
          kind: resource.responseKind?.kind ?? '',
          group: metadata.name ?? '',
          version,
          namespaced: resource.scope === 'Namespaced',
          shortNames: resource.shortNames ?? [],
          categories: resource.categories ?? [],
          verbs: resource.verbs,
          subresources: (resource.subresources ?? []).map((sub) => sub.subresource),
        })
      }
    }
  }
  return out
}

const cachePath = ({ process, host }: Client) =>
  `${process.env.HOME ?? process.user.home}/.kube/cache/discovery/${host.replace(/[^A-Za-z0-9.]/g, '_')}/servergroups.json`

function readCache(client: Client): ApiResource[] | undefined {
  const { fs, kernel } = client.process
  try {
    const path = cachePath(client)
    if (kernel.clock.unix() - fs.stat(path).mtime > CACHE_MS) return undefined
    return JSON.parse(text(fs.read(path).bytes())) as ApiResource[]
  } catch (error) {
    if (error instanceof FsError || error instanceof SyntaxError) return undefined
    throw error
  }
}

function writeCache(client: Client, resources: ApiResource[]): void {
  const { fs, user } = client.process
  const path = cachePath(client)
  try {
    fs.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true, uid: user.uid, gid: user.gid, mode: 0o750 })
    fs.write(path, JSON.stringify(resources), { uid: user.uid, gid: user.gid, mode: 0o640 })
  } catch (error) {
    if (!(error instanceof FsError)) throw error
  }
}

/** `/api/v1/namespaces/default/pods/crane/log`. */
export function resourcePath(
  resource: ApiResource,
  namespace: string | undefined,
  name?: string,
  subresource?: string,
): string {
  const base = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`
  const scope = resource.namespaced && namespace ? `/namespaces/${namespace}` : ''
  return `${base}${scope}/${resource.name}${name ? `/${name}` : ''}${subresource ? `/${subresource}` : ''}`
}

export const groupVersion = ({ group, version }: ApiResource): string =>
  group === '' ? version : `${group}/${version}`

/** `deployment.apps`, `pod`: how kubectl names a kind before a slash. */
export const kindName = ({ singular, kind, group }: ApiResource): string =>
  `${singular || kind.toLowerCase()}${group === '' ? '' : `.${group}`}`

/** meta.UnsafeGuessKindToResource: the resource of an object where no server is asked. */
export function guessResource({ apiVersion, kind }: { apiVersion: string; kind: string }): ApiResource {
  const slash = apiVersion.indexOf('/')
  const singular = kind.toLowerCase()
  const name = singular.endsWith('s')
    ? `${singular}es`
    : singular.endsWith('y')
      ? `${singular.slice(0, -1)}ies`
      : `${singular}s`
  return {
    name,
    singular,
    kind,
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    namespaced: !CLUSTER_SCOPED.has(kind),
    shortNames: [],
    categories: [],
    verbs: [],
    subresources: [],
  }
}

const CLUSTER_SCOPED = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'IngressClass',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
])
