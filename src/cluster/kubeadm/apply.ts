// Making the objects of an add-on through the API, as `kubectl apply` of its manifest would.
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import { type ApiClient, refused } from '../client/client.ts'
import type { Resource } from '../kinds/kind.ts'

export interface Addition {
  resource: Resource
  object: unknown
}

/** Typed only as far as names go: the server checks the rest. */
export const addition = (resource: Resource, object: unknown): Addition => ({ resource, object })

/** In order; what is there already stays. */
export async function apply(client: ApiClient, additions: readonly Addition[]): Promise<void> {
  for (const { resource, object } of additions) {
    try {
      await client.create(resource, object as KubeObject)
    } catch (error) {
      if (!refused(error, 'AlreadyExists')) throw error
    }
  }
}
