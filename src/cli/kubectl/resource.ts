// cli-runtime's resource builder: from words such as `po`, `deploy/web`, `pods,svc` to places in the API.
import { StatusError } from '../error.ts'
import type { Client } from './client.ts'
import { type ApiResource, discover, groupVersion } from './discovery.ts'

export interface Target {
  resource: ApiResource
  /** Undefined: all objects of that type. */
  name?: string
}

export class Mapper {
  private readonly client: Client
  private resources: Promise<ApiResource[]> | undefined
  private fresh = false
  /** How often a server that does not answer is asked. */
  tries: number | undefined

  constructor(client: Client) {
    this.client = client
  }

  all(): Promise<ApiResource[]> {
    this.resources ??= discover(this.client, false, this.tries)
    return this.resources
  }

  /** `po`, `pods`, `Pod`, `deployments.apps`, `deployments.v1.apps`. Throws StatusError when the server has none such. */
  async find(word: string): Promise<ApiResource> {
    const known = await this.lookup((resource) => matches(resource, word))
    if (known) return known
    throw new StatusError(`error: the server doesn't have a resource type "${word.split('.')[0]}"`)
  }

  /** The resource of an object's apiVersion and kind; undefined when the server has none such. */
  async forKind(apiVersion: string, kind: string): Promise<ApiResource | undefined> {
    return this.lookup((resource) => resource.kind === kind && groupVersion(resource) === apiVersion)
  }

  async category(word: string): Promise<ApiResource[]> {
    const all = await this.all()
    const found = new Map<string, ApiResource>()
    for (const resource of all) {
      const key = `${resource.name}.${resource.group}`
      if (resource.categories.includes(word) && !found.has(key)) found.set(key, resource)
    }
    return [...found.values()]
  }

  /** A cache that does not know the type is asked again from the server, once. */
  private async lookup(fits: (resource: ApiResource) => boolean): Promise<ApiResource | undefined> {
    const known = (await this.all()).find(fits)
    if (known || this.fresh) return known
    this.fresh = true
    this.resources = discover(this.client, true, this.tries)
    return (await this.resources).find(fits)
  }
}

function matches(resource: ApiResource, word: string): boolean {
  const [name, ...rest] = word.toLowerCase().split('.')
  const named = [resource.name, resource.singular, resource.kind.toLowerCase(), ...resource.shortNames].includes(name!)
  if (!named) return false
  if (rest.length === 0) return true
  const suffix = rest.join('.')
  return suffix === resource.group || suffix === `${resource.version}.${resource.group}`
}

const MIXED =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"

/** Throws StatusError with kubectl's words when the words do not fit together. */
export async function targets(mapper: Mapper, words: readonly string[]): Promise<Target[]> {
  if (words.some((word) => word.includes('/'))) return slashed(mapper, words)
  const [types, ...names] = words
  if (types === undefined) return []
  const resources = await typesOf(mapper, types)
  if (names.length === 0) return resources.map((resource) => ({ resource }))
  return resources.flatMap((resource) => names.map((name) => ({ resource, name })))
}

/** One attempt less than for `TYPE NAME`: nothing is looked up as a category. */
const SLASHED_TRIES = 4

async function slashed(mapper: Mapper, words: readonly string[]): Promise<Target[]> {
  mapper.tries ??= SLASHED_TRIES
  if (words.some((word) => !word.includes('/'))) throw new StatusError(`error: ${MIXED}`)
  const out: Target[] = []
  for (const word of words) {
    const parts = word.split('/')
    if (parts.length !== 2)
      throw new StatusError('error: arguments in resource/name form may not have more than one slash')
    const [type, name] = parts as [string, string]
    if (!type || !name)
      throw new StatusError('error: arguments in resource/name form must have a single resource and name')
    out.push({ resource: await mapper.find(type), name })
  }
  return out
}

async function typesOf(mapper: Mapper, types: string): Promise<ApiResource[]> {
  const out: ApiResource[] = []
  for (const word of types.split(',')) {
    if (word === '')
      throw new StatusError('error: arguments in resource/name form must have a single resource and name')
    const category = await mapper.category(word)
    if (category.length > 0) out.push(...category)
    else out.push(await mapper.find(word))
  }
  return [...new Set(out)]
}

/** True when several types are printed in one go, so that names get their type before them. */
export const mixed = (found: readonly Target[]): boolean => new Set(found.map(({ resource }) => resource)).size > 1
