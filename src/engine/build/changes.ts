// `--change` of commit and import: Dockerfile instructions that only change the configuration.
import type { RunConfig } from '../../api/oci.ts'
import { DockerfileError } from '../../image/dockerfile/instruction.ts'
import { parseInstruction } from '../../image/dockerfile/parse.ts'
import { badRequest } from '../errors.ts'
import { applyToConfig } from './config.ts'

const ALLOWED = new Set([
  'CMD',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'ONBUILD',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
])

/** Throws ApiError for what cannot be parsed or is no change of configuration. */
export function applyChanges(base: RunConfig, changes: readonly string[]): RunConfig {
  let run = base
  for (const line of changes) {
    const word = line.trim().split(/\s+/)[0]!.toUpperCase()
    try {
      const instruction = parseInstruction(line)
      if (!ALLOWED.has(instruction.name)) throw badRequest(`${word} is not a valid change command`)
      run = applyToConfig(run, instruction, new Map())
    } catch (error) {
      if (error instanceof DockerfileError) throw badRequest(error.message)
      throw error
    }
  }
  return run
}
