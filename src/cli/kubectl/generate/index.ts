// The types that `kubectl create` makes from words.
import { ingress, service } from './network.ts'
import { clusterrole, clusterrolebinding, role, rolebinding } from './access.ts'
import { poddisruptionbudget, priorityclass, token } from './policy.ts'
import { secret } from './secret.ts'
import { configmap, namespace, quota, serviceaccount } from './settings.ts'
import { cronjob, deployment, job } from './workloads.ts'

export const generators = [
  clusterrole,
  clusterrolebinding,
  configmap,
  cronjob,
  deployment,
  ingress,
  job,
  namespace,
  poddisruptionbudget,
  priorityclass,
  quota,
  role,
  rolebinding,
  secret,
  service,
  serviceaccount,
  token,
]
