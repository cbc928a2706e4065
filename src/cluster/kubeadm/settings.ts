// What `kubeadm init` is told, and what every node of the cluster learns of it.
export type Flavour = 'minikube' | 'kind' | 'gke' | 'kubeadm'

export interface ClusterSettings {
  version: string
  podCidr: string
  serviceCidr: string
  advertise: string
  port: number
  clusterName: string
  flavour: Flavour
}

export const server = ({ advertise, port }: ClusterSettings): string => `https://${advertise}:${port}`

export function settingsOf(given: ReadonlyMap<string, string>, address: string): ClusterSettings {
  const version = given.get('kubernetes-version') ?? 'v1.36.4'
  return {
    version: version.startsWith('v') ? version : `v${version}`,
    podCidr: given.get('pod-network-cidr') ?? '10.244.0.0/16',
    serviceCidr: given.get('service-cidr') ?? '10.96.0.0/12',
    advertise: given.get('apiserver-advertise-address') ?? address,
    port: Number(given.get('apiserver-bind-port') ?? 6443),
    clusterName: given.get('cluster-name') ?? 'kubernetes',
    flavour: (given.get('flavour') ?? 'kubeadm') as Flavour,
  }
}
