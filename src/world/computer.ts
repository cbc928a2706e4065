// A computer of the world: its disk, its place in the network, its users and the services it starts.
import type { Content } from '../kernel/content.ts'
import type { Entry } from '../kernel/entry.ts'
import { OverlayFs } from '../machine/fs/overlay.ts'
import { mountMachineDev, mountProc, mountSys } from '../machine/fs/kernel-mounts.ts'
import { Tree } from '../machine/fs/tree.ts'
import { type Hardware, type KernelFeatures, Machine } from '../machine/machine.ts'
import type { User } from '../machine/spawn.ts'
import type { DnsAnswer, DnsQuestion } from '../net/namespace.ts'
import { NetworkNamespace } from '../net/namespace.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Fabric } from '../net/fabric.ts'
import type { ProgramTable } from '../machine/program.ts'

export interface ComputerSpec {
  name: string
  hostname: string
  /** What lies on the disk before anything is configured. Trees are shared between computers with the same disk. */
  disk: Tree
  hardware: Hardware
  os: string
  release: string
  features?: KernelFeatures
  /** The person it belongs to; also gets a home directory and, with `docker`, may use the daemon. */
  user?: User
  /** Files below the user's home. */
  home?: ReadonlyMap<string, string | Content>
  /** Files anywhere, by absolute path. */
  files?: Map<string, string>
  /** Service name → command line; started by init in this order. */
  services: Map<string, string>
}

export interface Surroundings {
  kernel: Kernel
  fabric: Fabric
  programs: ProgramTable
  /** The name server on 127.0.0.53. */
  resolve: (question: DnsQuestion) => DnsAnswer
}

const DOCKER_GROUP = 999
const STUB_RESOLVER = '127.0.0.53'

export const diskTree = (entries: readonly Entry[]): Tree => Tree.of(entries)

/** Assembles the machine; it is switched off until `boot`. Interfaces are the caller's. */
export function createComputer(spec: ComputerSpec, around: Surroundings): Machine {
  const { kernel, fabric, programs } = around
  const fs = new OverlayFs({ lower: [spec.disk], now: () => kernel.clock.unix(), device: '/dev/vda1' })
  const net = new NetworkNamespace(spec.name, spec.name)
  const { name, hostname, hardware, release, os, features } = spec
  const machine = new Machine({ name, hostname, kernel, fabric, fs, net, programs, hardware, release, os, features })
  configure(machine, spec)
  mountProc(fs, machine, machine.namespaces)
  mountMachineDev(fs)
  mountSys(fs, machine, machine.namespaces, false)
  const component = `${name}/systemd-resolved`
  net.listen(53, { component, dns: (question) => around.resolve(question) }, STUB_RESOLVER, 'udp')
  return machine
}

function configure(machine: Machine, spec: ComputerSpec): void {
  const { fs } = machine
  fs.write('/etc/hostname', `${spec.hostname}\n`)
  fs.write('/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${spec.hostname}\n`)
  fs.write('/etc/resolv.conf', `nameserver ${STUB_RESOLVER}\noptions edns0 trust-ad\n`)
  for (const [path, text] of spec.files ?? []) {
    fs.mkdir(path.slice(0, path.lastIndexOf('/')) || '/', { parents: true })
    fs.write(path, text)
  }
  for (const [service, line] of spec.services) {
    fs.mkdir('/etc/systemd/system', { parents: true })
    fs.write(`/etc/systemd/system/${service}.service`, unit(service, line))
  }
  if (spec.user) addUser(machine, spec.user, spec.home ?? new Map())
}

const unit = (name: string, line: string) =>
  `[Unit]\nDescription=${name}\n\n[Service]\nExecStart=${line}\nRestart=always\n\n[Install]\nWantedBy=multi-user.target\n`

function addUser(machine: Machine, user: User, home: ReadonlyMap<string, string | Content>): void {
  const { fs } = machine
  const { uid, gid } = user
  fs.append('/etc/passwd', `${user.name}:x:${uid}:${gid}:${user.name}:${user.home}:/bin/bash\n`)
  fs.append('/etc/group', `sudo:x:27:${user.name}\ndocker:x:${DOCKER_GROUP}:${user.name}\n${user.name}:x:${gid}:\n`)
  fs.mkdir(user.home, { parents: true, mode: 0o750, uid, gid })
  if (fs.exists('/etc/skel')) {
    for (const name of fs.list('/etc/skel'))
      fs.write(`${user.home}/${name}`, fs.read(`/etc/skel/${name}`), { mode: 0o644, uid, gid })
  }
  for (const [path, content] of home) {
    const parts = path.split('/')
    for (let i = 1; i < parts.length; i++) {
      const directory = `${user.home}/${parts.slice(0, i).join('/')}`
      if (!fs.exists(directory)) fs.mkdir(directory, { uid, gid })
    }
    fs.write(`${user.home}/${path}`, content, { mode: 0o644, uid, gid })
  }
}

/** Somebody with uid 1000 who may use sudo and docker. */
export const person = (name: string): User => ({
  name,
  uid: 1000,
  gid: 1000,
  home: `/home/${name}`,
  groups: [27, DOCKER_GROUP],
})
