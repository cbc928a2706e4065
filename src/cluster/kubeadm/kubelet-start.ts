// kubeadm's kubelet-start phase: the kubelet's configuration, its unit, and the first start.
import { stringify } from 'yaml'
import type { Process } from '../../machine/process.ts'
import { nthAddress } from '../../net/address.ts'
import { NetError } from '../../net/errors.ts'
import { goDuration } from '../kubelet/duration.ts'
import type { ClusterSettings } from './settings.ts'
import { MANIFESTS } from './manifests.ts'

const UNIT = '/etc/systemd/system/kubelet.service'
const CONFIG = '/var/lib/kubelet/config.yaml'
const HEALTH = 'http://127.0.0.1:10248/healthz'
const POLL_MS = 500
const NOWHERE = { write: () => Promise.resolve() }
const TIMEOUT_MS = 240_000

/** A phase of kubeadm failed; the message is what it prints. */
export class PhaseError extends Error {}

export async function startKubelet(
  process: Process,
  settings: ClusterSettings,
  node: string,
  more: readonly string[] = [],
): Promise<void> {
  const { fs } = process
  const argv = [
    '/usr/bin/kubelet',
    '--config=/var/lib/kubelet/config.yaml',
    '--kubeconfig=/etc/kubernetes/kubelet.conf',
    `--hostname-override=${node}`,
    `--cluster-name=${settings.clusterName}`,
    `--version=${settings.version}`,
    ...more,
  ]
  await process.print(
    `[kubelet-start] Writing kubelet environment file with flags to file "/var/lib/kubelet/kubeadm-flags.env"\n`,
  )
  fs.mkdir('/var/lib/kubelet', { parents: true, mode: 0o700 })
  fs.write('/var/lib/kubelet/kubeadm-flags.env', `KUBELET_KUBEADM_ARGS="${argv.slice(3).join(' ')}"\n`, { mode: 0o600 })
  await process.print(`[kubelet-start] Writing kubelet configuration to file "${CONFIG}"\n`)
  fs.write(CONFIG, configuration(settings), { mode: 0o644 })
  fs.mkdir('/etc/systemd/system', { parents: true })
  fs.write(UNIT, unit(argv))
  await process.print('[kubelet-start] Starting the kubelet\n')
  await process.alive(
    () => process.spawn(['systemctl', 'enable', '--now', 'kubelet'], { stdout: NOWHERE, stderr: NOWHERE }).exited,
  )
  await healthy(process)
}

const unit = (argv: readonly string[]) =>
  `[Unit]\nDescription=kubelet: The Kubernetes Node Agent\nAfter=containerd.service\n\n[Service]\nExecStart=${argv.join(' ')}\nRestart=always\nRestartSec=10\n\n[Install]\nWantedBy=multi-user.target\n`

const configuration = ({ serviceCidr }: ClusterSettings): string =>
  stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    cgroupDriver: 'systemd',
    clusterDNS: [nthAddress(serviceCidr, 10)],
    clusterDomain: 'cluster.local',
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    healthzBindAddress: '127.0.0.1',
    healthzPort: 10248,
    rotateCertificates: true,
    staticPodPath: MANIFESTS,
  })

async function healthy(process: Process): Promise<void> {
  await process.print(`[kubelet-check] Waiting for a healthy kubelet at ${HEALTH}. This can take up to 4m0s\n`)
  const took = await waitFor(process, HEALTH)
  await process.print(`[kubelet-check] The kubelet is healthy after ${goDuration(took)}\n`)
}

/** ms until a URL answers 200. Throws PhaseError after four minutes. */
export async function waitFor(process: Process, url: string): Promise<number> {
  const { clock } = process.kernel
  const begin = clock.now
  while (clock.now - begin < TIMEOUT_MS) {
    try {
      const response = await process.request(url)
      if (response.status === 200) return clock.now - begin
    } catch (error) {
      if (!(error instanceof NetError)) throw error
    }
    await process.sleep(POLL_MS)
  }
  throw new PhaseError(`could not initialize a Kubernetes cluster: ${url}: context deadline exceeded`)
}
