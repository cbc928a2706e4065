// What stands where at one moment: the fold of object events, and the few other things that the stage remembers.
import type { DecisionEvent, MessageEvent, ObjectEvent, TraceEvent } from '../../kernel/trace.ts'
import { Pushes } from './pushes.ts'
import { hostOf, repositoryOf } from './registry-message.ts'

/** An object of the trace as it is now. */
export interface Thing {
  type: string
  place: string
  id: string
  data: Record<string, unknown>
  /** `seq` of the event that changed it last, and of the one that made it. */
  seq: number
  born: number
  /** Virtual ms of the last change. */
  at: number
}

type ByType = Map<string, Map<string, Thing>>

const NONE: ReadonlyMap<string, Thing> = new Map()

export class State {
  /** Grows with every change that can be seen. */
  version = 0
  /** Place → type → id → object. */
  readonly places: Map<string, ByType>
  /** Registry host → repository name → virtual ms at which a message last spoke of it. */
  readonly asked: Map<string, Map<string, number>>
  readonly pushes: Pushes
  /** Machines at which something was done, beside what they do by themselves. */
  readonly visited: Set<string>
  /** The machine at which something was typed or started last. */
  used = ''
  /** Components that have said anything yet. */
  readonly heard: Set<string>
  /** Subject → the last decision that holds it back for some seconds. */
  readonly waits: Map<string, DecisionEvent>
  /** Component → its last decision. */
  readonly decided: Map<string, DecisionEvent>
  /** Cluster → highest revision seen. */
  readonly revisions: Map<string, number>

  constructor(from?: State) {
    this.version = from?.version ?? 0
    this.places = new Map([...(from?.places ?? [])].map(([place, types]) => [place, copyTypes(types)]))
    this.asked = new Map([...(from?.asked ?? [])].map(([host, names]) => [host, new Map(names)]))
    this.pushes = new Pushes(from?.pushes)
    this.visited = new Set(from?.visited)
    this.used = from?.used ?? ''
    this.heard = new Set(from?.heard)
    this.waits = new Map(from?.waits)
    this.decided = new Map(from?.decided)
    this.revisions = new Map(from?.revisions)
  }

  of(place: string, type: string): ReadonlyMap<string, Thing> {
    return this.places.get(place)?.get(type) ?? NONE
  }

  get(place: string, type: string, id: string): Thing | undefined {
    return this.places.get(place)?.get(type)?.get(id)
  }

  /** Every object of a type, wherever it is. */
  all(type: string): Thing[] {
    return [...this.places.values()].flatMap((types) => [...(types.get(type)?.values() ?? [])])
  }

  /** `root` is the input that the event goes back to, if any. */
  apply(event: TraceEvent, root: number | undefined): void {
    if (event.kind === 'object') this.change(event)
    else if (event.kind === 'decision') this.decide(event)
    else if (event.kind === 'input') this.use(event.on)
    else if (event.kind === 'message') {
      this.hear(event.from)
      this.visit(machineOf(event.from))
      this.visit(machineOf(event.to))
      if (event.topic.startsWith('registry.')) this.speak(event, root)
    } else if (event.kind === 'done' && this.pushes.forget(root)) this.version++
  }

  private change(event: ObjectEvent): void {
    const { type, place, id, data } = event
    this.version++
    const types = this.places.get(place) ?? new Map<string, Map<string, Thing>>()
    this.places.set(place, types)
    const things = types.get(type) ?? new Map<string, Thing>()
    types.set(type, things)
    const before = things.get(id)
    if (data === undefined) things.delete(id)
    else things.set(id, { type, place, id, data, seq: event.seq, at: event.at, born: before?.born ?? event.seq })
    if (type === 'repository') this.pushes.end(place, id.slice(0, id.lastIndexOf(':')))
    if (type === 'process' && data && !isDaemon(data)) this.use(place)
    const revision = Number((data?.metadata as { resourceVersion?: string } | undefined)?.resourceVersion)
    if (revision > (this.revisions.get(place) ?? 0)) this.revisions.set(place, revision)
  }

  private decide(event: DecisionEvent): void {
    this.version++
    this.decided.set(event.by, event)
    const { pod, name, namespace = 'default', seconds } = event.about
    const subject = String(pod ?? name ?? '')
    if (seconds === undefined || !subject) return
    this.waits.set(subject.includes('/') ? subject : `${namespace}/${subject}`, event)
  }

  private use(machine: string): void {
    this.visit(machine)
    if (this.used === machine) return
    this.used = machine
    this.version++
  }

  private visit(machine: string): void {
    if (this.visited.has(machine)) return
    this.visited.add(machine)
    this.version++
  }

  private hear(component: string): void {
    if (this.heard.has(component)) return
    this.heard.add(component)
    this.version++
  }

  private speak(event: MessageEvent, root: number | undefined): void {
    const repository = repositoryOf(event.path)
    if (!repository) return
    const { name, reference } = repository
    if (this.pushes.hear(event, name, root)) this.version++
    if (event.form !== 'request') return
    const host = hostOf(event.to)
    const names = this.asked.get(host) ?? new Map<string, number>()
    this.asked.set(host, names)
    const tagged = reference.startsWith('sha256:') || reference === 'uploads' ? name : `${name}:${reference}`
    if (!names.has(tagged)) this.version++
    names.set(tagged, event.at)
  }
}

const machineOf = (component: string) => component.split('/')[0]!

/** Names that every machine runs all the time. */
export const DAEMONS: ReadonlySet<string> = new Set(
  'init systemd dockerd containerd containerd-shim containerd-shim-runc-v2 docker-proxy sshd libvirtd kubelet kube-proxy pause agetty getty cron'.split(
    ' ',
  ),
)

const isDaemon = ({ component }: Record<string, unknown>) => DAEMONS.has(String(component).split('/').at(-1)!)

const copyTypes = (types: ByType): ByType => new Map([...types].map(([type, things]) => [type, new Map(things)]))
