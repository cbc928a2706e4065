// A pod's sandbox: the namespaces that its containers share, held open by the pause container.
import type { Pod } from '../../api/kubernetes/core.ts'
import { text } from '../../kernel/bytes.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Machine } from '../../machine/machine.ts'
import { PidNamespace } from '../../machine/pids.ts'
import type { Process } from '../../machine/process.ts'
import type { Program } from '../../machine/program.ts'
import { isLoopback, NetworkNamespace } from '../../net/namespace.ts'
import { parseResolv } from '../../net/dns.ts'
import { Cgroup } from '../../machine/cgroup.ts'
import type { PodNetwork } from './pod-network.ts'

export interface Sandbox {
  id: string
  net: NetworkNamespace
  ip: string
  uts: { hostname: string }
  /** With shareProcessNamespace. */
  pids: PidNamespace | undefined
  pause: Process
  /** On the node's disk: what /etc/hosts, /etc/hostname and /etc/resolv.conf of its containers are. */
  directory: string
}

export interface SandboxOptions {
  machine: Machine
  network: PodNetwork
  podCidr: string | undefined
  hostIp: string
  cluster: { dns: string; domain: string }
}

/** FailedCreatePodSandBox: the message of the event. */
export class SandboxError extends Error {}

/** Does nothing, and ends when told to. */
export const pause: Program = async (process) => {
  process.allocate(300_000)
  for (const signal of ['TERM', 'INT'] as const) process.on(signal, () => process.signal('KILL'))
  return process.forever()
}

export const podDirectory = (pod: Pod): string => `/var/lib/kubelet/pods/${pod.metadata.uid}`

export const componentOf = (machine: Machine, pod: Pod): string =>
  `${machine.name}/pod/${pod.metadata.namespace}/${pod.metadata.name}`

export function createSandbox(pod: Pod, options: SandboxOptions, cause: Cause): Sandbox {
  const { machine, network, podCidr, hostIp } = options
  const { name, namespace } = pod.metadata
  const onHost = pod.spec.hostNetwork === true
  const net = onHost ? machine.net : new NetworkNamespace(`${machine.name}/${namespace}/${name}`, machine.name)
  if (!onHost) net.unprivilegedPorts = 0
  const ip = onHost ? hostIp : podCidr === undefined ? undefined : network.attach(net, podCidr)
  if (ip === undefined) {
    const why =
      podCidr === undefined
        ? 'no pod CIDR assigned to the node yet'
        : `no IP addresses available in range set: ${podCidr}`
    throw new SandboxError(`plugin type="ptp" failed (add): failed to allocate for range 0: ${why}`)
  }
  const uts = onHost ? machine.namespaces.uts : { hostname: hostnameOf(pod) }
  const pids = pod.spec.shareProcessNamespace ? new PidNamespace(machine.pids) : undefined
  const directory = podDirectory(pod)
  writeFiles(pod, options, ip, uts.hostname, directory)
  const process = machine.start({
    argv: ['/pause'],
    program: pause,
    namespaces: {
      fs: machine.fs,
      net,
      pids: pids ?? new PidNamespace(machine.pids),
      uts,
      cgroup: new Cgroup(`/kubepods/pod${pod.metadata.uid}`),
      sysctls: new Map(),
    },
    user: { name: '65535', uid: 65535, gid: 65535, home: '/', groups: [] },
    component: componentOf(machine, pod),
    cause,
  })
  return { id: machine.kernel.rng.hex(64), net, ip, uts, pids, pause: process, directory }
}

export function removeSandbox(sandbox: Sandbox, machine: Machine, network: PodNetwork): void {
  sandbox.pause.signal('KILL')
  if (sandbox.net === machine.net) return
  network.detach(sandbox.net, sandbox.ip)
  sandbox.net.up = false
}

export const hostnameOf = (pod: Pod): string =>
  (pod.spec.hostname ?? pod.metadata.name).slice(0, 63).replace(/[-.]+$/, '')

function writeFiles(pod: Pod, options: SandboxOptions, ip: string, hostname: string, directory: string): void {
  const { fs } = options.machine
  fs.mkdir(directory, { parents: true, mode: 0o750 })
  fs.write(`${directory}/hostname`, `${hostname}\n`)
  fs.write(`${directory}/etc-hosts`, hostsFile(pod, options, ip, hostname))
  fs.write(`${directory}/resolv.conf`, resolvFile(pod, options))
}

function hostsFile(pod: Pod, { machine, cluster }: SandboxOptions, ip: string, hostname: string): string {
  const aliases = (pod.spec.hostAliases ?? []).map(
    ({ ip: address, hostnames }) => `${address}\t${(hostnames ?? []).join('\t')}\n`,
  )
  const added = aliases.length > 0 ? `\n# Entries added by HostAliases.\n${aliases.join('')}` : ''
  if (pod.spec.hostNetwork) {
    return `# Kubernetes-managed hosts file (host network).\n${text(machine.fs.read('/etc/hosts').bytes())}${added}`
  }
  const { subdomain } = pod.spec
  const full = subdomain ? `${hostname}.${subdomain}.${pod.metadata.namespace}.svc.${cluster.domain}\t` : ''
  const fixed =
    '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n'
  return `# Kubernetes-managed hosts file.\n${fixed}${ip}\t${full}${hostname}\n${added}`
}

/** pkg/kubelet/network/dns: cluster names first, unless the pod wants the node's. */
function resolvFile(pod: Pod, { machine, network, podCidr, cluster }: SandboxOptions): string {
  const { dnsPolicy = 'ClusterFirst', dnsConfig, hostNetwork } = pod.spec
  const node = parseResolv(text(machine.fs.read('/etc/resolv.conf').bytes()))
  const reachable = (server: string) =>
    isLoopback(server) && !hostNetwork && podCidr ? network.gateway(podCidr) : server
  const first = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork)
  const domains = [`${pod.metadata.namespace}.svc.${cluster.domain}`, `svc.${cluster.domain}`, cluster.domain]
  const servers = dnsPolicy === 'None' ? [] : first ? [cluster.dns] : node.servers.map(reachable)
  const search = dnsPolicy === 'None' ? [] : first ? [...domains, ...node.search] : node.search
  const options = first ? ['ndots:5'] : []
  const own = (dnsConfig?.options ?? []).map(({ name, value }) => (value === undefined ? name! : `${name}:${value}`))
  const names = new Set(own.map((option) => option.split(':')[0]))
  const all = [...options.filter((option) => !names.has(option.split(':')[0])), ...own]
  const lines = [
    [...search, ...(dnsConfig?.searches ?? [])].length > 0
      ? `search ${[...search, ...(dnsConfig?.searches ?? [])].join(' ')}\n`
      : '',
    ...[...servers, ...(dnsConfig?.nameservers ?? [])].map((server) => `nameserver ${server}\n`),
    all.length > 0 ? `options ${all.join(' ')}\n` : '',
  ]
  return lines.join('')
}
