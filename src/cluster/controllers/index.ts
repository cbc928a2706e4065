// The controllers of kube-controller-manager, in reading order.
import type { Controller } from '../client/controller.ts'
import { cronJob } from './cronjob.ts'
import { daemonSet } from './daemonset.ts'
import { deployment } from './deployment/deployment.ts'
import { disruption } from './disruption.ts'
import { endpoints } from './endpoints.ts'
import { endpointSlice } from './endpointslice.ts'
import { garbageCollector } from './garbage-collector.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts'
import { job } from './job.ts'
import { namespace } from './namespace.ts'
import { nodeIpam } from './node-ipam.ts'
import { nodeLifecycle } from './node-lifecycle.ts'
import { persistentVolume } from './persistentvolume.ts'
import { podGc } from './pod-gc.ts'
import { replicaSet } from './replicaset.ts'
import { replicationController } from './replicationcontroller.ts'
import { resourceQuota } from './resourcequota.ts'
import { rootCa } from './root-ca.ts'
import { serviceAccount } from './serviceaccount.ts'
import { serviceLoadBalancer } from './service-load-balancer.ts'
import { statefulSet } from './statefulset.ts'
import { taintEviction } from './taint-eviction.ts'
import { ttlAfterFinished } from './ttl-after-finished.ts'

export interface ControllerSettings {
  /** `10.244.0.0/16`. */
  clusterCidr: string
  /** PEM text. */
  rootCertificate: string
  /** Addresses a cloud gives to load balancers; undefined where there is no cloud. */
  loadBalancers?: string
}

export const controllers = (settings: ControllerSettings): Controller[] => [
  deployment,
  replicaSet,
  replicationController,
  daemonSet,
  statefulSet,
  job,
  cronJob,
  ttlAfterFinished,
  horizontalPodAutoscaler,
  disruption,
  endpoints,
  endpointSlice,
  ...(settings.loadBalancers ? [serviceLoadBalancer(settings.loadBalancers)] : []),
  namespace,
  garbageCollector,
  podGc,
  resourceQuota,
  serviceAccount,
  rootCa(settings.rootCertificate),
  persistentVolume,
  nodeIpam(settings.clusterCidr),
  nodeLifecycle,
  taintEviction,
]
