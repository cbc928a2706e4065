// A computer with Docker: its commands, the daemon with images, containers, networks and volumes, and the host's processes.
import type { ContainerObject, ImageObject, MachineObject, ProcessObject } from '../../../api/objects.ts'
import { type Arrangement, type Detail, type Rect, LAYER_ROWS, UNIT } from '../box.ts'
import { fold } from '../details.ts'
import { layerRows, stackHeight } from '../layers.ts'
import { DAEMONS, type Thing } from '../state.ts'
import { type View, short, splitName } from '../view.ts'
import { containerContent } from './container.ts'
import { pullingImages } from './pulling.ts'
import { type Frame, builds, extras } from './machine-parts.ts'
import { Sheet, chipWidth, flow } from './sheet.ts'

const HEADER = 30
const CONTAINER_HEADER = 48
const FOOT = 8
const ALWAYS = ['docker', 'kubectl']
const SHELLS = new Set(['bash', 'sh', 'login', 'dash'])
const CONTAINERS_SHOWN = 7
/** So many that are up are never folded to a line: what they stand on, and their ports, are the point. */
const CONTAINERS_WHOLE = 3
const IMAGES_SHOWN = 9

/** `rect.h` is the least height; the place grows where its content needs more. */
export function machinePlace(view: View, machine: Thing, rect: Rect): Arrangement {
  const { pad, gap } = UNIT
  const sheet = new Sheet()
  const name = machine.place
  const data = machine.data as unknown as MachineObject
  const id = `place/${name}`
  const place = sheet.put({
    id,
    rect,
    content: { kind: 'place', of: 'computer', name, detail: data.address ?? '', nodes: 0, empty: false, up: data.up },
    components: [name],
    subject: { type: 'machine', place: name, id: name },
    sides: ['right'],
  })
  const frame: Frame = { sheet, view, name, x: rect.x + pad, w: rect.w - 2 * pad, parent: id }
  let y = rect.y + UNIT.title + 2
  y += programs(frame, y) + gap + 2
  sheet.channel('h', y - (gap + 2) / 2, rect.x + pad / 2, rect.x + rect.w + UNIT.gutter / 2)
  const lines = hostProcesses(view, name)
  const below = lines.length > 0 ? lines.length * 16 + 26 : 4
  const least = rect.y + rect.h - below - pad - y
  y += daemon(frame, y, least)
  if (lines.length > 0) {
    const box = { x: frame.x, y: y + 6, w: frame.w, h: below - 8 }
    sheet.put({ id: `processes/${name}`, parent: id, rect: box, content: { kind: 'processes', lines } })
    y += below
  }
  place.h = Math.max(rect.h, y + pad - rect.y)
  sheet.result.height = place.h
  return sheet.result
}

/** The row of commands: docker and kubectl always, others while they run. */
function programs({ sheet, view, name, x, w, parent }: Frame, y: number): number {
  const running = new Set<string>()
  for (const { data } of view.state.of(name, 'process').values()) {
    const { component, contained, argv } = data as unknown as ProcessObject
    const program = component?.startsWith(`${name}/`) ? component.slice(name.length + 1) : argv?.[0]?.split('/').at(-1)
    if (program && !contained && !program.includes('/') && !DAEMONS.has(program) && !SHELLS.has(program))
      running.add(program)
  }
  const names = [...new Set([...ALWAYS, ...running])].slice(0, 8)
  const rows = flow(names.map(chipWidth), w, UNIT.chip)
  names.forEach((program, i) => {
    const at = rows.at[i]!
    sheet.put({
      id: `program/${name}/${program}`,
      parent,
      rect: { x: x + at.x, y: y + at.y, w: at.w, h: UNIT.chip },
      content: { kind: 'chip', of: 'program', name: program, detail: '', active: running.has(program) },
      components: [`${name}/${program}`],
      sides: at.y + UNIT.chip >= rows.height ? ['bottom'] : ['right'],
    })
  })
  return rows.height
}

function hostProcesses(view: View, name: string): string[] {
  const lines: string[] = []
  for (const { data } of view.state.of(name, 'container').values()) {
    const { processes } = data as unknown as ContainerObject
    for (const { hostPid, command } of processes) lines.push(`${hostPid} ${command}`)
  }
  return lines.slice(-4)
}

function daemon(frame: Frame, y: number, least: number): number {
  const { sheet, view, name, w } = frame
  const { pad, gap } = UNIT
  const group = sheet.put({
    id: `dockerd/${name}`,
    parent: frame.parent,
    rect: { x: frame.x, y, w, h: least },
    content: { kind: 'group', of: 'dockerd', name, detail: 'dockerd 28.5' },
    components: [`${name}/dockerd`, `${name}/containerd`],
    sides: ['top', 'right'],
  })
  const inner: Frame = { ...frame, parent: group.id, x: frame.x + pad - 2, w: w - 2 * pad + 4 }
  let at = y + UNIT.title - 2
  at += builds(inner, at)
  const images = [...view.state.of(name, 'image').values()]
  const pulling = pullingImages(view, name)
  const containers = [...view.state.of(name, 'container').values()]
  const extra = extras(inner)
  const labels = UNIT.label * ((images.length + pulling.length > 0 ? 1 : 0) + (containers.length > 0 ? 1 : 0))
  const room = y + least - at - labels - extra.height - gap
  const details = foldAll(view, images, containers, pulling.length, room)
  if (images.length + pulling.length > 0) at += imageList(inner, at, images, pulling, details)
  else if (containers.length === 0) {
    const rect = { x: inner.x, y: at, w: inner.w, h: 52 }
    sheet.put({ id: `hint/${name}`, parent: group.id, rect, content: { kind: 'hint', of: 'images' } })
    at += 60
  }
  if (containers.length > 0) at += containerList(inner, at, containers, details)
  extra.put(at)
  at += extra.height
  group.h = Math.max(Math.min(least, at - y + pad), at - y + 4)
  return group.h
}

function foldAll(view: View, images: Thing[], containers: Thing[], pulling: number, room: number) {
  const inUse = new Set(containers.filter(isUp).map((one) => (one.data as unknown as ContainerObject).imageId))
  const items = [
    ...images.map((image) => ({
      id: image.id,
      heights: imageHeights(image),
      worth: image.seq + (inUse.has(image.id) ? 0.5 : 0),
    })),
    ...containers.map((one) => ({
      id: one.id,
      heights: containerHeights(one),
      worth: isUp(one) ? view.state.version * 1e6 + one.seq : one.seq - 1e9,
    })),
  ]
  const details = fold(items, room - pulling * 110, UNIT.gap)
  for (const { id } of newest(containers.filter(isUp), CONTAINERS_WHOLE))
    if (details.get(id) === 'line') details.set(id, 'strip')
  return details
}

const isUp = ({ data }: Thing) => ['running', 'paused', 'restarting', 'created'].includes(String(data.state))

/** Names with a tag; those by digest say nothing that the ID does not. */
const tagsOf = ({ names }: ImageObject) => names.filter((name) => !name.includes('@sha256:'))

function imageHeights({ data }: Thing): Record<Detail, number> {
  const image = data as unknown as ImageObject
  const { layers } = image
  const also = tagsOf(image).length > 1 ? 16 : 0
  const full = HEADER + stackHeight(layers.length, 'full') + also + FOOT
  return { full, strip: Math.min(full, HEADER + stackHeight(layers.length, 'strip') + also + FOOT), line: UNIT.line }
}

function containerHeights({ data }: Thing): Record<Detail, number> {
  const layers = (data.layers as unknown[] | undefined)?.length ?? 0
  const top = CONTAINER_HEADER + UNIT.layer + FOOT
  return { full: top + stackHeight(layers, 'full'), strip: top + stackHeight(layers, 'strip'), line: UNIT.line }
}

/** The newest `most` of them. */
const newest = (things: Thing[], most: number) => things.slice(Math.max(0, things.length - most))

function imageList(
  frame: Frame,
  y: number,
  images: Thing[],
  pulling: ReturnType<typeof pullingImages>,
  details: Map<string, Detail>,
) {
  const { sheet, view, name, x, w, parent } = frame
  let at = y
  const count = images.length > 0 ? String(images.length) : ''
  sheet.put({
    id: `label/images/${name}`,
    parent,
    rect: { x, y: at, w, h: UNIT.label },
    content: { kind: 'label', of: 'images', count },
  })
  at += UNIT.label
  const shown = newest(images, IMAGES_SHOWN)
  if (shown.length < images.length) at += more(frame, at, 'images', images.length - shown.length)
  for (const image of shown) {
    const data = image.data as unknown as ImageObject
    const detail = details.get(image.id) ?? 'line'
    const [first = '<none>:<none>', ...rest] = tagsOf(data)
    const layers = layerRows(data.layers, view.palette)
    sheet.put({
      id: `image/${name}/${image.id}`,
      parent,
      rect: { x, y: at, w, h: imageHeights(image)[detail] },
      content: {
        kind: 'image',
        ...splitName(first),
        short: short(image.id),
        also: rest,
        layers,
        detail,
        pulling: false,
        slim: false,
        most: LAYER_ROWS,
      },
      subject: { type: 'image', place: name, id: image.id },
    })
    at += imageHeights(image)[detail] + UNIT.gap
  }
  for (const { id, content, height } of pulling) {
    sheet.put({ id, parent, rect: { x, y: at, w, h: height }, content })
    at += height + UNIT.gap
  }
  return at - y
}

function containerList(frame: Frame, y: number, containers: Thing[], details: Map<string, Detail>): number {
  const { sheet, view, name, x, w, parent } = frame
  let at = y
  const count = String(containers.length)
  sheet.put({
    id: `label/containers/${name}`,
    parent,
    rect: { x, y: at, w, h: UNIT.label },
    content: { kind: 'label', of: 'containers', count },
  })
  at += UNIT.label
  const live = containers.filter(isUp)
  const gone = containers.filter((one) => !isUp(one))
  const shown = new Set([
    ...newest(live, CONTAINERS_SHOWN),
    ...newest(gone, Math.max(1, CONTAINERS_SHOWN - live.length)),
  ])
  if (shown.size < containers.length) at += more(frame, at, 'containers', containers.length - shown.size)
  for (const one of containers) {
    if (!shown.has(one)) continue
    const detail = details.get(one.id) ?? 'line'
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
    at += height + UNIT.gap
  }
  return at - y
}

function more({ sheet, name, x, w, parent }: Frame, y: number, of: 'images' | 'containers', count: number): number {
  sheet.put({ id: `more/${of}/${name}`, parent, rect: { x, y, w, h: 20 }, content: { kind: 'more', of, count } })
  return 24
}
