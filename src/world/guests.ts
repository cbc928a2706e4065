// Virtual machines and cloud machines: nodes of clusters to be.
import type { MachineObject } from '../api/objects.ts'
import type { Cause } from '../kernel/trace.ts'
import type { Machine } from '../machine/machine.ts'
import { createComputer, diskTree, person } from './computer.ts'
import type { GuestSpec } from './hypervisor.ts'
import type { World } from './world.ts'
import type { Tree } from '../machine/fs/tree.ts'

const KERNEL_RELEASE = '6.6.95'
const NODE_OS = 'Buildroot 2025.02'
const GIB = 1024 ** 3

const disks = new WeakMap<World, Promise<Tree>>()

/** The node disk, read once a world. */
function nodeTree(world: World): Promise<Tree> {
  const known = disks.get(world)
  if (known) return known
  const tree = world.kernel.load(async () => diskTree((await import('../image/catalog/disk.ts')).nodeDisk()))
  disks.set(world, tree)
  return tree
}

/** Services of a node before kubeadm was there: the kubelet is started by kubeadm. */
const NODE_SERVICES = new Map([
  ['ssh', '/usr/sbin/sshd -D'],
  ['containerd', '/usr/bin/containerd'],
])

export async function createNode(world: World, name: string, cpus: number, memory: number): Promise<Machine> {
  const { kernel, fabric, programs } = world
  const machine = createComputer(
    {
      name,
      hostname: name,
      disk: await nodeTree(world),
      hardware: { cpus, memory, disk: 20 * GIB },
      os: NODE_OS,
      release: KERNEL_RELEASE,
      user: { ...person('docker'), groups: [10] },
      services: NODE_SERVICES,
    },
    { kernel, fabric, programs, resolve: (question) => world.internet.resolve(question) },
  )
  return machine
}

export async function createGuest(world: World, spec: GuestSpec, cause: Cause): Promise<Machine> {
  const machine = await createNode(world, spec.name, spec.cpus, spec.memory * 1024 ** 2)
  machine.net.attach(spec.network, spec.address)
  machine.net.gateway = world.machine('laptop').net
  world.add(machine)
  tellMachine(machine, 'node', true, cause)
  return machine
}

export function guestChanged(_world: World, machine: Machine, up: boolean, cause: Cause): void {
  tellMachine(machine, 'node', up, cause)
}

export function removeGuest(world: World, machine: Machine, cause: Cause): void {
  world.machines.delete(machine.name)
  const { name } = machine
  world.kernel.trace.add({ kind: 'object', topic: 'object.machine', type: 'machine', place: name, id: name, cause })
}

export function tellMachine(machine: Machine, role: MachineObject['role'], up: boolean, cause?: Cause): void {
  const { name } = machine
  const data: MachineObject = {
    hostname: machine.namespaces.uts.hostname,
    role,
    address: machine.net.address(),
    os: machine.os,
    up,
  }
  const object = { kind: 'object', topic: 'object.machine', type: 'machine', place: name, id: name, cause } as const
  machine.kernel.trace.add({ ...object, data: { ...data } })
}
