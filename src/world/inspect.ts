// The real JSON of an object on the stage, from its own API, without a message on the wire: looking is not an event.
import { text } from '../kernel/bytes.ts'
import { Cancel } from '../kernel/cancel.ts'
import { type Listener, ready } from '../net/namespace.ts'
import { type HttpRequest, bodyText, request } from '../net/http.ts'
import type { World } from './world.ts'

const PATHS: Record<string, (id: string) => string> = {
  container: (id) => `/containers/${id}/json`,
  image: (id) => `/images/${id}/json`,
  network: (id) => `/networks/${id}`,
  volume: (id) => `/volumes/${id}`,
  engine: () => '/info',
}

/** Undefined where the object has no API of its own, or is gone. */
export async function inspectObject(
  world: World,
  object: { type: string; place: string; id: string },
): Promise<unknown> {
  const { type, place, id } = object
  if (type === 'repository') return manifest(world, place, id)
  const path = PATHS[type]?.(id)
  const machine = world.machines.get(place)
  if (!path || !machine) return undefined
  const socket = machine.fs.exists('/var/run/docker.sock') ? machine.fs.socket('/var/run/docker.sock') : undefined
  return socket && ask(socket, request('GET', path))
}

function manifest(world: World, host: string, id: string): unknown {
  const colon = id.lastIndexOf(':')
  const found = world.registries.get(host)?.manifest(id.slice(0, colon), id.slice(colon + 1))
  return found && JSON.parse(text(found.bytes))
}

async function ask(listener: Listener, question: HttpRequest): Promise<unknown> {
  const peer = {
    cause: undefined,
    from: 'page',
    address: '127.0.0.1',
    destination: { address: '', port: 0 },
    scheme: 'http' as const,
    gone: new Cancel(),
  }
  await ready(listener)
  const response = await listener.http?.(question, peer)
  if (!response || response.status !== 200) return undefined
  return JSON.parse(await bodyText(response))
}
