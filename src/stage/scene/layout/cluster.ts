// A cluster: the control plane above, its objects, and the nodes side by side.
import type { ClusterObject, MachineObject } from '../../../api/objects.ts'
import { type Arrangement, type Rect, UNIT } from '../box.ts'
import { isSystem, podContent, podOf } from '../pod.ts'
import type { View } from '../view.ts'
import { workloads } from '../workloads.ts'
import { type NodeFacts, nodeHeight } from './node-parts.ts'
import { nodeBox } from './node.ts'
import { Sheet, chipWidth, columns, fitting, flow } from './sheet.ts'

/** The control plane's title stands above its components, or beside them where the stage is flat. */
const CONTROL = {
  tall: { left: 10, top: 33, component: 46, bottom: 9 },
  flat: { left: 88, top: 6, component: 38, bottom: 6 },
}
const NODE_LEAST = 126
const OBJECTS_SHOWN = 10
const WAITING_SHOWN = 6
const MORE_WIDTH = 70

export interface ClusterFacts {
  name: string
  data: ClusterObject
  nodes: string[]
  /** The control plane's machine takes no pods: it is drawn as the control plane alone. */
  isApart: boolean
}

interface NodeSpec {
  spec?: { taints?: { key: string; effect: string }[] }
}

function isKeptFree(state: View['state'], cluster: string, server: string): boolean {
  const { spec } = (state.get(cluster, 'node', server)?.data ?? {}) as NodeSpec
  const isTainted = spec?.taints?.some(({ key, effect }) => key.endsWith('/control-plane') && effect === 'NoSchedule')
  if (!isTainted) return false
  const pods = [...state.of(cluster, 'pod').values()]
  return !pods.some((pod) => podOf(pod).spec?.nodeName === server && !isSystem(pod))
}

/** Every cluster that is there, with the machines and Node objects that belong to it. */
export function clusters({ state }: View): ClusterFacts[] {
  const machines = state.all('machine')
  return state.all('cluster').map(({ place, data }) => {
    const own = machines
      .filter((one) => (one.data as unknown as MachineObject).cluster === place)
      .map((one) => one.place)
    // Nodes in the order in which they joined: one that is switched off keeps its place.
    const all = [...new Set([...state.of(place, 'node').keys(), ...own])]
    const cluster = data as unknown as ClusterObject
    const isApart = all.length > 1 && isKeptFree(state, place, cluster.server)
    return { name: place, data: cluster, nodes: isApart ? all.filter((node) => node !== cluster.server) : all, isApart }
  })
}

/** The place kept free for a cluster, with how to make one. */
export function noCluster(rect: Rect): Arrangement {
  const sheet = new Sheet()
  const id = 'place/cluster'
  sheet.put({
    id,
    rect,
    content: { kind: 'place', of: 'cluster', name: '', detail: '', nodes: 0, empty: true, up: false },
    sides: ['left'],
  })
  const hint = {
    x: rect.x + UNIT.pad,
    y: rect.y + UNIT.title,
    w: rect.w - 2 * UNIT.pad,
    h: rect.h - UNIT.title - UNIT.pad,
  }
  sheet.put({ id: 'hint/cluster', parent: id, rect: hint, content: { kind: 'hint', of: 'cluster' } })
  sheet.result.height = rect.h
  return sheet.result
}

export function clusterPlace(view: View, cluster: ClusterFacts, rect: Rect): Arrangement {
  const { pad } = UNIT
  const sheet = new Sheet()
  const { name, data, nodes } = cluster
  const id = `place/${name}`
  const detail = [name, data.version].filter(Boolean).join(' · ')
  const place = sheet.put({
    id,
    rect,
    content: { kind: 'place', of: 'cluster', name, detail, nodes: nodes.length, empty: false, up: true },
    subject: { type: 'cluster', place: name, id: name },
    sides: ['left'],
  })
  let y = rect.y + UNIT.title
  y += controlPlane(sheet, view, cluster, { x: rect.x + pad, y, w: rect.w - 2 * pad, h: 0 }, id) + 8
  y += objects(sheet, view, name, { x: rect.x + pad, y, w: rect.w - 2 * pad, h: 0 }, id)
  y += 6
  y += nodeRows(sheet, view, cluster, { x: rect.x + pad, y, w: rect.w - 2 * pad, h: rect.y + rect.h - pad - y }, id)
  place.h = Math.max(rect.h, y + pad - UNIT.gap - rect.y)
  sheet.channel('v', rect.x + pad / 2, rect.y + UNIT.title, rect.y + place.h)
  sheet.result.height = place.h
  return sheet.result
}

function controlPlane(
  sheet: Sheet,
  view: View,
  { name, data, isApart }: ClusterFacts,
  rect: Rect,
  parent: string,
): number {
  const { state } = view
  const { pad, gap, gutter } = UNIT
  const id = `controlplane/${name}`
  const { flat } = view
  const { left, top, component: tall, bottom } = CONTROL[flat ? 'flat' : 'tall']
  const height = top + tall + bottom
  sheet.put({
    id,
    parent,
    rect: { ...rect, h: height },
    content: { kind: 'group', of: 'controlplane', name: data.server, detail: '', flat },
    components: isApart ? [data.server] : [],
    subject: { type: 'machine', place: data.server, id: data.server },
    sides: ['left'],
  })
  const last = (component: string, key: string) =>
    String(state.decided.get(`${data.server}/${component}`)?.about[key] ?? '')
  const revision = state.revisions.get(name)
  const chosen = last('kube-scheduler', 'node')
  const parts = [
    { component: 'kube-apiserver', detail: data.flavour === 'gke' ? ':443' : ':8443' },
    { component: 'etcd', detail: revision ? `rev ${revision.toLocaleString('en-US')}` : '' },
    { component: 'kube-scheduler', detail: chosen ? `→ ${chosen}` : '' },
    { component: 'kube-controller-manager', detail: last('kube-controller-manager', 'key').split('/').at(-1)! },
  ]
  const w = (rect.w - left - (pad - 2) - 3 * gap) / 4
  const y = rect.y + top
  sheet.channel('h', y - 4, rect.x - pad - gutter / 2, rect.x + rect.w + pad / 2)
  parts.forEach(({ component, detail }, i) => {
    const at = `${data.server}/${component}`
    sheet.put({
      id: `component/${at}`,
      parent: id,
      rect: { x: rect.x + left + i * (w + gap), y, w, h: tall },
      content: {
        kind: 'component',
        name: component,
        detail,
        up: state.heard.has(at) || isRunning(view, data.server, at),
      },
      components: [at],
      subject: { type: 'component', place: data.server, id: at },
      sides: i === 0 && !flat ? ['left', 'top'] : ['top'],
    })
  })
  return height
}

function isRunning({ state }: View, machine: string, component: string): boolean {
  for (const { data } of state.of(machine, 'process').values()) if (data.component === component) return true
  return false
}

function objects(sheet: Sheet, view: View, cluster: string, rect: Rect, parent: string): number {
  const all = workloads(view.state, cluster)
  const waiting = [...view.state.of(cluster, 'pod').values()].filter(
    (pod) => !podOf(pod).spec?.nodeName && !isSystem(pod),
  )
  const everything = [
    ...waiting.slice(0, WAITING_SHOWN).map((pod) => ({
      id: `pod/${cluster}/${pod.id}`,
      w: chipWidth(podOf(pod).metadata.name) + 76,
      content: podContent(pod, 'line', view.state),
      subject: { type: 'pod', place: cluster, id: pod.id },
    })),
    ...all.slice(0, OBJECTS_SHOWN).map(({ thing, content }) => ({
      id: `object/${cluster}/${thing.type}/${thing.id}`,
      w: chipWidth(`${content.of}${content.name}${content.detail}`) + 22,
      content,
      subject: { type: thing.type, place: cluster, id: thing.id },
    })),
  ]
  const widths = everything.map(({ w }) => w)
  const most = view.whole && view.flat ? fitting(widths, rect.w, 6, MORE_WIDTH) : everything.length
  const items = everything.length > most ? everything.slice(0, most - 1) : everything
  const hidden = all.length + waiting.length - items.length
  if (hidden > 0) {
    const more = { kind: 'more' as const, of: 'objects' as const, count: hidden }
    items.push({
      id: `more/objects/${cluster}`,
      w: MORE_WIDTH,
      content: more,
      subject: { type: 'cluster', place: cluster, id: cluster },
    })
  }
  const rows = flow(
    items.map(({ w }) => w),
    rect.w,
    UNIT.chip,
    6,
  )
  items.forEach(({ id, content, subject }, i) => {
    const at = rows.at[i]!
    sheet.put({ id, parent, rect: { x: rect.x + at.x, y: rect.y + at.y, w: at.w, h: UNIT.chip }, content, subject })
  })
  return rows.height > 0 ? rows.height + 6 : 0
}

function nodeRows(sheet: Sheet, view: View, { name, nodes, data }: ClusterFacts, rect: Rect, parent: string): number {
  const { gap, pad, gutter } = UNIT
  const { across, width } = columns(nodes.length, rect.w, NODE_LEAST, 420, gap)
  const rows = Math.ceil(nodes.length / across)
  let y = rect.y + 6
  for (let row = 0; row < rows; row++) {
    const inRow = nodes.slice(row * across, (row + 1) * across)
    const facts = inRow.map((node): NodeFacts => ({ cluster: name, name: node, isServer: node === data.server, width }))
    const room = Math.max(view.flat ? 110 : 200, (rect.y + rect.h - y) / (rows - row) - (row < rows - 1 ? gap + 8 : 0))
    const height = Math.max(room, ...facts.map((node) => nodeHeight(view, node, room)))
    sheet.channel('h', y - 7, rect.x - pad - gutter / 2, rect.x + rect.w + pad)
    facts.forEach((node, i) => {
      const at = { x: rect.x + i * (width + gap), y, w: width, h: height }
      sheet.add(nodeBox(view, node, at, parent))
    })
    y += height + gap + 8
  }
  return y - rect.y - 8
}
