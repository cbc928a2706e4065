// k8s.io/api/discovery/v1: the addresses behind a service.
import type * as raw from 'kubernetes-types/discovery/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/discovery/v1'

export type EndpointSlice = Kept<raw.EndpointSlice>
