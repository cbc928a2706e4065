// The programs of this room.
import type { ProgramTable } from '../machine/program.ts'
import { COMMUNITY, DEBIAN } from './packaging.ts'
import { dockerd } from './server.ts'

export const programs: ProgramTable = new Map([
  ['dockerd', dockerd(COMMUNITY)],
  ['dockerd-debian', dockerd(DEBIAN)],
])
