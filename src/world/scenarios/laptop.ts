// The default: a student's laptop and a friend's, the public registries, no cluster yet.
import { buildComputers } from '../computers.ts'
import { person } from '../computer.ts'
import type { Scenario } from './scenario.ts'

export const laptop: Scenario = {
  name: 'laptop',
  tempo: 'human',
  users: new Map([
    ['laptop', person('student')],
    ['friend', person('friend')],
  ]),
  build: (world) => buildComputers(world, { project: true }),
}
