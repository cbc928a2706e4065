// The computers of the classroom: the student's laptop and a friend's, on one LAN, and what is on the internet.
import { jarFile } from '../machine/programs/java-app.ts'
import { type ComputerSpec, createComputer, diskTree, person } from './computer.ts'
import { tellMachine } from './guests.ts'
import { craneProject } from './home.ts'
import type { Content } from '../kernel/content.ts'
import type { DnsQuestion } from '../net/namespace.ts'
import { lateServer } from './late-server.ts'
import { openRegistries } from './registries.ts'
import { HOME_ROUTER } from './lan.ts'
import type { World } from './world.ts'

const GIB = 1024 ** 3
const JAR_BYTES = 38_214_656

/** Virtual ms until the daemons of a computer answer. */
const BOOT_MS = 2000

const PACKAGE_SERVERS = [
  'deb.debian.org',
  'archive.ubuntu.com',
  'security.ubuntu.com',
  'security.debian.org',
  'dl-cdn.alpinelinux.org',
]

/** Names that people try when they want to know whether they are on the internet. */
const WEBSITES = [
  'example.com',
  'www.example.com',
  'example.net',
  'example.org',
  'google.com',
  'www.google.com',
  'github.com',
  'docker.com',
  'www.docker.com',
  'kubernetes.io',
  'naver.com',
  'www.naver.com',
]

/** Rejects when a part of the catalogue cannot be loaded. */
export async function buildComputers(world: World, { project }: { project: boolean }): Promise<void> {
  const { ubuntuDisk } = await world.kernel.load(() => import('../image/catalog/disk.ts'))
  openRegistries(world)
  openServers(world)
  const disk = diskTree(ubuntuDisk())
  for (const [i, [name, user]] of [...world.scenario.users].entries()) {
    const home = new Map<string, string | Content>(project && i === 0 ? craneProject(craneJar()) : [])
    if (i === 0) home.set('.minikube/config/config.json', `${JSON.stringify({ driver: 'kvm2' })}\n`)
    if (i === 0) home.set('.ssh/config', SSH_CONFIG)
    if (i === 0) home.set('.config/gcloud/configurations/config_default', GCLOUD)
    const services = new Map(SERVICES)
    if (i === 0) services.set('libvirtd', '/usr/sbin/libvirtd')
    const spec: ComputerSpec = {
      name,
      hostname: name,
      disk,
      hardware: { cpus: 8, memory: 16 * GIB, disk: 256 * GIB },
      os: 'Ubuntu 24.04.3 LTS',
      release: '6.8.0-79-generic',
      user: user ?? person(name),
      home,
      services,
    }
    addComputer(world, spec, `192.168.0.${10 + i}`)
  }
  await world.kernel.clock.sleep(BOOT_MS)
}

const SERVICES: readonly [string, string][] = [
  ['docker', '/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock'],
  ['ssh', '/usr/sbin/sshd -D'],
]

/** The friend has an account of his own name. */
const SSH_CONFIG = 'Host friend\n  User friend\n  StrictHostKeyChecking accept-new\n'

const GCLOUD =
  '[core]\naccount = student@naru.example\nproject = naru-class\n\n[compute]\nzone = asia-northeast3-a\nregion = asia-northeast3\n'

function addComputer(world: World, spec: ComputerSpec, address: string): void {
  const { kernel, fabric, programs, lan, router } = world
  const resolve = (question: DnsQuestion) => world.resolve(question)
  const machine = createComputer(spec, { kernel, fabric, programs, resolve })
  machine.net.attach(lan, address, 'wlp2s0')
  machine.net.gateway = router
  machine.fs.mkdir('/run/systemd/resolve', { parents: true })
  machine.fs.write('/run/systemd/resolve/resolv.conf', `nameserver ${HOME_ROUTER}\n`)
  world.add(machine)
  tellMachine(machine, 'computer', true)
  machine.boot()
}

function openServers(world: World): void {
  const { internet, kernel } = world
  const mirror = lateServer(kernel, { component: 'packages/mirror' }, async () =>
    (await import('../machine/packages/mirror.ts')).packageMirror(),
  )
  internet.publish('packages', PACKAGE_SERVERS, mirror)
  const web = lateServer(kernel, { component: 'web/sites' }, async () => ({
    http: (await import('./websites.ts')).websites,
  }))
  internet.publish('web', WEBSITES, web)
  const cloud = lateServer(kernel, { component: 'googleapis/container', tls: true }, async () =>
    (await import('./datacenter.ts')).openCloud(world),
  )
  internet.publish('googleapis', ['container.googleapis.com'], cloud)
  const npm = lateServer(kernel, { component: 'packages/npm' }, async () =>
    (await import('../machine/packages/npm/registry.ts')).npmRegistry(),
  )
  internet.publish('npm', ['registry.npmjs.org'], npm)
  internet.serveNames('dns.google', ['8.8.8.8', '8.8.4.4'])
  internet.serveNames('one.one.one.one', ['1.1.1.1', '1.0.0.1'])
}

/** What `gradle build` left: a Spring application that answers on 8080. */
const craneJar = (): Content =>
  jarFile(
    {
      name: 'com-workbook-crane',
      port: 8080,
      start: 2100,
      memory: 186_000_000,
      greeting: 'Hello from {hostname}',
      spring: '2.5.5',
    },
    JAR_BYTES,
  )
