// Stages of a Dockerfile: names, targets, arguments of FROM, and which stage needs which.
import { expandWord } from '../../image/dockerfile/expand.ts'
import type { Copy, Dockerfile, Instruction, Run, Stage, Value } from '../../image/dockerfile/instruction.ts'
import type { BuildRequest } from './request.ts'

/** What every build knows of where it runs (docs: "Automatic platform ARGs in the global scope"). */
const PLATFORM_ARGS: Record<string, string> = {
  BUILDPLATFORM: 'linux/amd64',
  BUILDOS: 'linux',
  BUILDARCH: 'amd64',
  TARGETPLATFORM: 'linux/amd64',
  TARGETOS: 'linux',
  TARGETARCH: 'amd64',
  TARGETVARIANT: '',
}
/** May be given with --build-arg without an ARG. */
export const PREDEFINED_ARGS = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
])

/** `ARG`s before the first FROM, with what was given for them. */
export function globalArgs(file: Dockerfile, given: ReadonlyMap<string, string>): Map<string, string> {
  const known = new Map(Object.entries(PLATFORM_ARGS))
  for (const { args } of file.globals) {
    for (const { key, value } of args) {
      const found = given.get(key) ?? (value === undefined ? known.get(key) : expandWord(value, known, file.escape))
      if (found !== undefined) known.set(key, found)
    }
  }
  return known
}

/** The value of an ARG inside a stage; undefined when nobody gave one. */
export function argValue(
  { key, value }: { key: string; value?: string },
  given: ReadonlyMap<string, string>,
  globals: ReadonlyMap<string, string>,
  expand: (word: string) => string,
): string | undefined {
  return given.get(key) ?? (value === undefined ? globals.get(key) : expand(value))
}

/** The image or earlier stage that a stage stands on. */
export const baseName = (file: Dockerfile, stage: Stage, globals: ReadonlyMap<string, string>): string =>
  expandWord(stage.from.base, globals, file.escape)

/** Index of a stage by name or number among those before `before`; undefined: it is an image. */
export function stageIndex(file: Dockerfile, word: string, before = file.stages.length): number | undefined {
  const byName = file.stages.findLastIndex(({ from }, i) => i < before && from.as === word.toLowerCase())
  if (byName >= 0) return byName
  return /^\d+$/.test(word) && Number(word) < before ? Number(word) : undefined
}

/** The stage to build: the target, or the last. Undefined when the target is none of them. */
export const targetStage = (file: Dockerfile, { target }: BuildRequest): number | undefined =>
  target ? stageIndex(file, target) : file.stages.length - 1

export type Step = Run | Copy | (Value & { name: 'WORKDIR' })

/** Instructions that make files, and so get a number in BuildKit's progress. */
export const isStep = (instruction: Instruction): instruction is Step =>
  ['RUN', 'COPY', 'ADD', 'WORKDIR'].includes(instruction.name)

/** Every `from` of COPY and of mounts in a stage. */
export const references = (stage: Stage): string[] =>
  stage.instructions.flatMap((instruction) => {
    if (instruction.name === 'COPY' && instruction.from) return [instruction.from]
    if (instruction.name === 'RUN') return instruction.mounts.flatMap(({ from }) => (from ? [from] : []))
    return []
  })
