// Smaller parts of a computer: builds under way, networks and volumes.
import type { BuildObject, NetworkObject } from '../../../api/objects.ts'
import { UNIT } from '../box.ts'
import type { View } from '../view.ts'
import { type Sheet, chipWidth, flow } from './sheet.ts'

/** Where a computer's parts are put. */
export interface Frame {
  sheet: Sheet
  view: View
  name: string
  x: number
  w: number
  parent: string
}

export function builds({ sheet, view, name, x, w, parent }: Frame, y: number): number {
  let at = y
  for (const build of view.state.of(name, 'build').values()) {
    const { tag, context, steps } = build.data as unknown as BuildObject
    const h = 34 + Math.min(steps.length, 8) * 19
    sheet.put({
      id: `build/${name}/${build.id}`,
      parent,
      rect: { x, y: at, w, h },
      content: {
        kind: 'build',
        tag,
        context,
        steps: steps.slice(-8).map(({ name: step, state }) => ({ name: step, state })),
      },
      subject: { type: 'build', place: name, id: build.id },
    })
    at += h + UNIT.gap
  }
  return at - y
}

/** Networks that the user made and named volumes, as chips. */
export function extras({ sheet, view, name, x, w, parent }: Frame) {
  const networks = [...view.state.of(name, 'network').values()].filter(
    ({ data }) => !['bridge', 'host', 'none'].includes(String(data.name)),
  )
  const volumes = [...view.state.of(name, 'volume').values()].filter(({ data }) => !data.anonymous)
  const chips = [
    ...networks.map((one) => ({
      one,
      of: 'network' as const,
      label: String(one.data.name),
      detail: (one.data as unknown as NetworkObject).subnet,
    })),
    ...volumes.map((one) => ({ one, of: 'volume' as const, label: one.id, detail: '' })),
  ].slice(0, 6)
  const rows = flow(
    chips.map(({ label }) => chipWidth(label) + 16),
    w,
    22,
    6,
  )
  const put = (y: number) =>
    chips.forEach(({ one, of, label, detail }, i) => {
      const at = rows.at[i]!
      sheet.put({
        id: `${of}/${name}/${one.id}`,
        parent,
        rect: { x: x + at.x, y: y + at.y, w: at.w, h: 22 },
        content: { kind: 'chip', of, name: label, detail, active: false },
        subject: { type: of, place: name, id: one.id },
      })
    })
  return { height: rows.height > 0 ? rows.height + UNIT.gap : 0, put }
}
