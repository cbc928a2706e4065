// Says that a registry is there, under the name that clients know it by; a user's own learns it from the first of them.
import type { RegistryObject } from '../api/objects.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Cause } from '../kernel/trace.ts'

export interface Identity {
  kernel: Kernel
  place: string
  title: string
  container?: string
}

export function announce({ kernel, place, title, container }: Identity, host: string, cause?: Cause): void {
  const object: RegistryObject = { host, title, ...(container ? { container } : {}) }
  const data = { ...object }
  kernel.trace.add({ kind: 'object', topic: 'object.registry', type: 'registry', place, id: place, data, cause })
}
