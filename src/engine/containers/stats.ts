// GET /containers/{id}/stats: one sample a second.
import type { CpuStats, StatsResponse } from '../../api/docker.ts'
import type { HttpRequest, HttpResponse, Peer } from '../../net/http.ts'
import { JsonStream, flag } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { NEVER, goTime } from '../times.ts'
import type { Container } from './container.ts'

const SECOND_MS = 1000
const NS_PER_MS = 1e6
/** What the kernel says of a group without a limit: the largest number of 64 bits (that JSON's numbers here can say). */
const NO_LIMIT = 2 ** 64 - 2048
/** Broadcasts and the like that every interface sees when it comes up. */
const FIRST_BYTES = { rx: 1130, tx: 126 }

export function stats(engine: Engine, name: string, request: HttpRequest, peer: Peer): HttpResponse {
  const container = engine.container(name)
  const forEver = flag(request.query, 'stream', true)
  const oneShot = flag(request.query, 'one-shot')
  const stream = new JsonStream()
  let open = true
  peer.gone.onCancel(() => {
    open = false
    stream.end()
  })
  engine.machine.kernel.spawn(async () => {
    let before = forEver || oneShot || !container.state.running ? undefined : sample(engine, container)
    if (before) await engine.clock.sleep(SECOND_MS)
    for (;;) {
      if (!open) return
      const now = sample(engine, container)
      stream.write(shown(engine, container, now, before))
      if (!forEver || !engine.containers.has(container.id)) return stream.end()
      before = now
      await engine.clock.sleep(SECOND_MS)
    }
  })
  return stream.response()
}

interface Sample {
  time: number
  /** ms used by all processes. */
  cpu: number
}

const sample = (engine: Engine, container: Container): Sample => ({
  time: engine.clock.now,
  cpu: (container.contained?.processes() ?? []).reduce((sum, process) => sum + process.cpu, 0),
})

function cpuStats(engine: Engine, { time, cpu }: Sample): CpuStats {
  const { cpus } = engine.machine.hardware
  const total = Math.round(cpu * NS_PER_MS)
  return {
    cpu_usage: { total_usage: total, usage_in_kernelmode: 0, usage_in_usermode: total },
    system_cpu_usage: Math.round(time * cpus * NS_PER_MS),
    online_cpus: cpus,
    throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
  }
}

const NO_CPU: CpuStats = {
  cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
  system_cpu_usage: 0,
  online_cpus: 0,
  throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
}

function shown(engine: Engine, container: Container, now: Sample, before: Sample | undefined): StatsResponse {
  const common = { name: `/${container.name}`, id: container.id, num_procs: 0, storage_stats: {} }
  const blkio_stats = { io_service_bytes_recursive: null }
  if (!container.state.running) {
    const none = { cpu_stats: NO_CPU, precpu_stats: NO_CPU, memory_stats: {}, pids_stats: {}, blkio_stats }
    return { ...common, read: NEVER, preread: NEVER, ...none }
  }
  const processes = container.contained?.processes() ?? []
  const usage = container.contained?.cgroup.memory() ?? 0
  const limit = container.hostConfig.Memory || engine.machine.hardware.memory
  const networks = (container.net?.interfaces ?? []).map((link) => [
    link.name,
    {
      rx_bytes: FIRST_BYTES.rx,
      rx_packets: 13,
      rx_errors: 0,
      rx_dropped: 0,
      tx_bytes: FIRST_BYTES.tx,
      tx_packets: 3,
      tx_errors: 0,
      tx_dropped: 0,
    },
  ])
  return {
    ...common,
    read: goTime(engine.clock, now.time),
    preread: before ? goTime(engine.clock, before.time) : NEVER,
    pids_stats: { current: processes.length, limit: container.hostConfig.PidsLimit ?? NO_LIMIT },
    blkio_stats,
    cpu_stats: cpuStats(engine, now),
    precpu_stats: before ? cpuStats(engine, before) : NO_CPU,
    memory_stats: { usage, limit, stats: { inactive_file: 0 } },
    ...(networks.length > 0 ? { networks: Object.fromEntries(networks) } : {}),
  }
}
