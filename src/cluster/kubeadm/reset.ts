// kubeadm reset: takes a machine out of its cluster; what ran there stops.
import type { Process } from '../../machine/process.ts'
import { Containerd } from '../kubelet/containerd.ts'
import { removeSandbox } from '../kubelet/sandbox.ts'
import { CNI_DIRECTORY } from '../kubelet/pod-network.ts'

const FOLDERS = ['/etc/kubernetes/manifests', '/var/lib/kubelet', '/etc/kubernetes/pki', '/var/lib/etcd', CNI_DIRECTORY]
const FILES = ['admin.conf', 'super-admin.conf', 'kubelet.conf', 'controller-manager.conf', 'scheduler.conf']

export async function reset(process: Process): Promise<number> {
  const { fs, machine } = process
  await process.print('[preflight] Running pre-flight checks\n[reset] Stopping the kubelet service\n')
  await stopKubelet(process)
  await process.print('[reset] Unmounting mounted directories in "/var/lib/kubelet"\n')
  const containerd = Containerd.of(machine)
  for (const record of containerd.pods.values()) {
    for (const { process: running } of record.running.values()) running.signal('KILL')
    if (record.sandbox) removeSandbox(record.sandbox, machine, containerd.network)
  }
  containerd.pods.clear()
  await process.print(`[reset] Deleting contents of directories: [${FOLDERS.slice(0, 3).join(' ')}]\n`)
  for (const folder of FOLDERS) if (fs.exists(folder)) fs.remove(folder, { recursive: true })
  const files = FILES.map((name) => `/etc/kubernetes/${name}`)
  await process.print(`[reset] Deleting files: [${files.join(' ')}]\n`)
  for (const file of [...files, '/etc/systemd/system/kubelet.service']) if (fs.exists(file)) fs.remove(file)
  return 0
}

const NOWHERE = { write: () => Promise.resolve() }

async function stopKubelet(process: Process): Promise<void> {
  const quiet = { stdout: NOWHERE, stderr: NOWHERE }
  await process.alive(() => process.spawn(['systemctl', 'disable', '--now', 'kubelet'], quiet).exited)
}
