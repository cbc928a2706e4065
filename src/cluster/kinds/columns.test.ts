// The columns that the server gives for tables of each kind.
import { expect, it } from 'vitest'
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import { kinds } from './index.ts'

const NOW = Date.parse('2026-11-23T01:00:00Z')
const metadata = {
  name: 'x',
  namespace: 'default',
  uid: 'u',
  resourceVersion: '1',
  creationTimestamp: '2026-11-23T00:00:00Z',
}

function row(kind: string, object: object): string[] {
  const found = kinds.find((one) => one.kind === kind)!
  return found.columns.map(
    (column) =>
      `${column.name}${column.wide ? '*' : ''}=${column.cell({ metadata, ...object } as unknown as KubeObject, NOW) as string}`,
  )
}

const template = {
  spec: {
    containers: [
      { name: 'a', image: 'i:1' },
      { name: 'b', image: 'j' },
    ],
  },
}

it.each<[string, object, string]>([
  [
    'Node',
    {
      metadata: { ...metadata, labels: { 'node-role.kubernetes.io/control-plane': '' } },
      spec: { unschedulable: true },
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        nodeInfo: {
          kubeletVersion: 'v1.36.4',
          osImage: 'Buildroot',
          kernelVersion: '6.6',
          containerRuntimeVersion: 'containerd://2.1',
        },
        addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      },
    },
    'Name=x Status=Ready,SchedulingDisabled Roles=control-plane Age=60m Version=v1.36.4 Internal-IP*=10.0.0.1 External-IP*=<none> OS-Image*=Buildroot Kernel-Version*=6.6 Container-Runtime*=containerd://2.1',
  ],
  [
    'Service',
    {
      spec: {
        type: 'LoadBalancer',
        clusterIP: '10.96.1.2',
        ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }],
        selector: { b: '2', a: '1' },
      },
      status: {},
    },
    'Name=x Type=LoadBalancer Cluster-IP=10.96.1.2 External-IP=<pending> Port(s)=80:30080/TCP Age=60m Selector*=a=1,b=2',
  ],
  [
    'Deployment',
    {
      spec: { replicas: 3, template, selector: { matchLabels: { app: 'x' } } },
      status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 },
    },
    'Name=x Ready=2/3 Up-to-date=3 Available=2 Age=60m Containers*=a,b Images*=i:1,j Selector*=app=x',
  ],
  [
    'ReplicationController',
    { spec: { replicas: 3, template, selector: { app: 'x' } }, status: { replicas: 3, readyReplicas: 1 } },
    'Name=x Desired=3 Current=3 Ready=1 Age=60m Containers*=a,b Images*=i:1,j Selector*=app=x',
  ],
  [
    'DaemonSet',
    {
      spec: { template, selector: { matchLabels: { app: 'x' } } },
      status: { desiredNumberScheduled: 3, currentNumberScheduled: 3, numberReady: 2 },
    },
    'Name=x Desired=3 Current=3 Ready=2 Up-to-date=0 Available=0 Node Selector=<none> Age=60m Containers*=a,b Images*=i:1,j Selector*=app=x',
  ],
  [
    'Job',
    {
      spec: { completions: 2, template },
      status: {
        startTime: '2026-11-23T00:00:00Z',
        completionTime: '2026-11-23T00:00:07Z',
        succeeded: 2,
        conditions: [{ type: 'Complete', status: 'True' }],
      },
    },
    'Name=x Status=Complete Completions=2/2 Duration=7s Age=60m Containers*=a,b Images*=i:1,j Selector*=<none>',
  ],
  [
    'Event',
    {
      involvedObject: { kind: 'Pod', name: 'crane', fieldPath: 'spec.containers{crane}' },
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off\n',
      count: 4,
      firstTimestamp: '2026-11-23T00:30:00Z',
      lastTimestamp: '2026-11-23T00:59:30Z',
      source: { component: 'kubelet', host: 'n1' },
    },
    'Last Seen=30s Type=Warning Reason=BackOff Object=pod/crane Subobject*=spec.containers{crane} Source*=kubelet, n1 Message=Back-off First Seen*=30m Count*=4 Name*=x',
  ],
  [
    'Endpoints',
    { subsets: [{ addresses: ['1', '2', '3', '4'].map((n) => ({ ip: `10.0.0.${n}` })), ports: [{ port: 80 }] }] },
    'Name=x Endpoints=10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 1 more... Age=60m',
  ],
  [
    'PersistentVolumeClaim',
    {
      spec: { volumeName: 'pv', storageClassName: 'standard', volumeMode: 'Filesystem' },
      status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] },
    },
    'Name=x Status=Bound Volume=pv Capacity=1Gi Access Modes=RWO StorageClass=standard VolumeAttributesClass=<unset> Age=60m VolumeMode*=Filesystem',
  ],
  [
    'StorageClass',
    {
      metadata: { ...metadata, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'p',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
    },
    'Name=x (default) Provisioner=p ReclaimPolicy=Delete VolumeBindingMode=Immediate AllowVolumeExpansion=false Age=60m',
  ],
])('prints a %s', (kind, object, cells) => {
  expect(row(kind, object).join(' ')).toBe(cells)
})

it('has names that are not used twice', () => {
  const words = kinds.flatMap((kind) =>
    [kind.plural, kind.singular, ...(kind.shortNames ?? [])].filter((word, i, all) => all.indexOf(word) === i),
  )
  expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([])
})
