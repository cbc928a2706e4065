// containerd on a node: its image store, and the pods whose sandboxes and containers it keeps, whatever becomes of the kubelet.
import type { Pod } from '../../api/kubernetes/core.ts'
import { canonical, parseReference, withDefaultTag } from '../../image/reference.ts'
import type { Image } from '../../image/image.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Machine } from '../../machine/machine.ts'
import type { Process } from '../../machine/process.ts'
import type { Container } from '../../runtime/container.ts'
import { ContentStore, type StoredImage } from '../../runtime/content.ts'
import { Log } from '../../runtime/logs.ts'
import { Slots } from '../../kernel/slots.ts'
import type { Output, Streams } from '../../runtime/streams.ts'
import type { PodFacts } from './facts.ts'
import { PodNetwork } from './pod-network.ts'
import type { Sandbox } from './sandbox.ts'

/** A container that runs, or has run last. */
export interface Running {
  container: Container
  process: Process
  output: Output
  streams: Streams
  log: Log
  stopSignal: string
}

/** All that is known on the node of one pod. */
export interface PodRecord {
  pod: Pod
  facts: PodFacts
  sandbox: Sandbox | undefined
  running: Map<string, Running>
  /** The present and the previous log of each container, newest last. */
  logs: Map<string, Log[]>
}

const known = new WeakMap<Machine, Containerd>()

export const VERSION = '2.2.1'

export class Containerd {
  readonly store: ContentStore
  readonly network: PodNetwork
  /** By UID. */
  readonly pods = new Map<string, PodRecord>()
  /** serializeImagePulls: one at a time. */
  readonly pulls = new Slots(1)

  private constructor(machine: Machine) {
    this.store = new ContentStore(machine.kernel, machine.name, 'nodeimage')
    this.network = new PodNetwork(machine)
  }

  /** What lies on this machine's disk. */
  static of(machine: Machine): Containerd {
    let containerd = known.get(machine)
    if (!containerd) known.set(machine, (containerd = new Containerd(machine)))
    return containerd
  }

  /** Unpacks images that came with the node, as minikube's preload tarball does. */
  preload(images: readonly { name: string; image: Image; digest: string }[], cause: Cause): void {
    for (const { name, image, digest } of images) {
      const reference = withDefaultTag(parseReference(name))
      const { id } = this.store.addImage(image.configBytes, image.layers, cause)
      const { domain, path } = reference
      this.store.setName(canonical(reference), id, cause)
      this.store.setName(canonical({ domain, path, digest }), id, cause)
    }
  }

  /** `docker.io/library/busybox@sha256:…`: how container statuses name an image. */
  imageRef(image: StoredImage): string {
    return this.store.namesOf(image.id).find((name) => name.includes('@')) ?? image.id
  }

  /** A fresh log for a container; the one before it is kept, older ones are not. */
  newLog(record: PodRecord, name: string, machine: Machine): Log {
    const log = new Log(machine.kernel.clock)
    record.logs.set(name, [...(record.logs.get(name) ?? []).slice(-1), log])
    return log
  }
}
