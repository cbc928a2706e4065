// dockerd's state on one machine: it outlives the daemon's process, as /var/lib/docker does.
import type { ContainerObject } from '../api/objects.ts'
import type { Rng } from '../kernel/rng.ts'
import type { Cause } from '../kernel/trace.ts'
import type { Machine } from '../machine/machine.ts'
import type { Process } from '../machine/process.ts'
import { ContentStore, layerRef } from '../runtime/content.ts'
import { BuildCache } from './build/cache.ts'
import type { Container } from './containers/container.ts'
import type { Exec } from './containers/exec.ts'
import { noSuchContainer, badRequest } from './errors.ts'
import { Events } from './events.ts'
import { linkedAs } from './networks/links.ts'
import { Networks } from './networks/networks.ts'
import { Ports } from './networks/ports.ts'
import type { Packaging } from './packaging.ts'
import { mountPoint } from './volumes/mounts.ts'
import { Volumes } from './volumes/volumes.ts'

export const ENGINE_VERSION = '28.5.2'

const engines = new WeakMap<Machine, Engine>()

/** The one engine of a machine. */
export function engineOf(process: Process, packaging: Packaging): Engine {
  let engine = engines.get(process.machine)
  if (!engine) {
    engine = new Engine(process, packaging)
    engines.set(process.machine, engine)
  }
  engine.process = process
  engine.packaging = packaging
  return engine
}

export class Engine {
  readonly machine: Machine
  /** The daemon's process, for requests and for time. */
  process: Process
  packaging: Packaging
  readonly chance: Rng
  readonly store: ContentStore
  readonly events: Events
  readonly containers = new Map<string, Container>()
  readonly execs = new Map<string, Exec>()
  readonly networks: Networks
  readonly ports: Ports
  readonly volumes: Volumes
  readonly cache = new BuildCache()
  readonly id: string

  constructor(process: Process, packaging: Packaging) {
    const { machine } = process
    this.machine = machine
    this.process = process
    this.packaging = packaging
    this.chance = machine.kernel.chance(`dockerd ${machine.name}`)
    this.id = this.chance.uuid()
    this.store = new ContentStore(machine.kernel, machine.name)
    this.store.pinned = () => this.cache.layers()
    this.events = new Events(machine.kernel.clock)
    this.networks = new Networks(this)
    this.ports = new Ports(this)
    this.volumes = new Volumes(this)
    machine.onStarted.add((one) => this.retell(one))
    machine.onEnded.add((one) => this.retell(one))
  }

  /** A process came to a container or left it. */
  private retell({ namespaces, cause }: Process): void {
    if (namespaces.pids === this.machine.pids) return
    for (const container of this.containers.values()) {
      if (container.contained?.cgroup === namespaces.cgroup && container.state.running) this.say(container, cause)
    }
  }

  get clock() {
    return this.machine.kernel.clock
  }

  newId(): string {
    return this.chance.hex(64)
  }

  /** By full id, name, or unambiguous beginning of an id. Throws ApiError. */
  container(word: string): Container {
    const name = word.replace(/^\//, '')
    const byId = this.containers.get(name)
    if (byId) return byId
    for (const container of this.containers.values()) if (container.name === name) return container
    const starting = /^[0-9a-f]+$/.test(name)
      ? [...this.containers.values()].filter((container) => container.id.startsWith(name))
      : []
    if (starting.length > 1) throw badRequest(`Multiple IDs found with provided prefix: ${name}`)
    const found = starting[0] ?? linkedAs(this, name)?.child
    if (!found) throw noSuchContainer(word)
    return found
  }

  named(name: string): Container | undefined {
    return [...this.containers.values()].find((container) => container.name === name)
  }

  containerEvent(container: Container, action: string, more: Record<string, string> = {}): void {
    const attributes = { ...container.config.Labels, image: container.config.Image, name: container.name, ...more }
    this.events.add('container', action, container.id, attributes)
  }

  decide(topic: string, about: Record<string, string | number>, cause: Cause): void {
    this.machine.kernel.trace.add({
      kind: 'decision',
      topic: `dockerd.${topic}`,
      by: this.process.component,
      about,
      cause,
    })
  }

  private readonly told = new Map<string, string>()

  /** Says the container's present state in the trace, if it is new. */
  say(container: Container, cause: Cause): void {
    const known = this.containers.has(container.id)
    const data = known ? { ...this.describe(container) } : undefined
    const text = JSON.stringify(data)
    if (this.told.get(container.id) === text) return
    this.told.set(container.id, text)
    this.machine.kernel.trace.add({
      kind: 'object',
      topic: 'object.container',
      type: 'container',
      place: this.machine.name,
      id: container.id,
      data,
      cause,
    })
  }

  private describe(container: Container): ContainerObject {
    const { state, image } = container
    const status = container.status
    return {
      name: container.name,
      image: container.config.Image,
      imageId: image.id,
      command: container.argv.join(' '),
      state: status,
      ...(status === 'exited' || status === 'restarting' ? { exitCode: state.exitCode } : {}),
      ...(container.health ? { health: container.health.status } : {}),
      restarts: container.restartCount,
      ports: container.published.map(({ hostPort: host, hostIp, containerPort, protocol }) => ({
        host,
        hostIp,
        container: containerPort,
        protocol,
      })),
      networks: [...container.endpoints].map(([name, { live }]) => ({ name, address: live?.address ?? '' })),
      mounts: container.mounts.flatMap((mount) => {
        const point = mountPoint(mount, (volume) => this.volumes.mountpoint(volume))
        return point ? [{ type: point.Type, source: point.Name ?? point.Source, target: point.Destination }] : []
      }),
      layers: image.layers.map(layerRef),
      writable: container.fs.upperSize(),
      processes: (container.contained?.processes() ?? []).map((process) => ({
        pid: process.pid,
        hostPid: process.hostPid,
        command: process.argv.join(' '),
      })),
    }
  }
}
