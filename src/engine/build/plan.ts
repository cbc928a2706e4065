// How BuildKit numbers the steps of a stage: `[build 2/3]`.
import type { Dockerfile } from '../../image/dockerfile/instruction.ts'
import { isStep, namesStages } from '../../image/dockerfile/stages.ts'

export interface Plan {
  first: string
  /** All of them, as the stage shows them before they begin. */
  steps: string[]
  next: () => string
  /** So many more: what a base triggers. */
  add: (steps: number) => void
}

/** With the stage's name where there are several; numbers as wide as the last. */
export function planOf(file: Dockerfile, index: number, hasBase: boolean): Plan {
  const stage = file.stages[index]!
  let total = stage.instructions.filter(isStep).length + (hasBase ? 1 : 0)
  const prefix = namesStages(file) ? `${stage.from.as ?? `stage-${index}`} ` : ''
  const numbered = (n: number) => `[${prefix}${String(n).padStart(String(total).length)}/${total}]`
  let at = hasBase ? 1 : 0
  const steps = stage.instructions.filter(isStep).map((one, i) => `${numbered(at + 1 + i)} ${one.source}`)
  if (hasBase) steps.unshift(`${numbered(1)} ${stage.from.source}`)
  return { first: numbered(1), steps, next: () => numbered(++at), add: (more) => void (total += more) }
}
