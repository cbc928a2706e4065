// The registries: a host each, and in it the repositories that were pushed or asked for.
import type { AccountObject, RegistryObject, RepositoryObject } from '../../../api/objects.ts'
import { type Arrangement, type Content, type Detail, type LayerRow, type Rect, UNIT } from '../box.ts'
import { fold } from '../details.ts'
import { layerRows, stackHeight } from '../layers.ts'
import type { Push } from '../pushes.ts'
import type { Thing } from '../state.ts'
import { type View, short } from '../view.ts'
import { Sheet, chipWidth, columns, flow } from './sheet.ts'

const HEADER = 42
const ROWS = 4
const ACCOUNT = 22
/** What the place's own title takes. */
const TITLE_WIDTH = 260
const MORE = 20 + UNIT.gap
/** A registry in one line. */
const HOST = 30
const PUSH = 'push'
const CARD_LEAST = 136
const CARD_MOST = 210

interface Host {
  /** Where it is in the trace, and what it is called. */
  host: string
  name: string
  title: string
  cards: Thing[]
  more: number
}

export const MAIN_REGISTRY = 'docker.io'

/** Hosts that have something to show; Docker Hub always. */
export function registryHosts({ state }: View, perHost: number): Host[] {
  const hosts = new Map<string, Host>()
  hosts.set(MAIN_REGISTRY, { host: MAIN_REGISTRY, name: MAIN_REGISTRY, title: 'Docker Hub', cards: [], more: 0 })
  for (const { place, data, born } of state.all('registry')) {
    const { host: name, title, container } = data as unknown as RegistryObject
    const known = hosts.get(place)
    if (known) known.title = title || known.title
    else if (container || born > 200 || state.asked.has(place))
      hosts.set(place, {
        host: place,
        name,
        title: container ? containerName(state, container) : title,
        cards: [],
        more: 0,
      })
  }
  for (const place of state.asked.keys()) {
    const isGone = place.includes('/container/')
    if (!hosts.has(place) && !isGone) hosts.set(place, { host: place, name: place, title: '', cards: [], more: 0 })
  }
  for (const host of hosts.values()) {
    const stock = spokenOf(state.of(host.host, 'repository'), state.asked.get(host.host))
    const cards = [...state.pushes.of(host.host).map((push) => arriving(push, host.host)), ...stock]
    host.cards = cards.slice(0, perHost)
    host.more = Math.max(0, cards.length - perHost)
  }
  return [...hosts.values()]
}

/** An image whose layers come before its manifest; clients push the topmost first. */
function arriving({ repository, layers }: Push, place: string): Thing {
  const rows = [...layers].map(([diffId, { name, step }]) => ({ diffId, name, size: 0, state: step })).toReversed()
  const data = { repository, tag: '', digest: '', layers: rows }
  return { type: PUSH, place, id: `${repository}:`, data, seq: 0, born: 0, at: 0 }
}

/** `laptop/container/318e3a013a8d` by its name. */
function containerName(state: View['state'], component: string): string {
  const [machine = '', , id = ''] = component.split('/')
  const container = [...state.of(machine, 'container').values()].find((one) => one.id.startsWith(id))
  return String(container?.data.name ?? id).replace(/^\//, '')
}

/** The latest first. What nobody pushed or pulled stays in the stock. */
function spokenOf(stock: ReadonlyMap<string, Thing>, asked: Map<string, number> | undefined): Thing[] {
  const when = (thing: Thing) => {
    const { repository, tag } = thing.data as unknown as RepositoryObject
    const pushed = thing.at > 0 && thing.seq > thing.born ? thing.at : thing.at > 0 ? thing.at : -1
    return Math.max(asked?.get(`${repository}:${tag}`) ?? -1, pushed)
  }
  const all = [...stock.values()].map((thing) => ({ thing, at: when(thing) }))
  return all
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.thing.born - b.thing.born)
    .map(({ thing }) => thing)
    .reverse()
}

/** `rect.h` is the height to keep to where it can be kept. */
export function registriesPlace(view: View, rect: Rect): Arrangement {
  const { pad, gap } = UNIT
  const sheet = new Sheet()
  const hosts = registryHosts(view, 9)
  const id = 'place/registries'
  const main = hosts[0]!
  const place = sheet.put({
    id,
    rect,
    content: {
      kind: 'place',
      of: 'registries',
      name: main.host,
      detail: main.title,
      nodes: hosts.length,
      empty: false,
      up: true,
    },
    components: [MAIN_REGISTRY],
    subject: { type: 'registry', place: MAIN_REGISTRY, id: MAIN_REGISTRY },
    sides: ['left', 'right', 'bottom'],
  })
  let y = rect.y + UNIT.title + 2 + accounts(sheet, view, rect, id)
  const others = hosts.slice(1)
  const room = rect.y + rect.h - y - pad - others.length * (HOST + gap)
  y += cards(sheet, view, main, { x: rect.x + pad, y, w: rect.w - 2 * pad, h: room }, id)
  for (const host of others) y += hostRow(sheet, view, host, { x: rect.x + pad, y, w: rect.w - 2 * pad, h: 0 }, id)
  place.h = Math.max(rect.h, y + pad - gap - rect.y)
  sheet.channel('v', rect.x + pad / 2, rect.y + UNIT.title, rect.y + place.h)
  sheet.result.height = place.h
  return sheet.result
}

/** Who is logged in, at the end of the title where there is room, else below it. Gives the height it takes. */
function accounts(sheet: Sheet, { state }: View, rect: Rect, parent: string): number {
  const chips = state.all('account').map(({ place, id, data }) => {
    const { user } = data as unknown as AccountObject
    const detail = [place, id === MAIN_REGISTRY ? '' : id].filter(Boolean).join(' → ')
    return { user, detail, place, id, w: chipWidth(`${user} · ${detail}`) + 18 }
  })
  const beside = chips.reduce((sum, { w }) => sum + w + 6, 0) <= rect.w - TITLE_WIDTH
  const widths = chips.map(({ w }) => w)
  const rows = flow(widths, rect.w - 2 * UNIT.pad, ACCOUNT, 6)
  const end = Math.max(0, ...rows.at.map(({ x, w }) => x + w))
  const start = beside
    ? { x: rect.x + rect.w - UNIT.pad - end, y: rect.y + 7 }
    : { x: rect.x + UNIT.pad, y: rect.y + UNIT.title }
  chips.forEach(({ user, detail, place, id }, i) => {
    const at = rows.at[i]!
    sheet.put({
      id: `account/${place}/${id}`,
      parent,
      rect: { x: start.x + at.x, y: start.y + at.y, w: at.w, h: ACCOUNT },
      content: { kind: 'chip', of: 'account', name: user, detail, active: false },
      subject: { type: 'account', place, id },
    })
  })
  return beside || chips.length === 0 ? 0 : rows.height + 6
}

/** Docker Hub's repositories as cards in rows. */
function cards(sheet: Sheet, view: View, { host, cards: things, more }: Host, rect: Rect, parent: string): number {
  if (things.length === 0) {
    const at = { x: rect.x, y: rect.y, w: rect.w, h: 44 }
    sheet.put({ id: `hint/${host}`, parent, rect: at, content: { kind: 'hint', of: 'registry' } })
    return 52
  }
  const { across, width } = columns(things.length + (more > 0 ? 1 : 0), rect.w, CARD_LEAST, CARD_MOST, UNIT.gap)
  const rows = Math.ceil(things.length / across)
  // Below the last row no gap is needed.
  const room = rect.h + UNIT.gap - (more > 0 ? MORE : 0)
  const details = fold(rowItems(things, across, view.whole), room, { gap: UNIT.gap, more: MORE })
  let y = rect.y
  let hidden = more
  for (let row = 0; row < rows; row++) {
    const inRow = things.slice(row * across, (row + 1) * across)
    const detail = details.get(String(row))!
    if (detail === 'hidden') {
      hidden += inRow.length
      continue
    }
    const height = rowHeight(inRow, detail)
    inRow.forEach((thing, i) => {
      const at = { x: rect.x + i * (width + UNIT.gap), y, w: width, h: cardHeight(thing, detail) }
      sheet.put({
        id: `repository/${host}/${thing.id}`,
        parent,
        rect: at,
        ...card(view, thing, detail),
        sides: ['top'],
      })
    })
    y += height + UNIT.gap
  }
  if (hidden > 0) {
    sheet.put({
      id: `more/${host}`,
      parent,
      rect: { x: rect.x, y, w: rect.w, h: 20 },
      content: { kind: 'more', of: 'images', count: hidden },
    })
    y += MORE
  }
  return y - rect.y
}

const rowItems = (things: Thing[], across: number, whole: boolean) =>
  Array.from({ length: Math.ceil(things.length / across) }, (_, row) => {
    const inRow = things.slice(row * across, (row + 1) * across)
    const heights = { full: rowHeight(inRow, 'full'), strip: rowHeight(inRow, 'strip'), line: rowHeight(inRow, 'line') }
    const ranks = row === 0 ? { strip: 2, line: 3 } : { strip: 1, line: 3, ...(whole ? { hidden: 4 } : {}) }
    return { id: String(row), list: 'repositories', heights, ranks, worth: -row }
  })

const rowHeight = (things: Thing[], detail: Detail) => Math.max(...things.map((thing) => cardHeight(thing, detail)))

function cardHeight({ data }: Thing, detail: Detail): number {
  if (detail === 'line') return UNIT.line
  return HEADER + stackHeight((data.layers as unknown[] | undefined)?.length ?? 0, detail, ROWS) + 8
}

function card(view: View, thing: Thing, detail: Detail) {
  const { repository, tag, digest, layers, private: isPrivate } = thing.data as unknown as RepositoryObject
  const isPush = thing.type === PUSH
  const content: Content = {
    kind: 'image',
    name: repository,
    tag,
    short: short(digest),
    also: [],
    layers: isPush ? arrivingRows(view, thing) : layerRows(layers, view.palette),
    detail,
    pulling: isPush,
    slim: false,
    most: ROWS,
    ...(isPrivate ? { isPrivate } : {}),
  }
  const registry = { type: 'registry', place: thing.place, id: thing.place }
  return { content, subject: isPush ? registry : { type: 'repository', place: thing.place, id: thing.id } }
}

function arrivingRows({ palette }: View, { data }: Thing): LayerRow[] {
  return (data.layers as LayerRow[]).map((row) => ({
    ...row,
    ...palette.layer(row.diffId),
    paint: palette.of(row.diffId),
  }))
}

/** Another registry: its host and its repositories as chips of one line. */
function hostRow(
  sheet: Sheet,
  view: View,
  { host, name, title, cards: things, more }: Host,
  rect: Rect,
  parent: string,
): number {
  const group = sheet.put({
    id: `registry/${host}`,
    parent,
    rect: { ...rect, h: HOST },
    content: { kind: 'group', of: 'registry', name, detail: title, flat: false },
    components: [host],
    subject: { type: 'registry', place: host, id: host },
    sides: ['left'],
  })
  const width = 190
  const start = Math.min(190, rect.w * 0.4)
  const across = Math.max(1, Math.floor((rect.w - start) / (width + 6)))
  const shown = things.slice(0, across * 2)
  shown.forEach((thing, i) => {
    const at = {
      x: rect.x + start + (i % across) * (width + 6),
      y: rect.y + 3 + Math.floor(i / across) * 28,
      w: Math.min(width, rect.w - start - 6),
      h: 24,
    }
    sheet.put({ id: `repository/${host}/${thing.id}`, parent: group.id, rect: at, ...card(view, thing, 'line') })
  })
  group.h = HOST + Math.max(0, Math.ceil(shown.length / across) - 1) * 28
  const hidden = more + things.length - shown.length
  if (group.content.kind === 'group' && hidden > 0) group.content.detail = `${title} +${hidden}`.trim()
  return group.h + UNIT.gap
}
