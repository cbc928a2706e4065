// k8s.io/api/networking/v1.
import type * as raw from 'kubernetes-types/networking/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/networking/v1'

export type Ingress = Kept<raw.Ingress, 'spec' | 'status'>
export type IngressClass = Kept<raw.IngressClass, 'spec'>
export type NetworkPolicy = Kept<raw.NetworkPolicy, 'spec'>
