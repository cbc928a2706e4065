// minikube start: virtual machines, Kubernetes on them by kubeadm, and kubectl configured for it.
import type { Process } from '../../machine/process.ts'
import { command } from '../command.ts'
import { StatusError, notSimulated } from '../error.ts'
import { configureKubectl } from './access.ts'
import { addNode, startPrimary, startStopped } from './provision.ts'
import { KUBERNETES, type Profile, VERSION, readConfig, readProfile } from './profile.ts'
import { complain, step } from './step.ts'

const DRIVERS = [
  'kvm2',
  'docker',
  'podman',
  'virtualbox',
  'qemu2',
  'none',
  'ssh',
  'vfkit',
  'hyperkit',
  'hyperv',
  'vmware',
  'parallels',
]

export const start = command({
  name: 'start',
  usage: '[flags]',
  summary: 'Starts a local Kubernetes cluster',
  group: 'Basic Commands',
  flags: {
    nodes: { type: 'int', short: 'n', default: 1, summary: 'How many nodes the cluster gets' },
    cpus: { type: 'string', default: '2', summary: 'CPUs of each node' },
    memory: { type: 'string', default: '3072', summary: 'Memory of each node: <number>[<unit>], unit b, k, m or g' },
    'disk-size': { type: 'string', default: '20000mb', summary: 'Disk of each node', absent: true },
    driver: { type: 'string', short: 'd', default: '', summary: 'What makes the nodes; Naru has kvm2' },
    'vm-driver': { type: 'string', default: '', summary: 'Older name of --driver', hidden: true },
    'container-runtime': { type: 'string', short: 'c', default: '', summary: 'containerd is what Naru has' },
    'kubernetes-version': { type: 'string', default: '', summary: 'Kubernetes version of the cluster' },
    addons: { type: 'csv', summary: 'Add-ons to switch on', absent: true },
    cni: { type: 'string', default: '', summary: 'Container network; Naru has kindnet', absent: true },
    wait: { type: 'csv', summary: 'Components to wait for' },
    'delete-on-failure': {
      type: 'bool',
      summary: 'Delete the cluster when it does not start, and try once more',
      absent: true,
    },
    force: { type: 'bool', summary: 'Go on where checks say no' },
  },
  run: async (process, options, _, call) => {
    const name = String(call.global.profile)
    const known = readProfile(process, name)
    await step(process, 'happy', `${name === 'minikube' ? '' : `[${name}] `}minikube ${VERSION} on ${osName(process)}`)
    const driver = options.driver || options['vm-driver'] || known?.Driver || readConfig(process).driver || 'kvm2'
    await checkChoices(process, driver, options['container-runtime'], options['kubernetes-version'])
    if (options.nodes < 1) throw new StatusError('❌  Exiting due to MK_USAGE: --nodes must be at least 1', 64)
    const profile = known ?? newProfile(name, driver, options)
    if (known) await step(process, 'sparkle', `Using the ${driver} driver based on existing profile`)
    else await step(process, 'sparkle', `Using the ${driver} driver based on user configuration`)
    if (known && call.changed('nodes') && options.nodes !== known.Nodes.length) {
      await complain(
        process,
        'warning',
        "You cannot change the number of nodes for an existing minikube cluster. Please use 'minikube node add' to add nodes to an existing cluster.",
      )
    }
    if (known) await startStopped(process, profile)
    else await create(process, profile, options.nodes)
    await configureKubectl(process, profile)
    await step(
      process,
      'ready',
      `Done! kubectl is now configured to use "${name}" cluster and "default" namespace by default`,
    )
    return 0
  },
})

async function create(process: Process, profile: Profile, nodes: number): Promise<void> {
  await startPrimary(process, profile, nodes > 1)
  await configureKubectl(process, profile)
  for (let i = 2; i <= nodes; i++) {
    await process.print('\n')
    await addNode(process, profile)
  }
}

function newProfile(name: string, driver: string, options: { cpus: string; memory: string }): Profile {
  const CPUs = options.cpus === 'max' ? 4 : Number.parseInt(options.cpus, 10) || 2
  return {
    Name: name,
    Driver: driver,
    CPUs,
    Memory: megabytes(options.memory),
    DiskSize: 20000,
    KubernetesConfig: {
      KubernetesVersion: KUBERNETES,
      ClusterName: name,
      ContainerRuntime: 'containerd',
      ServiceCIDR: '10.96.0.0/12',
    },
    Nodes: [],
    Addons: { 'default-storageclass': true, 'storage-provisioner': true },
  }
}

/** `4g`, `4096`, `4096mb` → MB. */
function megabytes(size: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)i?b?$/i.exec(size.trim())
  if (!match) throw new StatusError(`❌  Exiting due to MK_USAGE: Invalid memory size: ${size}`, 64)
  const unit = match[2]!.toLowerCase()
  return Math.round(Number(match[1]) * (unit === 'g' ? 1024 : unit === 'k' ? 1 / 1024 : 1))
}

async function checkChoices(process: Process, driver: string, runtime: string, version: string): Promise<void> {
  if (!DRIVERS.includes(driver)) {
    await process.print('\n')
    throw new StatusError(
      `❌  Exiting due to DRV_UNSUPPORTED_OS: The driver '${driver}' is not supported on linux/amd64`,
      56,
    )
  }
  if (driver !== 'kvm2') throw notSimulated(`minikube's ${driver} driver (use kvm2: each node is a virtual machine)`)
  if (runtime && runtime !== 'containerd')
    throw notSimulated(`the container runtime ${runtime} on minikube's nodes (use containerd)`)
  if (version && !['stable', 'latest', KUBERNETES, KUBERNETES.slice(1), '1.36', 'v1.36'].includes(version)) {
    throw notSimulated(`Kubernetes ${version} (use ${KUBERNETES})`)
  }
}

const osName = (process: Process) => process.machine.os.replace(/ LTS$/, '')
