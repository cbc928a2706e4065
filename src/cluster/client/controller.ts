// The one control loop: a controller decides, purely, what a key needs; the loop performs it (upstream: controller-runtime).
import type { Draft, KubeObject, Status } from '../../api/kubernetes/meta.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Process } from '../../machine/process.ts'
import { NetError } from '../../net/errors.ts'
import { type Resource, groupResource, objectKey } from '../kinds/kind.ts'
import { ApiError, type ApiClient, type PatchType, type RemoveOptions } from './client.ts'
import { type EventDraft, EventRecorder } from './events.ts'
import { type Cache, type Change, Informers, quietly } from './informer.ts'
import { WorkQueue } from './workqueue.ts'

/** What a reconcile may look at. */
export interface Caches {
  /** Only of resources that the controller watches. */
  of<T extends KubeObject>(resource: Resource<T>): Cache<T>
}

export interface WatchSpec<T extends KubeObject = KubeObject> {
  resource: Resource<T>
  /** The keys to look at again when this object came, changed or went (asked for the old and the new one). */
  keys(object: T, caches: Caches): string[]
}

interface Outcome<T> {
  /** Events that can only be told when it is done (they name what the server named), or when it failed. */
  done?(result: T): EventDraft[]
  failed?(error: ApiError): EventDraft[]
}

export type Write = Outcome<KubeObject> &
  (
    | { do: 'create'; resource: Resource; object: Draft<KubeObject> }
    | { do: 'update' | 'status'; resource: Resource; object: KubeObject }
    | {
        do: 'patch'
        resource: Resource
        namespace: string
        name: string
        type: PatchType
        patch: unknown
        subresource?: string
      }
    | { do: 'delete'; resource: Resource; namespace: string; name: string; options?: RemoveOptions }
    | { do: 'post'; resource: Resource; namespace: string; name: string; subresource: string; body: unknown }
  )

/** What a reconcile wants done. Nothing at all is `{ writes: [] }`. */
export interface Plan {
  /** Performed one after another; the first that fails ends the plan, and the key is tried again later. */
  writes: Write[]
  events?: EventDraft[]
  /** ms until the key is to be looked at again whatever happens. */
  requeueAfter?: number
  /** Of the decision in the trace, `<controller>.<verb>`; `reason` is its line. Told only when the plan does something. */
  verb?: string
  reason?: string
  about?: Record<string, string | number>
}

export interface Controller {
  /** `replicaset`: the first half of its decisions' topics. */
  name: string
  /** The source of its events: `replicaset-controller`. */
  component: string
  watches: readonly WatchSpec[]
  /** Pure and synchronous. `now` is Unix ms. */
  reconcile(key: string, caches: Caches, now: number): Plan
  /** How many keys at a time; 5 where it is not said. */
  workers?: number
}

export const NOTHING: Plan = { writes: [] }

/** WatchSpec.keys of the controlled kind itself. */
export const itself = (object: KubeObject): string[] => [objectKey(object)]

/** Own writes must be in the caches before the key is looked at again; a cache that lags longer is not waited for. */
const OWN_WRITES_MS = 30_000

/** Runs controllers until the process ends, with one informer a resource. */
export function runControllers(process: Process, client: ApiClient, controllers: readonly Controller[]): Informers {
  const informers = new Informers(client)
  for (const controller of controllers)
    process.kernel.spawn(() => quietly(new Loop(process, informers, controller).run()))
  return informers
}

class Loop implements Caches {
  private readonly process: Process
  private readonly informers: Informers
  private readonly controller: Controller
  private readonly recorder: EventRecorder
  private readonly queue: WorkQueue
  private readonly watched: Set<string>
  private running = 0
  private synced = false

  constructor(process: Process, informers: Informers, controller: Controller) {
    this.process = process
    this.informers = informers
    this.controller = controller
    this.recorder = new EventRecorder(informers.client, controller.component)
    this.watched = new Set(controller.watches.map(({ resource }) => groupResource(resource)))
    this.queue = new WorkQueue(process.kernel.clock, () => this.start())
    process.defer(() => this.queue.close())
  }

  of<T extends KubeObject>(resource: Resource<T>): Cache<T> {
    return this.informers.of(resource).cache
  }

  async run(): Promise<void> {
    const { watches } = this.controller
    const informers = watches.map(({ resource }) => this.informers.of(resource))
    watches.forEach((watch, i) => informers[i]!.onChange((change) => this.changed(watch, change)))
    for (const informer of informers) await this.process.alive(() => informer.whenSynced())
    this.synced = true
    this.start()
  }

  private changed(watch: WatchSpec, { object, old, cause }: Change): void {
    const keys = new Set(watch.keys(object, this))
    if (old) for (const key of watch.keys(old, this)) keys.add(key)
    for (const key of keys) this.queue.add(key, cause)
  }

  private start(): void {
    while (this.synced && this.running < (this.controller.workers ?? 5)) {
      const item = this.queue.take()
      if (!item) return
      this.running++
      this.process.kernel.spawn(() => quietly(this.work(item.key, item.cause)))
    }
  }

  private async work(key: string, cause: Cause): Promise<void> {
    try {
      await this.reconcile(key, cause)
    } finally {
      this.running--
      this.queue.done(key)
      this.start()
    }
  }

  private async reconcile(key: string, cause: Cause): Promise<void> {
    const plan = this.controller.reconcile(key, this, this.process.kernel.clock.unix())
    if (plan.requeueAfter !== undefined) this.queue.addAfter(key, plan.requeueAfter, cause)
    const why = this.decide(plan, key, cause)
    for (const event of plan.events ?? []) this.recorder.record(event, why)
    const written: KubeObject[] = []
    try {
      for (const write of plan.writes) await this.perform(write, why, written)
      this.queue.forget(key)
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof NetError)) throw error
      this.queue.retry(key, why)
    }
    if (written.length > 0) await this.process.alive(() => this.caughtUp(written))
  }

  private decide(plan: Plan, key: string, cause: Cause): Cause {
    const { verb, reason, about, writes, events = [] } = plan
    if (!verb || reason === undefined || writes.length + events.length === 0) return cause
    const topic = `${this.controller.name}.${verb}`
    const by = this.process.component
    return this.process.kernel.trace.add({ kind: 'decision', topic, by, about: { key, ...about, reason }, cause })
  }

  private async perform(write: Write, cause: Cause, written: KubeObject[]): Promise<void> {
    try {
      const result = await this.send(write, cause)
      if (result.kind !== 'Status' && this.watched.has(groupResource(write.resource)))
        written.push(result as KubeObject)
      for (const event of write.done?.(result as KubeObject) ?? []) this.recorder.record(event, cause)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (write.do === 'delete' && error.reason === 'NotFound') return
      for (const event of write.failed?.(error) ?? []) this.recorder.record(event, cause)
      throw error
    }
  }

  private send(write: Write, cause: Cause): Promise<KubeObject | Status> {
    const { client } = this.informers
    const { resource } = write
    switch (write.do) {
      case 'create':
        return client.create(resource, write.object, { cause })
      case 'update':
        return client.update(resource, write.object, { cause })
      case 'status':
        return client.updateStatus(resource, write.object, { cause })
      case 'patch': {
        const { namespace, name, type, patch, subresource } = write
        return client.patch(resource, namespace, name, type, patch, { cause, subresource })
      }
      case 'delete':
        return client.delete(resource, write.namespace, write.name, { ...write.options, cause })
      case 'post':
        return client.post(resource, write.namespace, write.name, write.subresource, write.body, { cause })
    }
  }

  private async caughtUp(written: KubeObject[]): Promise<void> {
    const { clock } = this.process.kernel
    const seen = written.map((object) => {
      const watch = this.controller.watches.find(({ resource }) => resource.kind === object.kind)
      const revision = Number(object.metadata.resourceVersion)
      return watch ? this.informers.of(watch.resource).whenSeen(revision) : Promise.resolve()
    })
    await new Promise<void>((resolve) => {
      const limit = clock.after(OWN_WRITES_MS, resolve)
      void Promise.all(seen).then(() => {
        clock.clear(limit)
        resolve()
      })
    })
  }
}
