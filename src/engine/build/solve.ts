// BuildKit on this machine: stages solved as they are needed, every step found in the cache or made (moby/buildkit, solver and dockerfile2llb).
import type { RunConfig } from '../../api/oci.ts'
import { expandWord } from '../../image/dockerfile/expand.ts'
import { runForm } from '../../image/dockerfile/heredoc.ts'
import type { Copy, Dockerfile, Instruction, Stage } from '../../image/dockerfile/instruction.ts'
import { parseInstruction } from '../../image/dockerfile/parse.ts'
import type { Layer } from '../../image/layer.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import type { Process } from '../../machine/process.ts'
import type { Engine } from '../engine.ts'
import { applyToConfig } from './config.ts'
import { Draft, keyOf } from './draft.ts'
import { type Copied, gather, layersFs } from './files.ts'
import { createdBy, shownSource } from './history.ts'
import { type Plan, planOf } from './plan.ts'
import { precheck } from './precheck.ts'
import { Maker, REFERENCE_ALPHABET, REFERENCE_LENGTH, StepError } from './make.ts'
import type { BuildSteps } from './object.ts'
import type { Report } from './report.ts'
import type { BuildRequest } from './request.ts'
import { wordsFor } from './run.ts'
import { Sources } from './sources.ts'
import {
  argValue,
  baseName,
  externals,
  globalArgs,
  isStep,
  neededStages,
  references,
  type Step,
  stageIndex,
} from '../../image/dockerfile/stages.ts'

const COMMENT = 'buildkit.dockerfile.v0'

export class Solver {
  private readonly engine: Engine
  private readonly request: BuildRequest
  private readonly file: Dockerfile
  private readonly report: Report
  private readonly globals: Map<string, string>
  private readonly sources: Sources
  private readonly stages = new Map<number, Promise<Draft>>()
  private readonly steps: BuildSteps
  /** Processes of RUN that go on. */
  private readonly running = new Set<Process>()
  private failed = false

  constructor(engine: Engine, request: BuildRequest, file: Dockerfile, report: Report, steps: BuildSteps) {
    this.engine = engine
    this.request = request
    this.file = file
    this.report = report
    this.steps = steps
    this.globals = globalArgs(file, request.args)
    this.sources = new Sources(engine, request, file, report)
  }

  /** The stages that the target needs, side by side. Rejects with StepError and the like, or because the client is gone. */
  async solve(target: number): Promise<Draft> {
    const { gone } = this.request
    try {
      const needed = await gone.guard(this.load(target))
      const drafts = needed.map((index) => this.stage(index))
      await gone.guard(Promise.all(drafts))
      return await this.stage(target)
    } catch (error) {
      this.failed = true
      for (const process of this.running) process.signal('KILL')
      this.report.cancel()
      throw error
    }
  }

  /** Asks for all images that the target needs, and gives its stages. */
  async load(target: number): Promise<number[]> {
    const needed = neededStages(this.file, target, this.globals)
    await this.sources.load(externals(this.file, needed, this.globals), this.places(needed))
    precheck(this.file, needed)
    this.sources.open()
    return needed
  }

  private stage(index: number): Promise<Draft> {
    let solving = this.stages.get(index)
    if (!solving) {
      solving = this.perform(index)
      this.stages.set(index, solving)
    }
    return solving
  }

  /** The first stage that stands on an image gives the step its name. */
  private places(needed: readonly number[]): Map<string, string> {
    const places = new Map<string, string>()
    for (const index of needed) {
      const name = baseName(this.file, this.file.stages[index]!, this.globals)
      if (stageIndex(this.file, name, index) === undefined && !places.has(name))
        places.set(name, `${planOf(this.file, index, true).first} `)
    }
    return places
  }

  private async perform(index: number): Promise<Draft> {
    const stage = this.file.stages[index]!
    const name = baseName(this.file, stage, this.globals)
    const earlier = stageIndex(this.file, name, index)
    const plan = planOf(this.file, index, earlier === undefined && name !== 'scratch')
    this.steps.expect(plan.steps)
    const draft = await this.begin(stage, index, name, earlier, plan)
    for (const word of references(stage)) {
      if (stageIndex(this.file, word, index) !== undefined) continue
      const { base, finish } = await this.sources.source(word)
      finish(`FROM ${base.shown}`, true)
    }
    const triggers = (draft.run.OnBuild ?? []).map((line) => parseInstruction(line))
    plan.add(triggers.filter(isStep).length)
    if (triggers.length > 0) draft.config = { ...draft.config, config: { ...draft.run, OnBuild: undefined } }
    for (const instruction of [...triggers, ...stage.instructions])
      await this.instruction(draft, instruction, index, plan)
    return draft
  }

  private async begin(
    stage: Stage,
    index: number,
    name: string,
    earlier: number | undefined,
    plan: Plan,
  ): Promise<Draft> {
    const needsContext = stage.instructions.some(
      (one) => (one.name === 'COPY' || one.name === 'ADD') && !one.from && one.sources.length > 0,
    )
    const step = `${plan.first} ${stage.from.source}`
    if (earlier === undefined) this.steps.start(step)
    let draft: Draft
    if (earlier !== undefined) draft = Draft.from(await this.stage(earlier))
    else if (name === 'scratch') draft = new Draft(undefined, this.engine.clock.rfc3339Nano())
    else {
      const { base, finish } = await this.sources.source(name)
      draft = new Draft(base.image, this.engine.clock.rfc3339Nano())
      const fresh = this.engine.cache.isFirstUse(base.image.id)
      finish(`${plan.first} FROM ${base.shown}`, !fresh && !(await this.firstIsCached(draft, stage, index)))
    }
    if (needsContext) this.sources.sendContext()
    for (const one of stage.instructions)
      if ('contents' in one && one.contents.length > 0) this.report.begin('[internal] preparing inline document').done()
    if (earlier === undefined) this.steps.done(step)
    return draft
  }

  // --- instructions ---

  private async instruction(draft: Draft, instruction: Instruction, index: number, plan: Plan): Promise<void> {
    if (instruction.name === 'ARG') return this.argument(draft, instruction.args)
    if (isStep(instruction)) return this.step(draft, instruction, index, plan)
    const run = applyToConfig(draft.run, instruction, draft.variables(), this.file.escape, draft.hasCmd)
    if (instruction.name === 'CMD') draft.hasCmd = true
    // What waits for another build is no part of this one's history.
    if (instruction.name === 'ONBUILD') draft.config = { ...draft.config, config: run }
    else this.record(draft, instruction, instruction.name === 'CMD' ? { ...run, ArgsEscaped: true } : run)
  }

  private argument(draft: Draft, args: { key: string; value?: string }[]): void {
    const shown: string[] = []
    for (const arg of args) {
      const expand = (word: string) => expandWord(word, draft.variables(), this.file.escape)
      const value = argValue(arg, this.request.args, this.globals, expand)
      if (value !== undefined) draft.args.set(arg.key, value)
      shown.push(value === undefined ? arg.key : `${arg.key}=${value}`)
    }
    this.said(draft, `ARG ${shown.join(' ')}`, draft.run)
  }

  /** What only changes the configuration is as old as the files below it: so an unchanged build gives an unchanged image. */
  private said(draft: Draft, created_by: string, run: RunConfig, made?: { layer?: Layer; created: string }): void {
    const created = made?.created ?? draft.config.created ?? ''
    draft.apply({ created, created_by, comment: COMMENT }, run, made?.layer)
  }

  private record(
    draft: Draft,
    instruction: Instruction,
    run = draft.run,
    made?: { layer?: Layer; created: string },
  ): void {
    this.said(draft, createdBy(instruction, draft, run), run, made)
  }

  private async step(draft: Draft, instruction: Step, index: number, plan: Plan): Promise<void> {
    const label = `${plan.next()} ${shownSource(instruction, draft)}`
    const maker = new Maker(this.engine, this.request, this.report, this.steps, this.running, (word) =>
      this.filesOf(word, index),
    )
    const run =
      instruction.name === 'WORKDIR'
        ? applyToConfig(draft.run, instruction, draft.variables(), this.file.escape)
        : draft.run
    const inputs = await this.inputs(draft, instruction, index).catch((error: unknown) =>
      maker.lacking(error, label, instruction),
    )
    // Another stage has failed: what has not begun never will.
    if (this.failed) throw new StepError('context canceled', instruction)
    const known =
      this.request.noCache && instruction.name !== 'WORKDIR'
        ? undefined
        : this.engine.cache.find(inputs.key, this.engine.clock.now)
    this.steps.start(label)
    if (known) {
      this.report.begin(label).cached()
      this.steps.cached(label, known.layer)
      const reason = `${instruction.source}: same inputs as at ${known.stamp}`
      this.engine.decide('build.cached', { step: label, reason }, this.request.cause)
      this.record(draft, instruction, run, { layer: known.layer, created: known.stamp })
    } else {
      const vertex = this.report.begin(label)
      const layer = await maker.make(draft, instruction, inputs.copied, vertex, run.WorkingDir ?? '/')
      const stamp = this.engine.clock.rfc3339Nano()
      vertex.done()
      this.remember(inputs.key, label, layer, stamp)
      this.steps.done(label, layer)
      this.record(draft, instruction, run, { layer, created: stamp })
    }
    draft.key = inputs.key
  }

  private remember(key: string, description: string, layer: Layer | undefined, stamp: string): void {
    const { clock, cache, chance, store } = this.engine
    const id = chance.string(REFERENCE_LENGTH, REFERENCE_ALPHABET)
    cache.add({ id, key, description, type: 'regular', layer, stamp, created: clock.now, used: clock.now, uses: 1 })
    if (layer) store.addLayer(layer, layer.digest, this.request.cause)
  }

  /** The base's files are not even looked at when the step on top of them is in the cache. */
  private async firstIsCached(draft: Draft, stage: Stage, index: number): Promise<boolean> {
    const ahead = Draft.from(draft)
    const at = stage.instructions.findIndex(isStep)
    const first = stage.instructions[at]
    if (!first || !isStep(first) || first.name === 'ADD') return false
    if (this.request.noCache && first.name !== 'WORKDIR') return false
    try {
      for (const instruction of stage.instructions.slice(0, at))
        await this.instruction(ahead, instruction, index, NO_STEPS)
      return this.engine.cache.has((await this.inputs(ahead, first, index)).key)
    } catch {
      return false
    }
  }

  /** What names the result before it is made. */
  private async inputs(draft: Draft, instruction: Step, index: number): Promise<Inputs> {
    if (instruction.name === 'WORKDIR') {
      const run = applyToConfig(draft.run, instruction, draft.variables(), this.file.escape)
      return { key: keyOf(draft.key, 'WORKDIR', run.WorkingDir) }
    }
    if (instruction.name === 'RUN') {
      const { User, WorkingDir } = draft.run
      const words = wordsFor(runForm(instruction), draft)
      const script = instruction.heredocs.map(({ content }) => content)
      return {
        key: keyOf(
          draft.key,
          'RUN',
          words,
          script,
          draft.environment(),
          User ?? '',
          WorkingDir ?? '',
          instruction.mounts,
        ),
      }
    }
    const origin = await this.origin(instruction, index)
    const copied = await gather(this.engine, instruction, draft, origin, this.file.escape)
    return { key: keyOf(draft.key, 'COPY', copied.destination, copied.digest), copied }
  }

  private async origin(instruction: Copy, index: number): Promise<{ fs: FileSystem; keepOwners: boolean }> {
    if (!instruction.from) return { fs: this.request.context.fs, keepOwners: false }
    return { fs: await this.filesOf(instruction.from, index), keepOwners: true }
  }

  private async filesOf(word: string, index: number): Promise<FileSystem> {
    const stage = stageIndex(this.file, word, index)
    if (stage !== undefined) return layersFs(this.engine, (await this.stage(stage)).layers)
    const { base } = await this.sources.source(word)
    return layersFs(this.engine, base.image.layers)
  }
}

const NO_STEPS: Plan = { first: '', steps: [], next: () => '', add: () => {} }

interface Inputs {
  key: string
  copied?: Copied
}
