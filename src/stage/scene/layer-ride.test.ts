// Layers on their way: from the row they are in to the row they come to, in pulls and in pushes.
import { beforeAll, describe, expect, it } from 'vitest'
import type { MessageEvent, TraceEvent } from '../../kernel/trace.ts'
import { Headless } from '../../testing/headless.ts'
import type { Box, Rect } from './box.ts'
import { Film } from './film.ts'
import { type Flight, PACE, flights } from './flights.ts'
import { Pushes } from './pushes.ts'
import { Director } from './scene.ts'

const ROOM = { width: 786, height: 775, whole: false }

let film: Film
const lines = [
  'docker pull busybox',
  'printf "FROM busybox\\nRUN echo one > /one\\n" | docker build -t heejeong/box -',
  'echo naru | docker login -u heejeong --password-stdin',
  'docker push heejeong/box',
]

beforeAll(async () => {
  const events: TraceEvent[] = []
  const headless = await Headless.open({ sink: { event: (event) => events.push(event) } })
  for (const line of lines) expect((await headless.type(line)).exit, line).toBe(0)
  film = new Film()
  film.append(events)
})

/** Layers in flight at every 20 ms of a command. */
function watch(line: string) {
  const command = film.commands.find((one) => one.line === line)!
  const director = new Director(film)
  const seen: { flight: Flight; boxes: Map<string, Box> }[] = []
  for (let now = command.start; now <= command.end!; now += 20) {
    const scene = director.scene(now, ROOM)
    for (const flight of flights(film, scene, now, PACE))
      if (flight.look.shape === 'layer' && flight.share < 1) seen.push({ flight, boxes: scene.byId })
  }
  return seen
}

const inside = (inner: Rect, { x, y, w, h }: Rect) =>
  inner.x >= x && inner.y >= y && inner.x + inner.w <= x + w && inner.y + inner.h <= y + h

it('goes on for its own command, whatever ends meanwhile', () => {
  const pushes = new Pushes()
  const [topic, path, about] = ['registry.upload.start', '/v2/a/b/blobs/uploads/', { diffId: 'sha256:1', name: 'one' }]
  const sent = {
    kind: 'message',
    form: 'request',
    topic,
    path,
    about,
    from: 'laptop/dockerd',
    to: 'docker.io/registry',
  }
  expect(pushes.hear(sent as unknown as MessageEvent, 'a/b', 7)).toBe(true)
  expect(pushes.forget(8)).toBe(false)
  expect(pushes.of('docker.io')).toHaveLength(1)
  expect(pushes.forget(7)).toBe(true)
  expect(pushes.of('docker.io')).toEqual([])
})

describe('a layer on its way', () => {
  it('leaves the repository and comes to the image under way', () => {
    const seen = watch(lines[0]!)
    expect(seen.length).toBeGreaterThan(3)
    for (const { flight, boxes } of seen) {
      expect(inside(flight.ride!.from!, boxes.get('repository/docker.io/library/busybox:latest')!)).toBe(true)
      const image = [...boxes.values()].find(({ id }) => id.startsWith('pulling/laptop/'))
      if (image) expect(inside(flight.ride!.to!, image)).toBe(true)
    }
    expect(seen.some(({ boxes }) => [...boxes.keys()].some((id) => id.startsWith('pulling/laptop/')))).toBe(true)
  })

  it('leaves the image and fills a new one at the registry, which has the shared layer already', () => {
    const seen = watch(lines[3]!)
    expect(new Set(seen.map(({ flight }) => flight.label)).size).toBe(1)
    for (const { flight, boxes } of seen) {
      const card = boxes.get('repository/docker.io/heejeong/box:')!
      expect(card.content).toMatchObject({ pulling: true, layers: [{ state: 'ready' }, { state: 'downloading' }] })
      expect(inside(flight.ride!.to!, card)).toBe(true)
      const image = [...boxes.values()].find(
        ({ content }) => content.kind === 'image' && content.name === 'heejeong/box',
      )
      expect(inside(flight.ride!.from!, image!)).toBe(true)
    }
  })

  it('is an image of the registry as soon as its manifest is there', () => {
    const { byId } = new Director(film).scene(film.commands.at(-1)!.end!, ROOM)
    expect(byId.has('repository/docker.io/heejeong/box:')).toBe(false)
    expect(byId.get('repository/docker.io/heejeong/box:latest')?.content).toMatchObject({ pulling: false })
  })
})
