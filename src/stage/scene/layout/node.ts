// A node of a cluster: kubelet and kube-proxy, its pods, and the images that its runtime has.
import type { ImageObject } from '../../../api/objects.ts'
import { type Arrangement, type Detail, type Rect, UNIT } from '../box.ts'
import { layerRows } from '../layers.ts'
import { podContent, podOf } from '../pod.ts'
import { type View, splitName } from '../view.ts'
import {
  CHIPS,
  HEADER,
  MORE,
  type NodeFacts,
  type Parts,
  headOf,
  imageHeights,
  partsOf,
  podHeights,
  status,
} from './node-parts.ts'
import { SLIM_ROWS } from './pulling.ts'
import { Sheet } from './sheet.ts'

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
