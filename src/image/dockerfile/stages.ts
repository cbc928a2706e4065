// Stages of a Dockerfile: names, targets, arguments of FROM, and which stage needs which.
import { expandWord } from './expand.ts'
import type { Copy, Dockerfile, From, Instruction, Run, Stage, Value } from './instruction.ts'

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
export const targetStage = (file: Dockerfile, target: string): number | undefined =>
  target ? stageIndex(file, target) : file.stages.length - 1

export type Step = Run | Copy | (Value & { name: 'WORKDIR' })

/** Instructions that make files, and so get a number in BuildKit's progress. */
export const isStep = (instruction: Instruction): instruction is Step =>
  ['RUN', 'COPY', 'ADD', 'WORKDIR'].includes(instruction.name)

/** Every `from` of COPY and of mounts in a stage. */
export const references = (stage: Stage): string[] => stage.instructions.flatMap(fromsOf)

const fromsOf = (instruction: Instruction): string[] => {
  if (instruction.name === 'COPY' && instruction.from) return [instruction.from]
  if (instruction.name === 'RUN') return instruction.mounts.flatMap(({ from }) => from ?? [])
  return []
}

/** The stages that the target needs, itself among them, in the order of the file. */
export function neededStages(file: Dockerfile, target: number, globals: ReadonlyMap<string, string>): number[] {
  const needed = new Set<number>()
  const visit = (index: number): void => {
    if (needed.has(index)) return
    needed.add(index)
    const stage = file.stages[index]!
    for (const word of [baseName(file, stage, globals), ...references(stage)]) {
      const other = stageIndex(file, word, index)
      if (other !== undefined) visit(other)
    }
  }
  visit(target)
  return [...needed].sort((a, b) => a - b)
}

export interface External {
  /** As written, variables expanded. */
  name: string
  platform: string | undefined
  /** Where an error about it is shown. */
  at: From | Instruction
}

/** The images that these stages take: what they stand on first, then what COPY and mounts name. */
export function externals(
  file: Dockerfile,
  stages: readonly number[],
  globals: ReadonlyMap<string, string>,
): External[] {
  const found = new Map<string, External>()
  const note = (name: string, index: number, at: From | Instruction) => {
    if (name === 'scratch' || stageIndex(file, name, index) !== undefined || found.has(name)) return
    const { platform } = file.stages[index]!.from
    found.set(name, { name, platform: platform && expandWord(platform, globals, file.escape), at })
  }
  for (const index of stages) note(baseName(file, file.stages[index]!, globals), index, file.stages[index]!.from)
  for (const index of stages)
    for (const one of file.stages[index]!.instructions) for (const word of fromsOf(one)) note(word, index, one)
  return [...found.values()]
}

/** Steps are told with their stage's name where a file has several: images that COPY names and mounts count as well. */
export const namesStages = (file: Dockerfile): boolean =>
  file.stages.length > 1 ||
  file.stages[0]!.instructions.some((one) => fromsOf(one).length > 0 || (one.name === 'RUN' && one.mounts.length > 0))
