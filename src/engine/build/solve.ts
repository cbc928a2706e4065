// BuildKit on this machine: stages solved as they are needed, every step found in the cache or made (moby/buildkit, solver and dockerfile2llb).
import { expandWord } from '../../image/dockerfile/expand.ts'
import type { Copy, Dockerfile, Instruction, Run, Stage } from '../../image/dockerfile/instruction.ts'
import { parseInstruction } from '../../image/dockerfile/parse.ts'
import { runForm } from '../../image/dockerfile/heredoc.ts'
import type { Layer } from '../../image/layer.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import { makeLayer } from '../../image/layer.ts'
import { OciError } from '../../runtime/errors.ts'
import type { PullProgress } from '../../runtime/pull.ts'
import type { Engine } from '../engine.ts'
import { type Base, baseReference, resolveBase } from './base.ts'
import { applyToConfig } from './config.ts'
import { BuildSteps } from './object.ts'
import { Draft, keyOf } from './draft.ts'
import { type Copied, CopyError, MissingFile, copyLayer, gather, layersFs } from './files.ts'
import { createdBy, layerName } from './history.ts'
import { type Report, type Vertex } from './report.ts'
import type { BuildRequest } from './request.ts'
import { mountsOf, runStep, wordsFor } from './run.ts'
import { argValue, baseName, globalArgs, isStep, references, type Step, stageIndex } from './stages.ts'
import { contextBytes, wantedPaths } from './transfer.ts'

const COMMENT = 'buildkit.dockerfile.v0'

/** A step that went wrong: `message` for the end of the build, the instruction for the excerpt. */
export class StepError extends Error {
  readonly instruction: Instruction | Stage['from']
  constructor(message: string, instruction: Instruction | Stage['from']) {
    super(message)
    this.instruction = instruction
  }
}

export class Solver {
  private readonly engine: Engine
  private readonly request: BuildRequest
  private readonly file: Dockerfile
  private readonly report: Report
  private readonly globals: Map<string, string>
  private readonly bases = new Map<string, Promise<Resolved>>()
  private readonly stages = new Map<number, Promise<Draft>>()
  private readonly steps: BuildSteps
  private contextSent = false
  private ignoreTold = false

  constructor(engine: Engine, request: BuildRequest, file: Dockerfile, report: Report, steps: BuildSteps) {
    this.engine = engine
    this.request = request
    this.file = file
    this.report = report
    this.steps = steps
    this.globals = globalArgs(file, request.args)
  }

  /** Rejects with StepError, SourceError and the like. */
  stage(index: number): Promise<Draft> {
    let solving = this.stages.get(index)
    if (!solving) {
      solving = this.solve(index)
      this.stages.set(index, solving)
    }
    return solving
  }

  private async solve(index: number): Promise<Draft> {
    const stage = this.file.stages[index]!
    const name = baseName(this.file, stage, this.globals)
    const earlier = stageIndex(this.file, name, index)
    const plan = this.plan(index, earlier === undefined)
    for (const word of references(stage)) await this.metadata(word, index)
    const draft = await this.begin(stage, index, name, earlier, plan)
    const triggers = (draft.run.OnBuild ?? []).map((line) => parseInstruction(line))
    if (triggers.length > 0) draft.config = { ...draft.config, config: { ...draft.run, OnBuild: undefined } }
    for (const instruction of [...triggers, ...stage.instructions]) await this.perform(draft, instruction, index, plan)
    return draft
  }

  /** `[2/3]`, with the stage's name where there are several. */
  private plan(index: number, hasBase: boolean): Plan {
    const stage = this.file.stages[index]!
    const total = stage.instructions.filter(isStep).length + (hasBase ? 1 : 0)
    const several = this.file.stages.length > 1 || references(stage).length > 0
    const prefix = several ? `${stage.from.as ?? `stage-${index}`} ` : ''
    let at = hasBase ? 1 : 0
    return {
      first: `[${prefix}1/${total}]`,
      next: () => `[${prefix}${++at}/${total}]`,
    }
  }

  private async begin(
    stage: Stage,
    index: number,
    name: string,
    earlier: number | undefined,
    plan: Plan,
  ): Promise<Draft> {
    if (earlier !== undefined) return Draft.from(await this.stage(earlier))
    if (name === 'scratch') {
      this.ignore()
      return new Draft(undefined, this.engine.clock.rfc3339Nano())
    }
    const { base, finish } = await this.source(name, stage.from).catch((error: unknown) => {
      throw error instanceof Error ? new StepError(error.message, stage.from) : error
    })
    const needsContext = stage.instructions.some(
      (one) => (one.name === 'COPY' || one.name === 'ADD') && !one.from && one.sources.length > 0,
    )
    if (needsContext) this.sendContext()
    const draft = new Draft(base.image, this.engine.clock.rfc3339Nano())
    const following = stage.instructions.find(isStep)
    const laterCached = following !== undefined && (await this.isCached(draft, following, index))
    finish(`${plan.first} FROM ${base.shown}`, !laterCached)
    this.steps.done(plan.first)
    return draft
  }

  /** The metadata of a base, once a build; its layers come with the first stage that stands on it. */
  private source(name: string, at: Stage['from']): Promise<Resolved> {
    const known = this.bases.get(name)
    if (known) return known
    const found = this.resolve(name, at)
    this.bases.set(name, found)
    return found
  }

  private async resolve(name: string, at: Stage['from']): Promise<Resolved> {
    const full = baseReference(name)
    const metadata = this.report.begin(`[internal] load metadata for ${full}`)
    let pulled: Vertex | undefined
    const layers = new Map<string, number>()
    let shown = full
    const vertex = () => (pulled ??= this.report.begin(`[1/${this.count(at)}] FROM ${shown}`))
    try {
      const base = await resolveBase(
        this.engine,
        name,
        {
          auth: this.request.auth,
          pull: this.request.pull,
          platform: at.platform ?? this.request.platform,
          onManifest: (known) => {
            shown = known
            metadata.done()
            this.ignore()
          },
          onProgress: (progress) => showPull(vertex, progress, layers),
        },
        this.request.cause,
      )
      const finish = (label: string, mayBeCached: boolean) => {
        if (pulled) return pulled.done()
        const from = this.report.begin(label)
        if (mayBeCached) from.cached()
        else from.done()
      }
      return { base, finish }
    } catch (error) {
      metadata.failed(error instanceof Error ? problemOf(error) : String(error))
      throw error
    }
  }

  private count(at: Stage['from']): number {
    const stage = this.file.stages.find(({ from }) => from === at)
    return (stage?.instructions.filter(isStep).length ?? 0) + 1
  }

  /** Images that COPY --from names are looked up before anything runs. */
  private async metadata(word: string, index: number): Promise<void> {
    if (stageIndex(this.file, word, index) === undefined) await this.source(word, this.file.stages[index]!.from)
  }

  private ignore(): void {
    if (this.ignoreTold) return
    this.ignoreTold = true
    const vertex = this.report.begin('[internal] load .dockerignore')
    const { fs } = this.request.context
    const size = fs.exists('/.dockerignore') ? fs.stat('/.dockerignore').size + 41 : 2
    vertex.status('transferring context:', size, 0, true)
    vertex.done()
  }

  private sendContext(): void {
    if (this.contextSent) return
    this.contextSent = true
    const vertex = this.report.begin('[internal] load build context')
    const bytes = contextBytes(this.engine, this.request, wantedPaths(this.file))
    vertex.status('transferring context:', bytes, 0, true)
    vertex.done()
  }

  // --- instructions ---

  private async perform(draft: Draft, instruction: Instruction, index: number, plan: Plan): Promise<void> {
    if (instruction.name === 'ARG') return this.argument(draft, instruction.args)
    if (isStep(instruction)) return this.step(draft, instruction, index, plan)
    const run = applyToConfig(draft.run, instruction, draft.variables(), this.file.escape)
    this.record(draft, instruction, run)
  }

  private argument(draft: Draft, args: { key: string; value?: string }[]): void {
    for (const arg of args) {
      const expand = (word: string) => expandWord(word, draft.variables(), this.file.escape)
      const value = argValue(arg, this.request.args, this.globals, expand)
      if (value !== undefined) draft.args.set(arg.key, value)
      const shown = value === undefined ? arg.key : `${arg.key}=${value}`
      draft.apply({ created: this.created(draft), created_by: `ARG ${shown}`, comment: COMMENT }, draft.run)
    }
  }

  /** What only changes the configuration is as old as the files below it: so an unchanged build gives an unchanged image. */
  private created(draft: Draft): string {
    return draft.config.created ?? ''
  }

  private record(
    draft: Draft,
    instruction: Instruction,
    run = draft.run,
    made?: { layer?: Layer; created: string },
  ): void {
    const created = made?.created ?? this.created(draft)
    const created_by = createdBy(instruction, draft, run)
    draft.apply({ created, created_by, comment: COMMENT }, run, made?.layer)
  }

  private async step(draft: Draft, instruction: Step, index: number, plan: Plan): Promise<void> {
    const label = `${plan.next()} ${instruction.source}`
    const run =
      instruction.name === 'WORKDIR'
        ? applyToConfig(draft.run, instruction, draft.variables(), this.file.escape)
        : draft.run
    const inputs = await this.inputs(draft, instruction, index).catch((error: unknown) =>
      this.lacking(error, label, instruction),
    )
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
      const layer = await this.make(draft, instruction, inputs, vertex, index, run.WorkingDir ?? '/')
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
    const id = chance.string(25, 'abcdefghijklmnopqrstuvwxyz0123456789')
    cache.add({ id, key, description, type: 'regular', layer, stamp, created: clock.now, used: clock.now, uses: 1 })
    if (layer) store.addLayer(layer, layer.digest, this.request.cause)
  }

  private async isCached(draft: Draft, instruction: Instruction, index: number): Promise<boolean> {
    if (!isStep(instruction) || (this.request.noCache && instruction.name !== 'WORKDIR')) return false
    try {
      const { key } = await this.inputs(draft, instruction, index)
      return this.engine.cache.has(key)
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
    const copied = await gather(
      this.engine,
      instruction,
      draft,
      await this.origin(instruction, index),
      this.file.escape,
    )
    return { key: keyOf(draft.key, 'COPY', copied.destination, copied.digest), copied }
  }

  private async origin(instruction: Copy, index: number): Promise<{ fs: FileSystem; keepOwners: boolean }> {
    if (!instruction.from) return { fs: this.request.context.fs, keepOwners: false }
    return { fs: await this.filesOf(instruction.from, index), keepOwners: true }
  }

  private async filesOf(word: string, index: number): Promise<FileSystem> {
    const stage = stageIndex(this.file, word, index)
    if (stage !== undefined) return layersFs(this.engine, (await this.stage(stage)).layers)
    const { base } = await this.source(word, this.file.stages[index]!.from)
    return layersFs(this.engine, base.image.layers)
  }

  /** A source that is not there fails the step before it begins. */
  private lacking(error: unknown, label: string, instruction: Step): never {
    if (error instanceof MissingFile || error instanceof CopyError || error instanceof OciError) {
      const vertex = this.report.begin(label)
      const ref = `${this.engine.id}::${this.engine.chance.string(25, 'abcdefghijklmnopqrstuvwxyz0123456789')}`
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

  private async make(
    draft: Draft,
    instruction: Step,
    inputs: Inputs,
    vertex: Vertex,
    index: number,
    directory: string,
  ): Promise<Layer | undefined> {
    if (instruction.name === 'RUN') return this.command(draft, instruction, vertex, index)
    if (instruction.name === 'WORKDIR') return this.directory(draft, directory)
    const layer = copyLayer(this.engine, draft, inputs.copied!, layerName(instruction))
    await this.engine.process.work((layer?.size ?? 0) / WRITE_BYTES_PER_MS)
    return layer
  }

  private directory(draft: Draft, path: string): Layer | undefined {
    const fs = layersFs(this.engine, draft.layers)
    if (fs.exists(path)) return undefined
    fs.mkdir(path, { parents: true })
    return makeLayer(fs.upperEntries(), { name: `mkdir ${path}` })
  }

  private async command(draft: Draft, instruction: Run, vertex: Vertex, index: number): Promise<Layer | undefined> {
    const sources = new Map<string, FileSystem>()
    for (const { from } of instruction.mounts) if (from) sources.set(from, await this.filesOf(from, index))
    const fail = (message: string): never => {
      vertex.failed(message)
      this.steps.failed(vertex.name)
      throw new StepError(message, instruction)
    }
    try {
      const mounts = mountsOf(this.engine, instruction, (from) => (from ? sources.get(from)! : this.request.context.fs))
      const { network, cause } = this.request
      const onOutput = vertex.log.bind(vertex)
      const name = layerName(instruction)
      const { code, layer } = await runStep(this.engine, draft, instruction, { network, mounts, onOutput, name }, cause)
      if (code === 0) return layer
      const words = wordsFor(runForm(instruction), draft).join(' ')
      return fail(`process ${JSON.stringify(words)} did not complete successfully: exit code: ${code}`)
    } catch (error) {
      if (!(error instanceof OciError)) throw error
      const words = wordsFor(runForm(instruction), draft).join(' ')
      if (error.message.startsWith('naru: ')) return fail(error.message)
      return fail(`process ${JSON.stringify(words)} did not complete successfully: exit code: 127`)
    }
  }
}

/** Emulated bytes that a disk takes in a ms. */
const WRITE_BYTES_PER_MS = 400_000

interface Plan {
  first: string
  next: () => string
}

interface Resolved {
  base: Base
  /** Ends the FROM vertex; begins it where nothing had to be pulled. */
  finish: (label: string, mayBeCached: boolean) => void
}

interface Inputs {
  key: string
  copied?: Copied
}

const problemOf = (error: Error & { problem?: string }): string => error.problem ?? error.message

function showPull(vertex: () => Vertex, progress: PullProgress, totals: Map<string, number>): void {
  const { digest, state, current = 0, total = 0 } = progress
  if (total > 0) totals.set(digest, total)
  if (state === 'downloading') vertex().status(digest, current, total)
  if (state === 'downloaded') {
    const all = totals.get(digest) ?? 0
    vertex().status(digest, all, all, true)
  }
  if (state === 'extracting') vertex().status(`extracting ${digest}`, 0)
  if (state === 'complete') vertex().status(`extracting ${digest}`, 0, 0, true)
}
