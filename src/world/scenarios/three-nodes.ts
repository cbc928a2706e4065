// A cluster that is there already: a control plane and node-1 … node-3, kubectl configured on the laptop.
import { person } from '../computer.ts'
import { buildComputers } from '../computers.ts'
import { createNode, tellMachine } from '../guests.ts'
import { bringUp } from '../bring-up.ts'
import { Network } from '../../net/namespace.ts'
import { nthAddress } from '../../net/address.ts'
import type { Machine } from '../../machine/machine.ts'
import type { World } from '../world.ts'
import type { Scenario } from './scenario.ts'

const SUBNET = '192.168.50.0/24'
const NAMES = ['control-plane', 'node-1', 'node-2', 'node-3']
const GIB = 1024 ** 3

export const threeNodes: Scenario = {
  name: 'three-nodes',
  tempo: 'human',
  users: new Map([
    ['laptop', person('student')],
    ['friend', person('friend')],
  ]),
  build: async (world) => {
    await buildComputers(world, { project: true })
    const laptop = world.machine('laptop')
    const network = new Network('cluster-net', 'lan', SUBNET)
    laptop.net.attach(network, nthAddress(SUBNET, 1), 'virbr2')
    const machines: Machine[] = []
    for (const [i, name] of NAMES.entries()) machines.push(await node(world, network, name, nthAddress(SUBNET, 10 + i)))
    const [controlPlane, ...workers] = machines
    const config = await bringUp({
      name: 'kubernetes',
      flavour: 'kubeadm',
      version: 'v1.36.4',
      controlPlane: controlPlane!,
      address: controlPlane!.net.address(),
      port: 6443,
      workers,
      cause: undefined,
    })
    const owner = { uid: 1000, gid: 1000 }
    laptop.fs.mkdir('/home/student/.kube', { parents: true, mode: 0o750, ...owner })
    laptop.fs.write('/home/student/.kube/config', config, { mode: 0o600, ...owner })
    await world.kernel.clock.sleep(SETTLE_MS)
  },
}

/** Until CoreDNS and the network pods run. */
const SETTLE_MS = 45_000

async function node(world: World, network: Network, name: string, address: string): Promise<Machine> {
  const machine = await createNode(world, name, 2, 4 * GIB)
  machine.net.attach(network, address)
  machine.net.gateway = world.machine('laptop').net
  world.add(machine)
  tellMachine(machine, 'node', true)
  machine.boot()
  return machine
}
