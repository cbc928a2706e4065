// The garbage collector: what has no owner any more goes; owners wait for, or let go of, what they own (pkg/controller/garbagecollector).
import type { KubeObject, OwnerReference } from '../../api/kubernetes/meta.ts'
import { type Caches, type Controller, NOTHING, type Plan } from '../client/controller.ts'
import { kinds } from '../kinds/index.ts'
import { type Kind, groupResource, groupVersion, objectKey } from '../kinds/kind.ts'
import { patch, remove } from './plan.ts'
import { isGone, watchable } from './watch.ts'

const FOREGROUND = 'foregroundDeletion'
const ORPHAN = 'orphan'

const collected: readonly Kind[] = kinds.filter((kind) => watchable(kind) && kind.plural !== 'leases')

/** Keys are `resource|namespace/name`. */
const keyOf = (kind: Kind, object: KubeObject): string => `${groupResource(kind)}|${objectKey(object)}`

const byResource = new Map(collected.map((kind) => [groupResource(kind), kind]))

const kindOf = ({ apiVersion, kind }: OwnerReference): Kind | undefined =>
  collected.find((known) => known.kind === kind && groupVersion(known) === apiVersion)

export const garbageCollector: Controller = {
  name: 'gc',
  component: 'garbage-collector-controller',
  watches: collected.map((resource) => ({
    resource,
    keys: (object: KubeObject, caches: Caches) => concerned(resource, object, caches),
  })),
  reconcile,
}

/** Itself; its dependents when it is gone; its owners when they wait for it. */
function concerned(kind: Kind, object: KubeObject, caches: Caches): string[] {
  const { ownerReferences = [], finalizers = [] } = object.metadata
  const keys: string[] = []
  const gone = isGone(kind, object, caches)
  if (!gone && (ownerReferences.length > 0 || finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN))) {
    keys.push(keyOf(kind, object))
  }
  if (gone) keys.push(...dependentsOf(kind, object, caches).map((dependent) => keyOf(dependent.kind, dependent.object)))
  for (const reference of ownerReferences) {
    const owner = ownerOf(reference, object, caches)
    if (owner?.object.metadata.finalizers?.includes(FOREGROUND)) keys.push(keyOf(owner.kind, owner.object))
  }
  return keys
}

interface Found {
  kind: Kind
  object: KubeObject
}

function ownerOf(reference: OwnerReference, dependent: KubeObject, caches: Caches): Found | undefined {
  const kind = kindOf(reference)
  if (!kind) return undefined
  const key = kind.namespaced ? `${dependent.metadata.namespace}/${reference.name}` : reference.name
  const object = caches.of(kind).get(key)
  return object?.metadata.uid === reference.uid ? { kind, object } : undefined
}

/** Of a namespaced owner in its namespace, of another everywhere. */
function dependentsOf(kind: Kind, owner: KubeObject, caches: Caches): Found[] {
  const { uid, namespace } = owner.metadata
  const found: Found[] = []
  for (const other of collected) {
    if (kind.namespaced && !other.namespaced) continue
    for (const object of caches.of(other).list(kind.namespaced ? namespace : undefined)) {
      if (object.metadata.ownerReferences?.some((reference) => reference.uid === uid))
        found.push({ kind: other, object })
    }
  }
  return found
}

function reconcile(key: string, caches: Caches): Plan {
  const bar = key.indexOf('|')
  const kind = byResource.get(key.slice(0, bar))
  const object = kind && caches.of(kind).get(key.slice(bar + 1))
  if (!kind || !object) return NOTHING
  const { finalizers = [], deletionTimestamp } = object.metadata
  if (deletionTimestamp && finalizers.includes(ORPHAN)) return orphan(kind, object, caches)
  if (deletionTimestamp && finalizers.includes(FOREGROUND)) return foreground(kind, object, caches)
  return deletionTimestamp ? NOTHING : collect(kind, object, caches)
}

function collect(kind: Kind, object: KubeObject, caches: Caches): Plan {
  const references = object.metadata.ownerReferences ?? []
  if (references.length === 0) return NOTHING
  const known = references.filter((reference) => kindOf(reference) !== undefined)
  const alive = references.filter((reference) => !kindOf(reference) || ownerOf(reference, object, caches))
  const waiting = known.filter((reference) =>
    ownerOf(reference, object, caches)?.object.metadata.finalizers?.includes(FOREGROUND),
  )
  if (alive.length > waiting.length && alive.length === references.length) return NOTHING
  if (alive.length > waiting.length) {
    return {
      writes: [patch(kind, object, { metadata: { ownerReferences: alive, uid: object.metadata.uid } })],
      verb: 'release',
      reason: `${kind.kind} ${objectKey(object)}: some of its owners are gone`,
    }
  }
  const propagationPolicy = waiting.length > 0 ? 'Foreground' : 'Background'
  return {
    writes: [remove(kind, object, { propagationPolicy })],
    verb: 'delete',
    reason: `${kind.kind} ${objectKey(object)}: its owner ${references[0]!.kind} ${references[0]!.name} ${waiting.length > 0 ? 'is being deleted' : 'is gone'}`,
  }
}

function foreground(kind: Kind, owner: KubeObject, caches: Caches): Plan {
  const uid = owner.metadata.uid
  const blocking = dependentsOf(kind, owner, caches).filter(({ object }) =>
    object.metadata.ownerReferences!.some((reference) => reference.uid === uid && reference.blockOwnerDeletion),
  )
  if (blocking.length === 0) {
    const reason = `${kind.kind} ${objectKey(owner)}: nothing that it owns is left`
    return { writes: [withoutFinalizer(kind, owner, FOREGROUND)], verb: 'finish', reason }
  }
  const writes = blocking
    .filter(({ object }) => !object.metadata.deletionTimestamp)
    .map((dependent) => remove(dependent.kind, dependent.object, { propagationPolicy: 'Foreground' }))
  return { writes, verb: 'foreground', reason: `${kind.kind} ${objectKey(owner)} goes after what it owns` }
}

function orphan(kind: Kind, owner: KubeObject, caches: Caches): Plan {
  const writes = dependentsOf(kind, owner, caches).map(({ kind: of, object }) => {
    const others = object.metadata.ownerReferences!.filter(({ uid }) => uid !== owner.metadata.uid)
    return patch(of, object, {
      metadata: { ownerReferences: others.length > 0 ? others : null, uid: object.metadata.uid },
    })
  })
  writes.push(withoutFinalizer(kind, owner, ORPHAN))
  return { writes, verb: 'orphan', reason: `${kind.kind} ${objectKey(owner)} leaves behind what it owned` }
}

function withoutFinalizer(kind: Kind, object: KubeObject, finalizer: string) {
  const finalizers = object.metadata.finalizers!.filter((name) => name !== finalizer)
  return patch(kind, object, {
    metadata: { finalizers: finalizers.length > 0 ? finalizers : null, uid: object.metadata.uid },
  })
}
