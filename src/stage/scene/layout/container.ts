// A container as it is drawn: on its image's layers, with its writable layer, ports, and both of its PIDs.
import type { ContainerObject } from '../../../api/objects.ts'
import type { Content, Detail, Tone } from '../box.ts'
import { layerRows } from '../layers.ts'
import type { Palette } from '../palette.ts'
import type { Thing } from '../state.ts'

export function containerContent(thing: Thing, detail: Detail, palette: Palette): Content {
  const data = thing.data as unknown as ContainerObject
  const first = data.processes?.[0]
  return {
    kind: 'container',
    name: data.name.replace(/^\//, ''),
    short: thing.id.slice(0, 12),
    image: data.image,
    command: data.command,
    state: data.state,
    exitCode: data.exitCode,
    health: data.health,
    tone: toneOf(data),
    ports: (data.ports ?? []).filter((one) => !one.hostIp.includes(':')).map((one) => `${one.host} → ${one.container}`),
    pids: first ? `PID ${first.pid} · host ${first.hostPid}` : '',
    networks: data.networks.map(({ name }) => name).filter((name) => name !== 'bridge'),
    mounts: data.mounts.map(({ type, source, target }) => `${sourceName(type, source)} → ${target}`),
    layers: layerRows(data.layers, palette).toReversed(),
    writable: data.writable,
    detail,
  }
}

/** An anonymous volume's name is its id. */
const sourceName = (type: string, source: string) =>
  type === 'tmpfs' ? 'tmpfs' : /^[0-9a-f]{64}$/.test(source) ? source.slice(0, 8) : source

/** Lines of a container's card beside its name and its layers. */
export function factLines({ data }: Thing): { badges: boolean; wiring: boolean } {
  const { ports, processes, networks, mounts } = data as unknown as ContainerObject
  return {
    badges: ports.length + processes.length > 0,
    wiring: networks.some(({ name }) => name !== 'bridge') || mounts.length > 0,
  }
}

function toneOf({ state, exitCode, health }: ContainerObject): Tone {
  if (state === 'running') return health === 'starting' ? 'busy' : health === 'unhealthy' ? 'warn' : 'good'
  if (state === 'restarting' || state === 'created') return 'busy'
  if (state === 'paused') return 'warn'
  return state === 'dead' || (exitCode !== undefined && exitCode !== 0) ? 'bad' : 'idle'
}
