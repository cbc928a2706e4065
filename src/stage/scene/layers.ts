// Layers of an image or container as rows to draw.
import type { LayerRef } from '../../api/objects.ts'
import { type Detail, LAYER_ROWS, type LayerRow, UNIT } from './box.ts'
import type { Palette } from './palette.ts'

export function layerRows(layers: unknown, palette: Palette, state: LayerRow['state'] = 'ready'): LayerRow[] {
  if (!Array.isArray(layers)) return []
  return (layers as LayerRef[]).map(({ diffId, name, size }) => ({
    diffId,
    name,
    size,
    paint: palette.of(diffId),
    state,
  }))
}

/** Height of a stack of layers, px. */
export function stackHeight(layers: number, detail: Detail, most: number = LAYER_ROWS): number {
  if (detail === 'line' || layers === 0) return 0
  if (detail === 'strip') return 14
  const rows = shownCount(layers, most)
  return rows * UNIT.layer + (layers > rows ? 16 : 0)
}

/** To count a single one takes the room of its row. */
const shownCount = (layers: number, most: number) => (layers <= most + 1 ? layers : most)

/**
 * About `most` of the layers, in their order, and where the others are counted.
 * The lowest (what all stands on) and the topmost are always there, then what is arriving, then the heaviest.
 */
export function shownLayers(layers: readonly LayerRow[], most: number = LAYER_ROWS) {
  if (shownCount(layers.length, most) === layers.length) return { rows: [...layers], hidden: 0, at: layers.length }
  const last = layers.length - 1
  const weight = (i: number) => {
    if (i === 0 || i === last) return Infinity
    const { state, size } = layers[i]!
    return state === 'downloading' || state === 'extracting' ? 1e15 + size : size
  }
  const order = layers.map((_, i) => i).toSorted((a, b) => weight(b) - weight(a) || a - b)
  const kept = new Set(order.slice(0, most))
  const rows = layers.filter((_, i) => kept.has(i))
  return { rows, hidden: layers.length - rows.length, at: layers.findIndex((_, i) => !kept.has(i)) }
}
