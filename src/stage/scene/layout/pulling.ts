// An image on its way: the layers that have come, that are coming, and that are still to come.
import type { ImageObject, LayerObject } from '../../../api/objects.ts'
import { type Content, type LayerRow, LAYER_ROWS, UNIT } from '../box.ts'
import { stackHeight } from '../layers.ts'
import { type View, splitName } from '../view.ts'

/** Layers shown in a node, where room is short. */
export const SLIM_ROWS = 4
const FLAT_ROWS = 2

export interface Pulling {
  id: string
  content: Content
  height: number
}

/** Images of a machine that have layers on the way but are not there as images yet. */
export function pullingImages({ state, palette, flat }: View, machine: string, slim = false): Pulling[] {
  const present = new Set<string>()
  for (const type of ['image', 'nodeimage']) {
    for (const { data } of state.of(machine, type).values()) {
      for (const { diffId } of (data as unknown as ImageObject).layers ?? []) present.add(diffId)
    }
  }
  const byImage = new Map<string, LayerRow[]>()
  for (const { id, data } of state.of(machine, 'layer').values()) {
    const { image, name, size, state: step } = data as unknown as LayerObject
    if (!image) continue
    const rows = byImage.get(image) ?? []
    byImage.set(image, rows)
    rows.push({ name, size, ...palette.layer(id), diffId: id, state: step, paint: palette.of(id) })
  }
  return [...byImage].flatMap(([image, layers]) => {
    if (layers.every(({ diffId, state: step }) => present.has(diffId) || step === 'ready')) return []
    // A node with little height would otherwise have no room for the pod that waits for the image.
    const detail = flat && slim ? 'strip' : 'full'
    const most = flat ? FLAT_ROWS : slim ? SLIM_ROWS : LAYER_ROWS
    const content: Content = {
      kind: 'image',
      ...splitName(image),
      short: '',
      also: [],
      layers,
      detail,
      pulling: true,
      slim,
      most,
    }
    return [
      {
        id: `pulling/${machine}/${image}`,
        content,
        height: UNIT.line + stackHeight(layers.length, detail, most) + (detail === 'strip' ? 4 : 12),
      },
    ]
  })
}
