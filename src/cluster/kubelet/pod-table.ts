// Which pods this node is to run: those of the API server and those of the manifests folder (pkg/kubelet/pod, config).
import type { Pod } from '../../api/kubernetes/core.ts'
import { NetError } from '../../net/errors.ts'
import { ApiError } from '../client/client.ts'
import type { Change } from '../client/informer.ts'
import { objectKey } from '../kinds/kind.ts'
import { pods } from '../kinds/pod.ts'
import type { PodRecord } from './containerd.ts'
import { type PodFacts, type Life } from './facts.ts'
import type { Kubelet } from './kubelet.ts'
import { CONFIG_HASH, CONFIG_MIRROR, isMirror, mirrorOf } from './static-pods.ts'
import { PodWorker } from './worker.ts'

export class PodTable {
  /** By UID. */
  readonly workers = new Map<string, PodWorker>()
  private readonly kubelet: Kubelet
  /** Static pods by key. */
  private readonly files = new Map<string, Pod>()
  /** Mirror pods by key, as the API server has them. */
  private readonly mirrors = new Map<string, Pod>()
  private ready = false

  constructor(kubelet: Kubelet) {
    this.kubelet = kubelet
  }

  /** By `namespace/name`. */
  find(key: string): PodWorker | undefined {
    return [...this.workers.values()].find(({ pod }) => objectKey(pod) === key)
  }

  // --- static pods ---

  /** What the folder holds now. */
  statics(found: readonly Pod[]): void {
    const keys = new Set(found.map(objectKey))
    for (const [key, pod] of [...this.files]) {
      const same = found.find((candidate) => objectKey(candidate) === key)
      if (same?.metadata.uid === pod.metadata.uid) continue
      this.workers.get(pod.metadata.uid)?.end(undefined, true)
      this.files.delete(key)
      if (!keys.has(key)) this.kubelet.task(() => this.deleteMirror(key))
    }
    for (const pod of found) {
      const key = objectKey(pod)
      if (this.files.has(key)) continue
      this.files.set(key, pod)
      this.run(pod, undefined)
      this.mirror(key)
    }
  }

  /** The first list is in: what is not on it any more ends, static pods get their mirrors. */
  synced(): void {
    this.ready = true
    for (const record of [...this.kubelet.containerd.pods.values()]) {
      if (!this.workers.has(record.pod.metadata.uid)) this.run(record.pod, undefined).end(undefined, true)
    }
    for (const key of this.files.keys()) this.mirror(key)
  }

  private mirror(key: string): void {
    const pod = this.files.get(key)
    const { node } = this.kubelet.agent
    if (!this.ready || !pod || !node) return
    const known = this.mirrors.get(key)
    if (known?.metadata.annotations?.[CONFIG_MIRROR] === pod.metadata.annotations?.[CONFIG_HASH]) {
      return this.kubelet.statuses.resend(pod.metadata.uid)
    }
    if (known) return this.kubelet.task(() => this.deleteMirror(key))
    this.kubelet.task(async () => {
      const { name, uid } = node.metadata
      await this.quietly(this.kubelet.client.create(pods, mirrorOf(pod, { name, uid })))
    })
  }

  private async deleteMirror(key: string): Promise<void> {
    const mirror = this.mirrors.get(key)
    if (!mirror) return
    const { namespace = '', name, uid } = mirror.metadata
    const options = { gracePeriodSeconds: 0, preconditions: { uid } }
    await this.quietly(this.kubelet.client.delete(pods, namespace, name, options))
  }

  private async quietly(call: Promise<unknown>): Promise<void> {
    try {
      await call
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof NetError)) throw error
    }
  }

  // --- pods of the API server ---

  changed({ type, object: pod, cause }: Change<Pod>): void {
    if (isMirror(pod)) return this.mirrorChanged(type, pod)
    const worker = this.workers.get(pod.metadata.uid)
    if (type === 'DELETED') return worker?.end(0, true)
    if (worker) {
      if (isOverruled(pod, worker)) this.kubelet.statuses.resend(pod.metadata.uid)
      return worker.update(pod, cause)
    }
    if (isOver(pod) && !pod.metadata.deletionTimestamp) return
    this.run(pod, cause)
  }

  private mirrorChanged(type: string, pod: Pod): void {
    const key = objectKey(pod)
    const known = this.mirrors.has(key)
    if (type === 'DELETED') this.mirrors.delete(key)
    else this.mirrors.set(key, pod)
    if (type !== 'MODIFIED' || !known) this.mirror(key)
    else if (pod.metadata.deletionTimestamp) this.kubelet.task(() => this.deleteMirror(key))
  }

  private run(pod: Pod, cause: number | undefined): PodWorker {
    const { containerd } = this.kubelet
    const { uid } = pod.metadata
    const record: PodRecord = containerd.pods.get(uid) ?? {
      pod,
      facts: factsBefore(pod, this.kubelet),
      sandbox: undefined,
      running: new Map(),
      logs: new Map(),
    }
    record.pod = pod
    containerd.pods.set(uid, record)
    const worker = new PodWorker(this.kubelet, record, cause)
    this.workers.set(uid, worker)
    worker.resume()
    if (pod.metadata.deletionTimestamp) worker.end(pod.metadata.deletionGracePeriodSeconds, false)
    return worker
  }

  forget(worker: PodWorker): void {
    this.workers.delete(worker.pod.metadata.uid)
  }
}

const isOver = (pod: Pod) => pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed'

/** Somebody else (the node controller) says another readiness than this kubelet does. */
function isOverruled(pod: Pod, worker: PodWorker): boolean {
  const of = (which: Pod['status'] | undefined) => which?.conditions?.find(({ type }) => type === 'Ready')?.status
  return of(pod.status) === 'False' && of(worker.status()) === 'True'
}

/** A pod that ran before this node's disk knew of it: restarts go on counting. */
function factsBefore(pod: Pod, kubelet: Kubelet): PodFacts {
  const facts: PodFacts = { sandbox: false, hostIp: kubelet.hostIp, startTime: kubelet.unix(), containers: new Map() }
  if (pod.status.startTime) facts.startTime = Date.parse(pod.status.startTime)
  const all = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])]
  for (const { name, restartCount, state, containerID, image, imageID } of all) {
    const ended = state?.terminated
    const life: Life | undefined = ended && {
      id: containerID?.replace('containerd://', '') ?? '',
      image,
      imageId: imageID,
      startedAt: Date.parse(ended.startedAt ?? '') || 0,
      finishedAt: Date.parse(ended.finishedAt ?? '') || 0,
      exitCode: ended.exitCode,
      reason: ended.reason ?? 'Error',
    }
    facts.containers.set(name, {
      name,
      restarts: restartCount,
      started: false,
      ready: false,
      ...(life ? { life } : {}),
    })
  }
  return facts
}
