// `docker image ls --tree`: images by all their names, on a terminal in colours (cli/command/image/tree.go).
import type { ImageSummary } from '../../../api/docker.ts'
import { displayWidth } from '../../../machine/tty.ts'
import { infoHeader } from './note.ts'
import { humanSize, shortId } from './units.ts'

const SPACING = 3
/** A first column narrower than this gets the room of the last ones. */
const MIN_NAME = 12
const MIN_WIDTH = 20

const DEFAULT = '\x1b[39m'
const BOLD = '\x1b[1m'
const painted = (colour: string, text: string) => (colour ? `${colour}${text}\x1b[0m` : text)

interface Column {
  title: string
  width: number
  right?: boolean
  plain?: boolean
  value: (image: ImageSummary) => string
}

const COLUMNS: readonly Column[] = [
  { title: 'ID', width: 12, value: ({ Id }) => shortId(Id) },
  { title: 'DISK USAGE', width: 10, right: true, value: ({ Size }) => humanSize(Size, 3) },
  // A store of layers keeps no content beside them.
  { title: 'CONTENT SIZE', width: 12, right: true, value: () => '0B' },
  { title: 'EXTRA', width: 5, plain: true, value: () => '' },
]

/** `width` is the terminal's, undefined where standard output is none. */
export function imageTree(images: readonly ImageSummary[], width: number | undefined): string {
  const terminal = width !== undefined
  const room = Math.max(width || 80, MIN_WIDTH)
  const colour = (codes: string) => (terminal ? codes : '')
  const { columns, first } = fitted(room, images)
  const heading = [titled('IMAGE', first), ...columns.map(({ title, width }) => titled(title, width))]
  const lines = [
    painted(
      colour('\x1b[93m'),
      "WARNING: This is an experimental feature. The output may change and shouldn't be depended on.",
    ),
    legend(terminal, room),
    '',
    heading.join(' '.repeat(SPACING)),
  ]
  for (const image of images) {
    const names = image.RepoTags.filter((name) => name !== '<none>:<none>').sort((a, b) => b.length - a.length)
    const last = names.pop()
    const blue = colour(`\x1b[34m${BOLD}`)
    for (const name of names) lines.push(painted(blue, cut(name, terminal ? room : 0)))
    const named = last === undefined ? cell('<untagged>', first, colour(`${DEFAULT}\x1b[2m`)) : cell(last, first, blue)
    const details = columns.map((column) =>
      cell(column.value(image), column.width, column.plain ? '' : colour(DEFAULT), column.right),
    )
    lines.push([named, ...details].join(' '.repeat(SPACING)))
  }
  return lines.map((line) => `${line}\n`).join('')
}

/** The first column is as wide as it must be; columns that leave it too little room go. */
function fitted(room: number, images: readonly ImageSummary[]): { columns: Column[]; first: number } {
  let left = room
  const columns: Column[] = []
  for (const column of COLUMNS) {
    const taken = column.width + SPACING
    if (left - taken < MIN_NAME) break
    columns.push(column)
    left -= taken
  }
  const widest = Math.max('IMAGE'.length, ...images.flatMap(({ RepoTags }) => RepoTags.map((name) => name.length)))
  return { columns, first: Math.min(left, widest) }
}

const titled = (title: string, width: number) => cell(title, width, `${DEFAULT}${BOLD}`)

function cell(text: string, width: number, colour: string, right = false): string {
  const length = displayWidth(text)
  if (length > width) return painted(colour, cut(text, width))
  const fill = ' '.repeat(width - length)
  return right ? fill + painted(colour, text) : painted(colour, text) + fill
}

/** 0: all of it. */
const cut = (text: string, length: number): string => {
  const runes = [...text]
  return length === 0 || runes.length < length ? text : `${runes.slice(0, length - 1).join('')}…`
}

function legend(terminal: boolean, room: number): string {
  const info = infoHeader(terminal)
  const chip = terminal ? '\x1b[38;5;0m\x1b[48;5;14m U \x1b[0m' : 'U'
  const text = `${info} ${chip} In Use `
  const shown = displayWidth(text.replace(/\x1b\[[\d;]*m/g, ''))
  return ' '.repeat(Math.max(0, room - shown)) + text
}
