// Probes at work: one task for each probe of a running container (pkg/kubelet/prober).
import type { Container, HTTPGetAction, Pod, Probe } from '../../api/kubernetes/core.ts'
import { Cancel } from '../../kernel/cancel.ts'
import type { Kubelet } from './kubelet.ts'
import { NetError } from '../../net/errors.ts'
import { bodyText } from '../../net/http.ts'
import { Killed } from '../../machine/signal.ts'
import { goDuration } from './duration.ts'
import { runInContainer } from './exec.ts'
import type { PodRecord, Running } from './containerd.ts'
import {
  type Outcome,
  type ProbeKind,
  delayMs,
  failureMessage,
  initialState,
  judge,
  periodMs,
  timeoutMs,
} from './prober.ts'

interface Result {
  outcome: Outcome
  output: string
}

/** A probe begins when the pod's status shows the container: after the next look at the runtime. */
const RELIST_MS = 1000

/** Told of every change of mind. */
export type Verdict = (kind: ProbeKind, passing: boolean) => void

/** Runs until the container ends or `stop` is cancelled. `isStarted`: the startup probe is through. */
export function startProbes(
  kubelet: Kubelet,
  record: PodRecord,
  spec: Container,
  running: Running,
  isStarted: () => boolean,
  verdict: Verdict,
): Cancel {
  const stop = new Cancel()
  running.process.defer(() => stop.cancel(new Killed('KILL')))
  const probes: [ProbeKind, Probe | undefined][] = [
    ['startup', spec.startupProbe],
    ['liveness', spec.livenessProbe],
    ['readiness', spec.readinessProbe],
  ]
  for (const [kind, probe] of probes) {
    if (!probe) continue
    const watch = new Watch(kubelet, record, spec, running, kind, probe, verdict, stop)
    kubelet.task(() => watch.run(isStarted))
  }
  return stop
}

class Watch {
  private readonly kubelet: Kubelet
  private readonly record: PodRecord
  private readonly spec: Container
  private readonly running: Running
  private readonly kind: ProbeKind
  private readonly probe: Probe
  private readonly verdict: Verdict
  private readonly stop: Cancel

  constructor(
    kubelet: Kubelet,
    record: PodRecord,
    spec: Container,
    running: Running,
    kind: ProbeKind,
    probe: Probe,
    verdict: Verdict,
    stop: Cancel,
  ) {
    this.kubelet = kubelet
    this.record = record
    this.spec = spec
    this.running = running
    this.kind = kind
    this.probe = probe
    this.verdict = verdict
    this.stop = stop
  }

  async run(isStarted: () => boolean): Promise<void> {
    const { clock } = this.kubelet.machine.kernel
    let state = initialState(this.kind)
    await clock.sleep(Math.max(delayMs(this.probe), RELIST_MS), this.stop)
    for (;;) {
      if (this.kind === 'startup' ? !isStarted() : isStarted()) {
        const { outcome, output } = await this.once()
        this.stop.throwIfCancelled()
        const judged = judge(state, outcome, this.probe)
        const changed = judged.decided && (judged.state.passing !== state.passing || !judged.state.passing)
        state = judged.state
        if (outcome === 'failure') this.tell(output)
        if (changed) this.verdict(this.kind, state.passing)
        if (this.kind === 'startup' && judged.decided) return
        // The container is killed now; the one that takes its place is probed anew.
        if (this.kind === 'liveness' && changed && !state.passing) return
      }
      await clock.sleep(periodMs(this.probe), this.stop)
    }
  }

  private tell(output: string): void {
    const message = failureMessage(this.kind, output)
    this.kubelet.tell(this.record.pod, 'Warning', 'Unhealthy', message, undefined, this.spec.name)
  }

  private async once(): Promise<Result> {
    const { clock } = this.kubelet.machine.kernel
    const limit = timeoutMs(this.probe)
    const late = new Cancel()
    const timer = clock.after(limit, () => late.cancel(undefined))
    const off = this.stop.onCancel(() => late.cancel(undefined))
    try {
      return await this.attempt(late)
    } catch (error) {
      if (late.cancelled && !(error instanceof NetError)) return { outcome: 'failure', output: this.lateWords(limit) }
      if (error instanceof NetError) return { outcome: 'failure', output: this.netWords(error) }
      throw error
    } finally {
      clock.clear(timer)
      off()
    }
  }

  private attempt(late: Cancel): Promise<Result> {
    if (this.probe.exec) return this.exec(this.probe.exec.command ?? [], late)
    if (this.probe.httpGet) return this.http(this.probe.httpGet, late)
    return this.tcp(this.probe.tcpSocket?.port ?? this.probe.grpc?.port ?? 0, this.probe.tcpSocket?.host, late)
  }

  private async exec(command: string[], late: Cancel): Promise<Result> {
    const { code, output } = await runInContainer(this.running, command, undefined, late)
    return code === 0 ? { outcome: 'success', output } : { outcome: 'failure', output }
  }

  private async http(action: HTTPGetAction, late: Cancel): Promise<Result> {
    const url = this.url(action)
    const headers = Object.fromEntries((action.httpHeaders ?? []).map(({ name, value }) => [name.toLowerCase(), value]))
    const init = {
      headers: { 'user-agent': 'kube-probe/1.36', accept: '*/*', ...headers },
      cancel: late,
      cause: undefined,
    }
    const response = await this.kubelet.process.request(url, init)
    await late.guard(bodyText(response))
    if (response.status >= 200 && response.status < 400) return { outcome: 'success', output: '' }
    return { outcome: 'failure', output: `HTTP probe failed with statuscode: ${response.status}` }
  }

  private async tcp(port: number | string, host: string | undefined, late: Cancel): Promise<Result> {
    const connection = await late.guard(this.kubelet.process.connect(host ?? this.address(), this.number(port)))
    connection.close()
    return { outcome: 'success', output: '' }
  }

  private url({ scheme = 'HTTP', host, port, path = '/' }: HTTPGetAction): string {
    const target = path.startsWith('/') ? path : `/${path}`
    return `${scheme.toLowerCase()}://${host ?? this.address()}:${this.number(port)}${target}`
  }

  private address(): string {
    return this.record.sandbox?.ip ?? '127.0.0.1'
  }

  private number(port: number | string): number {
    return portNumber(this.spec, this.record.pod, port)
  }

  private lateWords(limit: number): string {
    if (this.probe.exec)
      return `command timed out: "${(this.probe.exec.command ?? []).join(' ')}" timed out after ${goDuration(limit)}`
    if (this.probe.httpGet) {
      return `Get "${this.url(this.probe.httpGet)}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`
    }
    return `dial tcp ${this.address()}:${this.number(this.probe.tcpSocket?.port ?? 0)}: i/o timeout`
  }

  private netWords({ code, target }: NetError): string {
    const why =
      code === 'ECONNREFUSED'
        ? 'connect: connection refused'
        : code === 'ECONNRESET'
          ? 'read: connection reset by peer'
          : 'i/o timeout'
    const dial = `dial tcp ${target}: ${why}`
    return this.probe.httpGet ? `Get "${this.url(this.probe.httpGet)}": ${dial}` : dial
  }
}

/** Named ports are looked up in the container. */
export function portNumber(spec: Container, pod: Pod, port: number | string): number {
  if (typeof port === 'number' || /^\d+$/.test(port)) return Number(port)
  const all = [...(spec.ports ?? []), ...pod.spec.containers.flatMap((other) => other.ports ?? [])]
  return all.find(({ name }) => name === port)?.containerPort ?? 0
}
