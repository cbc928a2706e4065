// The static pods of a control plane, as kubeadm writes them (cmd/kubeadm/app/phases/{etcd,controlplane}).
import { stringify } from 'yaml'
import type { Container, Probe, Volume, VolumeMount } from '../../api/kubernetes/core.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import { componentImage, images } from './images.ts'
import type { ClusterSettings } from './settings.ts'

export const MANIFESTS = '/etc/kubernetes/manifests'
const PKI = '/etc/kubernetes/pki'

interface Component {
  name: string
  image: string
  command: string[]
  cpu: string
  memory?: string
  env?: Container['env']
  port: number
  host: string
  scheme: 'HTTP' | 'HTTPS'
  live: string
  ready?: string
  mounts: [name: string, path: string, type: string, readOnly: boolean][]
}

/** Where a cloud's load balancers get their addresses from. */
export const CLOUD_ADDRESSES = '34.64.120.16/28'

export function controlPlane(settings: ClusterSettings, node: string, nodeIp: string): Component[] {
  const { version, advertise, port, serviceCidr, podCidr, clusterName, flavour } = settings
  const config: Component['mounts'][number] = ['k8s-certs', PKI, 'DirectoryOrCreate', true]
  return [
    {
      name: 'etcd',
      image: images.etcd,
      command: [
        'etcd',
        `--advertise-client-urls=https://${nodeIp}:2379`,
        '--client-cert-auth=true',
        '--data-dir=/var/lib/etcd',
        `--initial-advertise-peer-urls=https://${nodeIp}:2380`,
        `--initial-cluster=${node}=https://${nodeIp}:2380`,
        '--listen-client-urls=https://127.0.0.1:2379',
        `--name=${node}`,
      ],
      cpu: '100m',
      memory: '100Mi',
      port: 2379,
      host: '127.0.0.1',
      scheme: 'HTTPS',
      live: '/health',
      ready: '/health',
      mounts: [
        ['etcd-data', '/var/lib/etcd', 'DirectoryOrCreate', false],
        ['etcd-certs', `${PKI}/etcd`, 'DirectoryOrCreate', false],
      ],
    },
    {
      name: 'kube-apiserver',
      image: componentImage('kube-apiserver', version),
      command: [
        'kube-apiserver',
        `--advertise-address=${advertise}`,
        '--allow-privileged=true',
        '--authorization-mode=Node,RBAC',
        `--client-ca-file=${PKI}/ca.crt`,
        '--enable-admission-plugins=NodeRestriction',
        '--enable-bootstrap-token-auth=true',
        '--etcd-servers=https://127.0.0.1:2379',
        `--secure-port=${port}`,
        '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
        `--service-cluster-ip-range=${serviceCidr}`,
      ],
      cpu: '250m',
      env: [{ name: 'CLUSTER_NAME', value: clusterName }],
      port,
      host: nodeIp,
      scheme: 'HTTPS',
      live: '/livez',
      ready: '/readyz',
      mounts: [config],
    },
    {
      name: 'kube-controller-manager',
      image: componentImage('kube-controller-manager', version),
      command: [
        'kube-controller-manager',
        '--allocate-node-cidrs=true',
        '--bind-address=127.0.0.1',
        `--cluster-cidr=${podCidr}`,
        `--cluster-name=${clusterName}`,
        '--controllers=*,bootstrapsigner,tokencleaner',
        '--kubeconfig=/etc/kubernetes/controller-manager.conf',
        '--leader-elect=false',
        `--root-ca-file=${PKI}/ca.crt`,
        `--service-cluster-ip-range=${serviceCidr}`,
        '--use-service-account-credentials=true',
        ...(flavour === 'gke' ? ['--cloud-provider=gce', `--load-balancer-cidr=${CLOUD_ADDRESSES}`] : []),
      ],
      cpu: '200m',
      port: 10257,
      host: '127.0.0.1',
      scheme: 'HTTPS',
      live: '/healthz',
      mounts: [config, ['kubeconfig', '/etc/kubernetes/controller-manager.conf', 'FileOrCreate', true]],
    },
    {
      name: 'kube-scheduler',
      image: componentImage('kube-scheduler', version),
      command: [
        'kube-scheduler',
        '--bind-address=127.0.0.1',
        '--kubeconfig=/etc/kubernetes/scheduler.conf',
        '--leader-elect=false',
      ],
      cpu: '100m',
      port: 10259,
      host: '127.0.0.1',
      scheme: 'HTTPS',
      live: '/livez',
      ready: '/readyz',
      mounts: [['kubeconfig', '/etc/kubernetes/scheduler.conf', 'FileOrCreate', true]],
    },
  ]
}

export function writeManifests(fs: FileSystem, components: readonly Component[]): void {
  fs.mkdir(MANIFESTS, { parents: true, mode: 0o700 })
  for (const component of components) {
    fs.write(`${MANIFESTS}/${component.name}.yaml`, stringify(manifest(component), { lineWidth: 0 }), { mode: 0o600 })
  }
}

function manifest(component: Component) {
  const { name, image, command, cpu, memory, env, mounts, ready, live } = component
  const volumes: Volume[] = mounts.map(([volume, path, type]) => ({ name: volume, hostPath: { path, type } }))
  const volumeMounts: VolumeMount[] = mounts.map(([volume, mountPath, , readOnly]) => ({
    name: volume,
    mountPath,
    ...(readOnly ? { readOnly } : {}),
  }))
  const container: Container = {
    name,
    image,
    command,
    imagePullPolicy: 'IfNotPresent',
    ...(env ? { env } : {}),
    resources: { requests: { cpu, ...(memory ? { memory } : {}) } },
    startupProbe: probe(component, live, 24),
    livenessProbe: probe(component, live, 8),
    ...(ready ? { readinessProbe: { ...probe(component, ready, 3), initialDelaySeconds: 0 } } : {}),
    volumeMounts,
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'kube-system',
      labels: { component: name, tier: 'control-plane' },
    },
    spec: {
      containers: [container],
      hostNetwork: true,
      priority: 2000001000,
      priorityClassName: 'system-node-critical',
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      volumes,
    },
  }
}

const probe = ({ host, port, scheme }: Component, path: string, failureThreshold: number): Probe => ({
  failureThreshold,
  httpGet: { host, path, port, scheme },
  initialDelaySeconds: 10,
  periodSeconds: 10,
  timeoutSeconds: 15,
})
