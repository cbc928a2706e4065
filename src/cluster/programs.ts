// The programs of a cluster, by the id that stands in an executable file. Each is loaded when it is first run.
import type { ProgramTable } from '../machine/program.ts'

export const programs: ProgramTable = new Map([
  ['etcd', { load: async () => (await import('./store/etcd.ts')).etcd }],
  ['kube-apiserver', { load: async () => (await import('./apiserver/server.ts')).kubeApiServer }],
  [
    'kube-controller-manager',
    { load: async () => (await import('./controllers/kube-controller-manager.ts')).kubeControllerManager },
  ],
  ['kube-scheduler', { load: async () => (await import('./scheduler/kube-scheduler.ts')).kubeScheduler }],
  ['kubelet', { load: async () => (await import('./kubelet/kubelet.ts')).kubelet }],
  ['containerd', { load: async () => (await import('./kubelet/containerd-daemon.ts')).containerd }],
  ['crictl', { load: async () => (await import('./kubelet/crictl.ts')).crictl }],
  ['pause', { load: async () => (await import('./kubelet/sandbox.ts')).pause }],
  ['kube-proxy', { load: async () => (await import('./proxy/kube-proxy.ts')).kubeProxy }],
  ['coredns', { load: async () => (await import('./addons/coredns/coredns.ts')).coredns }],
  ['kindnetd', { load: async () => (await import('./addons/kindnet/kindnetd.ts')).kindnetd }],
  [
    'storage-provisioner',
    { load: async () => (await import('./addons/storage-provisioner/storage-provisioner.ts')).storageProvisioner },
  ],
  ['kubeadm', { load: async () => (await import('./kubeadm/kubeadm.ts')).kubeadm }],
])
