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
    layers: layerRows(data.layers, palette).toReversed(),
    writable: data.writable,
    detail,
  }
}

function toneOf({ state, exitCode, health }: ContainerObject): Tone {
  if (state === 'running') return health === 'starting' ? 'busy' : health === 'unhealthy' ? 'warn' : 'good'
  if (state === 'restarting' || state === 'created') return 'busy'
  if (state === 'paused') return 'warn'
  return state === 'dead' || (exitCode !== undefined && exitCode !== 0) ? 'bad' : 'idle'
}
