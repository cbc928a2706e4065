// Which kind has which description.
import type { AnyObject } from '../object.ts'
import type { Kube } from '../session.ts'
import { describeRole, describeRoleBinding } from './access.ts'
import { describeAutoscaler } from './autoscaler.ts'
import { describeCronJob, describeJob } from './batch.ts'
import { describeAny } from './generic.ts'
import { describeIngress, describeIngressClass } from './ingress.ts'
import { describeLimitRange, describeResourceQuota } from './limits.ts'
import { describeNode } from './node.ts'
import { describePod } from './pod.ts'
import { describeDisruptionBudget, describeNetworkPolicy, describePriorityClass } from './policy.ts'
import { describeEndpointSlice, describeEndpoints, describeService } from './service.ts'
import { describeConfigMap, describeNamespace, describeSecret, describeServiceAccount } from './settings.ts'
import { describeClaim, describeStorageClass, describeVolume } from './storage.ts'
import {
  describeDaemonSet,
  describeDeployment,
  describeReplicaSet,
  describeReplicationController,
  describeStatefulSet,
} from './workload.ts'

export type Describer = (kube: Kube, object: AnyObject, showEvents: boolean) => Promise<string>

const DESCRIBERS: Record<string, Describer> = {
  ClusterRole: describeRole,
  ClusterRoleBinding: describeRoleBinding,
  ConfigMap: describeConfigMap,
  CronJob: describeCronJob,
  DaemonSet: describeDaemonSet,
  Deployment: describeDeployment,
  EndpointSlice: describeEndpointSlice,
  Endpoints: describeEndpoints,
  HorizontalPodAutoscaler: describeAutoscaler,
  Ingress: describeIngress,
  IngressClass: describeIngressClass,
  Job: describeJob,
  LimitRange: describeLimitRange,
  Namespace: describeNamespace,
  NetworkPolicy: describeNetworkPolicy,
  Node: describeNode,
  PersistentVolume: describeVolume,
  PersistentVolumeClaim: describeClaim,
  Pod: describePod,
  PodDisruptionBudget: describeDisruptionBudget,
  PriorityClass: describePriorityClass,
  ReplicaSet: describeReplicaSet,
  ReplicationController: describeReplicationController,
  ResourceQuota: describeResourceQuota,
  Role: describeRole,
  RoleBinding: describeRoleBinding,
  Secret: describeSecret,
  Service: describeService,
  ServiceAccount: describeServiceAccount,
  StatefulSet: describeStatefulSet,
  StorageClass: describeStorageClass,
}

export const describerOf = (kind: string): Describer => DESCRIBERS[kind] ?? describeAny
