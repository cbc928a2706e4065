// One line of compose's list: what is done, how far, since when (lineText of pkg/progress/tty.go).
import { utf8 } from '../../kernel/bytes.ts'
import { displayWidth } from '../../machine/tty.ts'
import { humanSize } from '../docker/format/units.ts'

export type EventState = 'working' | 'done' | 'warning' | 'error'

/** Bytes so far and in all, and a hundredth of them: 0 where nothing is known. */
export interface Amount {
  current: number
  total: number
  percent: number
}

export interface Row extends Amount {
  id: string
  parent: string | undefined
  text: string
  state: EventState
  status: string
  started: number
  ended: number | undefined
  frame: number
}

interface Place {
  columns: number
  padding: number
  /** Virtual ms. */
  now: number
}

const SPINNER = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏']
const LEVELS = [...'⠀⡀⣀⣄⣤⣦⣶⣷⣿']
const GREEN = '\x1b[32m'
const MARKS = { done: `${GREEN}✔\x1b[0m`, error: '\x1b[31m✘\x1b[0m', warning: '\x1b[33m!\x1b[0m' } as const
const COLOURS = { done: GREEN, error: '\x1b[31m', warning: '\x1b[33m' } as const
/** What upstream keeps free beside a status, so that a long error does not wrap. */
const MARGIN = 15

export function line(row: Row, indent: string, children: readonly Row[], { columns, padding, now }: Place): string {
  const text = textOf(row, children)
  const bytes = utf8(text).length
  const room = columns - bytes - padding - MARGIN
  const short = room > 0 && row.status.length > room ? `${row.status.slice(0, room)}...` : row.status
  const mark = row.state === 'working' ? `\x1b[33m${SPINNER[row.frame++ % SPINNER.length]}\x1b[0m` : MARKS[row.state]
  const status = row.state === 'working' ? short : `${COLOURS[row.state]}${short}\x1b[0m`
  const left = `${indent} ${mark} ${text}${' '.repeat(Math.max(0, padding - bytes))} ${status}`
  const timer = `${(((row.ended ?? now) - row.started) / 1000).toFixed(1)}s `
  const gap = columns - displayWidth(left) - timer.length
  return `${left}${' '.repeat(Math.max(0, gap))}\x1b[34m${timer}\x1b[0m\n`
}

/** A service that is being pulled shows its layers as a bar, and their sum once every size is known. */
function textOf({ id, text, state }: Row, children: readonly Row[]): string {
  if (state !== 'working' || children.length === 0) return `${id} ${text}`
  const levels = children.map(({ percent }) => LEVELS[Math.trunc(((LEVELS.length - 1) * percent) / 100)]).join('')
  const sum = (of: 'current' | 'total') => children.reduce((all, child) => all + child[of], 0)
  const known = sum('total') > 0 && !children.some((child) => child.state === 'working' && child.total === 0)
  const size = (bytes: number) => humanSize(bytes)
  const details = known ? ` ${size(sum('current')).padStart(7)} / ${size(sum('total')).padEnd(7)}` : ''
  return `${id} [${GREEN}${levels}\x1b[0m]${details} ${text}`
}
