// `--change` of commit and import: Dockerfile instructions that only change the configuration.
import type { RunConfig } from '../../api/oci.ts'
import { ExpansionError } from '../../image/dockerfile/expand.ts'
import { DockerfileError } from '../../image/dockerfile/instruction.ts'
import { parseInstruction } from '../../image/dockerfile/parse.ts'
import { badRequest } from '../errors.ts'
import { applyToConfig, ConfigError, wordsOf } from './config.ts'

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

/** Throws ApiError for what is no change of configuration, and for what cannot be parsed. */
export function applyChanges(base: RunConfig, changes: readonly string[]): RunConfig {
  const words = changes.map((line) => line.trim().split(/\s+/)[0]!)
  const refused = words.find((word) => word !== '' && !ALLOWED.has(word.toUpperCase()))
  if (refused !== undefined) throw badRequest(`${refused} is not a valid change command`)
  let run = base
  let hasCmd = false
  for (const line of changes) {
    try {
      const instruction = parseInstruction(line)
      run = applyToConfig(run, instruction, new Map(), '\\', hasCmd)
      if (instruction.name === 'CMD') hasCmd = true
    } catch (error) {
      if (error instanceof DockerfileError) throw badRequest(error.reason)
      if (error instanceof ConfigError || error instanceof ExpansionError) throw badRequest(wordsOf(error))
      throw error
    }
  }
  return run
}
