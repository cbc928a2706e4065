// Which groups, versions and resources there are, in the old form and the aggregated one (apidiscovery.k8s.io/v2).
import type { APIResource, Json } from '../../api/kubernetes/meta.ts'
import type { HttpRequest, HttpResponse } from '../../net/http.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Cluster } from './cluster.ts'
import type { Served } from './registry.ts'
import { respond } from './respond.ts'
import { reviews } from './reviews.ts'

const JSON_FORM = { as: 'object', yaml: false } as const
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** Undefined when the path is no discovery path. */
export function discover(cluster: Cluster, request: HttpRequest): HttpResponse | undefined {
  const parts = request.path.split('/').filter((part) => part)
  const aggregated = (request.headers.accept ?? '').includes('as=APIGroupDiscoveryList')
  const groups = cluster.registry.groups()
  for (const { group, version } of reviews) if (!groups.has(group)) groups.set(group, [version])
  if (parts.length === 1 && aggregated) return aggregate(cluster, groups, parts[0] === 'apis')
  if (parts[0] === 'api' && parts.length === 1) return respond(200, versionsOfCore(cluster), JSON_FORM)
  if (parts[0] === 'apis' && parts.length === 1) return respond(200, groupList(groups), JSON_FORM)
  if (parts[0] === 'api' && parts.length === 2 && parts[1] === 'v1')
    return respond(200, resourceList(cluster, '', 'v1'), JSON_FORM)
  if (parts[0] !== 'apis') return undefined
  const versions = groups.get(parts[1]!)
  if (parts.length === 2 && versions)
    return respond(200, { kind: 'APIGroup', apiVersion: 'v1', ...group(parts[1]!, versions) }, JSON_FORM)
  if (parts.length === 3 && versions?.includes(parts[2]!))
    return respond(200, resourceList(cluster, parts[1]!, parts[2]!), JSON_FORM)
  return undefined
}

function versionsOfCore({ options }: Cluster): unknown {
  const serverAddress = `${options.advertise}:${options.port}`
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  }
}

const groupList = (groups: Map<string, string[]>) => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: [...groups].filter(([name]) => name).map(([name, versions]) => group(name, versions)),
})

function group(name: string, versions: string[]) {
  const list = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }))
  return { name, versions: list, preferredVersion: list[0]! }
}

function resourceList(cluster: Cluster, group: string, version: string): unknown {
  const groupVersion = group ? `${group}/${version}` : version
  const served = servedIn(cluster, group, version)
  return {
    kind: 'APIResourceList',
    groupVersion,
    ...(group ? { apiVersion: 'v1' } : {}),
    resources: served.flatMap(resources),
  }
}

function servedIn(cluster: Cluster, group: string, version: string): Served[] {
  const own = cluster.registry.served().filter((one) => one.group === group && one.version === version)
  const virtual = reviews.filter((kind) => kind.group === group && kind.version === version)
  return [...own, ...virtual.map((kind) => ({ kind, group, version }))]
}

const SUBRESOURCE_KINDS: Record<string, { kind: string; group: string; version: string; verbs: string[] }> = {
  scale: { kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] },
  binding: { kind: 'Binding', group: '', version: 'v1', verbs: ['create'] },
  eviction: { kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  exec: { kind: 'PodExecOptions', group: '', version: 'v1', verbs: ['create', 'get'] },
  attach: { kind: 'PodAttachOptions', group: '', version: 'v1', verbs: ['create', 'get'] },
  portforward: { kind: 'PodPortForwardOptions', group: '', version: 'v1', verbs: ['create', 'get'] },
  token: { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
}

const subresourceVerbs = (name: string): string[] => {
  if (SUBRESOURCE_KINDS[name]) return SUBRESOURCE_KINDS[name].verbs
  if (name === 'log') return ['get']
  if (name === 'finalize') return ['update']
  return name === 'proxy' ? ['create', 'delete', 'get', 'patch', 'update'] : ['get', 'patch', 'update']
}

const verbsOf = (kind: Kind) => kind.verbs ?? VERBS

function resources({ kind, group, version }: Served): APIResource[] {
  const { plural, singular, namespaced, shortNames, categories, subresources = [] } = kind
  const main: APIResource = {
    name: plural,
    singularName: singular,
    namespaced,
    kind: kind.kind,
    verbs: verbsOf(kind),
    ...(shortNames ? { shortNames } : {}),
    ...(categories ? { categories } : {}),
  }
  const below = subresources.map((name): APIResource => {
    const other = SUBRESOURCE_KINDS[name]
    const gv =
      other && (other.group !== group || other.version !== version)
        ? { group: other.group, version: other.version }
        : {}
    return {
      name: `${plural}/${name}`,
      singularName: '',
      namespaced,
      ...gv,
      kind: subresourceKind(kind, name),
      verbs: subresourceVerbs(name),
    }
  })
  return [main, ...below]
}

const subresourceKind = (kind: Kind, name: string): string =>
  SUBRESOURCE_KINDS[name]?.kind ?? (name === 'proxy' ? `${kind.kind}ProxyOptions` : kind.kind)

function aggregate(cluster: Cluster, groups: Map<string, string[]>, named: boolean): HttpResponse {
  const items = [...groups]
    .filter(([name]) => (name !== '') === named)
    .map(([name, versions]) => ({
      metadata: { name: name || undefined, creationTimestamp: null },
      versions: versions.map((version) => ({
        version,
        resources: servedIn(cluster, name, version).map(aggregated),
        freshness: 'Current',
      })),
    }))
  const list = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }
  const response = respond(200, list, JSON_FORM)
  response.headers['content-type'] = AGGREGATED
  return response
}

function aggregated({ kind, group, version }: Served): Json {
  const { plural, singular, namespaced, shortNames, categories, subresources = [] } = kind
  return {
    resource: plural,
    responseKind: { group, version, kind: kind.kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: verbsOf(kind),
    ...(shortNames ? { shortNames } : {}),
    ...(categories ? { categories } : {}),
    ...(subresources.length > 0
      ? {
          subresources: subresources.map((name) => {
            const other = SUBRESOURCE_KINDS[name]
            const response = {
              group: other?.group ?? group,
              version: other?.version ?? version,
              kind: subresourceKind(kind, name),
            }
            return { subresource: name, responseKind: response, verbs: subresourceVerbs(name) }
          }),
        }
      : {}),
  }
}
