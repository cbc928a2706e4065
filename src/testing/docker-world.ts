// A laptop with a running dockerd and docker, and public registries, for tests of the client: no shell, no page.
import { catalogOf } from '../image/catalog/index.ts'
import { programs as cli } from '../cli/programs.ts'
import { programs as engine } from '../engine/programs.ts'
import type { Content } from '../kernel/content.ts'
import { executable } from '../kernel/executable.ts'
import { Kernel } from '../kernel/kernel.ts'
import { Pipe } from '../kernel/queue.ts'
import { programs as everyday } from '../machine/programs/index.ts'
import type { Process } from '../machine/process.ts'
import type { ProgramTable } from '../machine/program.ts'
import { Tty } from '../machine/tty.ts'
import { Fabric } from '../net/fabric.ts'
import { Network, NetworkNamespace } from '../net/namespace.ts'
import { createRegistry } from '../registry/server.ts'
import { Internet } from '../world/internet.ts'
import { latency } from '../world/latency.ts'
import { settled } from './drive.ts'
import { Collected, STUDENT, testMachine } from './machine.ts'

export interface Typed {
  stdin?: string
  /** Columns and rows: standard streams are a terminal. */
  tty?: [number, number]
  /** Keys, each so many ms after the one before. */
  keys?: [number, string][]
  env?: Record<string, string>
  cwd?: string
  /** Virtual ms after which Ctrl-C is pressed, and again, and again; killed at last, which is exit code 137. */
  within?: number
}

export interface Answer {
  exit: number
  stdout: string
  stderr: string
}

export interface DockerWorld {
  kernel: Kernel
  machine: ReturnType<typeof testMachine>['machine']
  /** Runs words, to their end. */
  run(words: string[] | string, typed?: Typed): Promise<Answer>
  /** Lets virtual time pass. */
  pass(ms: number): Promise<void>
}

const PLUGINS = Object.fromEntries(
  ['docker-buildx', 'docker-compose'].map((id) => [`/usr/libexec/docker/cli-plugins/${id}`, executable(id, 40_000)]),
)

const EPOCH = Date.UTC(2026, 8, 7, 0, 30, 0)

export async function dockerWorld(files: Record<string, string | Content> = {}): Promise<DockerWorld> {
  const kernel = new Kernel({ seed: 1, epoch: EPOCH })
  const fabric = new Fabric(kernel, latency('real'))
  const programs: ProgramTable = new Map([...everyday, ...engine, ...cli])
  const { machine } = testMachine({
    kernel,
    fabric,
    programs,
    files: { '/etc/resolv.conf': 'nameserver 127.0.0.53\n', ...PLUGINS, ...files },
  })
  const internet = new Internet()
  const lan = new Network('lan', 'lan', '192.168.0.0/24')
  const router = new NetworkNamespace('router', 'router')
  router.attach(lan, '192.168.0.1')
  internet.join(router)
  machine.net.attach(lan, '192.168.0.10')
  machine.net.gateway = router
  machine.net.listen(
    53,
    { component: 'laptop/systemd-resolved', dns: (question) => internet.resolve(question) },
    '127.0.0.53',
    'udp',
  )
  openHub(kernel, internet)
  const dockerd = machine.start({ argv: ['dockerd'] })
  await settled(kernel, kernel.clock.sleep(50))
  if (dockerd.exitCode !== undefined) throw new Error('dockerd ended at once')
  return {
    kernel,
    machine,
    run: (words, typed = {}) => runWords(kernel, machine, words, typed),
    pass: (ms) => settled(kernel, kernel.clock.sleep(ms)),
  }
}

/** Docker Hub with the catalogue and the account heejeong. */
function openHub(kernel: Kernel, internet: Internet): void {
  const accounts = new Map([['heejeong', 'naru']])
  const auth = {
    kind: 'token' as const,
    realm: 'https://auth.docker.io/token',
    service: 'registry.docker.io',
    accounts,
  }
  const hub = createRegistry({ kernel, place: 'docker.io', host: 'docker.io', title: 'Docker Hub', auth, hub: true })
  for (const image of catalogOf('docker.io')) hub.seed(image.repository, image.tags, image.image)
  const { http, router } = hub
  internet.publish('docker.io', ['registry-1.docker.io', 'index.docker.io'], {
    component: 'docker.io/registry',
    http,
    router,
  })
  if (hub.token) internet.publish('auth.docker.io', ['auth.docker.io'], { component: 'docker.io/auth', ...hub.token })
}

async function runWords(
  kernel: Kernel,
  machine: DockerWorld['machine'],
  words: string[] | string,
  typed: Typed,
): Promise<Answer> {
  const argv = typeof words === 'string' ? words.split(' ') : words
  const [stdout, stderr, stdin] = [new Collected(), new Collected(), new Pipe(Infinity)]
  if (typed.stdin !== undefined) void stdin.write(typed.stdin)
  stdin.end()
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: STUDENT.home,
    USER: STUDENT.name,
    LANG: 'C.UTF-8',
    ...typed.env,
  }
  const tty = typed.tty ? terminal(kernel, machine, typed, stdout) : undefined
  const streams = tty ? { tty, newGroup: true } : { stdin, stdout, stderr }
  const process = machine.start({ argv, env, user: STUDENT, cwd: typed.cwd ?? STUDENT.home, ...streams })
  if (tty) tty.foreground = process.group
  if (typed.within !== undefined) lose(kernel, process, typed.within)
  const exit = await settled(kernel, process.exited)
  return { exit, stdout: String(stdout), stderr: String(stderr) }
}

/** Somebody loses patience. */
function lose(kernel: Kernel, process: Process, within: number): void {
  kernel.spawn(async () => {
    for (const signal of ['INT', 'INT', 'INT', 'INT', 'KILL'] as const) {
      await kernel.clock.sleep(within)
      if (process.exitCode !== undefined) return
      process.signal(signal)
    }
  })
}

function terminal(kernel: Kernel, machine: DockerWorld['machine'], typed: Typed, screen: Collected): Tty {
  const tty = new Tty({ columns: typed.tty![0], rows: typed.tty![1] }, screen)
  tty.onSignal = (signal, group) => machine.signalGroup(group, signal)
  kernel.spawn(async () => {
    for (const [delay, keys] of typed.keys ?? []) {
      await kernel.clock.sleep(delay)
      tty.input(keys)
    }
  })
  return tty
}
