// Devices of the host in a container: `--device`, `--gpus`, `--privileged`.
import { MACHINE_DEVICES } from '../../machine/fs/devices.ts'
import type { Engine } from '../engine.ts'
import { failure } from '../errors.ts'
import type { Container } from './container.ts'

/** What the container asks of the host's devices. Throws ApiError. */
export function checkDevices(engine: Engine, { hostConfig }: Container): void {
  for (const { PathOnHost } of (hostConfig.Devices ?? []) as { PathOnHost: string }[]) {
    if (engine.machine.fs.exists(PathOnHost)) continue
    const what = `error gathering device information while adding custom device "${PathOnHost}"`
    throw failure(`${what}: no such file or directory`)
  }
  for (const { Driver, Capabilities } of (hostConfig.DeviceRequests ?? []) as DeviceRequest[]) {
    const sets = (Capabilities ?? []).map((set) => `[${set.join(' ')}]`).join(' ')
    throw failure(`could not select device driver "${Driver ?? ''}" with capabilities: [${sets}]`)
  }
}

interface DeviceRequest {
  Driver?: string
  Capabilities?: string[][]
}

interface DeviceMapping {
  PathOnHost: string
  PathInContainer: string
}

/** Path below /dev → device, of those besides the usual ones. */
export function devicesOf(engine: Engine, { hostConfig }: Container): ReadonlyMap<string, string> {
  const { fs } = engine.machine
  const given = new Map<string, string>()
  if (hostConfig.Privileged) for (const name of MACHINE_DEVICES) given.set(`/${name}`, name)
  const add = (from: string, to: string) => {
    if (fs.stat(from).type === 'directory') for (const name of fs.list(from)) add(`${from}/${name}`, `${to}/${name}`)
    const device = fs.special(from)?.device
    if (device !== undefined && to.startsWith('/dev/')) given.set(to.slice('/dev'.length), device)
  }
  for (const { PathOnHost, PathInContainer } of (hostConfig.Devices ?? []) as DeviceMapping[])
    add(PathOnHost, PathInContainer || PathOnHost)
  return given
}
