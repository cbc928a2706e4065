// The containers of one pod, each started when it may be and looked after until it ends (kuberuntime, container_manager).
import type { Container } from '../../api/kubernetes/core.ts'
import type { Cancel } from '../../kernel/cancel.ts'
import type { Cause } from '../../kernel/trace.ts'
import { OciError } from '../../runtime/errors.ts'
import { Backoff } from './backoff.ts'
import type { PodRecord, Running } from './containerd.ts'
import { goDuration } from './duration.ts'
import { ConfigError, environment } from './environment.ts'
import { type ContainerFacts, factsOf, hasFinished } from './facts.ts'
import { ImageError, type PresentImage } from './images.ts'
import type { Kubelet } from './kubelet.ts'
import { startProbes } from './probing.ts'
import type { ProbeKind } from './prober.ts'
import { isStatic } from './static-pods.ts'
import { isForbiddenRoot } from './security.ts'
import { startContainer } from './start.ts'
import { killContainer, runHook } from './termination.ts'
import { terminationMessage } from './volumes.ts'

/** The worker that this is done for. */
export interface Worker {
  readonly cause: Cause
  readonly cancel: Cancel
  /** Volume name → path on the node. */
  readonly volumes: ReadonlyMap<string, string> | undefined
  /** Looks at the pod again: now, or at a virtual time. */
  poke(): void
  pokeAt(time: number): void
  report(): void
  /** When a sync that failed is tried again. */
  jittered(): number
  /** When the runtime is looked at next. */
  nextRelist(): number
}

export class ContainerKeeper {
  private readonly kubelet: Kubelet
  private readonly record: PodRecord
  private readonly worker: Worker
  private readonly crashes = new Backoff()

  constructor(kubelet: Kubelet, record: PodRecord, worker: Worker) {
    this.kubelet = kubelet
    this.record = record
    this.worker = worker
  }

  /** Starts it, unless it must wait. Gives the time at which to try again. */
  async start(container: Container, secrets: Awaited<ReturnType<Kubelet['pullSecrets']>>): Promise<number | undefined> {
    const { kubelet, record } = this
    const facts = factsOf(record.facts, container.name)
    const crashed = this.crashWait(container, facts)
    if (crashed !== undefined) return crashed
    let present: PresentImage
    try {
      present = await this.worker.cancel.guard(
        kubelet.images.ensure(this.record.pod, container, secrets, this.worker.cancel, this.worker.cause),
      )
    } catch (error) {
      if (!(error instanceof ImageError)) throw error
      facts.waiting = { reason: error.reason, message: error.message }
      this.tell(container, 'Warning', 'Failed', `Error: ${error.reason}`)
      return Math.min(error.retryAt ?? Infinity, this.worker.jittered())
    }
    if (!isStatic(this.record.pod)) {
      await this.worker.cancel.guard(kubelet.servicesKnown())
      await this.worker.cancel.guard(kubelet.references.load(this.record.pod, container))
    }
    return this.create(container, facts, present)
  }

  private create(container: Container, facts: ContainerFacts, present: PresentImage): number | undefined {
    const { kubelet, record } = this
    try {
      const env = environment(
        this.record.pod,
        container,
        kubelet.environmentSources(this.record.pod),
        kubelet.around(record.facts.podIp),
      )
      this.checkUser(container, present)
      const running = startContainer(
        kubelet,
        record,
        { spec: container, present, env, volumes: this.worker.volumes! },
        this.worker.cause,
      )
      this.tell(container, 'Normal', 'Created', 'Container created')
      this.tell(container, 'Normal', 'Started', 'Container started')
      this.look(container, facts, running)
      return undefined
    } catch (error) {
      if (error instanceof ConfigError) {
        facts.waiting = { reason: 'CreateContainerConfigError', message: error.message }
        this.tell(container, 'Warning', 'Failed', `Error: ${error.message}`)
        return this.worker.jittered()
      }
      if (error instanceof OciError) return this.couldNotStart(container, facts, present, error)
      throw error
    }
  }

  private checkUser(container: Container, { image }: PresentImage): void {
    if (!isForbiddenRoot(this.record.pod, container, image.config.config.User ?? '')) return
    const { name, namespace, uid } = this.record.pod.metadata
    throw new ConfigError(
      `container has runAsNonRoot and image will run as root (pod: "${name}_${namespace}(${uid})", container: ${container.name})`,
    )
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
    facts.life = {
      id,
      image: present.name,
      imageId,
      startedAt: 0,
      finishedAt: kubelet.unix(),
      exitCode: 128,
      reason: 'StartError',
      message,
    }
    facts.waiting = { reason: 'RunContainerError', message }
    return this.worker.jittered()
  }

  /** CrashLoopBackOff: when the container may start again; undefined: now. */
  private crashWait(container: Container, facts: ContainerFacts): number | undefined {
    if (!hasFinished(facts)) return undefined
    const { kubelet } = this
    const finished = facts.life!.finishedAt! - kubelet.machine.kernel.clock.epoch
    const delay = this.crashes.delay(container.name, finished)
    const until = finished + delay
    const { name, namespace, uid } = this.record.pod.metadata
    if (delay === 0 || kubelet.now() >= until) {
      this.crashes.next(container.name, Math.max(finished, kubelet.now()))
      return undefined
    }
    const pod = `${name}_${namespace}(${uid})`
    const message = `back-off ${goDuration(delay)} restarting failed container=${container.name} pod=${pod}`
    if (facts.waiting?.reason !== 'CrashLoopBackOff') {
      const about = { pod: `${namespace}/${name}`, container: container.name, seconds: delay / 1000 }
      kubelet.decide('crash.backoff', { ...about, reason: message }, this.worker.cause)
    }
    facts.waiting = { reason: 'CrashLoopBackOff', message }
    this.tell(container, 'Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${pod}`)
    return until
  }

  /** Looks after a container that was started: hooks, probes, its end. */
  look(container: Container, facts: ContainerFacts, running: Running): void {
    const { kubelet, record } = this
    const life = facts.life!
    facts.started = !container.startupProbe
    facts.ready = facts.started && !container.readinessProbe
    void running.process.exited.then((code) => this.ended(container, facts, life, running, code))
    const isStarted = () => facts.started
    startProbes(kubelet, record, container, running, isStarted, (kind, passing) =>
      this.probed(container, facts, running, kind, passing),
    )
    const hook = container.lifecycle?.postStart
    if (hook) kubelet.task(() => this.postStart(container, running))
    if (facts.started) this.worker.poke()
  }

  private async postStart(container: Container, running: Running): Promise<void> {
    const failure = await runHook(
      this.kubelet,
      this.record,
      container,
      running,
      container.lifecycle!.postStart!,
      this.worker.cause,
    )
    if (failure === undefined) return
    this.tell(container, 'Warning', 'FailedPostStartHook', `PostStartHook failed`)
    await killContainer(this.kubelet, this.record, container, 'FailedPostStartHook', undefined, this.worker.cause)
  }

  private ended(
    container: Container,
    facts: ContainerFacts,
    life: NonNullable<ContainerFacts['life']>,
    running: Running,
    code: number,
  ): void {
    const { machine } = this.kubelet
    running.log.close()
    const off = !machine.net.up
    life.finishedAt = this.kubelet.unix()
    life.exitCode = off ? 255 : code
    life.reason = off ? 'Unknown' : running.container.outOfMemory ? 'OOMKilled' : code === 0 ? 'Completed' : 'Error'
    const said = terminationMessage(machine, this.record.pod, container.name)
    if (said) life.message = said
    else if (container.terminationMessagePolicy === 'FallbackToLogsOnError' && code !== 0)
      life.message = running.log.text().slice(-2048)
    facts.started = false
    facts.ready = false
    if (this.record.running.get(container.name) === running) this.record.running.delete(container.name)
    this.worker.pokeAt(this.worker.nextRelist())
  }

  private probed(
    container: Container,
    facts: ContainerFacts,
    running: Running,
    kind: ProbeKind,
    passing: boolean,
  ): void {
    if (kind === 'readiness') facts.ready = passing
    if (kind === 'startup' && passing) {
      facts.started = true
      facts.ready = !container.readinessProbe
    }
    if (kind !== 'readiness' && !passing && running.process.exitCode === undefined) {
      const message = `Container ${container.name} failed ${kind} probe, will be restarted`
      this.kubelet.task(() =>
        killContainer(this.kubelet, this.record, container, message, undefined, this.worker.cause),
      )
    }
    this.worker.report()
    this.worker.poke()
  }

  private tell(container: Container, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.kubelet.tell(this.record.pod, type, reason, message, this.worker.cause, container.name)
  }
}
