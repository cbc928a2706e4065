// kubeadm join: makes this machine a worker of a cluster that knows the token.
import { parse } from 'yaml'
import { fromBase64, text } from '../../kernel/bytes.ts'
import type { Process } from '../../machine/process.ts'
import { NetError } from '../../net/errors.ts'
import { ApiClient, ApiError } from '../client/client.ts'
import { configMaps } from '../kinds/configmap.ts'
import { nodes } from '../kinds/node.ts'
import { flags } from '../kubelet/configuration.ts'
import { sayMember } from './cluster-object.ts'
import { preload } from './images.ts'
import { authorityHash, isValid, listTokens } from './join-token.ts'
import { writeKubeconfigs } from './kubeconfig-file.ts'
import { startKubelet } from './kubelet-start.ts'
import { type ClusterSettings, type Flavour, settingsOf } from './settings.ts'

const FAREWELL = `
This node has joined the cluster:
* Certificate signing request was sent to apiserver and a response was received.
* The Kubelet was informed of the new secure connection details.

Run 'kubectl get nodes' on the control-plane to see this node join the cluster.

`

export async function join(process: Process, words: readonly string[]): Promise<number> {
  const given = flags(['join', ...words])
  const endpoint = words.find((word) => !word.startsWith('-') && /^[\w.-]+:\d+$/.test(word))
  const token = given.get('token')
  if (!endpoint || !token) {
    await process.error(
      'error: discovery.bootstrapToken: Invalid value: "": using token-based discovery without caCertHashes can be unsafe\n',
    )
    return 3
  }
  const say = (line: string) => process.print(`${line}\n`)
  await say('[preflight] Running pre-flight checks')
  if (process.fs.exists('/etc/kubernetes/kubelet.conf')) {
    await process.error(
      '[preflight] Some fatal errors occurred:\n\t[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf already exists\nerror: error execution phase preflight: preflight checks failed\n',
    )
    return 1
  }
  const client = new ApiClient(process, { server: `https://${endpoint}` })
  const settings = await discover(process, client, token, given)
  if (typeof settings === 'string') {
    await process.error(
      `error: error execution phase preflight: couldn't validate the identity of the API Server: ${settings}\n`,
    )
    return 1
  }
  const node = given.get('node-name') ?? process.machine.namespaces.uts.hostname
  const certificate = await authority(client)
  const pinned = given.get('discovery-token-ca-cert-hash')
  if (pinned && pinned !== authorityHash(certificate)) {
    await process.error(
      `error: error execution phase preflight: couldn't validate the identity of the API Server: cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "${authorityHash(certificate)}" are pinned\n`,
    )
    return 1
  }
  await preload(process, settings.version)
  process.fs.mkdir('/etc/kubernetes/pki', { parents: true })
  process.fs.write('/etc/kubernetes/pki/ca.crt', certificate)
  writeKubeconfigs(process.fs, settings, certificate, 'kubelet.conf')
  await startKubelet(
    process,
    settings,
    node,
    settings.flavour === 'gke' ? ['--node-labels=cloud.google.com/gke-nodepool=default-pool'] : [],
  )
  await say('[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap')
  await registered(process, client, node)
  sayMember(process, settings)
  await process.print(FAREWELL)
  return 0
}

/** The cluster's settings, or why they cannot be had. */
async function discover(
  process: Process,
  client: ApiClient,
  token: string,
  given: ReadonlyMap<string, string>,
): Promise<ClusterSettings | string> {
  try {
    const tokens = await listTokens(client)
    if (!isValid(tokens, token, process.kernel.clock.unix())) {
      return `could not find a JWS signature in the cluster-info ConfigMap for token ID "${token.split('.')[0]}"`
    }
    await process.print(
      '[preflight] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...\n[preflight] Use \'kubeadm init phase upload-config kubeadm --config your-config-file\' to re-upload it.\n',
    )
    const map = await client.get(configMaps, 'kube-system', 'kubeadm-config')
    return fromConfiguration(map.data?.ClusterConfiguration ?? '', map.metadata.annotations?.flavour as Flavour, given)
  } catch (error) {
    if (error instanceof NetError)
      return `Get "${client.config.server}/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s": dial tcp ${error.target}: connect: connection refused`
    if (error instanceof ApiError) return error.message
    throw error
  }
}

interface Configuration {
  clusterName: string
  controlPlaneEndpoint: string
  kubernetesVersion: string
  networking: { podSubnet: string; serviceSubnet: string }
}

function fromConfiguration(content: string, flavour: Flavour, given: ReadonlyMap<string, string>): ClusterSettings {
  const { clusterName, controlPlaneEndpoint, kubernetesVersion, networking } = parse(content) as Configuration
  const [advertise, port] = controlPlaneEndpoint.split(':') as [string, string]
  return {
    ...settingsOf(given, advertise),
    clusterName,
    advertise,
    port: Number(port),
    version: kubernetesVersion,
    podCidr: networking.podSubnet,
    serviceCidr: networking.serviceSubnet,
    flavour,
  }
}

/** The authority's certificate, from the cluster-info that anybody may read. */
async function authority(client: ApiClient): Promise<string> {
  const map = await client.get(configMaps, 'kube-public', 'cluster-info')
  const info = parse(map.data?.kubeconfig ?? '') as { clusters: { cluster: Record<string, string> }[] }
  return text(fromBase64(info.clusters[0]!.cluster['certificate-authority-data'] ?? '') ?? new Uint8Array(0))
}

async function registered(process: Process, client: ApiClient, name: string): Promise<void> {
  for (;;) {
    try {
      await client.get(nodes, '', name)
      return
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
    await process.sleep(500)
  }
}
