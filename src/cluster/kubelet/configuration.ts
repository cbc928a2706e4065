// What a kubelet is told: flags, its kubeconfig, /var/lib/kubelet/config.yaml.
import { parse } from 'yaml'
import type { Process } from '../../machine/process.ts'
import type { ClientConfig } from '../client/client.ts'

export interface KubeletConfig {
  nodeName: string
  nodeIp: string | undefined
  clusterName: string
  labels: Record<string, string>
  taints: { key: string; value?: string; effect: string }[]
  /** False on control planes that a cloud keeps to itself: only static pods run. */
  registers: boolean
  manifests: string
  clusterDns: string
  clusterDomain: string
  version: string
  client: ClientConfig
}

/** `--name=value` and `--name value`. */
export function flags(argv: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (let i = 1; i < argv.length; i++) {
    const match = /^--?([^=]+)(?:=(.*))?$/s.exec(argv[i]!)
    if (!match) continue
    const next = argv[i + 1]
    if (match[2] !== undefined) found.set(match[1]!, match[2])
    else if (next !== undefined && !next.startsWith('-')) found.set(match[1]!, argv[++i]!)
    else found.set(match[1]!, 'true')
  }
  return found
}

interface File {
  clusterDNS?: string[]
  clusterDomain?: string
  staticPodPath?: string
}

/** Throws an Error worded as the kubelet's log has it when a file is missing. */
export function kubeletConfig(process: Process): KubeletConfig {
  const given = flags(process.argv)
  const path = given.get('config') ?? '/var/lib/kubelet/config.yaml'
  if (!process.fs.exists(path)) {
    throw new Error(`failed to load kubelet config file, path: ${path}, error: open ${path}: no such file or directory`)
  }
  const file = parse(process.readText(path)) as File
  return {
    nodeName: given.get('hostname-override') ?? process.machine.namespaces.uts.hostname,
    nodeIp: given.get('node-ip'),
    clusterName: given.get('cluster-name') ?? 'kubernetes',
    labels: pairs(given.get('node-labels')),
    taints: [...Object.entries(pairs(given.get('register-with-taints')))].map(([key, rest]) => taint(key, rest)),
    registers: given.get('register-node') !== 'false',
    manifests: file.staticPodPath ?? '/etc/kubernetes/manifests',
    clusterDns: file.clusterDNS?.[0] ?? '10.96.0.10',
    clusterDomain: file.clusterDomain ?? 'cluster.local',
    version: given.get('version') ?? 'v1.36.4',
    client: readKubeconfig(process, given.get('kubeconfig') ?? '/etc/kubernetes/kubelet.conf'),
  }
}

const pairs = (text = ''): Record<string, string> =>
  Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )

function taint(key: string, rest: string) {
  const [value, effect = 'NoSchedule'] = rest.split(':')
  return { key, ...(value ? { value } : {}), effect }
}

interface Kubeconfig {
  clusters?: { name: string; cluster: { server: string } }[]
  contexts?: { name: string; context: { cluster: string; user: string } }[]
  users?: { name: string; user: { token?: string } }[]
  'current-context'?: string
}

/** Server and token of the current context. */
export function readKubeconfig(process: Process, path: string): ClientConfig {
  if (!process.fs.exists(path)) throw new Error(`stat ${path}: no such file or directory`)
  const file = parse(process.readText(path)) as Kubeconfig
  const context = file.contexts?.find(({ name }) => name === file['current-context'])?.context
  const cluster = file.clusters?.find(({ name }) => name === context?.cluster) ?? file.clusters?.[0]
  const token = file.users?.find(({ name }) => name === context?.user)?.user.token
  return { server: cluster?.cluster.server ?? '', ...(token ? { token } : {}) }
}

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** client-go's rest.InClusterConfig: what a pod's service account and environment say; a kubeconfig where it is named. */
export function inClusterConfig(process: Process): ClientConfig {
  const path = flags(process.argv).get('kubeconfig')
  if (path && process.fs.exists(path)) return readKubeconfig(process, path)
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = process.env
  const token = process.fs.exists(`${ACCOUNT}/token`) ? process.readText(`${ACCOUNT}/token`).trim() : undefined
  return { server: `https://${host ?? 'kubernetes.default.svc'}:${port}`, ...(token ? { token } : {}) }
}
