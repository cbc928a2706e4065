// k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.
import type * as raw from 'kubernetes-types/apiextensions/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/apiextensions/v1'

export type CustomResourceDefinition = Kept<raw.CustomResourceDefinition, 'spec' | 'status'>
