// Making what a step is to give: a command's changes, copied files, a directory; and failing as BuildKit does.
import { runForm } from '../../image/dockerfile/heredoc.ts'
import type { Instruction, Run, Stage } from '../../image/dockerfile/instruction.ts'
import { type Layer, makeLayer } from '../../image/layer.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import type { Process } from '../../machine/process.ts'
import { OciError } from '../../runtime/errors.ts'
import type { Engine } from '../engine.ts'
import type { Draft } from './draft.ts'
import { type Copied, CopyError, MissingFile, copyLayer, directoryLayer } from './files.ts'
import { layerName } from './history.ts'
import type { BuildSteps } from './object.ts'
import type { Report, Vertex } from './report.ts'
import type { BuildRequest } from './request.ts'
import { mountsOf, runStep, wordsFor } from './run.ts'
import type { Step } from '../../image/dockerfile/stages.ts'

/** A step that went wrong: `message` for the end of the build, the instruction for the excerpt. */
export class StepError extends Error {
  readonly instruction: Instruction | Stage['from']
  constructor(message: string, instruction: Instruction | Stage['from']) {
    super(message)
    this.instruction = instruction
  }
}

export const REFERENCE_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
export const REFERENCE_LENGTH = 25

/** Emulated bytes that a disk takes in a ms. */
const WRITE_BYTES_PER_MS = 400_000

/** Of one stage: `filesOf` finds what its mounts name. */
export class Maker {
  private readonly engine: Engine
  private readonly request: BuildRequest
  private readonly report: Report
  private readonly steps: BuildSteps
  private readonly running: Set<Process>
  private readonly filesOf: (word: string) => Promise<FileSystem>

  constructor(
    engine: Engine,
    request: BuildRequest,
    report: Report,
    steps: BuildSteps,
    running: Set<Process>,
    filesOf: (word: string) => Promise<FileSystem>,
  ) {
    this.engine = engine
    this.request = request
    this.report = report
    this.steps = steps
    this.running = running
    this.filesOf = filesOf
  }

  /** A source that is not there fails the step before it begins. */
  lacking(error: unknown, label: string, instruction: Step): never {
    if (error instanceof MissingFile || error instanceof CopyError || error instanceof OciError) {
      const vertex = this.report.begin(label)
      const ref = `${this.engine.id}::${this.engine.chance.string(REFERENCE_LENGTH, REFERENCE_ALPHABET)}`
      const missing = error instanceof MissingFile
      const path = missing ? (error.outside ? error.path.replace(/^(\.\.\/)+/, '/') : error.path) : ''
      const why = missing
        ? `failed to calculate checksum of ref ${ref}: ${JSON.stringify(path)}: not found`
        : error.message
      vertex.failed(why)
      this.steps.failed(label)
      throw new StepError(missing ? `failed to compute cache key: ${why}` : why, instruction)
    }
    throw error
  }

  /** BuildKit makes a layer of every step, though nothing be in it. */
  async make(
    draft: Draft,
    instruction: Step,
    copied: Copied | undefined,
    vertex: Vertex,
    directory: string,
  ): Promise<Layer> {
    if (instruction.name === 'WORKDIR') {
      return directoryLayer(this.engine, draft, directory) ?? makeLayer([], { name: `WORKDIR ${directory}` })
    }
    const empty = () => makeLayer([], { name: layerName(instruction) })
    if (instruction.name === 'RUN') return (await this.command(draft, instruction, vertex)) ?? empty()
    const layer = copyLayer(this.engine, draft, copied!, layerName(instruction)) ?? empty()
    await this.engine.process.work(layer.size / WRITE_BYTES_PER_MS)
    return layer
  }

  private async command(draft: Draft, instruction: Run, vertex: Vertex): Promise<Layer | undefined> {
    const sources = new Map<string, FileSystem>()
    for (const { from } of instruction.mounts) if (from) sources.set(from, await this.filesOf(from))
    const fail = (message: string): never => {
      vertex.failed(message)
      this.steps.failed(vertex.name)
      throw new StepError(message, instruction)
    }
    const mounts = refusable(() => mountsOf(this.engine, this.request, instruction, (from) => sources.get(from)!), fail)
    try {
      const { network, host, cause } = this.request
      const onOutput = vertex.log.bind(vertex)
      const name = layerName(instruction)
      const options = { network, host, mounts, onOutput, name, running: this.running }
      const { code, layer } = await runStep(this.engine, draft, instruction, options, cause)
      if (code === 0) return layer
      const words = wordsFor(runForm(instruction), draft).join(' ')
      return fail(`process ${JSON.stringify(words)} did not complete successfully: exit code: ${code}`)
    } catch (error) {
      if (!(error instanceof OciError)) throw error
      const words = wordsFor(runForm(instruction), draft).join(' ')
      return fail(`process ${JSON.stringify(words)} did not complete successfully: exit code: 127`)
    }
  }
}

/** What cannot be mounted fails the step in its own words. */
function refusable<T>(make: () => T, fail: (message: string) => never): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof OciError) fail(error.message)
    throw error
  }
}
