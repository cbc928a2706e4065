// Objects in etcd, with a watch cache in front: reads never leave the server, writes are compare-and-swap on etcd.
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import type { Timer } from '../../kernel/clock.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Process } from '../../machine/process.ts'
import { type Kind, groupResource, objectKey } from '../kinds/kind.ts'
import type { Change } from './change.ts'
import type { EtcdClient } from '../store/client.ts'
import type { KeyValue } from '../store/keyvalue.ts'
import type { TxnRequest } from '../store/protocol.ts'
import { alreadyExists, notFound } from './status.ts'
import { etcdKey } from './storage-key.ts'

/** One stored version of an object. Nothing in it is ever changed. */
export interface Stored {
  object: KubeObject
  revision: number
  /** As kept in etcd, without the resource version. */
  value: string
}

type KindOf = (apiVersion: string, kind: string) => Kind | undefined
type Watcher = (change: Change) => void

interface Shelf {
  kind: Kind
  objects: Map<string, Stored>
  watchers: Set<Watcher>
  /** Changes for watchers that start in the past, oldest first; complete after revision `floor`. */
  history: Change[]
  floor: number
}

const HISTORY = 500
/** `--event-ttl`. */
const EVENT_TTL_MS = 3_600_000

export class Storage {
  /** The newest revision that the cache holds. */
  revision = 0
  /** Told when etcd went away in the middle of a write: nobody knows then what is stored. */
  onLost: (error: unknown) => void = () => {}
  private loaded = 0
  private foreign: KeyValue[] = []
  private readonly process: Process
  private readonly etcd: EtcdClient
  /** Cluster name: the place of the objects in the trace. */
  private readonly place: string
  private readonly shelves = new Map<string, Shelf>()
  /** Writes that etcd has answered out of turn, by revision. */
  private readonly early = new Map<number, () => void>()
  private readonly leases = new Map<string, Timer>()

  constructor(process: Process, etcd: EtcdClient, place: string) {
    this.process = process
    this.etcd = etcd
    this.place = place
  }

  /** Fills the cache from etcd. Rejects with NetError while etcd is not there. */
  async load(kindOf: KindOf): Promise<void> {
    const { kvs, header } = await this.etcd.range('/registry/', '/registry0', this.process.cause)
    this.revision = this.loaded = header.revision
    this.foreign = kvs
    this.adopt(kindOf)
  }

  /** Takes in what was found in etcd while its kind was not known yet. */
  adopt(kindOf: KindOf): void {
    const found = this.foreign
    this.foreign = []
    for (const kv of found) {
      const object = JSON.parse(kv.value) as KubeObject
      const kind = kindOf(object.apiVersion, object.kind)
      if (!kind) {
        this.foreign.push(kv)
        continue
      }
      object.metadata.resourceVersion = String(kv.mod_revision)
      this.shelf(kind).objects.set(objectKey(object), { object, revision: kv.mod_revision, value: kv.value })
      this.tell(kind, objectKey(object), object, undefined)
    }
  }

  shelf(kind: Kind): Shelf {
    const name = groupResource(kind)
    let shelf = this.shelves.get(name)
    if (!shelf)
      this.shelves.set(
        name,
        (shelf = { kind, objects: new Map(), watchers: new Set(), history: [], floor: this.loaded }),
      )
    return shelf
  }

  get(kind: Kind, key: string): Stored | undefined {
    return this.shelf(kind).objects.get(key)
  }

  /** In the order of their keys, as etcd gives them. */
  list(kind: Kind, namespace = ''): Stored[] {
    const prefix = namespace && `${namespace}/`
    const found = [...this.shelf(kind).objects].filter(([key]) => key.startsWith(prefix))
    return found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stored]) => stored)
  }

  /** Throws a Refusal AlreadyExists. The object must be complete but for its resource version. */
  async create<T extends KubeObject>(kind: Kind<T>, object: T, cause: Cause): Promise<T> {
    const key = objectKey(object)
    const stored = this.get(kind, key)
    if (stored) throw alreadyExists(kind, object.metadata.name, stored.object.metadata.deletionTimestamp !== undefined)
    const written = await this.write(kind, key, 0, object, cause)
    if (!written) throw alreadyExists(kind, object.metadata.name)
    return written as T
  }

  /**
   * Reads, changes and writes until nobody came between. `change` gets a copy of its own; it gives the object to store,
   * or 'delete', and may throw a Refusal. What is stored already is not written again.
   */
  async update(
    kind: Kind,
    key: string,
    cause: Cause,
    change: (current: KubeObject) => KubeObject | 'delete',
  ): Promise<KubeObject> {
    for (;;) {
      const stored = this.get(kind, key)
      if (!stored) throw notFound(kind, key.slice(key.indexOf('/') + 1))
      const next = change(structuredCopy(stored.object))
      if (next === 'delete') {
        const gone = await this.remove(kind, key, stored.revision, cause)
        if (gone) return gone
      } else {
        if (serialize(next) === stored.value) return stored.object
        const written = await this.write(kind, key, stored.revision, next, cause)
        if (written) return written
      }
    }
  }

  /** Deletes what stands there now. Gives the object as it was, or undefined when somebody came between. */
  async remove(kind: Kind, key: string, revision: number, cause: Cause): Promise<KubeObject | undefined> {
    const stored = this.get(kind, key)
    if (!stored || stored.revision !== revision) return undefined
    const path = etcdKey(kind, key)
    const about = { key: path, action: 'delete' }
    const at = await this.swap(path, revision, { request_delete_range: { key: path } }, about, cause)
    if (at === undefined) return undefined
    const object = withVersion(stored.object, at)
    await this.inTurn(at, () => this.apply(kind, key, undefined, object, at, cause))
    return object
  }

  watch(kind: Kind, watcher: Watcher): () => void {
    const { watchers } = this.shelf(kind)
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }

  /** Changes after a revision; undefined when it is too long ago to know. */
  since(kind: Kind, revision: number): Change[] | undefined {
    const { history, floor } = this.shelf(kind)
    if (revision < floor) return undefined
    return history.filter((change) => change.revision > revision)
  }

  private async write(kind: Kind, key: string, revision: number, object: KubeObject, cause: Cause) {
    const value = serialize(object)
    const path = etcdKey(kind, key)
    const about = { key: path, action: revision ? 'update' : 'create' }
    const at = await this.swap(path, revision, { request_put: { key: path, value } }, about, cause)
    if (at === undefined) return undefined
    const stored = { object: withVersion(JSON.parse(value) as KubeObject, at), revision: at, value }
    await this.inTurn(at, () => this.apply(kind, key, stored, stored.object, at, cause))
    return stored.object
  }

  /** The revision of the write, or undefined when the key was not at `revision` any more. */
  private async swap(
    key: string,
    revision: number,
    op: TxnRequest['success'][0],
    about: Record<string, string>,
    cause: Cause,
  ) {
    const compare: TxnRequest['compare'] = [{ key, target: 'MOD', result: 'EQUAL', mod_revision: revision }]
    const request = { compare, success: [op], failure: [{ request_range: { key } }] }
    const { succeeded, header, responses } = await this.etcd.txn(request, about, cause).catch((error: unknown) => {
      this.onLost(error)
      throw error
    })
    if (succeeded) return header.revision
    await this.whenSeen(responses[0]?.response_range?.kvs[0]?.mod_revision ?? header.revision)
    return undefined
  }

  private async inTurn(revision: number, apply: () => void): Promise<void> {
    await this.whenSeen(revision - 1)
    apply()
    this.revision = revision
    const next = this.early.get(revision)
    this.early.delete(revision)
    next?.()
  }

  /** Resolves when the cache holds that revision: etcd's answers may arrive out of order. */
  private whenSeen(revision: number): Promise<void> {
    if (this.revision >= revision) return Promise.resolve()
    return new Promise((resolve) => {
      const before = this.early.get(revision)
      this.early.set(revision, () => {
        before?.()
        resolve()
      })
    })
  }

  private apply(
    kind: Kind,
    key: string,
    stored: Stored | undefined,
    object: KubeObject,
    revision: number,
    why: Cause,
  ): void {
    const shelf = this.shelf(kind)
    const old = shelf.objects.get(key)?.object
    if (stored) shelf.objects.set(key, stored)
    else shelf.objects.delete(key)
    const cause = this.tell(kind, key, stored?.object, why)
    const type = !stored ? 'DELETED' : old ? 'MODIFIED' : 'ADDED'
    const change: Change = { type, kind, object, old, revision, cause }
    shelf.history.push(change)
    if (shelf.history.length > 2 * HISTORY) {
      shelf.floor = shelf.history[HISTORY]!.revision
      shelf.history = shelf.history.slice(HISTORY + 1)
    }
    if (kind.kind === 'Event') this.lease(kind, key, stored)
    for (const watcher of [...shelf.watchers]) watcher(change)
  }

  private tell(kind: Kind, id: string, object: KubeObject | undefined, cause: Cause): number {
    const type = kind.kind.toLowerCase()
    const data = object as Record<string, unknown> | undefined
    return this.process.kernel.trace.add({
      kind: 'object',
      topic: `object.${type}`,
      type,
      place: this.place,
      id,
      data,
      cause,
    })
  }

  /** Events are forgotten an hour after their last change. */
  private lease(kind: Kind, key: string, stored: Stored | undefined): void {
    const { clock } = this.process.kernel
    clock.clear(this.leases.get(key))
    this.leases.delete(key)
    if (!stored) return
    const forget = () => {
      this.process.kernel.spawn(
        async () => void (await this.remove(kind, key, stored.revision, undefined).catch(() => undefined)),
      )
    }
    this.leases.set(key, clock.after(EVENT_TTL_MS, forget))
  }
}

function serialize(object: KubeObject): string {
  const { resourceVersion: _, ...metadata } = object.metadata
  return JSON.stringify({ ...object, metadata })
}

const withVersion = <T extends KubeObject>(object: T, revision: number): T => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: String(revision) },
})

export const structuredCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
