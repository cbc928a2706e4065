// The scene: what stands where at any moment of a trace, how it is reached, what flies.
import { describe, expect, it } from 'vitest'
import type { Box } from './box.ts'
import { Film } from './film.ts'
import { CRANE, JAR, cluster, container, digest, laptop, pulling } from './fixture/trace.ts'
import { Writer } from './fixture/writer.ts'
import { PACE, flights } from './flights.ts'
import { pointAt } from './path.ts'
import { Director } from './scene.ts'

const ROOM = { width: 786, height: 775, whole: false }

function filmOf(events: Film['events']): Film {
  const film = new Film()
  for (let i = 0; i < events.length; i += 7) film.append(events.slice(i, i + 7))
  return film
}

const at = (film: Film, now: number, room = ROOM) => new Director(film).scene(now, room)
const names = (boxes: Box[], kind: string) =>
  boxes.filter(({ content }) => content.kind === kind).map(({ content }) => ('name' in content ? content.name : ''))

describe('what stands on the stage', () => {
  it('shows an empty place for a cluster before there is one', () => {
    const scene = at(filmOf(laptop().events), 500)
    expect(scene.byId.get('hint/cluster')).toBeDefined()
    expect(names(scene.boxes, 'image')).toEqual([])
  })

  it('puts containers on the layers of their image, topmost first', () => {
    const { boxes } = at(filmOf(laptop().events), 14_000)
    const box = boxes.find(({ content }) => content.kind === 'container')
    if (box?.content.kind !== 'container') throw new Error('no container')
    expect(box.content.layers.map(({ name }) => name)).toEqual(CRANE.map(({ name }) => name).toReversed())
    expect(box.content.ports).toEqual(['7070 → 8080'])
    expect(box.content.pids).toContain('64915')
  })

  it('gives a layer the same colour everywhere, and others other colours', () => {
    const { boxes } = at(filmOf(pulling().events), 66_000)
    const paints = new Map<string, Set<string>>()
    for (const { content } of boxes) {
      if (!('layers' in content)) continue
      for (const { diffId, paint } of content.layers) {
        paints.set(diffId, (paints.get(diffId) ?? new Set()).add(JSON.stringify(paint)))
      }
    }
    expect(paints.size).toBeGreaterThan(4)
    for (const one of paints.values()) expect(one.size).toBe(1)
    expect(new Set([...paints.values()].map((one) => [...one][0])).size).toBe(paints.size)
  })

  it('calls a layer that arrives what its registry calls it', () => {
    const { events } = laptop()
    const film = filmOf(events)
    const [first] = CRANE
    const seq = events.length
    const data = { ...first!, name: first!.digest!.slice(7, 19), size: 1, state: 'downloading', image: 'x/y:z' }
    film.append([
      {
        seq,
        at: 20_000,
        kind: 'object',
        topic: 'object.layer',
        type: 'layer',
        place: 'friend',
        id: first!.diffId,
        data,
      },
    ])
    expect(film.palette.layer(first!.diffId)).toMatchObject({ name: first!.name, size: first!.size })
  })

  it('draws pods on their nodes, with phase and countdown', () => {
    const { boxes } = at(filmOf(pulling().events), 66_000)
    const bad = boxes.find(({ id }) => id === 'pod/minikube/default/bad')
    expect(bad?.parent).toBe('node/minikube-m03')
    expect(bad?.content).toMatchObject({ phase: 'ImagePullBackOff', tone: 'bad', retryAt: 100_000 })
    const crane = boxes.find(({ id }) => id === 'pod/minikube/default/crane')
    expect(crane?.parent).toBe('node/minikube-m02')
    expect(boxes.find(({ id }) => id === 'cache/minikube-m02')?.content).toMatchObject({ count: '2/4' })
  })

  it('keeps system pods and their images out of the way', () => {
    const { boxes } = at(filmOf(cluster().events), 61_000)
    expect(names(boxes, 'pod').some((name) => name.startsWith('kube-'))).toBe(false)
    expect(boxes.filter(({ content }) => content.kind === 'more' && content.of === 'systempods')).toHaveLength(3)
  })
})

describe('any moment', () => {
  const events = pulling().events
  const moments = [0, 1500, 9000, 13_000, 25_000, 31_000, 60_500, 64_000, 66_000]

  it('is the same whether reached forwards, backwards or at once', () => {
    const film = filmOf(events)
    const director = new Director(film)
    const order = [...moments, ...moments.toReversed(), 60_500, 0, 66_000]
    for (const now of order) {
      const alone = at(filmOf(events), now)
      expect(director.scene(now, ROOM).boxes).toEqual(alone.boxes)
    }
  })

  it('keeps boxes that did not change as the same objects', () => {
    const film = filmOf(events)
    const director = new Director(film)
    const before = director.scene(62_000, ROOM)
    const after = director.scene(66_000, ROOM)
    expect(after).not.toBe(before)
    const kept = after.boxes.filter((box) => before.byId.get(box.id) === box)
    expect(kept.length).toBeGreaterThan(after.boxes.length / 2)
    expect(director.scene(66_001, ROOM)).toBe(after)
  })

  it('goes through checkpoints when the trace is long', () => {
    const writer = laptop()
    for (let i = 0; i < 5000; i++) {
      writer.now += 10
      writer.object('container', 'laptop', digest(`c${i % 9}`), container(`c${i}`, CRANE))
    }
    const film = filmOf(writer.events)
    const late = at(film, writer.now)
    film.stateAt(50)
    expect(at(film, writer.now).boxes).toEqual(late.boxes)
    film.stateAt(3200)
    expect(film.stateAt(3000).version).toBeLessThan(film.stateAt(3100).version)
  })
})

describe('flights', () => {
  const film = filmOf(pulling().events)
  const fly = (now: number, pace = PACE) => flights(film, at(film, now), now, pace)

  it('are where their time says, from box to box', () => {
    const [one, later] = [fly(65_300), fly(65_900)]
    const post = one.find(({ look }) => look.shape === 'tag')
    expect(post).toMatchObject({
      from: 'program/laptop/kubectl',
      to: 'component/minikube/kube-apiserver',
      label: 'POST …/pods',
    })
    expect(post?.share).toBeCloseTo(0.25)
    expect(later.find(({ seq }) => seq === post?.seq)?.share).toBeCloseTo(0.75)
  })

  it('carry layers with their name, size and colour', () => {
    const bars = fly(65_500).filter(({ look }) => look.shape === 'layer')
    expect(bars.map(({ label, bytes }) => [label, bytes])).toContainEqual(['crane.jar', 38_000_000])
    expect(bars.find(({ label }) => label === 'crane.jar')?.paint).toEqual(film.palette.of(JAR.diffId))
  })

  it('end, but are seen for a while even when they are short', () => {
    expect(fly(70_000)).toEqual([])
    const short = laptop()
    short.now = 30_000
    const cause = short.input('curl localhost')
    short.message({ from: 'laptop/docker', to: 'laptop/dockerd', method: 'GET', path: '/_ping', ms: 1, cause })
    const brief = filmOf(short.events)
    const seen = (now: number) => flights(brief, at(brief, now), now, PACE)
    expect(seen(30_100)[0]?.share).toBeCloseTo(100 / PACE.least)
    expect(seen(30_000 + PACE.least + PACE.glow + 1)).toEqual([])
  })

  it('are counted where many are equal', () => {
    const many = laptop()
    many.now = 30_000
    const cause = many.input('ab -n 12')
    for (let i = 0; i < 12; i++)
      many.message({ from: 'laptop/docker', to: 'laptop/dockerd', method: 'GET', path: '/x', ms: 400, cause })
    const film12 = filmOf(many.events)
    const found = flights(film12, at(film12, 30_100), 30_100, PACE)
    expect(found).toHaveLength(1)
    expect(found[0]?.count).toBe(12)
  })

  it('of chatter are faint', () => {
    const quiet = cluster()
    quiet.now = 70_000
    quiet.message({
      from: 'minikube-m02/kubelet',
      to: 'minikube/kube-apiserver',
      method: 'PUT',
      path: '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/minikube-m02',
      ms: 300,
    })
    const own = filmOf(quiet.events)
    expect(flights(own, at(own, 70_100), 70_100, PACE)).toMatchObject([{ faint: true }])
  })

  it('run in the gutters: no wire crosses a thing', () => {
    const scene = at(film, 65_500)
    const things = scene.boxes.filter(({ content }) =>
      ['image', 'container', 'pod', 'component', 'chip', 'object'].includes(content.kind),
    )
    for (const flight of fly(65_500)) {
      for (let i = 1; i < 60; i++) {
        const { x, y } = pointAt(flight.path, i / 60)
        const hit = things.find(
          (box) => x > box.x + 1 && x < box.x + box.w - 1 && y > box.y + 1 && y < box.y + box.h - 1,
        )
        expect(hit?.id, `${flight.from} → ${flight.to} at ${x},${y}`).toBeUndefined()
      }
    }
  })
})

describe('what is not known', () => {
  it('lands on the machine it belongs to', () => {
    const scene = at(filmOf(pulling().events), 66_000)
    expect(scene.locate('laptop/container/0123456789ab')?.id).toBe('place/laptop')
    expect(scene.locate('docker.io/auth')?.id).toBe('place/registries')
    expect(scene.locate('minikube-m02/pod/default/crane')?.id).toBe('pod/minikube/default/crane')
    expect(scene.locate('deb.debian.org/mirror')).toBeUndefined()
  })

  it('shows repositories once they were asked for, not the whole stock', () => {
    const writer = new Writer()
    for (let i = 0; i < 30; i++) {
      const repository = `library/image${i}`
      writer.object('repository', 'docker.io', `${repository}:latest`, {
        repository,
        tag: 'latest',
        digest: digest(repository),
        layers: CRANE,
        private: false,
      })
    }
    writer.now = 5000
    writer.message({
      from: 'laptop/dockerd',
      to: 'docker.io/registry',
      method: 'HEAD',
      path: '/v2/library/image4/manifests/latest',
      ms: 100,
      topic: 'registry.manifest.get',
    })
    const film = filmOf(writer.events)
    expect(names(at(film, 4000).boxes, 'image')).toEqual([])
    expect(names(at(film, 5000).boxes, 'image')).toEqual(['library/image4'])
  })
})
