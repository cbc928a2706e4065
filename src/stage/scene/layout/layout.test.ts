// The layout: whatever there is, in whatever room, boxes of one parent never overlap and stay inside it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box } from '../box.ts'
import { Film } from '../film.ts'
import { container, digest, image, laptop, layer, pod, running, waiting } from '../fixture/trace.ts'
import { Writer } from '../fixture/writer.ts'
import { Director } from '../scene.ts'

interface Sizes {
  images: number
  layers: number
  containers: number
  exited: number
  repositories: number
  nodes: number
  pods: number
  objects: number
  friend: boolean
}

const sizes: fc.Arbitrary<Sizes> = fc.record({
  images: fc.nat(14),
  layers: fc.nat(12),
  containers: fc.nat(6),
  exited: fc.nat(12),
  repositories: fc.nat(14),
  nodes: fc.nat(7),
  pods: fc.nat(30),
  objects: fc.nat(16),
  friend: fc.boolean(),
})

const room = fc.record({
  width: fc.integer({ min: 480, max: 2200 }),
  height: fc.integer({ min: 240, max: 1400 }),
  whole: fc.boolean(),
})

function build({ images, layers, containers, exited, repositories, nodes, pods, objects, friend }: Sizes): Film {
  const w: Writer = laptop()
  const cause = w.input('everything')
  const stack = Array.from({ length: layers }, (_, i) => layer(`layer ${i}`, 10 ** (i % 9)))
  for (let i = 0; i < images; i++)
    w.object(
      'image',
      'laptop',
      digest(`i${i}`),
      image([`image${i}:latest`, ...(i % 3 ? [] : [`also${i}:1`])], stack),
      cause,
    )
  for (let i = 0; i < containers + exited; i++) {
    const state = i < containers ? 'running' : 'exited'
    w.object('container', 'laptop', digest(`c${i}`).slice(7), container(`c${i}`, stack, { state, exitCode: 0 }), cause)
  }
  for (let i = 0; i < repositories; i++) {
    const host = i % 4 === 3 ? 'registry.k8s.io' : 'docker.io'
    w.object(
      'repository',
      host,
      `r${i}:latest`,
      { repository: `r${i}`, tag: 'latest', digest: digest(`r${i}`), layers: stack, private: false },
      cause,
    )
    w.message({
      from: 'laptop/dockerd',
      to: `${host}/registry`,
      method: 'GET',
      path: `/v2/r${i}/manifests/latest`,
      ms: 5,
      topic: 'registry.manifest.get',
      cause,
    })
  }
  if (friend)
    w.object(
      'machine',
      'friend',
      'friend',
      { hostname: 'friend', role: 'computer', address: '192.168.0.11', os: '', up: true },
      cause,
    )
  if (friend) w.input('hostname', 'friend')
  if (nodes > 0) w.object('cluster', 'mk', 'mk', { flavour: 'minikube', version: 'v1.36.0', server: 'n0' }, cause)
  for (let i = 0; i < nodes; i++)
    w.object(
      'machine',
      `n${i}`,
      `n${i}`,
      { hostname: `n${i}`, role: 'node', address: '', os: '', up: true, cluster: 'mk' },
      cause,
    )
  for (let i = 0; i < nodes; i++)
    w.object('node', 'mk', `n${i}`, { status: { conditions: [{ type: 'Ready', status: 'True' }] } }, cause)
  for (let i = 0; i < pods && nodes > 0; i++) {
    const node = i % 5 === 4 ? undefined : `n${i % nodes}`
    w.object(
      'pod',
      'mk',
      `default/p${i}`,
      pod(`p${i}`, node, 'nginx', i % 3 ? running('10.0.0.1') : waiting('CrashLoopBackOff')),
      cause,
    )
    if (node) w.object('nodeimage', node, `nginx:${i}`, image([`nginx:${i}`], stack), cause)
  }
  for (let i = 0; i < objects && nodes > 0; i++) {
    w.object(
      i % 2 ? 'service' : 'deployment',
      'mk',
      `default/o${i}`,
      { metadata: { name: `o${i}`, namespace: 'default' }, spec: { replicas: 2 } },
      cause,
    )
  }
  const film = new Film()
  film.append(w.events)
  return film
}

const overlaps = (a: Box, b: Box) =>
  a.x < b.x + b.w - 0.5 && b.x < a.x + a.w - 0.5 && a.y < b.y + b.h - 0.5 && b.y < a.y + a.h - 0.5

function check(boxes: Box[], width: number): void {
  const byId = new Map(boxes.map((box) => [box.id, box]))
  expect(byId.size).toBe(boxes.length)
  const children = new Map<string, Box[]>()
  for (const box of boxes) {
    expect(box.w, box.id).toBeGreaterThan(10)
    expect(box.h, box.id).toBeGreaterThan(8)
    children.set(box.parent ?? '', [...(children.get(box.parent ?? '') ?? []), box])
    const parent = box.parent === undefined ? { x: 0, y: 0, w: width, h: Infinity } : byId.get(box.parent)!
    const inside =
      box.x >= parent.x - 0.5 &&
      box.y >= parent.y - 0.5 &&
      box.x + box.w <= parent.x + parent.w + 0.5 &&
      box.y + box.h <= parent.y + parent.h + 0.5
    expect(
      inside,
      `${box.id} in ${box.parent}: ${JSON.stringify([box.x, box.y, box.w, box.h])} ${JSON.stringify(parent)}`,
    ).toBe(true)
  }
  for (const siblings of children.values()) {
    siblings.forEach((a, i) => {
      for (const b of siblings.slice(i + 1)) expect(overlaps(a, b), `${a.id} over ${b.id}`).toBe(false)
    })
  }
}

/** Rooms of the sizes that are used in class, with what the page and the terminal leave of them. */
const ROOMS = [
  { width: 960, height: 489, whole: true },
  { width: 1024, height: 400, whole: true },
  { width: 960, height: 330, whole: true },
  { width: 960, height: 295, whole: true },
  { width: 780, height: 770, whole: true },
  { width: 1200, height: 940, whole: true },
]

describe('layout', () => {
  it('folds what there is into the rooms of a class, so that nobody has to scroll', () => {
    const one = {
      images: 6,
      layers: 9,
      containers: 3,
      exited: 5,
      repositories: 7,
      nodes: 0,
      pods: 0,
      objects: 0,
      friend: false,
    }
    for (const where of ROOMS) {
      for (const what of [one, { ...one, friend: true }, { ...one, nodes: 3, pods: 9, objects: 4 }]) {
        const { height } = new Director(build(what)).scene(1e9, where)
        expect(height, JSON.stringify({ where, what })).toBeLessThanOrEqual(where.height)
      }
    }
  })

  it('never lets things overlap or stick out', () => {
    fc.assert(
      fc.property(sizes, room, (what, where) => {
        const film = build(what)
        check(new Director(film).scene(1e9, where).boxes, where.width)
      }),
      { numRuns: 60, seed: 7 },
    )
  })
})
