// The table of built-in kinds.
import { pods } from './pod.ts'
import { nodes } from './node.ts'
import { namespaces } from './namespace.ts'
import { services } from './service.ts'
import { endpoints } from './endpoints.ts'
import { endpointSlices } from './endpointslice.ts'
import { configMaps } from './configmap.ts'
import { secrets } from './secret.ts'
import { serviceAccounts } from './serviceaccount.ts'
import { events } from './event.ts'
import { replicationControllers } from './replicationcontroller.ts'
import { replicaSets } from './replicaset.ts'
import { deployments } from './deployment.ts'
import { daemonSets } from './daemonset.ts'
import { statefulSets } from './statefulset.ts'
import { controllerRevisions } from './controllerrevision.ts'
import { jobs } from './job.ts'
import { cronJobs } from './cronjob.ts'
import { persistentVolumes } from './persistentvolume.ts'
import { persistentVolumeClaims } from './persistentvolumeclaim.ts'
import { storageClasses } from './storageclass.ts'
import { ingresses } from './ingress.ts'
import { ingressClasses } from './ingressclass.ts'
import { networkPolicies } from './networkpolicy.ts'
import { horizontalPodAutoscalers } from './horizontalpodautoscaler.ts'
import { podDisruptionBudgets } from './poddisruptionbudget.ts'
import { roles } from './role.ts'
import { roleBindings } from './rolebinding.ts'
import { clusterRoles } from './clusterrole.ts'
import { clusterRoleBindings } from './clusterrolebinding.ts'
import { limitRanges } from './limitrange.ts'
import { resourceQuotas } from './resourcequota.ts'
import { priorityClasses } from './priorityclass.ts'
import { leases } from './lease.ts'
import { certificateSigningRequests } from './certificatesigningrequest.ts'
import { runtimeClasses } from './runtimeclass.ts'
import { customResourceDefinitions } from './customresourcedefinition.ts'
import { componentStatuses } from './componentstatus.ts'
import { podTemplates } from './podtemplate.ts'
import type { Kind } from './kind.ts'

export const kinds: readonly Kind[] = [
  pods,
  nodes,
  namespaces,
  services,
  endpoints,
  endpointSlices,
  configMaps,
  secrets,
  serviceAccounts,
  events,
  replicationControllers,
  replicaSets,
  deployments,
  daemonSets,
  statefulSets,
  controllerRevisions,
  jobs,
  cronJobs,
  persistentVolumes,
  persistentVolumeClaims,
  storageClasses,
  ingresses,
  ingressClasses,
  networkPolicies,
  horizontalPodAutoscalers,
  podDisruptionBudgets,
  roles,
  roleBindings,
  clusterRoles,
  clusterRoleBindings,
  limitRanges,
  resourceQuotas,
  priorityClasses,
  leases,
  certificateSigningRequests,
  runtimeClasses,
  customResourceDefinitions,
  componentStatuses,
  podTemplates,
]
