// What a kubectl command works with: its client, its mapper, and the small things all commands do.
import type { Process } from '../../machine/process.ts'
import type { AnyOptions, Call } from '../command.ts'
import { StatusError } from '../error.ts'
import { ApiFailure } from './answer.ts'
import { Client, type Connection, Unreachable, connect } from './client.ts'
import { type ApiResource, kindName, resourcePath } from './discovery.ts'
import type { Manifest } from './files.ts'
import { logWarning } from './klog.ts'
import type { AnyList, AnyObject } from './object.ts'
import { Mapper } from './resource.ts'

export class Kube {
  readonly process: Process
  readonly client: Client
  readonly mapper: Mapper

  private constructor(process: Process, connection: Connection) {
    this.process = process
    this.client = new Client(process, connection)
    this.mapper = new Mapper(this.client)
  }

  static async open(process: Process, call: Call): Promise<Kube> {
    if (call.global['dry-run'] === BARE_DRY_RUN)
      await logWarning(process, 'helpers.go:719', '--dry-run is deprecated and can be replaced with --dry-run=client.')
    return new Kube(process, await connect(process, globalOnly(call)))
  }

  get namespace(): string {
    return this.client.namespace
  }

  get(resource: ApiResource, name: string, namespace = this.namespace): Promise<AnyObject> {
    return this.client.json(resourcePath(resource, namespace, name))
  }

  list(
    resource: ApiResource,
    namespace: string | undefined,
    query: Record<string, string | undefined> = {},
  ): Promise<AnyList> {
    return this.searching(resource, query, () =>
      this.client.json(resourcePath(resource, namespace), { query: { limit: 500, ...query } }),
    )
  }

  /** resource.Selector's words for a list that was refused. */
  async searching<T>(
    { group, version, name }: ApiResource,
    { labelSelector = '', fieldSelector = '' }: Record<string, string | undefined>,
    ask: () => Promise<T>,
  ): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof ApiFailure) || (error.reason !== 'BadRequest' && error.reason !== 'NotFound')) throw error
      const type = `"${group}/${version}, Resource=${name}"`
      const what =
        labelSelector || fieldSelector
          ? `Unable to find ${type} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}`
          : `Unable to list ${type}`
      throw new ApiFailure({ ...error.status, message: `${what}: ${error.message}` })
    }
  }

  patch(
    resource: ApiResource,
    object: { name: string; namespace?: string },
    patch: unknown,
    options: { type?: PatchType; query?: Record<string, string | undefined>; subresource?: string } = {},
  ): Promise<AnyObject> {
    const path = resourcePath(resource, object.namespace ?? this.namespace, object.name, options.subresource)
    const contentType = PATCH_TYPES[options.type ?? 'merge']
    return this.client.json(path, { method: 'PATCH', contentType, body: patch, query: options.query })
  }

  /** The resource of a manifest's object; throws kubectl's words when the server has none such. */
  async resourceOf({ object, source, problem }: Manifest): Promise<ApiResource> {
    if (problem) throw problem
    const found = await this.recognized(object, source)
    if (found) return found
    throw new StatusError(
      `error: resource mapping not found for name: "${object.metadata.name ?? ''}" namespace: "${object.metadata.namespace ?? ''}" from "${source}": no matches for kind "${object.kind}" in version "${object.apiVersion}"\nensure CRDs are installed first`,
    )
  }

  /** True: what files say is checked against the server's schema first, which must be had. */
  validates = false

  private async recognized(object: AnyObject, source: string): Promise<ApiResource | undefined> {
    this.mapper.tries ??= this.validates ? 0 : 1
    try {
      return await this.mapper.forKind(object.apiVersion, object.kind)
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error
      if (!this.validates) throw new StatusError(`error: unable to recognize "${source}": ${error.dial}`)
      const dial = error.dial.replace('/api?', '/openapi/v2?')
      throw new StatusError(
        `error: error validating "${source}": error validating data: failed to download openapi: ${dial}; if you choose to ignore these errors, turn validation off with --validate=false`,
      )
    }
  }

  /** Where a manifest's object belongs: its own namespace, which must be the one asked for. */
  namespaceOf(object: AnyObject): string {
    const own = object.metadata.namespace
    if (own && this.client.connection.namespaceGiven && own !== this.namespace) {
      throw new StatusError(
        `error: the namespace from the provided object "${own}" does not match the namespace "${this.namespace}". You must pass '--namespace=${own}' to perform this operation.`,
      )
    }
    return own ?? this.namespace
  }
}

/** A command's own flag may have the name of a global one: `create rolebinding --user`. */
function globalOnly({ global, chain }: Call): AnyOptions {
  const own = chain.at(-1)!.flags
  return Object.fromEntries(Object.entries(global).filter(([name]) => !(name in own)))
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply'

const PATCH_TYPES: Record<PatchType, string> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
}

export type DryRun = 'none' | 'client' | 'server'

/** What the flag's value is where it has none: it means client, and a warning (see Kube.open). */
const BARE_DRY_RUN = 'unchanged'

/** Throws kubectl's words for what is none. */
export function dryRunOf(value: string): DryRun {
  if (value === 'none' || value === 'client' || value === 'server') return value
  if (value === BARE_DRY_RUN) return 'client'
  throw new StatusError(`error: Invalid dry-run value (${value}). Must be "none", "server", or "client".`)
}

export const dryRunSuffix = (dryRun: DryRun): string =>
  dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : ''

export const dryRunQuery = (dryRun: DryRun): Record<string, string | undefined> => ({
  dryRun: dryRun === 'server' ? 'All' : undefined,
})

/** `pod/crane`. */
export const reference = (resource: ApiResource, name: string): string => `${kindName(resource)}/${name}`

export const nameOfWith = (resource: ApiResource) => (object: AnyObject) =>
  reference(resource, object.metadata.name ?? '')
