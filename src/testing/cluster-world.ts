// A cluster on bare test machines: a registry of the catalogue's images, nodes made by kubeadm, a laptop beside them.
import { text } from '../kernel/bytes.ts'
import type { Entry } from '../kernel/entry.ts'
import { executable } from '../kernel/executable.ts'
import { Kernel } from '../kernel/kernel.ts'
import { Pipe, readAll } from '../kernel/queue.ts'
import { OverlayFs } from '../machine/fs/overlay.ts'
import { Tree } from '../machine/fs/tree.ts'
import { Machine } from '../machine/machine.ts'
import type { Process } from '../machine/process.ts'
import type { ProgramTable } from '../machine/program.ts'
import { programs as everyday } from '../machine/programs/index.ts'
import { Fabric } from '../net/fabric.ts'
import { type Listener, Network, NetworkNamespace } from '../net/namespace.ts'
import { catalogOf } from '../image/catalog/index.ts'
import { createRegistry } from '../registry/server.ts'
import { Internet } from '../world/internet.ts'
import { ApiClient } from '../cluster/client/client.ts'
import { programs as clusterPrograms } from '../cluster/programs.ts'
import { nodeDriver, settled } from './drive.ts'

export interface ClusterOptions {
  /** Control plane included; 1 where it is not said. */
  nodes?: number
  seed?: number
  /** ms a message takes. */
  latency?: number
  flavour?: string
  /** Programs besides those of a cluster and the everyday ones. */
  programs?: ProgramTable
}

const EPOCH = Date.UTC(2026, 10, 23)
const SUBNET = '192.168.39.0/24'
/** What a node has before kubeadm was there. */
const UNIT =
  '[Unit]\nDescription=containerd\n\n[Service]\nExecStart=/usr/bin/containerd\nRestart=always\n\n[Install]\nWantedBy=multi-user.target\n'
const NODE_PROGRAMS = ['kubelet', 'kubeadm', 'containerd', 'crictl']

const file = (path: string, program: string): Entry => ({
  path,
  type: 'file',
  mode: 0o755,
  uid: 0,
  gid: 0,
  mtime: 0,
  content: executable(program, 1_000_000),
})

export class ClusterWorld {
  readonly kernel: Kernel
  readonly fabric: Fabric
  readonly network = new Network('nodes', 'lan', SUBNET)
  readonly internet = new Internet()
  readonly machines: Machine[] = []
  readonly laptop: Machine
  readonly programs: ProgramTable
  /** A process on the laptop, to send requests from. */
  readonly student: Process
  client!: ApiClient
  private readonly flavour: string

  private constructor({ seed = 1, latency = 1, flavour = 'minikube', programs = new Map() }: ClusterOptions) {
    this.kernel = new Kernel({ seed, epoch: EPOCH })
    const link = { latency, bandwidth: 60_000, interactive: 1 }
    this.fabric = new Fabric(this.kernel, () => link)
    this.flavour = flavour
    this.openHub()
    this.programs = new Map([...everyday, ...clusterPrograms, ...programs])
    this.laptop = this.machine('laptop', '192.168.39.1', [])
    this.student = this.laptop.start({ argv: ['sh'], program: (process) => process.forever(), component: 'laptop/sh' })
  }

  /** A running cluster: `minikube`, `minikube-m02` … Resolves when all nodes are Ready and CoreDNS runs. */
  static async create(options: ClusterOptions = {}): Promise<ClusterWorld> {
    const world = new ClusterWorld(options)
    await world.until(world.build(options.nodes ?? 1))
    return world
  }

  /** Runs the world until the promise is settled. */
  until<T>(promise: Promise<T>): Promise<T> {
    return settled(this.kernel, promise)
  }

  /** Lets virtual ms pass. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.kernel
    await nodeDriver(this.kernel).run(() => false, clock.now + ms)
  }

  /** Runs a command line on a machine, its words as they are. */
  async run(machine: Machine, argv: string[]): Promise<{ exit: number; stdout: string; stderr: string }> {
    const [stdout, stderr] = [new Pipe(Infinity), new Pipe(Infinity)]
    const exit = await machine.start({ argv, stdout, stderr }).exited
    stdout.end()
    stderr.end()
    return { exit, stdout: text(await readAll(stdout)), stderr: text(await readAll(stderr)) }
  }

  /** Switches a node on (again): containerd, and the kubelet where kubeadm has left a unit. */
  boot(machine: Machine): void {
    machine.boot()
  }

  private openHub(): void {
    const { kernel, internet } = this
    const service = { realm: 'https://auth.docker.io/token', service: 'registry.docker.io' }
    const auth = { kind: 'token' as const, ...service, accounts: new Map([['heejeong', 'naru']]) }
    const hub = createRegistry({ kernel, place: 'docker.io', host: 'docker.io', title: 'Docker Hub', auth, hub: true })
    for (const image of catalogOf('docker.io')) hub.seed(image.repository, image.tags, image.image)
    const { http, router } = hub
    internet.publish('docker.io', ['registry-1.docker.io'], { component: 'docker.io/registry', http, router })
    internet.publish('auth.docker.io', ['auth.docker.io'], { component: 'docker.io/auth', ...hub.token! })
  }

  private async build(nodes: number): Promise<void> {
    for (let i = 0; i < nodes; i++) {
      const name = i === 0 ? 'minikube' : `minikube-m${String(i + 1).padStart(2, '0')}`
      const machine = this.machine(name, `192.168.39.${101 + i}`, NODE_PROGRAMS)
      this.machines.push(machine)
      this.boot(machine)
    }
    const [first, ...others] = this.machines
    const flags = [
      '--apiserver-bind-port=8443',
      `--node-name=${first!.name}`,
      '--cluster-name=minikube',
      `--flavour=${this.flavour}`,
    ]
    await this.must(first!, ['kubeadm', 'init', ...flags])
    this.client = new ApiClient(this.student, { server: `https://${first!.net.address()}:8443` })
    const join = (await this.must(first!, ['kubeadm', 'token', 'create', '--print-join-command'])).trim().split(/\s+/)
    for (const machine of others) await this.must(machine, [...join, `--node-name=${machine.name}`])
    await this.ready(nodes)
  }

  private async must(machine: Machine, argv: string[]): Promise<string> {
    const { exit, stdout, stderr } = await this.run(machine, argv)
    if (exit !== 0) throw new Error(`${argv.join(' ')}: exit ${exit}\n${stdout}${stderr}`)
    return stdout
  }

  private async ready(count: number): Promise<void> {
    const { nodes } = await import('../cluster/kinds/node.ts')
    const { deployments } = await import('../cluster/kinds/deployment.ts')
    const isReady = (conditions: { type: string; status: string }[] = []) =>
      conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
    for (let tries = 0; tries < 300; tries++) {
      const list = await this.client.list(nodes)
      const dns = await this.client.list(deployments, 'kube-system')
      const up = list.items.filter(({ status }) => isReady(status.conditions)).length
      if (up === count && dns.items[0]?.status.readyReplicas === dns.items[0]?.spec.replicas) return
      await this.kernel.clock.sleep(1000)
    }
    throw new Error('the cluster did not become ready')
  }

  private machine(name: string, address: string, own: readonly string[]): Machine {
    const { kernel, fabric, programs } = this
    const binaries = own.map((program) => file(`usr/bin/${program}`, program))
    const disk = Tree.of([
      file('sbin/init', 'init'),
      ...binaries,
      ...[...everyday.keys()].map((program) => file(`usr/bin/${program}`, program)),
    ])
    const fs = new OverlayFs({ lower: [disk], now: () => kernel.clock.unix(), device: '/dev/vda1' })
    for (const folder of ['/etc/systemd/system', '/tmp', '/var/lib', '/run']) fs.mkdir(folder, { parents: true })
    if (own.length > 0) fs.write('/etc/systemd/system/containerd.service', UNIT)
    fs.write('/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${name}\n`)
    fs.write('/etc/resolv.conf', 'nameserver 127.0.0.53\n')
    const net = new NetworkNamespace(name, name)
    net.attach(this.network, address)
    if (own.length === 0) this.internet.join(net)
    else net.gateway = this.laptop.net
    const dns: Listener['dns'] = (question) => this.internet.resolve(question)
    net.listen(53, { component: `${name}/systemd-resolved`, dns }, '127.0.0.53', 'udp')
    const hardware = { cpus: 2, memory: 4 * 2 ** 30, disk: 20 * 2 ** 30 }
    return new Machine({
      name,
      hostname: name,
      kernel,
      fabric,
      fs,
      net,
      programs,
      hardware,
      release: '6.6.95',
      os: 'Buildroot 2025.02',
    })
  }
}
