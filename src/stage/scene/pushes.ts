// Pushes under way: which layers of an image a registry has by now, before the manifest that names them comes.
import type { MessageEvent } from '../../kernel/trace.ts'
import type { LayerRow } from './box.ts'
import { hostOf } from './registry-message.ts'

type Step = LayerRow['state']

export interface Push {
  repository: string
  /** The command that it is for: `seq` of its input. */
  root: number | undefined
  /** Some of it has to travel: nothing is shown of a push that only asks. */
  started: boolean
  /** diffId → how far it has come; the topmost layer first, as clients ask. */
  layers: Map<string, { name: string; step: Step }>
}

export class Pushes {
  /** Registry → repository → push. */
  private readonly hosts: Map<string, Map<string, Push>>

  constructor(from?: Pushes) {
    this.hosts = new Map([...(from?.hosts ?? [])].map(([host, pushes]) => [host, copy(pushes)]))
  }

  of(host: string): Push[] {
    return [...(this.hosts.get(host)?.values() ?? [])].filter(({ started }) => started)
  }

  /** Takes notice of a message; tells whether that can be seen. */
  hear(message: MessageEvent, repository: string, root: number | undefined): boolean {
    const { about, topic, form, status = 0 } = message
    const diffId = about?.diffId
    if (typeof diffId !== 'string') return false
    const step = stepOf(topic, form, status)
    if (!step) return false
    const host = hostOf(form === 'request' ? message.to : message.from)
    const push = this.push(host, repository, root)
    const wasStarted = push.started
    if (topic !== 'registry.blob.head') push.started = true
    const known = push.layers.get(diffId)
    if (known?.step === step || known?.step === 'ready') return push.started !== wasStarted
    push.layers.set(diffId, { name: String(about?.name ?? ''), step })
    return push.started
  }

  /** The manifest has come, the image is there. */
  end(host: string, repository: string): void {
    this.hosts.get(host)?.delete(repository)
  }

  /** A command is over: what it has not finished it never will. Tells whether that can be seen. */
  forget(root: number | undefined): boolean {
    let wasSeen = false
    for (const pushes of this.hosts.values()) {
      for (const [repository, push] of pushes) {
        if (push.root !== root) continue
        pushes.delete(repository)
        wasSeen ||= push.started
      }
    }
    return wasSeen
  }

  private push(host: string, repository: string, root: number | undefined): Push {
    const pushes = this.hosts.get(host) ?? new Map<string, Push>()
    this.hosts.set(host, pushes)
    const push = pushes.get(repository) ?? { repository, root, started: false, layers: new Map() }
    pushes.set(repository, push)
    return push
  }
}

/** How far a layer is when a message about it is sent. */
function stepOf(topic: string, form: MessageEvent['form'], status: number): Step | undefined {
  const isRequest = form === 'request'
  switch (topic) {
    case 'registry.blob.head':
      return isRequest ? 'waiting' : status === 200 ? 'ready' : undefined
    case 'registry.blob.mount':
      return isRequest ? 'waiting' : status === 201 ? 'ready' : undefined
    case 'registry.upload.start':
      return isRequest ? 'waiting' : undefined
    case 'registry.upload.patch':
      return isRequest ? 'downloading' : undefined
    case 'registry.upload.put':
      return !isRequest && status === 201 ? 'ready' : undefined
    default:
      return undefined
  }
}

const copy = (pushes: Map<string, Push>) =>
  new Map([...pushes].map(([name, push]) => [name, { ...push, layers: new Map(push.layers) }]))
