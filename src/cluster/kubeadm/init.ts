// kubeadm init: makes this machine a control plane, phase by phase.
import { stringify } from 'yaml'
import { base64, utf8 } from '../../kernel/bytes.ts'
import type { Process } from '../../machine/process.ts'
import { type ApiClient, refused } from '../client/client.ts'
import { configMaps } from '../kinds/configmap.ts'
import { namespaces } from '../kinds/namespace.ts'
import { nodes } from '../kinds/node.ts'
import { goDuration } from '../kubelet/duration.ts'
import { flags } from '../kubelet/configuration.ts'
import { coreDnsAddon, kindnetAddon, kubeProxyAddon, storageAddon } from './addons.ts'
import { addition, apply } from './apply.ts'
import { sayCluster, sayMember } from './cluster-object.ts'
import { preload } from './images.ts'
import { adminClient, createToken, joinCommand } from './join-token.ts'
import { kubeconfig, kubeconfigNames, writeKubeconfigs } from './kubeconfig-file.ts'
import { startKubelet, waitFor } from './kubelet-start.ts'
import { MANIFESTS, controlPlane, writeManifests } from './manifests.ts'
import { type ClusterSettings, server, settingsOf } from './settings.ts'

const PKI = '/etc/kubernetes/pki'
const ROLE = 'node-role.kubernetes.io/control-plane'

export async function init(process: Process): Promise<number> {
  const given = flags(process.argv.slice(1))
  const settings = settingsOf(given, process.machine.net.address())
  const node = given.get('node-name') ?? process.machine.namespaces.uts.hostname
  const say = (line: string) => process.print(`${line}\n`)
  await say(`[init] Using Kubernetes version: ${settings.version}`)
  await say('[preflight] Running pre-flight checks')
  if (process.fs.exists(`${MANIFESTS}/kube-apiserver.yaml`)) return alreadyThere(process)
  await say('[preflight] Pulling images required for setting up a Kubernetes cluster')
  await preload(process, settings.version)
  const certificate = await certificates(process, node, settings)
  await kubeconfigs(process, settings, certificate)
  await manifests(process, settings, node)
  const managed = settings.flavour === 'gke'
  await startKubelet(process, settings, node, managed ? ['--register-node=false'] : [])
  await say(
    '[wait-control-plane] Waiting for the kubelet to boot up the control plane as static Pods from directory "/etc/kubernetes/manifests"',
  )
  await say(`[control-plane-check] Waiting for healthy control plane components. This can take up to 4m0s`)
  const took = await waitFor(process, `${server(settings)}/livez`)
  await say(`[control-plane-check] kube-apiserver is healthy after ${goDuration(took)}`)
  sayCluster(process, settings)
  sayMember(process, settings)
  const client = adminClient(process)
  await upload(process, client, settings, certificate)
  if (!managed) await markControlPlane(process, client, settings, node)
  await addons(process, client, settings)
  const token = await createToken(process, client)
  await say(`[bootstrap-token] Using token: ${token.id}.${token.secret}`)
  await process.print(
    `${FAREWELL}\n${joinCommand(server(settings), token, certificate).replace(/ --discovery/, ' \\\n\t--discovery')}\n`,
  )
  return 0
}

async function alreadyThere(process: Process): Promise<number> {
  const files = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd']
  const found = files.map(
    (name) =>
      `\t[ERROR FileAvailable--etc-kubernetes-manifests-${name}.yaml]: ${MANIFESTS}/${name}.yaml already exists\n`,
  )
  await process.error(
    `[preflight] Some fatal errors occurred:\n${found.join('')}[preflight] If you know what you are doing, you can make a check non-fatal with \`--ignore-preflight-errors=...\`\nerror: error execution phase preflight: preflight checks failed\nTo see the stack trace of this error execute with --v=5 or higher\n`,
  )
  return 1
}

async function certificates(
  process: Process,
  node: string,
  { advertise, serviceCidr }: ClusterSettings,
): Promise<string> {
  const { fs } = process
  await process.print(`[certs] Using certificateDir folder "${PKI}"\n`)
  fs.mkdir(`${PKI}/etcd`, { parents: true })
  const pem = (name: string) =>
    `-----BEGIN CERTIFICATE-----\n${base64(utf8(`${name} ${node} ${process.kernel.rng.hex(64)}`))}\n-----END CERTIFICATE-----\n`
  const names = [
    'ca',
    'apiserver',
    'apiserver-kubelet-client',
    'front-proxy-ca',
    'front-proxy-client',
    'etcd/ca',
    'etcd/server',
    'etcd/peer',
    'etcd/healthcheck-client',
    'apiserver-etcd-client',
  ]
  for (const name of names) {
    await process.print(`[certs] Generating "${name}" certificate and key\n`)
    if (name === 'apiserver') {
      const first = serviceCidr.replace(/\.0\/\d+$/, '.1')
      await process.print(
        `[certs] apiserver serving cert is signed for DNS names [kubernetes kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local ${node}] and IPs [${first} ${advertise}]\n`,
      )
    }
    fs.write(`${PKI}/${name}.crt`, pem(name), { mode: 0o644 })
    fs.write(`${PKI}/${name}.key`, pem(`${name} key`), { mode: 0o600 })
  }
  await process.print('[certs] Generating "sa" key and public key\n')
  return process.readText(`${PKI}/ca.crt`)
}

async function kubeconfigs(process: Process, settings: ClusterSettings, certificate: string): Promise<void> {
  await process.print('[kubeconfig] Using kubeconfig folder "/etc/kubernetes"\n')
  for (const name of kubeconfigNames) await process.print(`[kubeconfig] Writing "${name}" kubeconfig file\n`)
  writeKubeconfigs(process.fs, settings, certificate)
}

async function manifests(process: Process, settings: ClusterSettings, node: string): Promise<void> {
  await process.print(
    `[etcd] Creating static Pod manifest for local etcd in "${MANIFESTS}"\n[control-plane] Using manifest folder "${MANIFESTS}"\n`,
  )
  const components = controlPlane(settings, node, process.machine.net.address())
  for (const { name } of components) {
    if (name !== 'etcd') await process.print(`[control-plane] Creating static Pod manifest for "${name}"\n`)
  }
  writeManifests(process.fs, components)
}

async function upload(
  process: Process,
  client: ApiClient,
  settings: ClusterSettings,
  certificate: string,
): Promise<void> {
  await process.print(
    '[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace\n',
  )
  const configuration = {
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'ClusterConfiguration',
    clusterName: settings.clusterName,
    controlPlaneEndpoint: `${settings.advertise}:${settings.port}`,
    kubernetesVersion: settings.version,
    networking: { dnsDomain: 'cluster.local', podSubnet: settings.podCidr, serviceSubnet: settings.serviceCidr },
  }
  await ready(process, client)
  await apply(client, [
    addition(configMaps, {
      metadata: { name: 'kubeadm-config', namespace: 'kube-system', annotations: { flavour: settings.flavour } },
      data: { ClusterConfiguration: stringify(configuration) },
    }),
    addition(configMaps, {
      metadata: { name: 'cluster-info', namespace: 'kube-public' },
      data: { kubeconfig: kubeconfig(settings, '', certificate) },
    }),
  ])
}

/** The server makes kube-system itself, a moment after it begins to answer. */
async function ready(process: Process, client: ApiClient): Promise<void> {
  for (;;) {
    try {
      await client.get(namespaces, '', 'kube-system')
      return
    } catch (error) {
      if (!refused(error, 'NotFound')) throw error
    }
    await process.sleep(500)
  }
}

async function markControlPlane(
  process: Process,
  client: ApiClient,
  { flavour }: ClusterSettings,
  name: string,
): Promise<void> {
  const labels = { [ROLE]: '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' }
  await process.print(
    `[mark-control-plane] Marking the node ${name} as control-plane by adding the labels: [${Object.keys(labels).join(' ')}]\n`,
  )
  for (;;) {
    try {
      const node = await client.get(nodes, '', name)
      const taints = [...(node.spec.taints ?? []), { key: ROLE, effect: 'NoSchedule' }]
      const tainted = flavour !== 'minikube'
      if (tainted)
        await process.print(
          `[mark-control-plane] Marking the node ${name} as control-plane by adding the taints [${ROLE}:NoSchedule]\n`,
        )
      const resourceVersion = node.metadata.resourceVersion
      const change = { metadata: { labels, resourceVersion }, ...(tainted ? { spec: { taints } } : {}) }
      await client.patch(nodes, '', name, 'merge', change)
      return
    } catch (error) {
      if (!refused(error, 'NotFound') && !refused(error, 'Conflict')) throw error
    }
    await process.sleep(500)
  }
}

async function addons(process: Process, client: ApiClient, settings: ClusterSettings): Promise<void> {
  await apply(client, coreDnsAddon(settings))
  await process.print('[addons] Applied essential addon: CoreDNS\n')
  await apply(client, kubeProxyAddon(settings))
  await process.print('[addons] Applied essential addon: kube-proxy\n')
  await apply(client, kindnetAddon(settings))
  await apply(client, storageAddon(settings))
}

const FAREWELL = `
Your Kubernetes control-plane has initialized successfully!

To start using your cluster, you need to run the following as a regular user:

  mkdir -p $HOME/.kube
  sudo cp -i /etc/kubernetes/admin.conf $HOME/.kube/config
  sudo chown $(id -u):$(id -g) $HOME/.kube/config

Alternatively, if you are the root user, you can run:

  export KUBECONFIG=/etc/kubernetes/admin.conf

Then you can join any number of worker nodes by running the following on each as root:
`
