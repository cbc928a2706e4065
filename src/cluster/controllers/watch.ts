// Which keys an object that changed concerns.
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import type { Caches } from '../client/controller.ts'
import { type Kind, type Resource, objectKey } from '../kinds/kind.ts'
import { controllerOf } from './owner.ts'

/** The controlling owner of that kind; for an orphan those that would adopt it. */
export const ownerKeys =
  <T extends KubeObject>(kind: string, adopters?: (object: T, caches: Caches) => KubeObject[]) =>
  (object: T, caches: Caches): string[] => {
    const owner = controllerOf(object)
    if (!owner) return (adopters?.(object, caches) ?? []).map(objectKey)
    if (owner.kind !== kind) return []
    return [object.metadata.namespace ? `${object.metadata.namespace}/${owner.name}` : owner.name]
  }

/** Every object of a kind: for what concerns them all. */
export const everyKey =
  (resource: Resource) =>
  (_: KubeObject, caches: Caches): string[] =>
    caches.of(resource).keys()

/** Every object of a kind in the namespace of the one that changed. */
export const everyKeyBeside =
  (resource: Resource) =>
  (object: KubeObject, caches: Caches): string[] =>
    caches.of(resource).list(object.metadata.namespace).map(objectKey)

/** The object as it was known is gone from its cache. */
export const isGone = (resource: Resource, object: KubeObject, caches: Caches): boolean =>
  caches.of(resource).get(objectKey(object))?.metadata.uid !== object.metadata.uid

/** Kinds that a controller can list and watch, and that are worth it: events are not, they go by themselves. */
export const watchable = (kind: Kind): boolean =>
  kind.plural !== 'events' &&
  (kind.verbs === undefined || (kind.verbs.includes('list') && kind.verbs.includes('watch')))
