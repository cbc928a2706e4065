// A laptop with Docker and nothing else: no project, no cluster tools configured, no second computer.
import { buildComputers } from '../computers.ts'
import { person } from '../computer.ts'
import type { Scenario } from './scenario.ts'

export const empty: Scenario = {
  name: 'empty',
  tempo: 'human',
  users: new Map([['laptop', person('student')]]),
  build: (world) => buildComputers(world, { project: false }),
}
