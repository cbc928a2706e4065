// A pod worker: looks at one pod whenever something about it changed, and does what is next (pkg/kubelet/pod_workers.go).
import type { Pod } from '../../api/kubernetes/core.ts'
import { Cancel } from '../../kernel/cancel.ts'
import type { Timer } from '../../kernel/clock.ts'
import type { Cause } from '../../kernel/trace.ts'
import { same } from '../controllers/template.ts'
import { podActions } from './actions.ts'
import { ContainerKeeper, type Worker } from './container-keeper.ts'
import type { PodRecord } from './containerd.ts'
import { allContainers, factsOf, isRunning } from './facts.ts'
import type { Kubelet } from './kubelet.ts'
import { SandboxError, createSandbox, removeSandbox } from './sandbox.ts'
import { podStatus } from './status.ts'
import { terminatePod } from './termination.ts'
import { MountError, setUpVolumes, tearDownVolumes } from './volumes.ts'

/** Thrown into what a worker awaits when its pod must end. */
class Ending extends Error {}

/** The generic PLEG looks once a second. */
const RELIST_MS = 1000
/** A sync that failed is tried again after 10 to 15 s. */
const RETRY_MS = 10_000

/** Whether the kubelet has something to do about it: what it wrote into the status itself is no news (podsDifferSemantically). */
const differ = (a: Pod, b: Pod): boolean => {
  const matters = ({ spec, status, metadata }: Pod) => {
    const { uid, labels, annotations, deletionTimestamp, deletionGracePeriodSeconds } = metadata
    const gates = spec.readinessGates ? status.conditions : undefined
    return [spec, gates, uid, labels, annotations, deletionTimestamp, deletionGracePeriodSeconds]
  }
  return !same(matters(a), matters(b))
}

export class PodWorker implements Worker {
  readonly record: PodRecord
  private readonly kubelet: Kubelet
  private readonly keeper: ContainerKeeper
  cause: Cause
  readonly cancel = new Cancel()
  volumes: ReadonlyMap<string, string> | undefined
  private wake: (() => void) | undefined
  private dirty = true
  private timer: Timer | undefined
  private last: Pod['status'] | undefined
  private ending: { grace: number | undefined; gone: boolean } | undefined
  /** Nothing of it is left on the node. */
  over = false

  constructor(kubelet: Kubelet, record: PodRecord, cause: Cause) {
    this.kubelet = kubelet
    this.record = record
    this.keeper = new ContainerKeeper(kubelet, record, this)
    this.cause = cause
    kubelet.task(() => this.run())
  }

  get pod(): Pod {
    return this.record.pod
  }

  /** The pod as the API server (or the manifest) has it now. */
  update(pod: Pod, cause: Cause): void {
    const before = this.record.pod
    this.record.pod = pod
    if (!this.ending && !differ(before, pod)) return
    this.cause = cause ?? this.cause
    if (pod.metadata.deletionTimestamp && !this.ending) this.end(pod.metadata.deletionGracePeriodSeconds, false)
    this.poke()
  }

  /** The pod is to end; `gone`: nobody waits for it any more. */
  end(grace: number | undefined, gone: boolean): void {
    this.ending = { grace: this.ending?.grace ?? grace, gone: gone || (this.ending?.gone ?? false) }
    this.cancel.cancel(new Ending())
    this.poke()
  }

  poke(): void {
    this.dirty = true
    this.wake?.()
  }

  /** Pokes at a virtual time. */
  pokeAt(time: number): void {
    const { clock } = this.kubelet.machine.kernel
    if (this.timer && this.timer.time <= time) return
    clock.clear(this.timer)
    this.timer = clock.at(time, () => {
      this.timer = undefined
      this.poke()
    })
  }

  private async run(): Promise<void> {
    this.kubelet.process.defer(() => this.kubelet.machine.kernel.clock.clear(this.timer))
    while (!this.over) {
      if (!this.dirty) await this.kubelet.process.alive(() => new Promise<void>((resolve) => (this.wake = resolve)))
      this.dirty = false
      try {
        await this.sync()
      } catch (error) {
        if (!(error instanceof Ending)) throw error
        this.dirty = true
      }
    }
  }

  private async sync(): Promise<void> {
    if (this.ending) return this.finish()
    const actions = podActions(this.pod, this.record.facts)
    this.report()
    if (actions.over) return this.rest()
    if (actions.start.length === 0) return
    if (!(await this.prepare())) return
    const { retry, secrets } = { retry: [] as number[], secrets: await this.kubelet.pullSecrets(this.pod) }
    for (const container of actions.start) {
      const at = await this.keeper.start(container, secrets)
      if (at !== undefined) retry.push(at)
      this.report()
    }
    if (retry.length > 0) this.pokeAt(Math.min(...retry, this.jittered()))
  }

  jittered(): number {
    return this.kubelet.now() + RETRY_MS * (1 + this.kubelet.chance.fraction() / 2)
  }

  // --- before the containers ---

  /** Volumes and sandbox. False when one of them cannot be had now. */
  private async prepare(): Promise<boolean> {
    const { kubelet, record } = this
    const { facts, pod } = record
    const dead = record.sandbox && record.sandbox.pause.exitCode !== undefined
    if (dead) {
      removeSandbox(record.sandbox!, kubelet.machine, kubelet.containerd.network)
      record.sandbox = undefined
      facts.sandbox = false
      kubelet.tell(
        pod,
        'Normal',
        'SandboxChanged',
        'Pod sandbox changed, it will be killed and re-created.',
        this.cause,
      )
    }
    if (record.sandbox && this.volumes) return true
    if (!pod.spec.hostNetwork && !kubelet.containerd.network.configured) {
      const message =
        'network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized'
      kubelet.tell(pod, 'Warning', 'NetworkNotReady', message, this.cause)
      this.pokeAt(kubelet.now() + 1000 + RELIST_MS)
      return false
    }
    try {
      this.volumes = await this.cancel.guard(
        setUpVolumes(kubelet.machine, pod, kubelet.volumeSources(pod), kubelet.claims(pod)),
      )
      record.sandbox ??= createSandbox(pod, kubelet.sandboxOptions(), this.cause)
    } catch (error) {
      if (error instanceof MountError) kubelet.tell(pod, 'Warning', 'FailedMount', error.message, this.cause)
      else if (error instanceof SandboxError) {
        const message = `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: ${error.message}`
        kubelet.tell(pod, 'Warning', 'FailedCreatePodSandBox', message, this.cause)
      } else throw error
      this.pokeAt(this.jittered())
      return false
    }
    facts.sandbox = true
    facts.podIp = record.sandbox.ip
    this.report()
    this.pokeAt(this.nextRelist())
    return true
  }

  nextRelist(): number {
    const now = this.kubelet.now()
    return now + RELIST_MS - (now % RELIST_MS)
  }

  // --- the end ---

  /** A pod whose containers have all ended for good: sandbox away, object stays. */
  private rest(): void {
    const { kubelet, record } = this
    if (!record.sandbox) return
    removeSandbox(record.sandbox, kubelet.machine, kubelet.containerd.network)
    record.sandbox = undefined
    record.facts.sandbox = false
    this.report()
  }

  private async finish(): Promise<void> {
    const { kubelet, record, pod } = this
    const { grace, gone } = this.ending!
    await terminatePod(kubelet, record, grace, this.cause)
    for (const container of allContainers(pod)) {
      const facts = factsOf(record.facts, container.name)
      if (isRunning(facts) || facts.life) continue
      facts.waiting ??= { reason: 'ContainerCreating' }
    }
    this.report()
    this.rest()
    tearDownVolumes(kubelet.machine, pod)
    kubelet.images.forget(pod)
    kubelet.machine.kernel.clock.clear(this.timer)
    this.over = true
    kubelet.containerd.pods.delete(pod.metadata.uid)
    await kubelet.finished(this, gone, this.cause)
  }

  /** The pod's status as this kubelet sees it. */
  status(): Pod['status'] {
    return podStatus(this.pod, this.record.facts, this.kubelet.unix(), this.last?.conditions)
  }

  report(): void {
    this.last = this.status()
    this.kubelet.statuses.set(this.pod, this.last, this.cause)
  }

  /** Containers that were running before this kubelet did are looked after again. */
  resume(): void {
    for (const container of allContainers(this.pod)) {
      const running = this.record.running.get(container.name)
      if (running) this.keeper.look(container, factsOf(this.record.facts, container.name), running)
    }
  }
}
