// The kubeconfig files that kubeadm writes below /etc/kubernetes.
import { stringify } from 'yaml'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import { base64, utf8 } from '../../kernel/bytes.ts'
import { type ClusterSettings, server } from './settings.ts'

/** File name → user. */
const FILES: [string, string][] = [
  ['admin.conf', 'kubernetes-admin'],
  ['super-admin.conf', 'kubernetes-super-admin'],
  ['kubelet.conf', 'default-auth'],
  ['controller-manager.conf', 'system:kube-controller-manager'],
  ['scheduler.conf', 'system:kube-scheduler'],
]

export const kubeconfigNames = FILES.map(([file]) => file)

export function kubeconfig(settings: ClusterSettings, user: string, certificate: string): string {
  const { clusterName } = settings
  const context = `${user}@${clusterName}`
  const secret = base64(utf8(`${user}\n${certificate}`))
  return stringify(
    {
      apiVersion: 'v1',
      clusters: [
        {
          cluster: { 'certificate-authority-data': base64(utf8(certificate)), server: server(settings) },
          name: clusterName,
        },
      ],
      contexts: [{ context: { cluster: clusterName, user }, name: context }],
      'current-context': context,
      kind: 'Config',
      preferences: {},
      users: [{ name: user, user: { 'client-certificate-data': secret, 'client-key-data': secret } }],
    },
    { lineWidth: 0 },
  )
}

export function writeKubeconfigs(fs: FileSystem, settings: ClusterSettings, certificate: string, only?: string): void {
  fs.mkdir('/etc/kubernetes', { parents: true })
  for (const [file, user] of FILES) {
    if (only && file !== only) continue
    fs.write(`/etc/kubernetes/${file}`, kubeconfig(settings, user, certificate), { mode: 0o600 })
  }
}
