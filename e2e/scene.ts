// Questions to the scene and to the trace, in the words of the story.
import { expect } from '@playwright/test'
import type { MessageEvent, TraceEvent } from '../src/kernel/trace.ts'
import type { Box, Person, Scene } from './page.ts'

type Content<K> = Extract<Box['content'], { kind: K }>
type Kind = Box['content']['kind']

/** Boxes of one kind, with their content typed. */
export const boxes = <K extends Kind>(scene: Scene, kind: K) =>
  scene.boxes.filter((box): box is Box & { content: Content<K> } => box.content.kind === kind)

/** The box of that kind with that name; fails where there is none. */
export function named<K extends 'container' | 'pod' | 'node' | 'object'>(
  scene: Scene,
  kind: K,
  name: string,
  outer?: string,
): Box & { content: Content<K> } {
  const found = boxes(scene, kind).find(
    (box) => (box.content as { name: string }).name === name && (!outer || isInside(scene, box, outer)),
  )
  expect(found, `${kind} ${name} on the stage${outer ? ` in ${outer}` : ''}`).toBeDefined()
  return found!
}

/** The image with that name and tag, under whichever of its names it is drawn. */
export function image(scene: Scene, name: string, outer: string): Box & { content: Content<'image'> } {
  const found = boxes(scene, 'image').find(
    (box) =>
      [`${box.content.name}:${box.content.tag}`, ...box.content.also].some(
        (one) => one.replace('docker.io/', '') === name || `${one}:latest` === name,
      ) && isInside(scene, box, outer),
  )
  expect(found, `image ${name} on the stage in ${outer}`).toBeDefined()
  return found!
}

/** Does a box stand inside another, at any depth? */
export function isInside(scene: Scene, box: Box, outer: string): boolean {
  const parent = scene.boxes.find(({ id }) => id === box.parent)
  return box.id === outer || (parent !== undefined && isInside(scene, parent, outer))
}

export const diffIds = (content: { layers: { diffId: string }[] }) =>
  content.layers.map(({ diffId }) => diffId).toSorted()

export const messages = (trace: readonly TraceEvent[]) =>
  trace.filter((event): event is MessageEvent => event.kind === 'message')

/** Layers that came down from a registry to a component, whole. */
export const pulled = (trace: readonly TraceEvent[], registry: string, to: string) =>
  messages(trace).filter(
    (one) =>
      one.topic === 'registry.blob.get' &&
      one.form === 'response' &&
      one.status === 200 &&
      one.from === `${registry}/registry` &&
      one.to === to &&
      one.about?.diffId !== undefined,
  )

/** Layers that went up. */
export const pushed = (trace: readonly TraceEvent[], from: string, registry: string) =>
  messages(trace).filter(
    (one) =>
      /^registry\.(blob|upload)\./.test(one.topic) &&
      one.form === 'request' &&
      /^(PUT|PATCH)$/.test(one.method) &&
      one.from === from &&
      one.to === `${registry}/registry` &&
      one.bytes > 0,
  )

/** Looks at the stage in the middle of a message's way: it is seen between the boxes `from` and `to`. */
export async function seenInFlight(me: Person, message: MessageEvent, from: string, to: string): Promise<void> {
  await me.control({ seek: (message.at + message.until) / 2 })
  const scene = await me.sees('a look into the past', ({ live }) => !live)
  const box = (id: string) => scene.boxes.find((one) => one.id === id)!
  // One like it may have arrived a moment ago and still glow.
  const flight = scene.flights.find(
    (one) =>
      one.share > 0 &&
      one.share < 1 &&
      one.topic === message.topic &&
      one.form === message.form &&
      isInside(scene, box(one.from), from) &&
      isInside(scene, box(one.to), to),
  )
  expect(flight, `${message.topic} in flight from ${from} to ${to}`).toBeDefined()
  await me.control({ seek: Number.MAX_SAFE_INTEGER })
  await me.sees('the present again', ({ live }) => live)
}
