// Smaller parts of a computer: builds under way, networks and volumes.
import type { BuildObject, ContainerObject, NetworkObject } from '../../../api/objects.ts'
import { UNIT } from '../box.ts'
import type { View } from '../view.ts'
import { type Sheet, chipWidth, fitting, flow } from './sheet.ts'

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

/** Chips of networks and volumes shown at most. */
const WIRING_SHOWN = 6
const WIRE_ROW = 22
const WIRE_GAP = 6
/** One chip for so many px of the stage is always all right. */
const ROOMY = 140
const MORE_WIDTH = 44

/** Networks with who is on them, volumes with who mounts them. */
export function wiring({ sheet, view, name, x, w, parent }: Frame) {
  const all = [...networks(view, name), ...volumes(view, name)].map((one) =>
    view.whole && view.flat ? { ...one, detail: '' } : one,
  )
  const widths = all.map(({ label, detail }) => chipWidth(detail ? `${label} · ${detail}` : label) + 18)
  const most =
    view.whole && view.flat
      ? fitting(widths, w, WIRE_GAP, MORE_WIDTH)
      : Math.max(WIRING_SHOWN, Math.floor(view.height / ROOMY))
  const chips = all.length > most ? all.slice(0, most - 1) : all
  const hidden = all.length - chips.length
  const rows = flow(hidden > 0 ? [...widths.slice(0, chips.length), MORE_WIDTH] : widths, w, WIRE_ROW, WIRE_GAP)
  const put = (y: number) => {
    const rect = (i: number) => ({ x: x + rows.at[i]!.x, y: y + rows.at[i]!.y, w: rows.at[i]!.w, h: WIRE_ROW })
    chips.forEach(({ of, id, label, detail }, i) =>
      sheet.put({
        id: `${of}/${name}/${id}`,
        parent,
        rect: rect(i),
        content: { kind: 'chip', of, name: label, detail, active: false },
        subject: { type: of, place: name, id },
      }),
    )
    if (hidden === 0) return
    const content = { kind: 'more' as const, of: 'wiring' as const, count: hidden }
    sheet.put({ id: `more/wiring/${name}`, parent, rect: rect(chips.length), content })
  }
  return { height: rows.height > 0 ? rows.height + UNIT.gap : 0, put }
}

const ALWAYS_THERE = new Set(['bridge', 'host', 'none'])

/** The networks that every engine has are shown beside others, while somebody is on them. */
function networks({ state }: View, machine: string) {
  const containers = state.of(machine, 'container')
  const all = [...state.of(machine, 'network').values()]
  const hasOwn = all.some(({ data }) => !ALWAYS_THERE.has(String(data.name)))
  return all.flatMap(({ id, data }) => {
    const { name, containers: members } = data as unknown as NetworkObject
    const names = members.flatMap((member) => containers.get(member)?.data.name ?? [])
    if (ALWAYS_THERE.has(name) && (names.length === 0 || (!hasOwn && name === 'bridge'))) return []
    return [{ of: 'network' as const, id, label: name, detail: names.map(plain).join(', ') }]
  })
}

function volumes({ state }: View, machine: string) {
  const users = new Map<string, string[]>()
  for (const { data } of state.of(machine, 'container').values()) {
    const { name, mounts } = data as unknown as ContainerObject
    for (const { type, source } of mounts) {
      if (type === 'volume') users.set(source, [...(users.get(source) ?? []), plain(name)])
    }
  }
  return [...state.of(machine, 'volume').values()].map(({ id, data }) => ({
    of: 'volume' as const,
    id,
    label: data.anonymous ? id.slice(0, 8) : id,
    detail: (users.get(id) ?? []).join(', '),
  }))
}

const plain = (name: unknown) => String(name).replace(/^\//, '')
