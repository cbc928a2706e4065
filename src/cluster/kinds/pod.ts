// Pod: containers that share a network and a node.
import type { Pod, PodSpec } from '../../api/kubernetes/core.ts'
import { age, name } from './columns.ts'
import type { FieldErrors } from './field-errors.ts'
import type { Kind } from './kind.ts'
import { defaultPodSpec } from './pod-defaults.ts'
import { summarize } from './pod-printer.ts'
import { validateEphemeral, validatePodSpec } from './pod-validation.ts'

export const pods: Kind<Pod> = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  generated: true,
  returnsDeleted: true,
  subresources: [
    'attach',
    'binding',
    'ephemeralcontainers',
    'eviction',
    'exec',
    'log',
    'portforward',
    'proxy',
    'resize',
    'status',
  ],
  columns: [
    name,
    { name: 'Ready', cell: (pod, now) => summarize(pod, now).ready },
    { name: 'Status', cell: (pod, now) => summarize(pod, now).status },
    { name: 'Restarts', cell: (pod, now) => summarize(pod, now).restarts },
    age,
    { name: 'IP', wide: true, cell: ({ status }) => status.podIPs?.[0]?.ip || status.podIP || '<none>' },
    { name: 'Node', wide: true, cell: ({ spec }) => spec.nodeName || '<none>' },
    { name: 'Nominated Node', wide: true, cell: ({ status }) => status.nominatedNodeName || '<none>' },
    { name: 'Readiness Gates', wide: true, cell: readinessGates },
  ],
  fields: ({ spec, status }) => ({
    'spec.nodeName': spec.nodeName ?? '',
    'spec.restartPolicy': spec.restartPolicy ?? '',
    'spec.schedulerName': spec.schedulerName ?? '',
    'spec.serviceAccountName': spec.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec.hostNetwork ?? false),
    'status.phase': status?.phase ?? '',
    'status.podIP': status?.podIP ?? '',
    'status.nominatedNodeName': status?.nominatedNodeName ?? '',
  }),
  defaults(pod) {
    pod.spec ??= { containers: [] }
    defaultPodSpec(pod.spec)
    pod.spec.enableServiceLinks ??= true
    for (const { resources } of [...(pod.spec.initContainers ?? []), ...(pod.spec.containers ?? [])]) {
      if (resources?.limits) resources.requests = { ...resources.limits, ...resources.requests }
    }
  },
  prepareForCreate(pod) {
    pod.status = { phase: 'Pending', qosClass: qosClass(pod.spec) }
    if (pod.spec.schedulingGates?.length) {
      const message = 'Scheduling is blocked due to non-empty scheduling gates'
      pod.status.conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message }]
    }
  },
  validate(pod, errors) {
    validatePodSpec(pod.spec, 'spec', errors)
    validateEphemeral(pod.spec.ephemeralContainers, 'spec.ephemeralContainers', errors)
  },
  validateUpdate,
  gracePeriod(pod, asked) {
    const { phase } = pod.status
    if (!pod.spec.nodeName || phase === 'Failed' || phase === 'Succeeded') return 0
    return Math.max(0, asked ?? pod.spec.terminationGracePeriodSeconds ?? 30)
  },
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  const open = gates.filter((gate) =>
    status.conditions?.some((one) => one.type === gate.conditionType && one.status === 'True'),
  )
  return `${open.length}/${gates.length}`
}

/** core/v1 PodQOSClass. */
function qosClass(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
  const stated = containers.some(
    ({ resources }) => Object.keys({ ...resources?.limits, ...resources?.requests }).length > 0,
  )
  if (!stated) return 'BestEffort'
  const guaranteed = containers.every(({ resources }) =>
    ['cpu', 'memory'].every((one) => {
      const limit = resources?.limits?.[one]
      return limit !== undefined && (resources?.requests?.[one] ?? limit) === limit
    }),
  )
  return guaranteed ? 'Guaranteed' : 'Burstable'
}

const MUTABLE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

function validateUpdate(next: Pod, old: Pod, errors: FieldErrors): void {
  const counts = (spec: PodSpec) => (spec.containers ?? []).length
  if (counts(next.spec) !== counts(old.spec))
    return errors.forbidden('spec.containers', 'pod updates may not add or remove containers')
  if (JSON.stringify(fixed(next)) !== JSON.stringify(fixed(old))) errors.forbidden('spec', MUTABLE)
}

/** The parts of a pod spec that stay as they are, in one order. */
function fixed({ spec }: Pod): unknown {
  const {
    activeDeadlineSeconds: _,
    tolerations: __,
    terminationGracePeriodSeconds: ___,
    schedulingGates: ____,
    ...rest
  } = spec
  const plain = (containers: PodSpec['containers'] = []) =>
    containers.map(({ image: _____, ...container }) => sorted(container))
  return sorted({ ...rest, containers: plain(spec.containers), initContainers: plain(spec.initContainers) })
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]))
}
