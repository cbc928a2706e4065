// The colours of the canvas, read from the page's style sheet so that themes hold for both.
import { HUES } from '../scene/palette.ts'

export interface Inks {
  accent: string
  good: string
  bad: string
  news: string
  plain: string
  page: string
  card: string
  text: string
  muted: string
  wire: string
  onAccent: string
  hues: string[]
  /** Of labels. */
  font: string
  /** Of texts in that font, as far as they were asked for. */
  widths: Map<string, number>
}

export function inksOf(element: Element): Inks {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    accent: read('--accent'),
    good: read('--good'),
    bad: read('--bad'),
    news: read('--news'),
    plain: read('--muted'),
    page: read('--page'),
    card: read('--card'),
    text: read('--text'),
    muted: read('--muted'),
    wire: read('--wire'),
    onAccent: read('--on-accent'),
    hues: Array.from({ length: HUES }, (_, hue) => read(`--hue-${hue}`)),
    font: `600 ${read('--small') || '11px'} ${read('--mono') || 'monospace'}`,
    widths: new Map(),
  }
}
