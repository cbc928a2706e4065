// Which requests for a container dockerd refuses, and in which words.
import type { ContainerCreateRequest, HostConfig, Resources, RestartPolicy } from '../../api/docker.ts'
import { ALL_CAPABILITIES, capabilityName } from '../../machine/capability.ts'
import { joinPath } from '../../machine/fs/path.ts'
import { signalName } from '../../machine/signal.ts'
import type { Engine } from '../engine.ts'
import { badRequest, failure } from '../errors.ts'
import { checkLogConfig } from './log-driver.ts'

const NAME = /^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/
const MIN_MEMORY = 6 * 1024 * 1024
const POLICIES = ['no', 'always', 'on-failure', 'unless-stopped']

export function checkName(name: string): void {
  if (!NAME.test(name)) throw badRequest(`Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`)
}

export function checkRestartPolicy(policy: RestartPolicy | undefined, autoRemove: boolean): void {
  if (!policy?.Name) return
  if (!POLICIES.includes(policy.Name)) {
    const known = "use one of 'no', 'always', 'on-failure', or 'unless-stopped'"
    throw badRequest(`invalid restart policy: unknown policy '${policy.Name}'; ${known}`)
  }
  if (policy.MaximumRetryCount < 0) throw badRequest('invalid restart policy: maximum retry count cannot be negative')
  if (policy.MaximumRetryCount > 0 && policy.Name !== 'on-failure') {
    throw badRequest("invalid restart policy: maximum retry count can only be used with 'on-failure'")
  }
  if (autoRemove && policy.Name !== 'no') throw badRequest("can't create 'AutoRemove' container with restart policy")
}

export function checkResources(resources: Partial<Resources>, cpus: number): void {
  const { Memory = 0, MemorySwap = 0, NanoCpus = 0, MemoryReservation = 0, CpusetCpus = '' } = resources
  if (Memory > 0 && Memory < MIN_MEMORY) throw badRequest('Minimum memory limit allowed is 6MB')
  if (Memory > 0 && MemorySwap > 0 && MemorySwap < Memory) {
    throw badRequest('Minimum memoryswap limit should be larger than memory limit, see usage')
  }
  if (Memory === 0 && MemorySwap > 0)
    throw badRequest('You should always set the Memory limit when using Memoryswap limit, see usage')
  if (MemoryReservation > 0 && Memory > 0 && Memory < MemoryReservation) {
    throw badRequest('Minimum memory limit can not be less than memory reservation limit, see usage')
  }
  if (NanoCpus < 0 || NanoCpus > cpus * 1e9) {
    throw badRequest(`range of CPUs is from 0.01 to ${cpus}.00, as there are only ${cpus} CPUs available`)
  }
  checkPeriod(resources)
  const wanted = CpusetCpus ? cpuList(CpusetCpus) : []
  if (wanted.some((cpu) => cpu >= cpus)) {
    throw badRequest(`Requested CPUs are not available - requested ${CpusetCpus}, available: 0-${cpus - 1}`)
  }
}

/** Microseconds, within what the scheduler takes. */
function checkPeriod({ CpuPeriod = 0, CpuQuota = 0 }: Partial<Resources>): void {
  if (CpuPeriod !== 0 && (CpuPeriod < 1000 || CpuPeriod > 1_000_000)) {
    throw badRequest('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)')
  }
  if (CpuQuota > 0 && CpuQuota < 1000) throw badRequest('CPU cfs quota can not be less than 1ms (i.e. 1000)')
}

function cpuList(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [from, to = from] = part.split('-').map(Number)
    return Array.from({ length: to! - from! + 1 }, (_, i) => from! + i)
  })
}

export function checkHostConfig(host: HostConfig, { machine, packaging }: Engine): void {
  checkRestartPolicy(host.RestartPolicy, host.AutoRemove)
  checkCapabilities('CapAdd', host.CapAdd)
  checkCapabilities('CapDrop', host.CapDrop)
  checkResources(host, machine.hardware.cpus)
  if (host.Isolation && host.Isolation !== 'default') {
    throw badRequest(`invalid isolation (${host.Isolation}): linux only supports 'default'`)
  }
  if (!['runc', 'io.containerd.runc.v2'].includes(host.Runtime)) {
    throw badRequest(`unknown or invalid runtime name: ${host.Runtime}`)
  }
  checkLogConfig(host, packaging.logDrivers)
  checkPlatform(host)
}

function checkCapabilities(of: string, capabilities: readonly string[] | null): void {
  for (const capability of capabilities ?? []) {
    const name = capabilityName(capability)
    if (name !== 'ALL' && !ALL_CAPABILITIES.has(name))
      throw badRequest(`invalid ${of}: unknown capability: "CAP_${name}"`)
  }
}

const IPC_MODES = /^(?:|none|private|host|shareable|container:.*)$/

/** moby/daemon/daemon_unix.go, verifyPlatformContainerSettings. */
function checkPlatform({ IpcMode, OomScoreAdj, Tmpfs, StorageOpt }: HostConfig): void {
  if (!IPC_MODES.test(IpcMode)) throw badRequest(`invalid IPC mode: ${IpcMode}`)
  if (OomScoreAdj < -1000 || OomScoreAdj > 1000) {
    throw badRequest(`Invalid value ${OomScoreAdj}, range for oom score adj is [-1000, 1000]`)
  }
  for (const path of Object.keys(Tmpfs ?? {})) {
    if (joinPath('/', path) === '/') throw badRequest("invalid specification: destination can't be '/'")
    if (!path.startsWith('/')) throw badRequest(`invalid mount path: '${path}' mount path must be absolute`)
  }
  if (Object.keys(StorageOpt ?? {}).length > 0) {
    throw failure("--storage-opt is supported only for overlay over xfs with 'pquota' mount option")
  }
}

/** A container in another one's network has nothing of its own there. */
export function checkNetworkMode(request: ContainerCreateRequest, host: HostConfig): void {
  const { NetworkMode: mode, UTSMode, Links, Dns, ExtraHosts, PortBindings, PublishAllPorts } = host
  if (UTSMode === 'host' && request.Hostname) throw badRequest('conflicting options: hostname and the UTS mode')
  if (mode === 'host' && Links?.length) {
    throw badRequest(
      "conflicting options: host type networking can't be used with links. This would result in undefined behavior",
    )
  }
  if (mode !== 'container' && !mode.startsWith('container:')) return
  if (mode.length <= 'container:'.length)
    throw badRequest('invalid network mode: invalid container format container:<name|id>')
  const rules: [unknown, string][] = [
    [request.Hostname, 'hostname and the network mode'],
    [Links?.length, "container type network can't be used with links. This would result in undefined behavior"],
    [Dns?.length, 'dns and the network mode'],
    [ExtraHosts?.length, 'custom host-to-IP mapping and the network mode'],
    [Object.keys(PortBindings).length > 0 || PublishAllPorts, 'port publishing and the container type network mode'],
    [Object.keys(request.ExposedPorts ?? {}).length, 'port exposing and the container type network mode'],
  ]
  for (const [given, what] of rules) if (given) throw badRequest(`conflicting options: ${what}`)
}

export function checkConfig(request: ContainerCreateRequest): void {
  if (request.WorkingDir && !request.WorkingDir.startsWith('/')) {
    throw badRequest(`the working directory '${request.WorkingDir}' is invalid, it needs to be an absolute path`)
  }
  if (request.StopSignal && !signalName(request.StopSignal)) throw badRequest(`invalid signal: ${request.StopSignal}`)
  for (const entry of request.Env ?? [])
    if (entry.startsWith('=')) throw badRequest(`invalid environment variable: ${entry}`)
  const health = request.Healthcheck
  const least = (name: string, value: number | undefined) => {
    if (value && value < 1_000_000) throw badRequest(`${name} in Healthcheck cannot be less than 1ms`)
  }
  least('Interval', health?.Interval)
  least('Timeout', health?.Timeout)
  least('StartPeriod', health?.StartPeriod)
}
