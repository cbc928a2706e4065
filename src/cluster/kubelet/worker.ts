// A pod worker: looks at one pod whenever something about it changed, and does what is next (pkg/kubelet/pod_workers.go).
import type { Container, Pod } from '../../api/kubernetes/core.ts'
import { Cancel } from '../../kernel/cancel.ts'
import type { Timer } from '../../kernel/clock.ts'
import type { Cause } from '../../kernel/trace.ts'
import { OciError } from '../../runtime/errors.ts'
import { podActions } from './actions.ts'
import { Backoff } from './backoff.ts'
import type { PodRecord, Running } from './containerd.ts'
import { goDuration } from './duration.ts'
import { ConfigError, environment } from './environment.ts'
import { type ContainerFacts, allContainers, factsOf, hasFinished, isRunning } from './facts.ts'
import { ImageError, type PresentImage } from './images.ts'
import type { Kubelet } from './kubelet.ts'
import { startProbes } from './probing.ts'
import type { ProbeKind } from './prober.ts'
import { SandboxError, createSandbox, removeSandbox } from './sandbox.ts'
import { isStatic } from './static-pods.ts'
import { startContainer } from './start.ts'
import { podStatus } from './status.ts'
import { killContainer, runHook, terminatePod } from './termination.ts'
import { MountError, setUpVolumes, tearDownVolumes, terminationMessage } from './volumes.ts'

/** Thrown into what a worker awaits when its pod must end. */
class Ending extends Error {}

/** The generic PLEG looks once a second. */
const RELIST_MS = 1000
/** A sync that failed is tried again after 10 to 15 s. */
const RETRY_MS = 10_000

export class PodWorker {
  readonly record: PodRecord
  private readonly kubelet: Kubelet
  private readonly crashes = new Backoff()
  private cause: Cause
  private cancel = new Cancel()
  private wake: (() => void) | undefined
  private dirty = true
  private timer: Timer | undefined
  private ending: { grace: number | undefined; gone: boolean } | undefined
  /** Nothing of it is left on the node. */
  over = false

  constructor(kubelet: Kubelet, record: PodRecord, cause: Cause) {
    this.kubelet = kubelet
    this.record = record
    this.cause = cause
    kubelet.task(() => this.run())
  }

  get pod(): Pod {
    return this.record.pod
  }

  /** The pod as the API server (or the manifest) has it now. */
  update(pod: Pod, cause: Cause): void {
    this.record.pod = pod
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
  private pokeAt(time: number): void {
    const { clock } = this.kubelet.machine.kernel
    if (this.timer?.fire && this.timer.time <= time) return
    clock.clear(this.timer)
    this.timer = clock.at(time, () => this.poke())
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
      const at = await this.start(container, secrets)
      if (at !== undefined) retry.push(at)
      this.report()
    }
    if (retry.length > 0) this.pokeAt(Math.min(...retry, this.jittered()))
  }

  private jittered(): number {
    return this.kubelet.now() + RETRY_MS * (1 + this.kubelet.chance.fraction() / 2)
  }

  // --- before the containers ---

  private volumes: Map<string, string> | undefined

  /** Volumes and sandbox. False when one of them cannot be had now. */
  private async prepare(): Promise<boolean> {
    const { kubelet, record } = this
    const { facts, pod } = record
    const dead = record.sandbox && record.sandbox.pause.exitCode !== undefined
    if (dead) {
      removeSandbox(record.sandbox!, kubelet.machine, kubelet.containerd.network)
      record.sandbox = undefined
      facts.sandbox = false
      kubelet.tell(pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.', this.cause)
    }
    if (record.sandbox && this.volumes) return true
    if (!pod.spec.hostNetwork && !kubelet.containerd.network.configured) {
      const message = 'network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized'
      kubelet.tell(pod, 'Warning', 'NetworkNotReady', message, this.cause)
      this.pokeAt(kubelet.now() + 1000 + RELIST_MS)
      return false
    }
    try {
      this.volumes = await this.cancel.guard(setUpVolumes(kubelet.machine, pod, kubelet.volumeSources(pod), kubelet.claims(pod)))
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

  private nextRelist(): number {
    const now = this.kubelet.now()
    return now + RELIST_MS - (now % RELIST_MS)
  }

  // --- one container ---

  /** Starts it, unless it must wait. Gives the time at which to try again. */
  private async start(container: Container, secrets: Awaited<ReturnType<Kubelet['pullSecrets']>>): Promise<number | undefined> {
    const { kubelet, record } = this
    const facts = factsOf(record.facts, container.name)
    const crashed = this.crashWait(container, facts)
    if (crashed !== undefined) return crashed
    let present: PresentImage
    try {
      present = await this.cancel.guard(kubelet.images.ensure(this.pod, container, secrets, this.cancel, this.cause))
    } catch (error) {
      if (!(error instanceof ImageError)) throw error
      facts.waiting = { reason: error.reason, message: error.message }
      this.tell(container, 'Warning', 'Failed', `Error: ${error.reason}`)
      return Math.min(error.retryAt ?? Infinity, this.jittered())
    }
    if (!isStatic(this.pod)) {
      await this.cancel.guard(kubelet.servicesKnown())
      await this.cancel.guard(kubelet.references.load(this.pod, container))
    }
    return this.create(container, facts, present)
  }

  private create(container: Container, facts: ContainerFacts, present: PresentImage): number | undefined {
    const { kubelet, record } = this
    try {
      const env = environment(this.pod, container, kubelet.environmentSources(this.pod), kubelet.around(record.facts.podIp))
      this.checkUser(container, present)
      const running = startContainer(kubelet, record, { spec: container, present, env, volumes: this.volumes! }, this.cause)
      this.tell(container, 'Normal', 'Created', 'Container created')
      this.tell(container, 'Normal', 'Started', 'Container started')
      this.look(container, facts, running)
      return undefined
    } catch (error) {
      if (error instanceof ConfigError) {
        facts.waiting = { reason: 'CreateContainerConfigError', message: error.message }
        this.tell(container, 'Warning', 'Failed', `Error: ${error.message}`)
        return this.jittered()
      }
      if (error instanceof OciError) return this.couldNotStart(container, facts, present, error)
      throw error
    }
  }

  private checkUser(container: Container, { image }: PresentImage): void {
    const security = { ...this.pod.spec.securityContext, ...container.securityContext }
    const user = security.runAsUser ?? image.config.config.User ?? ''
    if (!security.runAsNonRoot || (user !== '' && user !== '0' && user !== 0 && user !== 'root')) return
    const { name, namespace, uid } = this.pod.metadata
    throw new ConfigError(`container has runAsNonRoot and image will run as root (pod: "${name}_${namespace}(${uid})", container: ${container.name})`)
  }

  private couldNotStart(container: Container, facts: ContainerFacts, present: PresentImage, error: OciError): number {
    const { kubelet } = this
    const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${error.message}`
    this.tell(container, 'Normal', 'Created', 'Container created')
    this.tell(container, 'Warning', 'Failed', `Error: ${message}`)
    const id = kubelet.machine.kernel.rng.hex(64)
    if (facts.life) {
      facts.previous = facts.life
      facts.restarts++
    }
    const imageId = kubelet.containerd.imageRef(present.image)
    facts.life = { id, image: present.name, imageId, startedAt: 0, finishedAt: kubelet.unix(), exitCode: 128, reason: 'StartError', message }
    facts.waiting = { reason: 'RunContainerError', message }
    return this.jittered()
  }

  /** CrashLoopBackOff: when the container may start again; undefined: now. */
  private crashWait(container: Container, facts: ContainerFacts): number | undefined {
    if (!hasFinished(facts)) return undefined
    const { kubelet } = this
    const finished = facts.life!.finishedAt! - kubelet.machine.kernel.clock.epoch
    const delay = this.crashes.delay(container.name, finished)
    const until = finished + delay
    const { name, namespace, uid } = this.pod.metadata
    if (delay === 0 || kubelet.now() >= until) {
      this.crashes.next(container.name, Math.max(finished, kubelet.now()))
      return undefined
    }
    const pod = `${name}_${namespace}(${uid})`
    const message = `back-off ${goDuration(delay)} restarting failed container=${container.name} pod=${pod}`
    if (facts.waiting?.reason !== 'CrashLoopBackOff') {
      const about = { pod: `${namespace}/${name}`, container: container.name, seconds: delay / 1000 }
      kubelet.decide('crash.backoff', { ...about, reason: message }, this.cause)
    }
    facts.waiting = { reason: 'CrashLoopBackOff', message }
    this.tell(container, 'Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${pod}`)
    return until
  }

  /** Looks after a container that was started: hooks, probes, its end. */
  private look(container: Container, facts: ContainerFacts, running: Running): void {
    const { kubelet, record } = this
    const life = facts.life!
    facts.started = !container.startupProbe
    facts.ready = facts.started && !container.readinessProbe
    void running.process.exited.then((code) => this.ended(container, facts, life, running, code))
    const isStarted = () => facts.started
    startProbes(kubelet, record, container, running, isStarted, (kind, passing) => this.probed(container, facts, running, kind, passing))
    const hook = container.lifecycle?.postStart
    if (hook) kubelet.task(() => this.postStart(container, running))
    if (facts.started) this.poke()
  }

  private async postStart(container: Container, running: Running): Promise<void> {
    const failure = await runHook(this.kubelet, this.record, container, running, container.lifecycle!.postStart!, this.cause)
    if (failure === undefined) return
    this.tell(container, 'Warning', 'FailedPostStartHook', `PostStartHook failed`)
    await killContainer(this.kubelet, this.record, container, 'FailedPostStartHook', undefined, this.cause)
  }

  private ended(container: Container, facts: ContainerFacts, life: NonNullable<ContainerFacts['life']>, running: Running, code: number): void {
    const { machine } = this.kubelet
    running.log.close()
    const off = !machine.net.up
    life.finishedAt = this.kubelet.unix()
    life.exitCode = off ? 255 : code
    life.reason = off ? 'Unknown' : running.container.outOfMemory ? 'OOMKilled' : code === 0 ? 'Completed' : 'Error'
    const said = terminationMessage(machine, this.pod, container.name)
    if (said) life.message = said
    else if (container.terminationMessagePolicy === 'FallbackToLogsOnError' && code !== 0) life.message = running.log.text().slice(-2048)
    facts.started = false
    facts.ready = false
    if (this.record.running.get(container.name) === running) this.record.running.delete(container.name)
    this.pokeAt(this.nextRelist())
  }

  private probed(container: Container, facts: ContainerFacts, running: Running, kind: ProbeKind, passing: boolean): void {
    if (kind === 'readiness') facts.ready = passing
    if (kind === 'startup' && passing) {
      facts.started = true
      facts.ready = !container.readinessProbe
    }
    if (kind !== 'readiness' && !passing && running.process.exitCode === undefined) {
      const message = `Container ${container.name} failed ${kind} probe, will be restarted`
      this.kubelet.task(() => killContainer(this.kubelet, this.record, container, message, undefined, this.cause))
    }
    this.report()
    this.poke()
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

  private tell(container: Container, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.kubelet.tell(this.pod, type, reason, message, this.cause, container.name)
  }

  /** The pod's status as this kubelet sees it. */
  status(): Pod['status'] {
    return podStatus(this.pod, this.record.facts, this.kubelet.unix())
  }

  report(): void {
    this.kubelet.statuses.set(this.pod, this.status(), this.cause)
  }

  /** Containers that were running before this kubelet did are looked after again. */
  resume(): void {
    for (const container of allContainers(this.pod)) {
      const running = this.record.running.get(container.name)
      if (running) this.look(container, factsOf(this.record.facts, container.name), running)
    }
  }
}
