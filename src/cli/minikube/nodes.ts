// minikube node: adding, listing, stopping, starting and deleting single machines of a cluster.
import type { Process } from '../../machine/process.ts'
import { type Call, command } from '../command.ts'
import { StatusError } from '../error.ts'
import { callApi } from './access.ts'
import { deleteDomain, stopDomain } from './machine.ts'
import { addNode, startNode } from './provision.ts'
import { type Profile, type ProfileNode, machineName, requireProfile, writeProfile } from './profile.ts'
import { step } from './step.ts'

async function named(
  process: Process,
  call: Call,
  verb: string,
  name: string | undefined,
): Promise<{ profile: Profile; node: ProfileNode }> {
  if (!name) throw new StatusError(`❌  Exiting due to MK_USAGE: Usage: minikube node ${verb} [name]`, 64)
  const profile = await requireProfile(process, String(call.global.profile))
  const node = profile.Nodes.find((candidate) => machineName(profile, candidate) === name || candidate.Name === name)
  if (!node)
    throw new StatusError(`❌  Exiting due to GUEST_NODE_RETRIEVE: retrieving node: Could not find node ${name}`, 80)
  return { profile, node }
}

const nodeNames = (process: Process) => {
  const profile = requireProfile(process, 'minikube').catch(() => undefined)
  return profile.then((found) => found?.Nodes.map((node) => machineName(found, node)) ?? [])
}

const add = command({
  name: 'add',
  usage: '[flags]',
  summary: 'Adds a node to the cluster',
  flags: { worker: { type: 'bool', default: true, summary: 'The node takes pods' } },
  run: async (process, _, __, call) => {
    const profile = await requireProfile(process, String(call.global.profile))
    await step(
      process,
      'happy',
      `Adding node ${`m${String(profile.Nodes.length + 1).padStart(2, '0')}`} to cluster ${profile.Name} as [worker]`,
    )
    const node = await addNode(process, profile)
    await step(process, 'ready', `Successfully added ${node.Name} to ${profile.Name}!`)
    return 0
  },
})

const list = command({
  name: 'list',
  usage: '[flags]',
  summary: 'Lists the nodes',
  flags: {},
  run: async (process, _, __, call) => {
    const profile = await requireProfile(process, String(call.global.profile))
    for (const node of profile.Nodes) await process.print(`${machineName(profile, node)}\t${node.IP}\n`)
    return 0
  },
})

const stop = command({
  name: 'stop',
  usage: 'NODE [flags]',
  summary: 'Stops a node',
  flags: {},
  complete: ({ process }) => nodeNames(process),
  run: async (process, _, args, call) => {
    const { profile, node } = await named(process, call, 'stop', args[0])
    const name = machineName(profile, node)
    await step(process, 'stopping', `Stopping node "${name}"  ...`)
    await stopDomain(process, name)
    await step(process, 'stopped', `Successfully stopped node ${name}`)
    return 0
  },
})

const start = command({
  name: 'start',
  usage: 'NODE [flags]',
  summary: 'Starts a node',
  flags: {},
  complete: ({ process }) => nodeNames(process),
  run: async (process, _, args, call) => {
    const { profile, node } = await named(process, call, 'start', args[0])
    await startNode(process, profile, node)
    await step(process, 'happy', `Successfully started node ${machineName(profile, node)}!`)
    return 0
  },
})

const remove = command({
  name: 'delete',
  usage: 'NODE [flags]',
  summary: 'Deletes a node from the cluster',
  flags: {},
  complete: ({ process }) => nodeNames(process),
  run: async (process, _, args, call) => {
    const { profile, node } = await named(process, call, 'delete', args[0])
    if (node.ControlPlane)
      throw new StatusError(
        '❌  Exiting due to GUEST_NODE_DELETE: deleting node: cannot delete the primary control-plane node',
        80,
      )
    const name = machineName(profile, node)
    await step(process, 'deleted', `Deleting node ${name} from cluster ${profile.Name}`)
    await callApi(process, profile, 'DELETE', `/api/v1/nodes/${name}`)
    await deleteDomain(process, name)
    profile.Nodes = profile.Nodes.filter((other) => other !== node)
    writeProfile(process, profile)
    await step(process, 'deleted', `Node ${name} was successfully deleted.`)
    return 0
  },
})

export const nodes = command({
  name: 'node',
  usage: '',
  summary: 'Adds, removes, or lists nodes',
  group: 'Advanced Commands',
  flags: {},
  subcommands: [add, remove, list, start, stop],
})
