// What the scene consists of: boxes with absolute places, the channels between them, wires and flights.
import type { Paint } from './palette.ts'

export interface Point {
  x: number
  y: number
}

export interface Rect extends Point {
  w: number
  h: number
}

/** A line that wires may run along: `at` is x of a vertical one, y of a horizontal one. */
export interface Channel {
  axis: 'v' | 'h'
  at: number
  from: number
  to: number
}

export type Side = 'left' | 'right' | 'top' | 'bottom'

/** Names a real thing, for inspection. */
export interface Subject {
  type: string
  place: string
  id: string
}

export type Tone = 'good' | 'busy' | 'bad' | 'warn' | 'idle'

export interface LayerRow {
  diffId: string
  name: string
  size: number
  paint: Paint
  state: 'ready' | 'waiting' | 'downloading' | 'extracting' | 'writable'
}

/** How much of a thing is shown: all its layers, one strip of colours, or one line. */
export type Detail = 'full' | 'strip' | 'line'

export interface ContainerLine {
  name: string
  image: string
  tone: Tone
}

/** What a folded daemon has. */
export interface Counts {
  images: number
  containers: number
}

/** Facts to draw, by kind. Words in them are names of real things; everything else is worded by i18n. */
export type Content =
  | {
      kind: 'place'
      of: 'computer' | 'registries' | 'cluster'
      name: string
      detail: string
      nodes: number
      empty: boolean
      up: boolean
    }
  | {
      kind: 'group'
      of: 'dockerd' | 'registry' | 'controlplane'
      name: string
      detail: string
      flat: boolean
      counts?: Counts
    }
  | { kind: 'label'; of: 'images' | 'containers' | 'cache'; count: string; hidden: number }
  | {
      kind: 'chip'
      name: string
      of: 'program' | 'agent' | 'network' | 'volume' | 'account'
      /** Who is on the network, who mounts the volume. */
      detail: string
      active: boolean
    }
  | {
      kind: 'image'
      name: string
      tag: string
      short: string
      also: string[]
      layers: LayerRow[]
      detail: Detail
      pulling: boolean
      /** In a node there is little room: without a frame. */
      slim: boolean
      /** Layers shown one by one at most. */
      most: number
      /** Not everybody may pull it. */
      isPrivate?: boolean
    }
  | {
      kind: 'container'
      name: string
      short: string
      image: string
      command: string
      state: string
      exitCode: number | undefined
      health: string | undefined
      tone: Tone
      ports: string[]
      pids: string
      /** Networks beside the usual `bridge`. */
      networks: string[]
      /** `data → /var/lib/mysql`. */
      mounts: string[]
      layers: LayerRow[]
      writable: number
      detail: Detail
    }
  | { kind: 'build'; tag: string; context: number; steps: { name: string; state: string }[] }
  | { kind: 'component'; name: string; detail: string; up: boolean }
  | { kind: 'node'; name: string; status: string; tone: Tone; role: string; head: 'wide' | 'narrow' | 'mark' }
  | {
      kind: 'pod'
      name: string
      namespace: string
      phase: string
      tone: Tone
      address: string
      restarts: number
      containers: ContainerLine[]
      /** Virtual ms until which the kubelet holds off. */
      retryAt: number | undefined
      detail: Detail
    }
  | { kind: 'object'; of: string; name: string; detail: string; tone: Tone }
  | {
      kind: 'more'
      count: number
      of: 'images' | 'pods' | 'systempods' | 'systemimages' | 'objects' | 'wiring'
    }
  | { kind: 'processes'; lines: string[] }
  | { kind: 'hint'; of: 'cluster' | 'registry' | 'images' }

export interface Box extends Rect {
  id: string
  parent?: string
  content: Content
  /** Components whose messages start or end here. */
  components: string[]
  subject?: Subject
  /** Where wires may leave it towards a channel. */
  sides: Side[]
}

/** What a layout gives: boxes in paint order (parents first) and its channels. */
export interface Arrangement {
  boxes: Box[]
  channels: Channel[]
  height: number
}

export const empty = (): Arrangement => ({ boxes: [], channels: [], height: 0 })

export const UNIT = {
  pad: 12,
  gap: 8,
  title: 32,
  layer: 22,
  chip: 24,
  label: 20,
  line: 26,
  /** Between places: wires run here. */
  gutter: 28,
} as const

/** Layers shown one by one; of more, the rest are counted. */
export const LAYER_ROWS = 6
