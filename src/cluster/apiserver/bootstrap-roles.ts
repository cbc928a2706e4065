// The roles every cluster begins with (upstream: plugin/pkg/auth/authorizer/rbac/bootstrappolicy); the ones people meet.
import type { ClusterRole, ClusterRoleBinding, PolicyRule } from '../../api/kubernetes/rbac.ts'
import type { Draft } from '../../api/kubernetes/meta.ts'

const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }
const annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' }
const GROUP = 'rbac.authorization.k8s.io'

const READ = ['get', 'list', 'watch']
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update']

const WORKLOADS: [string, string[]][] = [
  [
    '',
    [
      'configmaps',
      'endpoints',
      'persistentvolumeclaims',
      'pods',
      'replicationcontrollers',
      'replicationcontrollers/scale',
      'serviceaccounts',
      'services',
    ],
  ],
  [
    'apps',
    [
      'daemonsets',
      'deployments',
      'deployments/scale',
      'replicasets',
      'replicasets/scale',
      'statefulsets',
      'statefulsets/scale',
    ],
  ],
  ['autoscaling', ['horizontalpodautoscalers']],
  ['batch', ['cronjobs', 'jobs']],
  ['discovery.k8s.io', ['endpointslices']],
  ['networking.k8s.io', ['ingresses', 'networkpolicies']],
  ['policy', ['poddisruptionbudgets']],
]

const SEEN: [string, string[]][] = [
  [
    '',
    [
      'bindings',
      'events',
      'limitranges',
      'namespaces',
      'namespaces/status',
      'pods/log',
      'pods/status',
      'resourcequotas',
      'resourcequotas/status',
    ],
  ],
]

const rules = (verbs: string[], table: [string, string[]][]): PolicyRule[] =>
  table.map(([group, resources]) => ({ verbs, apiGroups: [group], resources }))

const view = [...rules(READ, WORKLOADS), ...rules(READ, SEEN)]
const edit = [
  ...view,
  ...rules(WRITE, WORKLOADS),
  {
    verbs: [...READ, ...WRITE],
    apiGroups: [''],
    resources: ['secrets', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'services/proxy'],
  },
  { verbs: ['create'], apiGroups: [''], resources: ['pods/eviction'] },
]
const admin = [...edit, { verbs: [...READ, ...WRITE], apiGroups: [GROUP], resources: ['roles', 'rolebindings'] }]
const all: PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

const role = (name: string, list: PolicyRule[]): Draft<ClusterRole> => ({
  metadata: { name, labels, annotations },
  rules: list,
})

const binding = (name: string, kind: string, subject: string, ...more: string[]): Draft<ClusterRoleBinding> => ({
  metadata: { name, labels, annotations },
  roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name },
  subjects: [subject, ...more].map((one) => ({ kind, apiGroup: GROUP, name: one })),
})

export const bootstrapRoles = {
  roles: [
    role('admin', admin),
    role('cluster-admin', all),
    role('edit', edit),
    role('system:basic-user', [
      {
        verbs: ['create'],
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
      },
      { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
    ]),
    role('system:discovery', [
      {
        verbs: ['get'],
        nonResourceURLs: [
          '/api',
          '/api/*',
          '/apis',
          '/apis/*',
          '/healthz',
          '/livez',
          '/openapi',
          '/openapi/*',
          '/readyz',
          '/version',
          '/version/',
        ],
      },
    ]),
    role('view', view),
  ],
  bindings: [
    binding('cluster-admin', 'Group', 'system:masters'),
    binding('system:basic-user', 'Group', 'system:authenticated'),
    binding('system:discovery', 'Group', 'system:authenticated'),
  ],
}
