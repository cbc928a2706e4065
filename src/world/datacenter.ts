// A cloud provider's machines: a private network, and a public address each; Kubernetes Engine's API creates and removes them.
import type { Machine } from '../machine/machine.ts'
import { nthAddress } from '../net/address.ts'
import { Network } from '../net/namespace.ts'
import { Cloud, type Datacenter } from './cloud.ts'
import { createNode, removeGuest, tellMachine } from './guests.ts'
import type { World } from './world.ts'

const GIB = 1024 ** 3
const VPC = '10.178.0.0/20'
const CLOUD_CPUS = 2
const CLOUD_MEMORY = 4 * GIB
const CLOUD_BOOT_MS = 3000

function datacenter(world: World): Datacenter {
  const network = new Network('default', 'lan', VPC)
  let next = 2
  const addresses = new Map<Machine, string>()
  return {
    kernel: world.kernel,
    publicAddress: (machine) => addresses.get(machine)!,
    create: async ({ name }, cause) => {
      const machine = await createNode(world, name, CLOUD_CPUS, CLOUD_MEMORY)
      machine.net.attach(network, nthAddress(VPC, next++))
      addresses.set(machine, world.internet.join(machine.net))
      world.add(machine)
      tellMachine(machine, 'node', true, cause)
      await world.kernel.clock.sleep(CLOUD_BOOT_MS)
      machine.boot(cause)
      return machine
    },
    remove: (machine, cause) => {
      machine.powerOff()
      machine.net.detach(network)
      machine.net.detach(world.internet.network)
      removeGuest(world, machine, cause)
    },
  }
}

export const openCloud = (world: World): Cloud => new Cloud(datacenter(world))
