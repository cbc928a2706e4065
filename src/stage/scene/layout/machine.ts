// A computer with Docker: its commands, the daemon, and the host's processes.
import type { ContainerObject, MachineObject, ProcessObject } from '../../../api/objects.ts'
import { type Arrangement, type Box, type Rect, UNIT } from '../box.ts'
import { DAEMONS, type Thing } from '../state.ts'
import type { View } from '../view.ts'
import { daemon } from './daemon.ts'
import type { Frame } from './machine-parts.ts'
import { Sheet, chipWidth, flow } from './sheet.ts'

const ALWAYS = ['docker', 'kubectl']
const SHELLS = new Set(['bash', 'sh', 'login', 'dash'])
const PROCESSES_SHOWN = 4
const FOLDED = 30

/** `rect.h` is the least height; the place grows where its content needs more. */
export function machinePlace(view: View, machine: Thing, rect: Rect): Arrangement {
  const { pad, gap } = UNIT
  const { frame, place, y: top } = head(view, machine, rect)
  const { sheet, name } = frame
  let y = top + programs(frame, top) + gap + 2
  sheet.channel('h', y - (gap + 2) / 2, rect.x + pad / 2, rect.x + rect.w + UNIT.gutter / 2)
  const lines = view.flat ? [] : hostProcesses(view, name)
  const below = lines.length > 0 ? lines.length * 16 + 26 : 4
  y += daemon(frame, y, rect.y + rect.h - below - pad - y)
  if (lines.length > 0) {
    const box = { x: frame.x, y: y + 6, w: frame.w, h: below - 8 }
    sheet.put({ id: `processes/${name}`, parent: place.id, rect: box, content: { kind: 'processes', lines } })
    y += below
  }
  place.h = Math.max(rect.h, y + pad - rect.y)
  sheet.result.height = place.h
  return sheet.result
}

/** A computer that nobody sits at now, where there is no room for two: its daemon is one line. */
export function foldedMachine(view: View, machine: Thing, rect: Rect): Arrangement {
  const { frame, place, y } = head(view, machine, rect)
  const { sheet, name, x, w } = frame
  const counts = { images: view.state.of(name, 'image').size, containers: view.state.of(name, 'container').size }
  sheet.put({
    id: `dockerd/${name}`,
    parent: place.id,
    rect: { x, y, w, h: FOLDED },
    content: { kind: 'group', of: 'dockerd', name, detail: '', flat: true, counts },
    components: [`${name}/dockerd`, `${name}/containerd`],
    subject: { type: 'engine', place: name, id: name },
    sides: ['right'],
  })
  place.h = y + FOLDED + UNIT.pad - rect.y
  sheet.result.height = place.h
  return sheet.result
}

function head(view: View, machine: Thing, rect: Rect): { frame: Frame; place: Box; y: number } {
  const { pad } = UNIT
  const sheet = new Sheet()
  const name = machine.place
  const data = machine.data as unknown as MachineObject
  const id = `place/${name}`
  const place = sheet.put({
    id,
    rect,
    content: { kind: 'place', of: 'computer', name, detail: data.address ?? '', nodes: 0, empty: false, up: data.up },
    components: [name],
    subject: { type: 'machine', place: name, id: name },
    sides: ['right'],
  })
  const frame: Frame = { sheet, view, name, x: rect.x + pad, w: rect.w - 2 * pad, parent: id }
  return { frame, place, y: rect.y + UNIT.title + 2 }
}

/** The row of commands: docker and kubectl always, others while they run. */
function programs({ sheet, view, name, x, w, parent }: Frame, y: number): number {
  const running = new Set<string>()
  for (const { data } of view.state.of(name, 'process').values()) {
    const { component, contained, argv } = data as unknown as ProcessObject
    const program = component?.startsWith(`${name}/`) ? component.slice(name.length + 1) : argv?.[0]?.split('/').at(-1)
    if (program && !contained && !program.includes('/') && !DAEMONS.has(program) && !SHELLS.has(program))
      running.add(program)
  }
  const names = [...new Set([...ALWAYS, ...running])].slice(0, 8)
  const rows = flow(names.map(chipWidth), w, UNIT.chip)
  names.forEach((program, i) => {
    const at = rows.at[i]!
    sheet.put({
      id: `program/${name}/${program}`,
      parent,
      rect: { x: x + at.x, y: y + at.y, w: at.w, h: UNIT.chip },
      content: { kind: 'chip', of: 'program', name: program, detail: '', active: running.has(program) },
      components: [`${name}/${program}`],
      sides: at.y + UNIT.chip >= rows.height ? ['bottom'] : ['right'],
    })
  })
  return rows.height
}

/** The newest containers' first processes rather than what those have started. */
function hostProcesses(view: View, name: string): string[] {
  const all = [...view.state.of(name, 'container').values()].flatMap(({ data }) => {
    const { processes } = data as unknown as ContainerObject
    return processes.map(({ hostPid, command }, depth) => ({ line: `${hostPid} ${command}`, depth }))
  })
  const ranked = all.toReversed().toSorted((a, b) => Number(a.depth > 0) - Number(b.depth > 0))
  const shown = new Set(ranked.slice(0, PROCESSES_SHOWN))
  return all.filter((one) => shown.has(one)).map(({ line }) => line)
}
