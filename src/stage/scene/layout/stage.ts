// The whole stage: computers on the left, registries above, clusters below. Columns are fixed, heights follow content.
import type { MachineObject } from '../../../api/objects.ts'
import { type Arrangement, type Rect, UNIT, empty } from '../box.ts'
import type { Thing } from '../state.ts'
import type { View } from '../view.ts'
import { clusterPlace, clusters, noCluster } from './cluster.ts'
import { foldedMachine, machinePlace } from './machine.ts'
import { registriesPlace } from './registry.ts'

const MARGIN = 14
const PLACE_LEAST = 90
/** Less height than this does for one computer: the others are folded. */
const SHORT = 560
/** From here on three columns are used: computers, registries, clusters. */
const WIDE_RATIO = 2.1
const WIDE_LEAST = 940
/** Where nobody can scroll, a cluster below a registry finds no room sooner. */
const WHOLE_RATIO = 1.6

interface Columns {
  computers: Rect
  registries: Rect
  clusters: Rect
}

type Layout = (rect: Rect) => Arrangement

export function arrange(view: View): Arrangement {
  const computers = machines(view)
  const wide = view.width >= WIDE_LEAST && view.width / view.height > (view.whole ? WHOLE_RATIO : WIDE_RATIO)
  const at = wide ? threeColumns(view) : twoColumns(view)
  const result = empty()
  const isShort = view.whole && computers.length > 1 && view.height < SHORT
  const used = computers.find(({ place }) => place === view.state.used) ?? computers[0]
  const layouts = computers.map(
    (machine) => (rect: Rect) =>
      isShort && machine !== used ? foldedMachine(view, machine, rect) : machinePlace(view, machine, rect),
  )
  const stack = column(at.computers, layouts, needs(at.computers, layouts))
  const ours = clusters(view)
  const all: Layout[] = ours.map((cluster) => (rect) => clusterPlace(view, cluster, rect))
  const clusterLayouts: Layout[] = all.length > 0 ? all : [noCluster]
  merge(result, stack)
  if (wide) {
    merge(result, column(at.registries, [(rect) => registriesPlace(view, rect)]))
    merge(result, column(at.clusters, clusterLayouts))
  } else {
    const hub = registriesPlace(view, at.registries)
    merge(result, hub)
    const y = at.registries.y + hub.height + UNIT.gutter + 6
    const rest = { ...at.clusters, y, h: Math.max(220, view.height - MARGIN - y) }
    merge(result, column(rest, clusterLayouts))
    crossway(result, y - (UNIT.gutter + 6) / 2, at)
  }
  gutters(result, at, view)
  result.height = Math.max(...result.boxes.map((box) => box.y + box.h)) + MARGIN
  return result
}

/** The user's computers: the laptop first, others as soon as something is done at them. */
function machines({ state }: View): Thing[] {
  const computers = state.all('machine').filter(({ data }) => (data as unknown as MachineObject).role === 'computer')
  return computers.filter(({ place }, i) => i === 0 || state.visited.has(place))
}

function twoColumns({ width, height }: View): Columns {
  const left = Math.round(Math.max(238, Math.min(300, width * 0.32)))
  const x = MARGIN + left + UNIT.gutter
  const w = width - x - MARGIN
  const top = Math.round(Math.max(120, Math.min(240, height * 0.36, Math.max(196, height * 0.27))))
  return {
    computers: { x: MARGIN, y: MARGIN, w: left, h: height - 2 * MARGIN },
    registries: { x, y: MARGIN, w, h: top },
    clusters: { x, y: MARGIN, w, h: 0 },
  }
}

function threeColumns({ width, height }: View): Columns {
  const inner = width - 2 * MARGIN - 2 * UNIT.gutter
  const left = Math.round(Math.max(226, Math.min(300, inner * 0.25)))
  const middle = Math.round(Math.min(400, inner * 0.215))
  const h = height - 2 * MARGIN
  return {
    computers: { x: MARGIN, y: MARGIN, w: left, h },
    registries: { x: MARGIN + left + UNIT.gutter, y: MARGIN, w: middle, h },
    clusters: { x: MARGIN + left + middle + 2 * UNIT.gutter, y: MARGIN, w: inner - left - middle, h },
  }
}

const UNFOLDED = 100_000

/** What each place of a column would take if there were room for everything. */
function needs(rect: Rect, layouts: Layout[]): number[] {
  if (layouts.length < 2) return []
  return layouts.map((layout) => {
    const things = layout({ ...rect, y: 0, h: UNFOLDED }).boxes.filter(({ parent }) => parent !== undefined)
    return Math.max(...things.map((box) => box.y + box.h)) + UNIT.pad
  })
}

/** Nobody gets more than it needs while another has less. */
function shares(count: number, height: number, wanted: number[]): number[] {
  const rooms = Array.from({ length: count }, () => 0)
  const order = rooms.map((_, i) => i).toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0))
  let left = height
  order.forEach((place, i) => {
    const equal = left / (count - i)
    rooms[place] = Math.max(PLACE_LEAST, Math.min(equal, wanted[place] ?? equal))
    left -= rooms[place]
  })
  const spare = Math.max(0, left) / count
  return rooms.map((room) => room + spare)
}

/** Places of one column, below each other, sharing its height. */
function column(rect: Rect, layouts: Layout[], wanted: number[] = []): Arrangement {
  const result = empty()
  const rooms = shares(layouts.length, rect.h - (layouts.length - 1) * UNIT.gutter, wanted)
  let y = rect.y
  layouts.forEach((layout, i) => {
    const place = layout({ ...rect, y, h: rooms[i]! })
    merge(result, place)
    y += place.height + UNIT.gutter
    if (i < layouts.length - 1)
      result.channels.push({
        axis: 'h',
        at: y - UNIT.gutter / 2,
        from: rect.x - UNIT.gutter / 2,
        to: rect.x + rect.w + UNIT.gutter / 2,
      })
  })
  result.height = y - UNIT.gutter - rect.y
  return result
}

function merge(into: Arrangement, part: Arrangement): void {
  into.boxes.push(...part.boxes)
  into.channels.push(...part.channels)
}

/** The way between registries and clusters. */
function crossway(result: Arrangement, y: number, at: Columns): void {
  const { x, w } = at.registries
  result.channels.push({ axis: 'h', at: y, from: x - UNIT.gutter / 2, to: x + w + MARGIN / 2 })
}

function gutters(result: Arrangement, at: Columns, view: View): void {
  const bottom = Math.max(view.height, ...result.boxes.map((box) => box.y + box.h))
  const xs = new Set([at.registries.x - UNIT.gutter / 2, at.clusters.x - UNIT.gutter / 2])
  for (const x of xs) result.channels.push({ axis: 'v', at: x, from: MARGIN / 2, to: bottom })
  result.channels.push({ axis: 'v', at: view.width - MARGIN / 2, from: MARGIN / 2, to: bottom })
  if (xs.size > 1) result.channels.push({ axis: 'h', at: MARGIN / 2, from: MARGIN, to: view.width })
}
