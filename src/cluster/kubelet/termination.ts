// Ending containers: preStop hooks, the signal, the grace period, the kill (kuberuntime's killContainer).
import type { Container, LifecycleHandler, Pod } from '../../api/kubernetes/core.ts'
import { Cancel } from '../../kernel/cancel.ts'
import type { Cause } from '../../kernel/trace.ts'
import { signalName } from '../../machine/signal.ts'
import { NetError } from '../../net/errors.ts'
import type { PodRecord, Running } from './containerd.ts'
import { runInContainer } from './exec.ts'
import { isSidecar } from './facts.ts'
import type { Kubelet } from './kubelet.ts'
import { portNumber } from './probing.ts'

/** What upstream gives a pod at least, whatever was asked. */
const LEAST_GRACE_MS = 2000

const graceOf = (pod: Pod): number => pod.spec.terminationGracePeriodSeconds ?? 30

/** All containers at once, sidecars after them in the reverse order of their start. `grace` is seconds. */
export async function terminatePod(
  kubelet: Kubelet,
  record: PodRecord,
  grace: number | undefined,
  cause: Cause,
): Promise<void> {
  const { pod } = record
  const main = [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter((container) => !isSidecar(container))]
  await Promise.all(main.map((container) => killContainer(kubelet, record, container, undefined, grace, cause)))
  for (const sidecar of (pod.spec.initContainers ?? []).filter(isSidecar).toReversed()) {
    await killContainer(kubelet, record, sidecar, undefined, grace, cause)
  }
}

/** Resolves when it has ended; at once when it does not run. */
export async function killContainer(
  kubelet: Kubelet,
  record: PodRecord,
  container: Container,
  message: string | undefined,
  grace: number | undefined,
  cause: Cause,
): Promise<void> {
  const running = record.running.get(container.name)
  if (!running) return
  const { clock } = kubelet.machine.kernel
  kubelet.tell(
    record.pod,
    'Normal',
    'Killing',
    message ?? `Stopping container ${container.name}`,
    cause,
    container.name,
  )
  const limit = Math.max((grace ?? graceOf(record.pod)) * 1000, LEAST_GRACE_MS)
  const kill = clock.after(limit, () => running.process.signal('KILL'))
  const hook = container.lifecycle?.preStop
  if (hook) await Promise.race([runHook(kubelet, record, container, running, hook, cause), running.process.exited])
  const signal = signalName(running.stopSignal) ?? 'TERM'
  running.process.signal(signal)
  await running.process.exited
  clock.clear(kill)
}

/** Why it failed; undefined when it did not. */
export async function runHook(
  kubelet: Kubelet,
  record: PodRecord,
  container: Container,
  running: Running,
  hook: LifecycleHandler,
  cause: Cause,
): Promise<string | undefined> {
  const { clock } = kubelet.machine.kernel
  if (hook.sleep) {
    await clock.sleep(hook.sleep.seconds * 1000)
    return undefined
  }
  if (hook.exec) {
    const { code, output } = await runInContainer(running, hook.exec.command ?? [], cause, new Cancel())
    return code === 0 ? undefined : output
  }
  if (!hook.httpGet) return undefined
  const { scheme = 'HTTP', host, port, path = '/' } = hook.httpGet
  const address = host ?? record.sandbox?.ip ?? '127.0.0.1'
  try {
    const url = `${scheme.toLowerCase()}://${address}:${portNumber(container, record.pod, port)}${path}`
    const response = await kubelet.process.request(url, { cause })
    return response.status < 400 ? undefined : `status ${response.status}`
  } catch (error) {
    if (error instanceof NetError) return error.message
    throw error
  }
}
