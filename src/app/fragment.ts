// The address fragment: which world, at which speed, in which language, and what is typed there first.
import type { Language } from '../i18n/t.ts'

export type Speed = number | 'instant'

export interface Fragment {
  seed: number
  scenario: string
  speed: Speed
  language: Language | undefined
  present: boolean
  /** Lines to type, or to hold ready for a presenter. */
  run: string[]
}

export const SPEEDS: readonly Speed[] = [0.25, 0.5, 1, 2, 4, 8, 16, 'instant']
const SCENARIOS = ['laptop', 'three-nodes', 'recordings', 'empty']
const FLAGS: Record<string, boolean> = { 1: true, true: true, 0: false, false: false }

/** What is not understood is left out and named in `broken`, as it stands in the address. */
export function parseFragment(hash: string): { fragment: Fragment; broken: string[] } {
  const fragment: Fragment = { seed: 1, scenario: 'laptop', speed: 1, language: undefined, present: false, run: [] }
  const broken: string[] = []
  for (const part of hash.replace(/^#/, '').split('&')) {
    if (!part) continue
    const equals = part.indexOf('=')
    const value = equals < 0 ? undefined : decode(part.slice(equals + 1))
    if (value === undefined || !take(fragment, part.slice(0, equals), value)) broken.push(part.slice(0, 80))
  }
  return { fragment, broken }
}

function take(fragment: Fragment, name: string, value: string): boolean {
  switch (name) {
    case 'seed':
      if (!/^\d{1,9}$/.test(value)) return false
      fragment.seed = Number(value)
      return true
    case 'scenario':
      if (!SCENARIOS.includes(value)) return false
      fragment.scenario = value
      return true
    case 'speed': {
      const speed = value === 'instant' ? 'instant' : Number(value)
      if (speed !== 'instant' && !(speed >= 0.25 && speed <= 16)) return false
      fragment.speed = speed
      return true
    }
    case 'lang':
      if (value !== 'ko' && value !== 'en') return false
      fragment.language = value
      return true
    case 'present': {
      const flag = FLAGS[value]
      if (flag === undefined) return false
      fragment.present = flag
      return true
    }
    case 'run':
      fragment.run = value.split('\n').filter((line) => line.trim() !== '')
      return true
    default:
      return false
  }
}

/** The address that makes the same again. */
export function formatFragment({ seed, scenario, speed, language, present, run }: Fragment): string {
  const parts = [`seed=${seed}`, `scenario=${scenario}`]
  if (speed !== 1) parts.push(`speed=${speed}`)
  if (language) parts.push(`lang=${language}`)
  if (present) parts.push('present=1')
  if (run.length > 0) parts.push(`run=${encodeURIComponent(run.join('\n'))}`)
  return `#${parts.join('&')}`
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'))
  } catch {
    return undefined
  }
}
