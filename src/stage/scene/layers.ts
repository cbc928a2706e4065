// Layers of an image or container as rows to draw.
import type { LayerRef } from '../../api/objects.ts'
import { type Detail, LAYER_ROWS, type LayerRow, UNIT, rowsShown } from './box.ts'
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
  const rows = rowsShown(layers, most)
  return rows * UNIT.layer + (layers > rows ? 16 : 0)
}
