// What a node of a cluster shows: which of its pods and images in which detail, so that it fits its room.
import type { ImageObject } from '../../../api/objects.ts'
import { type Detail, type Tone, UNIT } from '../box.ts'
import { type Folded, fold } from '../details.ts'
import { stackHeight } from '../layers.ts'
import { isSystem, isWaiting, podOf } from '../pod.ts'
import type { Thing } from '../state.ts'
import { SYSTEM_IMAGE } from '../system-image.ts'
import type { View } from '../view.ts'
import { IN_NODE, type Manner, SLIM_ROWS, pullingImages } from './pulling.ts'

export interface NodeFacts {
  cluster: string
  name: string
  isServer: boolean
  width: number
}

/** The state stands beside the name, below it, or is a mark alone where all is well and height is short. */
export function headOf(view: View, node: NodeFacts): 'wide' | 'narrow' | 'mark' {
  if (node.width >= NARROW) return 'wide'
  return view.flat && status(view, node).tone === 'good' ? 'mark' : 'narrow'
}

export const HEADER = { wide: 30, narrow: 45, mark: 28 }
const NARROW = 176
export const CHIPS = 28
const PODS_SHOWN = 16
const IMAGES_SHOWN = 8
/** So few pods are never folded to a line where one can scroll: they are what a node is there for. */
const PODS_SPARED = 3
export const MORE = 22
const GAP = 6

export interface Parts {
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
export function partsOf(view: View, node: NodeFacts, room: number): Parts {
  const all = parted.get(view) ?? new Map<string, Parts>()
  parted.set(view, all)
  const key = `${node.cluster} ${node.name} ${room}`
  const parts = all.get(key) ?? makeParts(view, node, room)
  all.set(key, parts)
  return parts
}

/** What is on its way is shown as fully as the pods that wait for it leave room. */
function makeParts(view: View, node: NodeFacts, room: number): Parts {
  let parts: Parts | undefined
  for (const manner of IN_NODE) {
    parts = partsWith(view, node, room, manner)
    const height = HEADER[headOf(view, node)] + CHIPS + contentHeight(parts) + 8
    const areAllThere = parts.hiddenPods === 0 || parts.pods.length >= PODS_SHOWN
    if (parts.pulling.length === 0 || (height <= room && areAllThere)) break
  }
  return parts!
}

function partsWith(view: View, node: NodeFacts, room: number, manner: Manner): Parts {
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
    pulling: pullingImages(view, name, manner),
    details: new Map(),
  }
  const fixed = HEADER[headOf(view, node)] + CHIPS + contentHeight({ ...parts, pods: [], images: [] }) + 8
  const items = [
    ...pods.map((pod) => ({
      id: pod.id,
      ...(parts.hiddenPods > 0 ? {} : { list: 'pods' }),
      heights: podHeights(pod),
      ranks: view.whole
        ? { strip: 3, line: 5, hidden: 6 }
        : pods.length <= PODS_SPARED
          ? { strip: 3 }
          : { strip: 3, line: 5 },
      worth: pod.seq,
    })),
    ...images.map((image) => ({
      id: image.id,
      ...(parts.otherImages > 0 || view.flat ? {} : { list: 'images' }),
      heights: imageHeights(image),
      ranks: view.whole ? { strip: 1, line: 2, hidden: 4 } : { strip: 1, line: 2 },
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

export function podHeights(pod: Thing): Record<Detail, number> {
  const shape = podOf(pod)
  const containers = Math.min(shape.spec?.containers?.length ?? 1, 3)
  const retry = isWaiting(shape) ? 17 : 0
  return { full: 48 + containers * 23 + retry, strip: 48 + retry, line: UNIT.line }
}

export function imageHeights({ data }: Thing): Record<Detail, number> {
  const layers = (data as unknown as ImageObject).layers?.length ?? 0
  const full = UNIT.line + stackHeight(layers, 'full', SLIM_ROWS) + 6
  return { full, strip: Math.min(full, UNIT.line + stackHeight(layers, 'strip') + 6), line: UNIT.line }
}

export function status(view: View, { cluster, name }: NodeFacts): { status: string; tone: Tone } {
  const machine = view.state.get(name, 'machine', name)
  const node = view.state.get(cluster, 'node', name)?.data as NodeShape | undefined
  if (machine && machine.data.up === false) return { status: 'Stopped', tone: 'bad' }
  if (!node) return { status: 'Booting', tone: 'busy' }
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')?.status
  // A kubelet that says no is starting; one that nobody hears from has gone.
  if (ready !== 'True') return { status: 'NotReady', tone: ready === 'Unknown' ? 'bad' : 'busy' }
  return node.spec?.unschedulable ? { status: 'SchedulingDisabled', tone: 'warn' } : { status: 'Ready', tone: 'good' }
}
