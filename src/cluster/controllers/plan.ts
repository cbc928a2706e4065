// The words that plans are made of (see client/controller.ts).
import type { Draft, KubeObject } from '../../api/kubernetes/meta.ts'
import type { RemoveOptions } from '../client/client.ts'
import type { Write } from '../client/controller.ts'
import type { EventDraft } from '../client/events.ts'
import type { Resource } from '../kinds/kind.ts'

interface Told {
  /** An event about the object made, which may name it. */
  done?: (name: string) => EventDraft | undefined
  failed?: (message: string) => EventDraft | undefined
}

const list = (event: EventDraft | undefined): EventDraft[] => (event ? [event] : [])

export const create = <T extends KubeObject>(resource: Resource<T>, object: Draft<T>, told: Told = {}): Write => ({
  do: 'create',
  resource,
  object: object as Draft<KubeObject>,
  done: (made) => list(told.done?.(made.metadata.name)),
  failed: (error) => list(told.failed?.(error.message)),
})

export const update = <T extends KubeObject>(resource: Resource<T>, object: T): Write => ({
  do: 'update',
  resource,
  object,
})

export const status = <T extends KubeObject>(resource: Resource<T>, object: T): Write => ({
  do: 'status',
  resource,
  object,
})

/** A JSON merge patch. */
export const patch = (resource: Resource, object: KubeObject, change: unknown, subresource?: string): Write => ({
  do: 'patch',
  resource,
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
  type: 'merge',
  patch: change,
  ...(subresource ? { subresource } : {}),
})

/** Only this very object: one that came after it under the same name stays. */
export const remove = (resource: Resource, object: KubeObject, options: RemoveOptions = {}): Write => ({
  do: 'delete',
  resource,
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
  options: { ...options, preconditions: { uid: object.metadata.uid } },
})

export const note = (about: KubeObject, type: EventDraft['type'], reason: string, message: string): EventDraft => ({
  about,
  type,
  reason,
  message,
})
