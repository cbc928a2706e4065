// What a kubelet says of its node: addresses, capacity, conditions, versions, images (pkg/kubelet/nodestatus).
import type { Node, NodeCondition } from '../../api/kubernetes/core.ts'
import type { Machine } from '../../machine/machine.ts'
import { imageSize } from '../../runtime/content.ts'
import { type Containerd, VERSION } from './containerd.ts'
import { rfc3339 } from './status.ts'

export interface NodeFacts {
  machine: Machine
  containerd: Containerd
  name: string
  ip: string
  version: string
  podCidr: string | undefined
  before: Node | undefined
}

/** Upstream lists this many images at most. */
const MAX_IMAGES = 50

/** `now` is Unix ms. */
export function nodeStatus(facts: NodeFacts, now: number): Node['status'] {
  const { machine, name, ip, version } = facts
  const { cpus, memory, disk } = machine.hardware
  const capacity = {
    cpu: String(cpus),
    'ephemeral-storage': `${Math.floor(disk / 1024)}Ki`,
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: `${Math.floor((memory * 0.97) / 1024)}Ki`,
    pods: '110',
  }
  return {
    addresses: [
      { type: 'InternalIP', address: ip },
      { type: 'Hostname', address: name },
    ],
    allocatable: capacity,
    capacity,
    conditions: conditions(facts, now),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    images: images(facts.containerd),
    nodeInfo: {
      architecture: 'amd64',
      bootID: identity(machine, `boot ${machine.bootedAt}`),
      containerRuntimeVersion: `containerd://${VERSION}`,
      kernelVersion: machine.release,
      kubeProxyVersion: '',
      kubeletVersion: version,
      machineID: identity(machine, 'machine').replaceAll('-', ''),
      operatingSystem: 'linux',
      osImage: machine.os,
      systemUUID: identity(machine, 'system'),
    },
  } as Node['status']
}

const identity = (machine: Machine, what: string): string => machine.kernel.chance(`${machine.name} ${what}`).uuid()

function conditions({ before, containerd }: NodeFacts, now: number): NodeCondition[] {
  const healthy: [string, string, string][] = [
    ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ]
  const ready = containerd.network.configured
    ? { status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }
    : {
        status: 'False',
        reason: 'KubeletNotReady',
        message:
          'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
      }
  const all = [
    ...healthy.map(([type, reason, message]) => ({ type, status: 'False', reason, message })),
    { type: 'Ready', ...ready },
  ]
  const time = rfc3339(now)
  return all.map((condition) => {
    const known = before?.status.conditions?.find(({ type }) => type === condition.type)
    const lastTransitionTime = known?.status === condition.status ? known.lastTransitionTime : time
    return { ...condition, lastHeartbeatTime: time, lastTransitionTime }
  })
}

function images({ store }: Containerd) {
  return [...store.images.values()]
    .map((image) => ({ names: store.namesOf(image.id).toReversed(), sizeBytes: imageSize(image) }))
    .toSorted((a, b) => b.sizeBytes - a.sizeBytes)
    .slice(0, MAX_IMAGES)
}

/** The node as it registers itself. */
export function newNode(
  facts: NodeFacts,
  labels: Record<string, string>,
  taints: NonNullable<Node['spec']['taints']>,
  now: number,
) {
  const { name, machine } = facts
  return {
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': machine.namespaces.uts.hostname,
        'kubernetes.io/os': 'linux',
        ...labels,
      },
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: taints.length > 0 ? { taints } : {},
    status: nodeStatus(facts, now),
  }
}
