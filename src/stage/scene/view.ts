// What the layouts need to know beside the state: where there is room, and what was asked to be shown.
import type { Palette } from './palette.ts'
import type { State } from './state.ts'

export interface View {
  state: State
  palette: Palette
  /** Room of the stage in its own px (the page's divided by the zoom). */
  width: number
  height: number
  /** There is little height: titles stand beside things instead of above them. */
  flat: boolean
  /** All has to be in view at once: what there is no room for is counted instead of scrolled to. */
  whole: boolean
}

/** A stage that is wide but has little height. */
export const isFlat = (width: number, height: number) => height < 440 && width >= 640

const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** `library/busybox:latest` → `busybox`, `latest`. Short as docker prints it; other registries keep their host. */
export function splitName(name: string): { name: string; tag: string } {
  const at = name.lastIndexOf(':')
  const tagged = at > name.lastIndexOf('/')
  const repository = (tagged ? name.slice(0, at) : name).replace(/^docker\.io\//, '').replace(/^library\//, '')
  return { name: repository, tag: tagged ? name.slice(at + 1) : '' }
}

/** Eight digits of a digest or id. */
export const short = (digest: unknown) =>
  text(digest)
    .replace(/^sha256:/, '')
    .slice(0, 8)
