// The cluster's objects that are neither pods nor nodes, as chips: what the user asked for, and how far it is.
import type { Content, Tone } from './box.ts'
import type { State, Thing } from './state.ts'

interface ObjectShape {
  metadata?: { name?: string; namespace?: string; ownerReferences?: unknown[] }
  spec?: { replicas?: number; type?: string; ports?: { port?: number; nodePort?: number }[]; completions?: number }
  status?: { readyReplicas?: number; numberReady?: number; desiredNumberScheduled?: number; succeeded?: number }
}

/** In reading order: who owns whom, from the top. */
const SHOWN = [
  'deployment',
  'replicaset',
  'replicationcontroller',
  'statefulset',
  'daemonset',
  'job',
  'cronjob',
  'service',
  'ingress',
  'configmap',
  'secret',
  'persistentvolumeclaim',
  'horizontalpodautoscaler',
]

const SHORT: Record<string, string> = {
  deployment: 'deploy',
  replicaset: 'rs',
  replicationcontroller: 'rc',
  statefulset: 'sts',
  daemonset: 'ds',
  service: 'svc',
  ingress: 'ing',
  configmap: 'cm',
  persistentvolumeclaim: 'pvc',
  horizontalpodautoscaler: 'hpa',
}

/** What clusters come with. */
const BUILT_IN = new Set(['service default/kubernetes', 'configmap default/kube-root-ca.crt'])

export interface Workload {
  thing: Thing
  content: Content & { kind: 'object' }
}

export function workloads(state: State, cluster: string): Workload[] {
  return SHOWN.flatMap((type) =>
    [...state.of(cluster, type).values()].flatMap((thing) => {
      const shape = thing.data as ObjectShape
      const { name = thing.id, namespace = 'default' } = shape.metadata ?? {}
      if (namespace.startsWith('kube-') || BUILT_IN.has(`${type} ${namespace}/${name}`)) return []
      if (name === 'kube-root-ca.crt' || (type === 'replicaset' && shape.spec?.replicas === 0)) return []
      const label = namespace === 'default' ? name : `${namespace}/${name}`
      return [{ thing, content: { kind: 'object', of: SHORT[type] ?? type, name: label, ...progress(type, shape) } }]
    }),
  )
}

function progress(type: string, { spec, status }: ObjectShape): { detail: string; tone: Tone } {
  if (type === 'service') {
    const ports = (spec?.ports ?? []).map(({ port, nodePort }) => (nodePort ? `${port}:${nodePort}` : String(port)))
    return { detail: `${spec?.type === 'LoadBalancer' ? 'LB ' : ''}:${ports.join(',')}`, tone: 'good' }
  }
  const wanted = spec?.replicas ?? status?.desiredNumberScheduled ?? spec?.completions
  if (wanted === undefined) return { detail: '', tone: 'idle' }
  const ready = status?.readyReplicas ?? status?.numberReady ?? status?.succeeded ?? 0
  return { detail: `${ready}/${wanted}`, tone: ready >= wanted ? 'good' : 'busy' }
}
