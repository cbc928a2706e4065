// k8s.io/api/rbac/v1: who may do what.
import type * as raw from 'kubernetes-types/rbac/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/rbac/v1'

export type Role = Kept<raw.Role>
export type RoleBinding = Kept<raw.RoleBinding>
export type ClusterRole = Kept<raw.ClusterRole>
export type ClusterRoleBinding = Kept<raw.ClusterRoleBinding>
