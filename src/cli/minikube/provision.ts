// Bringing up nodes: the primary control plane by `kubeadm init`, the others by `kubeadm join`.
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'
import { callApi } from './access.ts'
import { createDomain, findDomain, ssh, sshOrFail, startDomain } from './machine.ts'
import { CONTAINERD, type Profile, type ProfileNode, machineName, primaryOf, writeProfile } from './profile.ts'
import { step } from './step.ts'

const READY_TIMEOUT_MS = 6 * 60_000
const POLL_MS = 1000

export async function startPrimary(process: Process, profile: Profile, multiNode: boolean): Promise<void> {
  await step(process, 'starting', `Starting "${profile.Name}" primary control-plane node in "${profile.Name}" cluster`)
  const node = await makeMachine(process, profile, '')
  await step(process, 'preparing', preparing(profile))
  const init = [
    'sudo kubeadm init',
    `--kubernetes-version=${profile.KubernetesConfig.KubernetesVersion}`,
    '--pod-network-cidr=10.244.0.0/16',
    `--service-cidr=${profile.KubernetesConfig.ServiceCIDR}`,
    `--apiserver-advertise-address=${node.IP}`,
    `--apiserver-bind-port=${node.Port}`,
    `--node-name=${profile.Name}`,
    `--cluster-name=${profile.Name}`,
    '--flavour=minikube',
  ]
  await sshOrFail(process, node.IP, init.join(' '))
  await step(
    process,
    'cni',
    multiNode
      ? 'Configuring CNI (Container Networking Interface) ...'
      : 'Configuring bridge CNI (Container Networking Interface) ...',
  )
  await step(process, 'verifying', 'Verifying Kubernetes components...')
  await nodeReady(process, profile, profile.Name)
  await step(process, 'option', 'Using image gcr.io/k8s-minikube/storage-provisioner:v5')
  await step(process, 'enabled', 'Enabled addons: storage-provisioner, default-storageclass')
}

/** Adds the next worker: m02, m03 … */
export async function addNode(process: Process, profile: Profile): Promise<ProfileNode> {
  const taken = new Set(profile.Nodes.map((node) => node.Name))
  let number = 2
  while (taken.has(nodeName(number))) number++
  const name = `${profile.Name}-${nodeName(number)}`
  const primary = primaryOf(profile)
  await step(process, 'starting', `Starting "${name}" worker node in "${profile.Name}" cluster`)
  const node = await makeMachine(process, profile, nodeName(number))
  await step(process, 'network', 'Found network options:')
  await step(process, 'option', `NO_PROXY=${primary.IP}`)
  await step(process, 'preparing', preparing(profile))
  await step(process, 'option', `env NO_PROXY=${primary.IP}`)
  const join = (await sshOrFail(process, primary.IP, 'sudo kubeadm token create --print-join-command')).trim()
  await sshOrFail(process, node.IP, `sudo ${join} --node-name=${name} --cluster-name=${profile.Name}`)
  await step(process, 'verifying', 'Verifying Kubernetes components...')
  await nodeReady(process, profile, name)
  return node
}

/** `minikube start` on a profile that exists: machines that are off are switched on, the rest is left alone. */
export async function startStopped(process: Process, profile: Profile): Promise<void> {
  for (const node of profile.Nodes) await startNode(process, profile, node)
}

export async function startNode(process: Process, profile: Profile, node: ProfileNode): Promise<void> {
  const name = machineName(profile, node)
  const kind = node.ControlPlane ? 'primary control-plane' : 'worker'
  await step(process, 'starting', `Starting "${name}" ${kind} node in "${profile.Name}" cluster`)
  const domain = await findDomain(process, name)
  if (!domain) throw new StatusError(`❌  Exiting due to GUEST_NOT_FOUND: machine "${name}" does not exist`, 85)
  if (domain.state === 'running') {
    await step(process, 'running', `Updating the running kvm2 "${name}" VM ...`)
  } else {
    await step(process, 'restarting', `Restarting existing kvm2 VM for "${name}" ...`)
    await startDomain(process, name)
    await sshReady(process, node.IP)
  }
  await step(process, 'preparing', preparing(profile))
  await step(process, 'verifying', 'Verifying Kubernetes components...')
  await nodeReady(process, profile, name)
}

const nodeName = (number: number) => `m${String(number).padStart(2, '0')}`

const preparing = (profile: Profile) =>
  `Preparing Kubernetes ${profile.KubernetesConfig.KubernetesVersion} on containerd ${CONTAINERD} ...`

async function makeMachine(process: Process, profile: Profile, short: string): Promise<ProfileNode> {
  const { CPUs, Memory, DiskSize, Name } = profile
  await step(process, 'vm', `Creating kvm2 VM (CPUs=${CPUs}, Memory=${Memory}MB, Disk=${DiskSize}MB) ...`)
  const domain = await createDomain(process, short === '' ? Name : `${Name}-${short}`, CPUs, Memory)
  const node: ProfileNode = {
    Name: short,
    IP: domain.address,
    Port: 8443,
    KubernetesVersion: profile.KubernetesConfig.KubernetesVersion,
    ControlPlane: short === '',
    Worker: true,
  }
  profile.Nodes.push(node)
  writeProfile(process, profile)
  await sshReady(process, domain.address)
  return node
}

async function sshReady(process: Process, address: string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += POLL_MS) {
    const ran = await ssh(process, address, 'exit 0')
    if (ran.exit === 0) return
    await process.sleep(POLL_MS)
  }
  throw new StatusError('❌  Exiting due to GUEST_PROVISION: provision: wait ssh: ssh did not answer', 80)
}

interface NodeStatus {
  status?: { conditions?: { type: string; status: string }[] }
}

/** Asks the API server for the node until its Ready condition is true. */
async function nodeReady(process: Process, profile: Profile, name: string): Promise<void> {
  for (let waited = 0; waited < READY_TIMEOUT_MS; waited += POLL_MS) {
    const node = await callApi<NodeStatus>(process, profile, 'GET', `/api/v1/nodes/${name}`)
    if (node?.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True')) return
    await process.sleep(POLL_MS)
  }
  throw new StatusError(`❌  Exiting due to GUEST_START: wait ${name}: node did not become ready`, 80)
}
