// k8s.io/api/storage/v1.
import type * as raw from 'kubernetes-types/storage/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/storage/v1'

export type StorageClass = Kept<raw.StorageClass>
