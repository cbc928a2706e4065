// The scenarios by name.
import { empty } from './empty.ts'
import { laptop } from './laptop.ts'
import { recordings } from './recordings.ts'
import type { Scenario } from './scenario.ts'
import { threeNodes } from './three-nodes.ts'

const SCENARIOS: readonly Scenario[] = [laptop, threeNodes, recordings, empty]

export const scenarioNames = SCENARIOS.map(({ name }) => name)

/** Throws an Error that lists the names there are. */
export function scenario(name: string): Scenario {
  const found = SCENARIOS.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`naru: no scenario ${name}; there are ${scenarioNames.join(', ')}`)
  return found
}
