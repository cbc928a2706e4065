// A shared informer (upstream: client-go/tools/cache): lists, watches, keeps a cache, tells its handlers.
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import type { Cause } from '../../kernel/trace.ts'
import { Killed } from '../../machine/signal.ts'
import { NetError } from '../../net/errors.ts'
import { type Resource, groupResource, objectKey } from '../kinds/kind.ts'
import { type ApiClient, ApiError, type ListOptions } from './client.ts'

export interface Change<T extends KubeObject = KubeObject> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  key: string
  /** The object now, or as it last was. */
  object: T
  /** The object before; undefined when it was not known. */
  old: T | undefined
  /** The message that told. */
  cause: Cause
}

/** Objects by key, in the order in which they became known. Do not change them: copy first. */
export class Cache<T extends KubeObject = KubeObject> {
  private readonly objects = new Map<string, T>()
  private readonly byNamespace = new Map<string, Map<string, T>>()

  get(key: string): T | undefined {
    return this.objects.get(key)
  }

  /** Those of one namespace, or all. */
  list(namespace?: string): T[] {
    if (namespace === undefined) return [...this.objects.values()]
    return [...(this.byNamespace.get(namespace)?.values() ?? [])]
  }

  get size(): number {
    return this.objects.size
  }

  keys(): string[] {
    return [...this.objects.keys()]
  }

  set(key: string, object: T): void {
    this.objects.set(key, object)
    const namespace = object.metadata.namespace ?? ''
    let inside = this.byNamespace.get(namespace)
    if (!inside) this.byNamespace.set(namespace, (inside = new Map()))
    inside.set(key, object)
  }

  remove(key: string): void {
    const object = this.objects.get(key)
    if (!object) return
    this.objects.delete(key)
    this.byNamespace.get(object.metadata.namespace ?? '')?.delete(key)
  }
}

const FIRST_BACKOFF_MS = 800
const LAST_BACKOFF_MS = 30_000

export class Informer<T extends KubeObject = KubeObject> {
  readonly resource: Resource<T>
  readonly cache = new Cache<T>()
  /** True once the first list is in the cache. */
  synced = false
  /** The newest resource version that this informer has been told of. */
  seen = 0
  private readonly client: ApiClient
  private readonly options: ListOptions & { namespace?: string }
  private readonly handlers: ((change: Change<T>) => void)[] = []
  private waiting: { revision: number; resolve: () => void }[] = []
  private backoff = FIRST_BACKOFF_MS

  constructor(client: ApiClient, resource: Resource<T>, options: ListOptions & { namespace?: string } = {}) {
    this.client = client
    this.resource = resource
    this.options = options
  }

  /** A handler that comes late is told of what is in the cache first. */
  onChange(handler: (change: Change<T>) => void): void {
    this.handlers.push(handler)
    for (const object of this.cache.list()) {
      handler({ type: 'ADDED', key: objectKey(object), object, old: undefined, cause: undefined })
    }
  }

  /** Resolves when everything up to a resource version has been seen. */
  whenSeen(revision: number): Promise<void> {
    if (this.seen >= revision) return Promise.resolve()
    return new Promise((resolve) => this.waiting.push({ revision, resolve }))
  }

  whenSynced(): Promise<void> {
    return this.synced ? Promise.resolve() : this.whenSeen(1)
  }

  /** Lists and watches until the process ends. */
  async run(): Promise<never> {
    const { process } = this.client
    for (;;) {
      try {
        await this.listAndWatch()
      } catch (error) {
        if (!(error instanceof ApiError) && !(error instanceof NetError)) throw error
      }
      await process.sleep(this.backoff)
      this.backoff = Math.min(this.backoff * 2, LAST_BACKOFF_MS)
    }
  }

  private async listAndWatch(): Promise<void> {
    const { namespace, ...options } = this.options
    const list = await this.client.list(this.resource, namespace, options)
    this.replace(list.items)
    const resourceVersion = list.metadata.resourceVersion!
    this.synced = true
    this.told(Number(resourceVersion))
    this.backoff = FIRST_BACKOFF_MS
    const watch = await this.client.watch(this.resource, namespace, { ...options, resourceVersion })
    for (let next = await watch.next(); next; next = await watch.next()) {
      const { event, cause } = next
      if (event.type === 'ERROR') return watch.stop()
      if (event.type !== 'BOOKMARK') this.apply(event.type, event.object, cause)
      this.told(Number(event.object.metadata.resourceVersion))
    }
  }

  /** What a list shows and what it no longer shows. */
  private replace(items: T[]): void {
    const found = new Set(items.map(objectKey))
    for (const key of this.cache.keys()) if (!found.has(key)) this.apply('DELETED', this.cache.get(key)!, undefined)
    for (const item of items) {
      item.apiVersion ??= this.resource.group
        ? `${this.resource.group}/${this.resource.version}`
        : this.resource.version
      item.kind ??= this.resource.kind
      const known = this.cache.get(objectKey(item))
      if (known?.metadata.resourceVersion === item.metadata.resourceVersion) continue
      this.apply(known ? 'MODIFIED' : 'ADDED', item, undefined)
    }
  }

  private apply(type: Change['type'], object: T, cause: Cause): void {
    const key = objectKey(object)
    const old = this.cache.get(key)
    if (type === 'DELETED') this.cache.remove(key)
    else this.cache.set(key, object)
    for (const handler of this.handlers) handler({ type, key, object, old, cause })
  }

  private told(revision: number): void {
    this.seen = Math.max(this.seen, revision)
    const ready = this.waiting.filter((waiter) => waiter.revision <= this.seen)
    if (ready.length === 0) return
    this.waiting = this.waiting.filter((waiter) => waiter.revision > this.seen)
    for (const waiter of ready) waiter.resolve()
  }
}

/** One informer a resource, shared by all controllers of a process. */
export class Informers {
  readonly client: ApiClient
  private readonly table = new Map<string, Informer>()

  constructor(client: ApiClient) {
    this.client = client
  }

  /** Makes and starts it when it is asked for first. */
  of<T extends KubeObject>(resource: Resource<T>): Informer<T> {
    const name = groupResource(resource)
    let informer = this.table.get(name) as Informer<T> | undefined
    if (!informer) {
      const made = new Informer<T>(this.client, resource)
      this.table.set(name, made as unknown as Informer)
      this.client.process.kernel.spawn(() => quietly(made.run()))
      informer = made
    }
    return informer
  }

  async synced(): Promise<void> {
    for (const informer of this.table.values()) await informer.whenSynced()
  }
}

/** A task of a process ends with it: being killed is no error of the task. */
export async function quietly(task: Promise<unknown>): Promise<void> {
  try {
    await task
  } catch (error) {
    if (!(error instanceof Killed)) throw error
  }
}
