// An image on its way: the layers that have come, that are coming, and that are still to come.
import type { ImageObject, LayerObject } from '../../../api/objects.ts'
import { type Content, type LayerRow, LAYER_ROWS, UNIT } from '../box.ts'
import { stackHeight } from '../layers.ts'
import { type View, splitName } from '../view.ts'

/** Layers shown in a node, where room is short. */
export const SLIM_ROWS = 4
const FLAT_ROWS = 2

/** How much is shown of an image on its way. */
export interface Manner {
  detail: 'full' | 'strip'
  most: number
  /** In a node. */
  slim: boolean
}

/** In a node: as much as there is room for, the first that fits. */
export const IN_NODE: Manner[] = [
  { detail: 'full', most: SLIM_ROWS, slim: true },
  { detail: 'full', most: FLAT_ROWS, slim: true },
  { detail: 'strip', most: SLIM_ROWS, slim: true },
]
export const onComputer = (flat: boolean): Manner => ({
  detail: 'full',
  most: flat ? FLAT_ROWS : LAYER_ROWS,
  slim: false,
})

export interface Pulling {
  id: string
  content: Content
  height: number
}

/** Images of a machine that have layers on the way but are not there as images yet. */
export function pullingImages({ state, palette }: View, machine: string, manner: Manner): Pulling[] {
  const { detail, most } = manner
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
    const content: Content = {
      kind: 'image',
      ...splitName(image),
      short: '',
      also: [],
      layers,
      pulling: true,
      ...manner,
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
