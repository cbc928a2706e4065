// minikube stop, delete, status, ip, ssh: the cluster's machines as a whole.
import type { Process } from '../../machine/process.ts'
import { command } from '../command.ts'
import { StatusError } from '../error.ts'
import { callApi, forgetCluster } from './access.ts'
import { deleteDomain, findDomain, ssh, stopDomain } from './machine.ts'
import {
  type Profile,
  listProfiles,
  machineName,
  primaryOf,
  readProfile,
  removeProfile,
  requireProfile,
} from './profile.ts'
import { readKubeconfig, writeKubeconfig } from '../kubeconfig.ts'
import { step } from './step.ts'

export const stop = command({
  name: 'stop',
  usage: '[flags]',
  summary: 'Stops a running local Kubernetes cluster',
  group: 'Basic Commands',
  flags: {
    all: { type: 'bool', summary: 'Stop every profile' },
    'keep-context-active': { type: 'bool', summary: 'Leave the current context as it is' },
  },
  run: async (process, options, _, call) => {
    const profiles = options.all ? listProfiles(process) : [await requireProfile(process, String(call.global.profile))]
    let stopped = 0
    for (const profile of profiles) {
      for (const node of [...profile.Nodes].reverse()) {
        await step(process, 'stopping', `Stopping node "${machineName(profile, node)}"  ...`)
        await stopDomain(process, machineName(profile, node))
        stopped++
      }
      if (!options['keep-context-active']) await leaveContext(process, profile.Name)
    }
    await step(process, 'stopped', `${stopped} node${stopped === 1 ? '' : 's'} stopped.`)
    return 0
  },
})

async function leaveContext(process: Process, name: string): Promise<void> {
  const config = await readKubeconfig(process)
  if (config['current-context'] !== name) return
  config['current-context'] = ''
  await writeKubeconfig(process, config)
}

export const remove = command({
  name: 'delete',
  usage: '[flags]',
  summary: 'Deletes a local Kubernetes cluster',
  group: 'Basic Commands',
  flags: {
    all: { type: 'bool', summary: 'Delete every profile' },
    purge: { type: 'bool', summary: 'Delete the folder .minikube as well', absent: true },
  },
  run: async (process, options, _, call) => {
    const name = String(call.global.profile)
    const profiles = options.all ? listProfiles(process) : [readProfile(process, name)].filter((profile) => !!profile)
    if (profiles.length === 0 && !options.all) {
      await step(process, 'meh', `"${name}" profile does not exist, trying anyways.`)
      await step(process, 'deleted', `Removed all traces of the "${name}" cluster.`)
      return 0
    }
    for (const profile of profiles) await removeCluster(process, profile)
    if (options.all) await step(process, 'deleting', 'Successfully deleted all profiles')
    return 0
  },
})

async function removeCluster(process: Process, profile: Profile): Promise<void> {
  for (const node of [...profile.Nodes].reverse()) {
    const name = machineName(profile, node)
    await step(process, 'deleting', `Deleting "${name}" in ${profile.Driver} ...`)
    await deleteDomain(process, name)
  }
  removeProfile(process, profile.Name)
  await forgetCluster(process, profile.Name)
  await step(process, 'deleted', `Removed all traces of the "${profile.Name}" cluster.`)
}

export const status = command({
  name: 'status',
  usage: '[flags]',
  summary: 'Gets the status of a local Kubernetes cluster',
  group: 'Basic Commands',
  flags: {
    node: { type: 'string', short: 'n', default: '', summary: 'Only this node' },
    output: { type: 'string', short: 'o', default: 'text', summary: 'text or json' },
  },
  run: async (process, options, _, call) => {
    const profile = await requireProfile(process, String(call.global.profile))
    const config = await readKubeconfig(process)
    const configured = config.clusters.some((entry) => entry.name === profile.Name)
    let code = 0
    const rows: Record<string, string | boolean>[] = []
    for (const node of profile.Nodes) {
      const name = machineName(profile, node)
      if (options.node && options.node !== name && options.node !== node.Name) continue
      const running = (await findDomain(process, name))?.state === 'running'
      const kubelet = running && (await ssh(process, node.IP, 'systemctl is-active kubelet')).stdout.trim() === 'active'
      const answers = node.ControlPlane && running && (await callApi(process, profile, 'GET', '/version')) !== undefined
      const word = (on: boolean) => (on ? 'Running' : 'Stopped')
      if (!running || !kubelet || (node.ControlPlane && !answers)) code = 7
      rows.push({
        Name: name,
        Host: word(running),
        Kubelet: word(kubelet),
        APIServer: node.ControlPlane ? word(answers) : 'Irrelevant',
        Kubeconfig: node.ControlPlane ? (configured ? 'Configured' : 'Misconfigured') : 'Irrelevant',
        Worker: !node.ControlPlane,
      })
    }
    if (options.output === 'json') await process.print(`${JSON.stringify(rows.length === 1 ? rows[0] : rows)}\n`)
    else for (const row of rows) await process.print(statusText(row))
    return code
  },
})

function statusText(row: Record<string, string | boolean>): string {
  const lines = [
    String(row.Name),
    `type: ${row.Worker ? 'Worker' : 'Control Plane'}`,
    `host: ${row.Host}`,
    `kubelet: ${row.Kubelet}`,
  ]
  if (!row.Worker) lines.push(`apiserver: ${row.APIServer}`, `kubeconfig: ${row.Kubeconfig}`)
  return `${lines.join('\n')}\n\n`
}

/** The node that -n names, the primary control plane without it. */
async function pickNode(process: Process, profileName: string, wanted: string) {
  const profile = await requireProfile(process, profileName)
  const node = wanted
    ? profile.Nodes.find((candidate) => machineName(profile, candidate) === wanted || candidate.Name === wanted)
    : primaryOf(profile)
  if (!node) throw new StatusError(`❌  Exiting due to GUEST_NODE_RETRIEVE: Could not find node ${wanted}`, 80)
  return { profile, node }
}

export const ip = command({
  name: 'ip',
  usage: '[flags]',
  summary: 'Retrieves the IP address of a node',
  group: 'Networking and Connectivity Commands',
  flags: { node: { type: 'string', short: 'n', default: '', summary: 'The node' } },
  run: async (process, options, _, call) => {
    const { node } = await pickNode(process, String(call.global.profile), options.node)
    await process.print(`${node.IP}\n`)
    return 0
  },
})

export const sshCommand = command({
  name: 'ssh',
  usage: '[flags]',
  summary: 'Opens a shell on a node, or runs a command there',
  group: 'Networking and Connectivity Commands',
  flags: {
    node: { type: 'string', short: 'n', default: '', summary: 'The node' },
    'native-ssh': { type: 'bool', default: true, summary: 'Taken, and of no effect here' },
  },
  interspersed: false,
  run: async (process, options, args, call) => {
    const { profile, node } = await pickNode(process, String(call.global.profile), options.node)
    const domain = await findDomain(process, machineName(profile, node))
    if (domain?.state !== 'running') {
      throw new StatusError(
        `🤷  The control-plane node ${machineName(profile, node)} host is not running: state=Stopped\n👉  To start a cluster, run: "minikube start"`,
        83,
      )
    }
    const words = args[0] === '--' ? args.slice(1) : args
    const child = process.spawn(['ssh', '-o', 'StrictHostKeyChecking=no', `docker@${node.IP}`, ...words])
    return process.alive(() => child.exited)
  },
})
