// k8s.io/api/core/v1: pods, services, nodes and what they need.
import type * as raw from 'kubernetes-types/core/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/core/v1'

export type Pod = Kept<raw.Pod, 'spec' | 'status'>
export type Node = Kept<raw.Node, 'spec' | 'status'>
export type Namespace = Kept<raw.Namespace, 'spec' | 'status'>
export type Service = Kept<raw.Service, 'spec' | 'status'>
export type Endpoints = Kept<raw.Endpoints>
export type ConfigMap = Kept<raw.ConfigMap>
export type Secret = Kept<raw.Secret>
export type ServiceAccount = Kept<raw.ServiceAccount>
export type Event = Kept<raw.Event>
export type ReplicationController = Kept<raw.ReplicationController, 'spec' | 'status'>
export type PersistentVolume = Kept<raw.PersistentVolume, 'spec' | 'status'>
export type PersistentVolumeClaim = Kept<raw.PersistentVolumeClaim, 'spec' | 'status'>
export type LimitRange = Kept<raw.LimitRange, 'spec'>
export type ResourceQuota = Kept<raw.ResourceQuota, 'spec' | 'status'>
export type PodTemplate = Kept<raw.PodTemplate>
export type ComponentStatus = Kept<raw.ComponentStatus>
export type Binding = Kept<raw.Binding>
