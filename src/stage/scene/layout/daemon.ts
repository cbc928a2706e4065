// The Docker daemon of a computer: builds under way, images, containers, networks and volumes, folded to fit its room.
import type { ContainerObject, ImageObject } from '../../../api/objects.ts'
import { type Detail, LAYER_ROWS, UNIT } from '../box.ts'
import { type Foldable, type Folded, fold } from '../details.ts'
import { layerRows, stackHeight } from '../layers.ts'
import type { Thing } from '../state.ts'
import { short, splitName } from '../view.ts'
import { containerContent, factLines } from './container.ts'
import { type Frame, builds, wiring } from './machine-parts.ts'
import { onComputer, pullingImages } from './pulling.ts'

const HEADER = 30
const FACT = 20
const FOOT = 8
/** With less room than this left, networks, volumes and hints are not drawn where nobody can scroll. */
const LEAST = 60
const NO_WIRING = { height: 0, put: () => {} }
const IMAGES_SHOWN = 12
const CONTAINERS_SHOWN = 12
/** So many that are up are never folded to a line where one can scroll: what they stand on is the point. */
const CONTAINERS_SPARED = 3

/** Draws it from `y` down and gives its height, at most `room` if that can be. */
export function daemon(frame: Frame, y: number, room: number): number {
  const { sheet, view, name, w } = frame
  const { pad } = UNIT
  const group = sheet.put({
    id: `dockerd/${name}`,
    parent: frame.parent,
    rect: { x: frame.x, y, w, h: room },
    content: { kind: 'group', of: 'dockerd', name, detail: 'dockerd 28.5', flat: false },
    components: [`${name}/dockerd`, `${name}/containerd`],
    subject: { type: 'engine', place: name, id: name },
    sides: ['top', 'right'],
  })
  const inner: Frame = { ...frame, parent: group.id, x: frame.x + pad - 2, w: w - 2 * pad + 4 }
  let at = y + UNIT.title - 2
  at += builds(inner, at)
  const images = [...view.state.of(name, 'image').values()]
  const containers = [...view.state.of(name, 'container').values()]
  const pulling = pullingImages(view, name, onComputer(view.flat))
  const labels = UNIT.label * ((images.length + pulling.length > 0 ? 1 : 0) + (containers.length > 0 ? 1 : 0))
  const arriving = pulling.reduce((sum, { height }) => sum + height + UNIT.gap, 0)
  const spare = y + room - at - labels - arriving - 4
  const extra = view.whole && spare < LEAST ? NO_WIRING : wiring(inner)
  const details = foldAll(frame, images, containers, spare - extra.height)
  if (images.length + pulling.length > 0) at += imageList(inner, at, images, pulling, details)
  else if (containers.length === 0 && (spare >= LEAST || !view.whole)) {
    const rect = { x: inner.x, y: at, w: inner.w, h: 52 }
    sheet.put({ id: `hint/${name}`, parent: group.id, rect, content: { kind: 'hint', of: 'images' } })
    at += 60
  }
  if (containers.length > 0) at += containerList(inner, at, containers, details)
  extra.put(at)
  at += extra.height
  group.h = at - y + 4
  return group.h
}

/** What exited long ago goes first, what runs goes last. */
function foldAll({ view }: Frame, images: Thing[], containers: Thing[], room: number): Map<string, Folded> {
  const live = containers.filter(isUp)
  const inUse = new Set(live.map((one) => (one.data as unknown as ContainerObject).imageId))
  const spared = new Set(newest(live, CONTAINERS_SPARED))
  const items: Foldable[] = [
    ...newest(images, IMAGES_SHOWN).map((image) => ({
      id: image.id,
      list: 'images',
      heights: imageHeights(image),
      ranks: hiding(
        view.whole,
        inUse.has(image.id) ? { strip: 4, line: 6, hidden: 9 } : { strip: 3, line: 5, hidden: 8 },
      ),
      worth: image.seq,
    })),
    ...shownContainers(containers).map((one) => ({
      id: one.id,
      list: 'containers',
      heights: containerHeights(one),
      ranks: isUp(one)
        ? hiding(view.whole, spared.has(one) && !view.whole ? { strip: 4.5 } : { strip: 4.5, line: 9.5, hidden: 10 })
        : hiding(view.whole, { strip: 1, line: 2, hidden: 7 }),
      worth: one.seq,
    })),
  ]
  return fold(items, room, { gap: gapOf(view.flat), more: 0 })
}

/** Things are hidden only where nobody can scroll to them. */
const hiding = (whole: boolean, { hidden, ...ranks }: Foldable['ranks']): Foldable['ranks'] =>
  whole && hidden !== undefined ? { ...ranks, hidden } : ranks

/** The newest `most` of them. */
const newest = (things: Thing[], most: number) => things.slice(Math.max(0, things.length - most))

/** What runs, and the latest of what is over. */
function shownContainers(containers: Thing[]): Thing[] {
  const live = containers.filter(isUp)
  const gone = containers.filter((one) => !isUp(one))
  const shown = [...newest(live, CONTAINERS_SHOWN), ...newest(gone, Math.max(1, CONTAINERS_SHOWN - live.length))]
  return shown.length === containers.length ? containers : containers.filter((one) => shown.includes(one))
}

const gapOf = (flat: boolean) => (flat ? 5 : UNIT.gap)

const isUp = ({ data }: Thing) => ['running', 'paused', 'restarting', 'created'].includes(String(data.state))

/** Names with a tag; those by digest say nothing that the ID does not. */
const tagsOf = ({ names }: ImageObject) => names.filter((name) => !name.includes('@sha256:'))

const isShown =
  (details: Map<string, Folded>) =>
  ({ id }: Thing) =>
    (details.get(id) ?? 'hidden') !== 'hidden'

function imageHeights({ data }: Thing): Record<Detail, number> {
  const image = data as unknown as ImageObject
  const { layers } = image
  const also = tagsOf(image).length > 1 ? 16 : 0
  const full = HEADER + stackHeight(layers.length, 'full') + also + FOOT
  return { full, strip: Math.min(full, HEADER + stackHeight(layers.length, 'strip') + also + FOOT), line: UNIT.line }
}

function containerHeights(container: Thing): Record<Detail, number> {
  const layers = (container.data.layers as unknown[] | undefined)?.length ?? 0
  const { badges, wiring: wired } = factLines(container)
  const facts = FACT * (1 + (badges ? 1 : 0) + (wired ? 1 : 0))
  return {
    full: HEADER + facts + UNIT.layer + stackHeight(layers, 'full') + FOOT,
    strip: HEADER + FACT + stackHeight(1, 'strip') + 2,
    line: UNIT.line,
  }
}

function imageList(
  frame: Frame,
  y: number,
  images: Thing[],
  pulling: ReturnType<typeof pullingImages>,
  details: Map<string, Folded>,
) {
  const { sheet, view, name, x, w, parent } = frame
  const gap = gapOf(view.flat)
  const shown = images.filter(isShown(details))
  let at = y + heading(frame, y, 'images', images.length, images.length - shown.length)
  for (const image of shown) {
    const data = image.data as unknown as ImageObject
    const detail = details.get(image.id) as Detail
    const [first = '<none>:<none>', ...rest] = tagsOf(data)
    const height = imageHeights(image)[detail]
    sheet.put({
      id: `image/${name}/${image.id}`,
      parent,
      rect: { x, y: at, w, h: height },
      content: {
        kind: 'image',
        ...splitName(first),
        short: short(image.id),
        also: rest,
        layers: layerRows(data.layers, view.palette),
        detail,
        pulling: false,
        slim: false,
        most: LAYER_ROWS,
      },
      subject: { type: 'image', place: name, id: image.id },
    })
    at += height + gap
  }
  for (const { id, content, height } of pulling) {
    sheet.put({ id, parent, rect: { x, y: at, w, h: height }, content })
    at += height + UNIT.gap
  }
  return at - y
}

function containerList(frame: Frame, y: number, containers: Thing[], details: Map<string, Folded>): number {
  const { sheet, view, name, x, w, parent } = frame
  const shown = containers.filter(isShown(details))
  let at = y + heading(frame, y, 'containers', containers.length, containers.length - shown.length)
  for (const one of shown) {
    const detail = details.get(one.id) as Detail
    const height = containerHeights(one)[detail]
    sheet.put({
      id: `container/${name}/${one.id}`,
      parent,
      rect: { x, y: at, w, h: height },
      content: containerContent(one, detail, view.palette),
      components: [`${name}/container/${one.id.slice(0, 12)}`],
      subject: { type: 'container', place: name, id: one.id },
      sides: ['right'],
    })
    at += height + gapOf(view.flat)
  }
  return at - y
}

type List = 'images' | 'containers'

/** How many there are, and how many of them there is no room for. */
function heading({ sheet, name, x, w, parent }: Frame, y: number, of: List, count: number, hidden: number): number {
  const content = { kind: 'label' as const, of, count: count > 0 ? String(count) : '', hidden }
  sheet.put({ id: `label/${of}/${name}`, parent, rect: { x, y, w, h: UNIT.label }, content })
  return UNIT.label
}
