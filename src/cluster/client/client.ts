// A Kubernetes client as components use it (upstream: client-go): typed calls over the wire, errors as Status.
import type { Draft, KubeList, KubeObject, Status, WatchEvent } from '../../api/kubernetes/meta.ts'
import { streamDecoder, utf8 } from '../../kernel/bytes.ts'
import { Cancel } from '../../kernel/cancel.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Process } from '../../machine/process.ts'
import type { Narrated } from '../../net/chunks.ts'
import { type ClientResponse, type Query, bodyText, encodeQuery } from '../../net/http.ts'
import { type Resource, groupVersion } from '../kinds/kind.ts'

/** Where the API server is and who we are: what a component reads from its kubeconfig. */
export interface ClientConfig {
  /** `https://192.168.49.2:8443`. */
  server: string
  /** A service account's token. */
  token?: string
}

export interface CallOptions {
  /** The event the call is made because of. */
  cause?: Cause
  cancel?: Cancel
}

export interface ListOptions extends CallOptions {
  labelSelector?: string
  fieldSelector?: string
  resourceVersion?: string
}

export interface RemoveOptions extends CallOptions {
  gracePeriodSeconds?: number
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
  preconditions?: { uid?: string; resourceVersion?: string }
}

export type PatchType = 'merge' | 'strategic' | 'json' | 'apply'

export interface PatchOptions extends CallOptions {
  subresource?: string
  fieldManager?: string
}

/** The server refused; `message`, `reason` and `code` are those of its Status. */
export class ApiError extends Error {
  readonly status: Status
  readonly reason: string
  readonly code: number

  constructor(status: Status) {
    super(status.message ?? '')
    this.status = status
    this.reason = status.reason ?? ''
    this.code = status.code ?? 0
  }
}

/** True for an ApiError of that reason: `refused(error, 'NotFound')`. */
export const refused = (error: unknown, reason: string): error is ApiError =>
  error instanceof ApiError && error.reason === reason

const PATCH_TYPES: Record<PatchType, string> = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
}

/** All methods reject with ApiError, or with NetError when the server cannot be reached. */
export class ApiClient {
  readonly process: Process
  readonly config: ClientConfig

  constructor(process: Process, config: ClientConfig) {
    this.process = process
    this.config = config
  }

  get<T extends KubeObject>(resource: Resource<T>, namespace: string, name: string, options: CallOptions = {}) {
    return this.call<T>('GET', pathOf(resource, namespace, name), undefined, options)
  }

  /** Every namespace where `namespace` is ''. */
  list<T extends KubeObject>(resource: Resource<T>, namespace = '', options: ListOptions = {}) {
    return this.call<KubeList<T>>('GET', pathOf(resource, namespace) + selection(options), undefined, options)
  }

  /** `namespace` of the object decides where; `generateName` is the server's to fill. */
  create<T extends KubeObject>(resource: Resource<T>, object: Draft<T>, options: CallOptions = {}) {
    const path = pathOf(resource, object.metadata.namespace ?? '')
    return this.call<T>('POST', path, typed(resource, object), options)
  }

  /** Fails with Conflict when the object has changed since it was read. */
  update<T extends KubeObject>(resource: Resource<T>, object: T, options: CallOptions & { subresource?: string } = {}) {
    const { namespace = '', name } = object.metadata
    return this.call<T>('PUT', pathOf(resource, namespace, name, options.subresource), typed(resource, object), options)
  }

  updateStatus<T extends KubeObject>(resource: Resource<T>, object: T, options: CallOptions = {}) {
    return this.update(resource, object, { ...options, subresource: 'status' })
  }

  patch<T extends KubeObject>(
    resource: Resource<T>,
    namespace: string,
    name: string,
    type: PatchType,
    patch: unknown,
    options: PatchOptions = {},
  ) {
    const { subresource, fieldManager } = options
    const query = fieldManager ? encodeQuery({ fieldManager: [fieldManager] }) : ''
    const path = pathOf(resource, namespace, name, subresource) + query
    return this.call<T>('PATCH', path, patch, options, PATCH_TYPES[type])
  }

  /** The object as it now is (being deleted), or a Status when it is gone at once. */
  delete<T extends KubeObject>(resource: Resource<T>, namespace: string, name: string, options: RemoveOptions = {}) {
    const { cause, cancel, ...rest } = options
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', ...rest }
    return this.call<T | Status>('DELETE', pathOf(resource, namespace, name), body, { cause, cancel })
  }

  /** POST to a subresource: `binding`, `eviction`. */
  post<T extends KubeObject>(
    resource: Resource<T>,
    namespace: string,
    name: string,
    subresource: string,
    body: unknown,
    options: CallOptions = {},
  ) {
    return this.call<KubeObject | Status>('POST', pathOf(resource, namespace, name, subresource), body, options)
  }

  /** Changes after `resourceVersion`, until `stop` or until the server ends the stream. */
  async watch<T extends KubeObject>(
    resource: Resource<T>,
    namespace = '',
    options: ListOptions = {},
  ): Promise<Watch<T>> {
    const cancel = new Cancel()
    this.process.defer(() => cancel.cancel(undefined))
    const query = selection(options, { watch: ['true'] })
    const response = await this.send('GET', pathOf(resource, namespace) + query, undefined, { ...options, cancel })
    await raise(response)
    return new Watch<T>(response.body, cancel)
  }

  async call<R>(method: string, path: string, body: unknown, options: CallOptions, type?: string): Promise<R> {
    const response = await this.send(method, path, body, options, type)
    await raise(response)
    return JSON.parse(await bodyText(response)) as R
  }

  private send(method: string, path: string, body: unknown, options: CallOptions, type = 'application/json') {
    const headers: Record<string, string> = { accept: 'application/json', 'user-agent': this.process.name }
    if (this.config.token) headers.authorization = `Bearer ${this.config.token}`
    if (body !== undefined) headers['content-type'] = type
    const { cause, cancel } = options
    const content = body === undefined ? {} : { body: utf8(JSON.stringify(body)) }
    return this.process.request(this.config.server + path, { method, headers, ...content, cause, cancel })
  }
}

/** A watch under way. */
export class Watch<T extends KubeObject> {
  private readonly body: Narrated
  private readonly cancel: Cancel
  private readonly decode = streamDecoder()
  private partial = ''
  private lines: string[] = []

  constructor(body: Narrated, cancel: Cancel) {
    this.body = body
    this.cancel = cancel
  }

  /** The next change and the message that it came in; null when the stream has ended. */
  async next(): Promise<{ event: WatchEvent<T>; cause: Cause } | null> {
    while (this.lines.length === 0) {
      const chunk = await this.body.read()
      if (chunk === null) return null
      const lines = (this.partial + this.decode(chunk)).split('\n')
      this.partial = lines.pop()!
      this.lines = lines
    }
    return { event: JSON.parse(this.lines.shift()!) as WatchEvent<T>, cause: this.body.cause }
  }

  stop(): void {
    this.cancel.cancel(undefined)
  }
}

/** The URL path of a collection, an object or a subresource. */
function pathOf(resource: Resource, namespace = '', name = '', subresource = ''): string {
  const root = resource.group ? `/apis/${groupVersion(resource)}` : `/api/${resource.version}`
  const scope = resource.namespaced && namespace ? `/namespaces/${namespace}` : ''
  return `${root}${scope}/${resource.plural}${name && `/${name}`}${subresource && `/${subresource}`}`
}

function selection(options: ListOptions, query: Query = {}): string {
  const { labelSelector, fieldSelector, resourceVersion } = options
  if (labelSelector) query.labelSelector = [labelSelector]
  if (fieldSelector) query.fieldSelector = [fieldSelector]
  if (resourceVersion) query.resourceVersion = [resourceVersion]
  return encodeQuery(query)
}

const typed = (resource: Resource, object: object) => ({
  ...object,
  apiVersion: groupVersion(resource),
  kind: resource.kind,
})

async function raise(response: ClientResponse): Promise<void> {
  if (response.status < 400) return
  const said = await bodyText(response)
  try {
    throw new ApiError(JSON.parse(said) as Status)
  } catch (error) {
    if (error instanceof ApiError) throw error
    const code = response.status
    throw new ApiError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: said, code })
  }
}
