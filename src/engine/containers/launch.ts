// From a container's configuration to its first process: what runc is told of namespaces, limits and mounts.
import type { Cause } from '../../kernel/trace.ts'
import { ALL_CAPABILITIES, adjusted, type CapabilitySet } from '../../machine/capability.ts'
import type { Process } from '../../machine/process.ts'
import type { Rlimits } from '../../machine/rlimit.ts'
import { Container as Contained, type Limits } from '../../runtime/container.ts'
import type { Engine } from '../engine.ts'
import { linkVariables } from '../networks/links.ts'
import { mountPoints } from '../volumes/mounting.ts'
import { streamsOf } from './attach.ts'
import type { Container } from './container.ts'
import { donor } from './donor.ts'
import { devicesOf } from './devices.ts'

/** The process itself, on a network that is up. Throws OciError. */
export function launch(engine: Engine, container: Container, cause: Cause): Process {
  const { machine } = engine
  const { config, hostConfig } = container
  const { MaskedPaths, ReadonlyPaths, Sysctls, Privileged } = hostConfig
  const streams = streamsOf(container)
  const contained = new Contained({
    machine,
    id: container.id,
    component: `${machine.name}/container/${container.shortId}`,
    fs: container.fs,
    net: container.net!,
    pids: pidsOf(engine, container),
    uts: container.uts,
    mounts: mountPoints(engine, container),
    limits: limitsOf(container),
    capabilities: capabilitiesOf(container),
    rlimits: rlimitsOf(container),
    devices: devicesOf(engine, container),
    masked: MaskedPaths ?? [],
    readOnlyPaths: ReadonlyPaths ?? [],
    sysctls: new Map([...SYSCTLS, ...Object.entries(Sysctls ?? {})]),
    privileged: Privileged,
    onOutOfMemory: () => {
      container.state.oomKilled = true
      engine.containerEvent(container, 'oom')
    },
  })
  container.contained = contained
  return contained.start(
    {
      argv: container.argv,
      env: [...linkVariables(engine, container), ...(config.Env ?? [])],
      cwd: config.WorkingDir || '/',
      user: config.User,
      groups: hostConfig.GroupAdd ?? [],
      init: hostConfig.Init ?? false,
      streams,
    },
    cause,
  )
}

function capabilitiesOf({ hostConfig }: Container): CapabilitySet {
  return hostConfig.Privileged ? ALL_CAPABILITIES : adjusted(hostConfig.CapAdd ?? [], hostConfig.CapDrop ?? [])
}

/** -1 is no limit. */
function rlimitsOf({ hostConfig }: Container): Rlimits {
  const value = (limit: number) => (limit < 0 ? Infinity : limit)
  return new Map(
    (hostConfig.Ulimits ?? []).map(({ Name, Soft, Hard }) => [Name, { soft: value(Soft), hard: value(Hard) }]),
  )
}

/** Everybody in a container may send pings. */
const SYSCTLS = [['net.ipv4.ping_group_range', '0\t2147483647']] as const

export function limitsOf({ hostConfig }: Container): Limits {
  const { Memory, MemorySwap, PidsLimit, NanoCpus, CpuQuota, CpuPeriod, CpuShares } = hostConfig
  const quota = CpuQuota > 0 ? CpuQuota / (CpuPeriod || 100_000) : undefined
  return {
    memory: Memory || undefined,
    swap: Memory && MemorySwap > 0 ? MemorySwap - Memory : undefined,
    reservation: hostConfig.MemoryReservation || undefined,
    pids: PidsLimit && PidsLimit > 0 ? PidsLimit : undefined,
    cpus: NanoCpus ? NanoCpus / 1e9 : quota,
    cpuWeight: CpuShares ? 1 + Math.floor(((CpuShares - 2) * 9999) / 262_142) : undefined,
    cpuset: hostConfig.CpusetCpus || undefined,
  }
}

function pidsOf(engine: Engine, { hostConfig }: Container) {
  const mode = hostConfig.PidMode
  if (mode === 'host') return engine.machine.pids
  if (!mode.startsWith('container:')) return undefined
  return donor(engine, mode.slice('container:'.length), 'PID').contained!.namespaces.pids
}
