// The images of a cluster's own pods, and their preloading: nodes come with them, as minikube's and kind's node images do.
import type { Process } from '../../machine/process.ts'
import { Containerd } from '../kubelet/containerd.ts'

export const images = {
  pause: 'registry.k8s.io/pause:3.10.1',
  etcd: 'registry.k8s.io/etcd:3.6.8-0',
  coredns: 'registry.k8s.io/coredns/coredns:v1.14.1',
  kindnet: 'docker.io/kindest/kindnetd:v20250512-df8de77b',
  provisioner: 'gcr.io/k8s-minikube/storage-provisioner:v5',
} as const

export const componentImage = (component: string, version: string): string => `registry.k8s.io/${component}:${version}`

const COMPONENTS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy']

/** As `kubeadm config images list` has them, and the add-ons' after them. */
export const clusterImages = (version: string): string[] => [
  ...COMPONENTS.map((component) => componentImage(component, version)),
  images.coredns,
  images.pause,
  images.etcd,
  images.kindnet,
  images.provisioner,
]

/** Puts them into the node's store without a pull. What is not in stock must be pulled by whoever wants it. */
export async function preload(process: Process, version: string): Promise<void> {
  const { catalog } = await process.kernel.load(() => import('../../image/catalog/index.ts'))
  const stock = catalog()
  const found = clusterImages(version).flatMap((name) => {
    const [path, tag] = [name.slice(0, name.lastIndexOf(':')), name.slice(name.lastIndexOf(':') + 1)]
    const entry = stock.find(
      ({ registry, repository, tags }) => `${registry}/${repository}` === path && tags.includes(tag),
    )
    const { images: built, index } = entry?.image() ?? {}
    const image = built?.[0]
    return image ? [{ name, image, digest: index?.descriptor.digest ?? image.digest }] : []
  })
  Containerd.of(process.machine).preload(found, process.cause)
}
