// The add-ons every cluster gets: kube-proxy and CoreDNS (cmd/kubeadm/app/phases/addons), the pod network, storage.
import { stringify } from 'yaml'
import { nthAddress } from '../../net/address.ts'
import { configMaps } from '../kinds/configmap.ts'
import { daemonSets } from '../kinds/daemonset.ts'
import { deployments } from '../kinds/deployment.ts'
import { pods } from '../kinds/pod.ts'
import { services } from '../kinds/service.ts'
import { storageClasses } from '../kinds/storageclass.ts'
import { PROVISIONER } from '../addons/storage-provisioner/storage-provisioner.ts'
import { READ, account } from './accounts.ts'
import { type Addition, addition } from './apply.ts'
import { componentImage, images } from './images.ts'
import { type ClusterSettings, server } from './settings.ts'

const EVERYWHERE = [{ operator: 'Exists' }]
const LINUX = { 'kubernetes.io/os': 'linux' }

export function kubeProxyAddon(settings: ClusterSettings): Addition[] {
  const labels = { 'k8s-app': 'kube-proxy' }
  const folder = '/var/lib/kube-proxy'
  const token = '/var/run/secrets/kubernetes.io/serviceaccount'
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ cluster: { 'certificate-authority': `${token}/ca.crt`, server: server(settings) }, name: 'default' }],
    contexts: [{ context: { cluster: 'default', namespace: 'default', user: 'default' }, name: 'default' }],
    'current-context': 'default',
    users: [{ name: 'default', user: { tokenFile: `${token}/token` } }],
  }
  const config = {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    clientConnection: { kubeconfig: `${folder}/kubeconfig.conf` },
    clusterCIDR: settings.podCidr,
    mode: '',
  }
  const container = {
    name: 'kube-proxy',
    image: componentImage('kube-proxy', settings.version),
    imagePullPolicy: 'IfNotPresent',
    command: [
      '/usr/local/bin/kube-proxy',
      `--config=${folder}/config.conf`,
      '--hostname-override=$(NODE_NAME)',
      `--service-cluster-ip-range=${settings.serviceCidr}`,
    ],
    env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
    securityContext: { privileged: true },
    volumeMounts: [{ mountPath: folder, name: 'kube-proxy' }],
  }
  return [
    ...account('kube-proxy', 'kubeadm:node-proxier', [
      { apiGroups: [''], resources: ['endpoints', 'services', 'nodes'], verbs: READ },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
    ]),
    addition(configMaps, {
      metadata: { name: 'kube-proxy', namespace: 'kube-system', labels: { app: 'kube-proxy' } },
      data: { 'config.conf': stringify(config), 'kubeconfig.conf': stringify(kubeconfig) },
    }),
    addition(daemonSets, {
      metadata: { name: 'kube-proxy', namespace: 'kube-system', labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [container],
            hostNetwork: true,
            nodeSelector: LINUX,
            priorityClassName: 'system-node-critical',
            serviceAccountName: 'kube-proxy',
            tolerations: EVERYWHERE,
            volumes: [{ name: 'kube-proxy', configMap: { name: 'kube-proxy' } }],
          },
        },
        updateStrategy: { type: 'RollingUpdate' },
      },
    }),
  ]
}

const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
`

export function coreDnsAddon(settings: ClusterSettings): Addition[] {
  const labels = { 'k8s-app': 'kube-dns' }
  const named = { name: 'coredns', namespace: 'kube-system' }
  const probe = (path: string, port: number) => ({ httpGet: { path, port, scheme: 'HTTP' } })
  const container = {
    name: 'coredns',
    image: images.coredns,
    imagePullPolicy: 'IfNotPresent',
    args: ['-conf', '/etc/coredns/Corefile'],
    resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
    ports: [
      { containerPort: 53, name: 'dns', protocol: 'UDP' },
      { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' },
      { containerPort: 9153, name: 'metrics', protocol: 'TCP' },
    ],
    livenessProbe: { ...probe('/health', 8080), initialDelaySeconds: 60, timeoutSeconds: 5, failureThreshold: 5 },
    readinessProbe: { ...probe('/ready', 8181), timeoutSeconds: 5 },
    volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
  }
  return [
    ...account('coredns', 'system:coredns', [
      { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: READ },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
    ]),
    addition(configMaps, { metadata: named, data: { Corefile: COREFILE } }),
    addition(deployments, {
      metadata: { ...named, labels },
      spec: {
        replicas: settings.flavour === 'minikube' ? 1 : 2,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            priorityClassName: 'system-cluster-critical',
            serviceAccountName: 'coredns',
            tolerations: [
              { key: 'CriticalAddonsOnly', operator: 'Exists' },
              { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
            ],
            nodeSelector: LINUX,
            containers: [container],
            dnsPolicy: 'Default',
            volumes: [
              { name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } },
            ],
          },
        },
      },
    }),
    addition(services, {
      metadata: {
        name: 'kube-dns',
        namespace: 'kube-system',
        labels: { ...labels, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
        annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      },
      spec: {
        clusterIP: nthAddress(settings.serviceCidr, 10),
        selector: labels,
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
          { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
          { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
        ],
      },
    }),
  ]
}

export function kindnetAddon(settings: ClusterSettings): Addition[] {
  const labels = { app: 'kindnet', 'k8s-app': 'kindnet', tier: 'node' }
  const field = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } })
  const container = {
    name: 'kindnet-cni',
    image: images.kindnet,
    imagePullPolicy: 'IfNotPresent',
    env: [
      { name: 'HOST_IP', ...field('status.hostIP') },
      { name: 'POD_IP', ...field('status.podIP') },
      { name: 'POD_SUBNET', value: settings.podCidr },
    ],
    resources: { limits: { cpu: '100m', memory: '50Mi' }, requests: { cpu: '100m', memory: '50Mi' } },
    volumeMounts: [{ mountPath: '/etc/cni/net.d', name: 'cni-cfg' }],
  }
  return [
    ...account('kindnet', 'kindnet', [{ apiGroups: [''], resources: ['nodes', 'pods', 'namespaces'], verbs: READ }]),
    addition(daemonSets, {
      metadata: { name: 'kindnet', namespace: 'kube-system', labels },
      spec: {
        selector: { matchLabels: { app: 'kindnet' } },
        template: {
          metadata: { labels },
          spec: {
            containers: [container],
            hostNetwork: true,
            serviceAccountName: 'kindnet',
            tolerations: EVERYWHERE,
            volumes: [{ name: 'cni-cfg', hostPath: { path: '/etc/cni/net.d', type: 'DirectoryOrCreate' } }],
          },
        },
      },
    }),
  ]
}

/** minikube's add-ons storage-provisioner and default-storageclass; other flavours have a class of the same making. */
export function storageAddon({ flavour }: ClusterSettings): Addition[] {
  const name = 'storage-provisioner'
  const container = {
    name,
    image: images.provisioner,
    imagePullPolicy: 'IfNotPresent',
    command: ['/storage-provisioner'],
    volumeMounts: [{ mountPath: '/tmp', name: 'tmp' }],
  }
  const tolerations = [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }]
  return [
    ...account(name, `system:${name}`, [
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: [...READ, 'create', 'delete'] },
      { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: [...READ, 'update', 'patch'] },
      { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: READ },
      { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: [...READ, 'create', 'update', 'patch'] },
    ]),
    addition(pods, {
      metadata: {
        name,
        namespace: 'kube-system',
        labels: { 'addonmanager.kubernetes.io/mode': 'Reconcile', 'integration-test': name },
      },
      spec: {
        serviceAccountName: name,
        hostNetwork: true,
        tolerations,
        containers: [container],
        volumes: [{ name: 'tmp', hostPath: { path: '/tmp', type: 'Directory' } }],
      },
    }),
    addition(storageClasses, {
      metadata: {
        name: flavour === 'gke' ? 'standard-rwo' : 'standard',
        annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
        labels: { 'addonmanager.kubernetes.io/mode': 'EnsureExists' },
      },
      provisioner: PROVISIONER,
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
    }),
  ]
}
