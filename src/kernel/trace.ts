// The append-only record of everything that happened: the only thing the world says to the outside.
import { hash } from './content.ts'
import { utf8 } from './bytes.ts'

/** The `seq` of the event something came from. */
export type Cause = number | undefined

interface Base {
  /** Position in the trace, from 0. */
  seq: number
  /** Virtual ms at which it happened (for messages: was sent). */
  at: number
  cause?: number
}

/** Something on the wire. It is in flight from `at` until `until`; both are known when it is sent. */
export interface MessageEvent extends Base {
  kind: 'message'
  /** `chunk` is a piece of a streamed body (a watch event, a log line, keys of an attached terminal). */
  form: 'request' | 'response' | 'chunk'
  /** The name of the route, `registry.blob.get`: how it looks on the stage hangs on this. */
  topic: string
  /** Component ids, see README: `laptop/docker`, `laptop/dockerd`, `docker.io/registry`, `minikube/kube-apiserver`. */
  from: string
  to: string
  until: number
  method: string
  path: string
  /** HTTP status of a response or of a chunk's response. */
  status?: number
  /** The size it stands for, in emulated bytes. */
  bytes: number
  /** `seq` of the request that a response or chunk belongs to. */
  request?: number
  /** What the route wants said about it: digest of a layer, name of an object, type of a watch event … */
  about?: Record<string, string | number>
}

/** A message in flight that never arrived whole (the client went away, the machine stopped). */
export interface CutEvent extends Base {
  kind: 'cut'
  topic: string
  message: number
}

/** An object came to be, changed or went away. The fold of these is the state of the scene. */
export interface ObjectEvent extends Base {
  kind: 'object'
  /** `object.<type>`, as in `object.container`. */
  topic: string
  /** machine, process, image, layer, container, network, volume, repository, node, pod, … */
  type: string
  /** Whose it is: a machine's or a registry's name, or a cluster's. */
  place: string
  /** Unique within (place, type). */
  id: string
  /** Plain data; undefined when the object is gone. */
  data?: Record<string, unknown>
}

/** Why a component did what it did, in one line for a person. */
export interface DecisionEvent extends Base {
  kind: 'decision'
  /** `scheduler.bind`, `kubelet.backoff`, `dockerd.pull.cached` … */
  topic: string
  /** The component that decided. */
  by: string
  /** Values for the sentence (see i18n `decision.<topic>`), and `reason`, the component's own English line. */
  about: Record<string, string | number>
}

/** A line entered at a prompt, or a control action: what the world was told from outside. */
export interface InputEvent extends Base {
  kind: 'input'
  topic: string
  on: string
  line: string
}

/** The shell is back at its prompt. `cause` is the input event. */
export interface DoneEvent extends Base {
  kind: 'done'
  topic: string
  on: string
  exit: number
}

export type TraceEvent = MessageEvent | CutEvent | ObjectEvent | DecisionEvent | InputEvent | DoneEvent

type Unstamped<E> = E extends TraceEvent ? Omit<E, 'seq' | 'at'> : never

export class Trace {
  readonly events: TraceEvent[] = []
  private readonly now: () => number
  private listeners = new Set<(event: TraceEvent) => void>()

  constructor(now: () => number) {
    this.now = now
  }

  /** Appends and returns the event's `seq`, to be the cause of what follows from it. */
  add(event: Unstamped<TraceEvent>): number {
    const seq = this.events.length
    const stamped = { seq, at: this.now(), ...event } as TraceEvent
    this.events.push(stamped)
    for (const listener of this.listeners) listener(stamped)
    return seq
  }

  subscribe(listener: (event: TraceEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** One number for the whole record: equal traces, equal hashes. */
  hash(): string {
    let h = 0
    for (const event of this.events) h = (Math.imul(h, 31) + hash(utf8(JSON.stringify(event)))) >>> 0
    return h.toString(16).padStart(8, '0')
  }
}
