// What BuildKit finds wrong with the words of a Dockerfile before it builds anything (dockerfile2llb, dispatch).
import type { RunConfig } from '../../api/oci.ts'
import { ExpansionError, expandWord } from '../../image/dockerfile/expand.ts'
import type { Dockerfile, Instruction } from '../../image/dockerfile/instruction.ts'
import { applyToConfig, ConfigError } from './config.ts'
import { severalSources } from './files.ts'
import { StepError } from './make.ts'

/** Throws StepError. What a base image brings is not needed: a word is well formed or not whatever its variables hold. */
export function precheck(file: Dockerfile, stages: readonly number[]): void {
  for (const index of stages) {
    let run: RunConfig = {}
    for (const instruction of file.stages[index]!.instructions) {
      try {
        run = applyToConfig(run, instruction, new Map(), file.escape)
        checkWords(instruction, file.escape)
      } catch (error) {
        const isTheirs =
          error instanceof ExpansionError || (error instanceof ConfigError && !usesVariables(instruction))
        if (isTheirs) throw new StepError(error.message, instruction)
        if (!(error instanceof ConfigError)) throw error
      }
    }
  }
}

const usesVariables = (instruction: Instruction): boolean => instruction.source.includes('$')

function checkWords(instruction: Instruction, escape: string): void {
  if (instruction.name === 'ARG') for (const { value } of instruction.args) expandWord(value ?? '', new Map(), escape)
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return
  for (const word of [...instruction.sources, instruction.destination]) expandWord(word, new Map(), escape)
  const problem = usesVariables(instruction) ? undefined : severalSources(instruction, instruction.destination)
  if (problem) throw new StepError(problem, instruction)
}
