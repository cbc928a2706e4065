// A node of a cluster: kubelet and kube-proxy, its pods, and the images that its runtime has.
import type { ImageObject } from '../../../api/objects.ts'
import { type Arrangement, type Detail, type Rect, type Tone, UNIT } from '../box.ts'
import { type Folded, fold } from '../details.ts'
import { layerRows, stackHeight } from '../layers.ts'
import { isSystem, isWaiting, podContent, podOf } from '../pod.ts'
import type { Thing } from '../state.ts'
import { SYSTEM_IMAGE } from '../system-image.ts'
import { type View, splitName } from '../view.ts'
import { SLIM_ROWS, pullingImages } from './pulling.ts'
import { Sheet } from './sheet.ts'

export interface NodeFacts {
  cluster: string
  name: string
  isServer: boolean
  width: number
}

/** The state stands beside the name, below it, or is a mark alone where all is well and height is short. */
function headOf(view: View, node: NodeFacts): 'wide' | 'narrow' | 'mark' {
  if (node.width >= NARROW) return 'wide'
  return view.flat && status(view, node).tone === 'good' ? 'mark' : 'narrow'
}

const HEADER = { wide: 30, narrow: 45, mark: 28 }
const NARROW = 176
const CHIPS = 28
const PODS_SHOWN = 24
const IMAGES_SHOWN = 12
const MORE = 22
const GAP = 6

interface Parts {
  flat: boolean
  pods: Thing[]
  hiddenPods: number
  systemPods: number
  images: Thing[]
  /** What the cluster brought along, and what there is no room for. */
  otherImages: number
  pulling: ReturnType<typeof pullingImages>
  details: Map<string, Folded>
}

interface NodeShape {
  spec?: { unschedulable?: boolean }
  status?: { conditions?: { type: string; status: string }[] }
}

/** Height that the node's content takes when folded to fit `room` as well as may be. */
export function nodeHeight(view: View, node: NodeFacts, room: number): number {
  const parts = partsOf(view, node, room)
  return HEADER[headOf(view, node)] + CHIPS + contentHeight(parts) + 8
}

const grouped = new WeakMap<View, Map<string, Map<string, Thing[]>>>()

/** Node → pods, made once for a view. */
function podsByNode(view: View, cluster: string): Map<string, Thing[]> {
  const clusters = grouped.get(view) ?? new Map<string, Map<string, Thing[]>>()
  grouped.set(view, clusters)
  const known = clusters.get(cluster)
  if (known) return known
  const nodes = new Map<string, Thing[]>()
  for (const pod of view.state.of(cluster, 'pod').values()) {
    const node = podOf(pod).spec?.nodeName ?? ''
    const own = nodes.get(node)
    if (own) own.push(pod)
    else nodes.set(node, [pod])
  }
  clusters.set(cluster, nodes)
  return nodes
}

const parted = new WeakMap<View, Map<string, Parts>>()

/** Made once for a view: heights are asked for first, then it is drawn. */
function partsOf(view: View, node: NodeFacts, room: number): Parts {
  const all = parted.get(view) ?? new Map<string, Parts>()
  parted.set(view, all)
  const key = `${node.cluster} ${node.name} ${room}`
  const parts = all.get(key) ?? makeParts(view, node, room)
  all.set(key, parts)
  return parts
}

function makeParts(view: View, node: NodeFacts, room: number): Parts {
  const { cluster, name } = node
  const { state } = view
  const all = podsByNode(view, cluster).get(name) ?? []
  const own = all.filter((pod) => !isSystem(pod))
  const pods = own.slice(-PODS_SHOWN)
  const stock = [...state.of(name, 'nodeimage').values()].filter(({ id }) => !/@sha256:|^sha256:/.test(id))
  const images = stock.filter(({ id }) => !SYSTEM_IMAGE.test(id)).slice(-IMAGES_SHOWN)
  const parts: Parts = {
    flat: view.flat,
    pods,
    hiddenPods: own.length - pods.length,
    systemPods: view.flat ? 0 : all.length - own.length,
    images,
    otherImages: view.flat ? 0 : stock.length - images.length,
    pulling: pullingImages(view, name, true),
    details: new Map(),
  }
  const fixed = HEADER[headOf(view, node)] + CHIPS + contentHeight({ ...parts, pods: [], images: [] }) + 8
  const items = [
    ...pods.map((pod) => ({
      id: pod.id,
      ...(parts.hiddenPods > 0 ? {} : { list: 'pods' }),
      heights: podHeights(pod),
      ranks: { strip: 3, line: 5, hidden: 6 },
      worth: pod.seq,
    })),
    ...images.map((image) => ({
      id: image.id,
      ...(parts.otherImages > 0 || view.flat ? {} : { list: 'images' }),
      heights: imageHeights(image),
      ranks: { strip: 1, line: 2, hidden: 4 },
      worth: image.seq,
    })),
  ]
  const details = fold(items, room - fixed, { gap: GAP, more: MORE })
  const isShown = ({ id }: Thing) => details.get(id) !== 'hidden'
  const [shownPods, shownImages] = [pods.filter(isShown), images.filter(isShown)]
  return {
    ...parts,
    pods: shownPods,
    hiddenPods: own.length - shownPods.length,
    images: shownImages,
    otherImages: parts.otherImages + images.length - shownImages.length,
    details,
  }
}

function contentHeight({ flat, pods, images, pulling, systemPods, hiddenPods, otherImages, details }: Parts): number {
  const sum = (things: Thing[], heights: (thing: Thing) => Record<Detail, number>) =>
    things.reduce((total, { id }, i) => total + heights(things[i]!)[(details.get(id) ?? 'full') as Detail] + GAP, 0)
  const rows = [hiddenPods, systemPods, flat ? 0 : otherImages].filter((count) => count > 0).length
  const pulls = pulling.reduce((total, { height }) => total + height + GAP, 0)
  return sum(pods, podHeights) + rows * MORE + UNIT.label + pulls + sum(images, imageHeights)
}

function podHeights(pod: Thing): Record<Detail, number> {
  const shape = podOf(pod)
  const containers = Math.min(shape.spec?.containers?.length ?? 1, 3)
  const retry = isWaiting(shape) ? 17 : 0
  return { full: 48 + containers * 23 + retry, strip: 48 + retry, line: UNIT.line }
}

function imageHeights({ data }: Thing): Record<Detail, number> {
  const layers = (data as unknown as ImageObject).layers?.length ?? 0
  const full = UNIT.line + stackHeight(layers, 'full', SLIM_ROWS) + 6
  return { full, strip: Math.min(full, UNIT.line + stackHeight(layers, 'strip') + 6), line: UNIT.line }
}

function status(view: View, { cluster, name }: NodeFacts): { status: string; tone: Tone } {
  const machine = view.state.get(name, 'machine', name)
  const node = view.state.get(cluster, 'node', name)?.data as NodeShape | undefined
  if (machine && machine.data.up === false) return { status: 'Stopped', tone: 'bad' }
  if (!node) return { status: 'Booting', tone: 'busy' }
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')?.status
  if (ready !== 'True') return { status: 'NotReady', tone: ready === undefined ? 'busy' : 'bad' }
  return node.spec?.unschedulable ? { status: 'SchedulingDisabled', tone: 'warn' } : { status: 'Ready', tone: 'good' }
}

export function nodeBox(view: View, node: NodeFacts, rect: Rect, parent: string): Arrangement {
  const sheet = new Sheet()
  const { name, cluster } = node
  const id = `node/${name}`
  const gap = UNIT.gap / 2
  sheet.channel('v', rect.x - gap, rect.y - 7, rect.y + rect.h)
  sheet.channel('v', rect.x + rect.w + gap, rect.y - 7, rect.y + rect.h)
  sheet.put({
    id,
    parent,
    rect,
    content: {
      kind: 'node',
      name,
      ...status(view, node),
      role: node.isServer ? 'control-plane' : '',
      head: headOf(view, node),
    },
    components: [name],
    subject: { type: 'node', place: cluster, id: name },
    sides: ['top', 'left'],
  })
  const inner = { x: rect.x + 8, y: rect.y + HEADER[headOf(view, node)], w: rect.w - 16, h: 0 }
  agents(sheet, name, inner, id)
  inner.y += CHIPS
  const parts = partsOf(view, node, rect.h)
  pods(sheet, view, cluster, parts, inner, id)
  cache(sheet, view, name, parts, inner, id)
  return sheet.result
}

function agents(sheet: Sheet, node: string, inner: Rect, parent: string): void {
  const room = Math.min(135, inner.w - 5)
  const widths = [Math.floor(room * 0.42), Math.floor(room * 0.58)]
  const agent = ['kubelet', 'kube-proxy']
  let x = inner.x
  agent.forEach((program, i) => {
    const w = widths[i]!
    sheet.put({
      id: `agent/${node}/${program}`,
      parent,
      rect: { x, y: inner.y, w, h: 21 },
      content: { kind: 'chip', of: 'agent', name: program, detail: '', active: false },
      components: [`${node}/${program}`],
      subject: { type: 'component', place: node, id: `${node}/${program}` },
      sides: i === 0 ? ['left'] : ['right'],
    })
    x += w + 5
  })
}

function pods(sheet: Sheet, view: View, cluster: string, parts: Parts, inner: Rect, parent: string): void {
  const { x, w } = inner
  for (const pod of parts.pods) {
    const detail = parts.details.get(pod.id) as Detail
    const h = podHeights(pod)[detail]
    const { name, namespace = 'default' } = podOf(pod).metadata
    sheet.put({
      id: `pod/${cluster}/${pod.id}`,
      parent,
      rect: { x, y: inner.y, w, h },
      content: podContent(pod, detail, view.state),
      components: [`${podOf(pod).spec?.nodeName}/pod/${namespace}/${name}`],
      subject: { type: 'pod', place: cluster, id: pod.id },
      sides: ['left'],
    })
    inner.y += h + 6
  }
  const folded = [
    { count: parts.hiddenPods, of: 'pods' as const },
    { count: parts.systemPods, of: 'systempods' as const },
  ]
  for (const { count, of } of folded) {
    if (count === 0) continue
    sheet.put({
      id: `more/${of}/${parent}`,
      parent,
      rect: { x, y: inner.y, w, h: 18 },
      content: { kind: 'more', count, of },
    })
    inner.y += MORE
  }
}

function cache(sheet: Sheet, view: View, node: string, parts: Parts, inner: Rect, parent: string): void {
  const { x, w } = inner
  sheet.put({
    id: `cache/${node}`,
    parent,
    rect: { x, y: inner.y, w, h: UNIT.label },
    content: { kind: 'label', of: 'cache', count: progress(parts), hidden: parts.flat ? parts.otherImages : 0 },
    components: [`${node}/containerd`],
    sides: ['left'],
  })
  inner.y += UNIT.label
  for (const { id, content, height } of parts.pulling) {
    sheet.put({ id, parent, rect: { x, y: inner.y, w, h: height }, content })
    inner.y += height + 6
  }
  for (const image of parts.images) {
    const data = image.data as unknown as ImageObject
    const detail = parts.details.get(image.id) as Detail
    const h = imageHeights(image)[detail]
    const name = splitName(image.id)
    const layers = layerRows(data.layers, view.palette)
    sheet.put({
      id: `image/${node}/${image.id}`,
      parent,
      rect: { x, y: inner.y, w, h },
      content: {
        kind: 'image',
        ...name,
        short: '',
        also: [],
        layers,
        detail,
        pulling: false,
        slim: true,
        most: SLIM_ROWS,
      },
      subject: { type: image.type, place: node, id: image.id },
    })
    inner.y += h + 6
  }
  if (parts.otherImages > 0 && !parts.flat) {
    const more = { kind: 'more' as const, of: 'systemimages' as const, count: parts.otherImages }
    sheet.put({ id: `more/images/${node}`, parent, rect: { x, y: inner.y, w, h: 18 }, content: more })
  }
}

/** `2/4`: how many layers of the image under way have come. */
function progress({ pulling }: Parts): string {
  const layers = pulling.flatMap(({ content }) => (content.kind === 'image' ? content.layers : []))
  return layers.length > 0 ? `${layers.filter(({ state }) => state === 'ready').length}/${layers.length}` : ''
}
