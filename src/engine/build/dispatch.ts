// A classic build under way: every instruction dispatched in its order, one image each (moby/builder/dockerfile, dispatchers).
import type { JsonMessage } from '../../api/docker.ts'
import { shortId } from '../../image/digest.ts'
import { expandWord } from '../../image/dockerfile/expand.ts'
import {
  type Copy,
  type Dockerfile,
  type Instruction,
  type Run,
  type Stage,
} from '../../image/dockerfile/instruction.ts'
import { parseInstruction } from '../../image/dockerfile/parse.ts'
import { runForm } from '../../image/dockerfile/heredoc.ts'
import { familiar, parseReference } from '../../image/reference.ts'
import { text } from '../../kernel/bytes.ts'
import type { StoredImage } from '../../runtime/content.ts'
import type { JsonStream } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { sorted } from '../events.ts'
import { obtain, parsePlatform } from '../images/pull.ts'
import { applyToConfig } from './config.ts'
import { Draft } from './draft.ts'
import { MissingFile, copyLayer, directoryLayer, gather, layersFs } from './files.ts'
import { ImageChain } from './chain.ts'
import { missingFile, requiresBuildKit, StepFailure } from './failure.ts'
import { layerName } from './history.ts'
import { nopWords } from './nop.ts'
import type { BuildSteps } from './object.ts'
import type { BuildRequest } from './request.ts'
import { runStep, wordsFor } from './run.ts'
import { PREDEFINED_ARGS, argValue, baseName, globalArgs, stageIndex } from '../../image/dockerfile/stages.ts'

export class ClassicBuild {
  private readonly engine: Engine
  private readonly request: BuildRequest
  private readonly file: Dockerfile
  private readonly target: number
  private readonly stream: JsonStream
  private readonly steps: BuildSteps
  private readonly globals: Map<string, string>
  private readonly total: number
  private at = 0
  private readonly chain: ImageChain
  private readonly built: Draft[] = []
  /** What a quiet build says only when it fails. */
  readonly unsaid: JsonMessage[] = []
  private readonly usedArgs = new Set<string>()

  constructor(
    engine: Engine,
    request: BuildRequest,
    file: Dockerfile,
    target: number,
    stream: JsonStream,
    steps: BuildSteps,
  ) {
    this.engine = engine
    this.request = request
    this.file = file
    this.target = target
    this.stream = stream
    this.steps = steps
    this.globals = globalArgs(file, request.args)
    const say = (line: string) => this.say(line)
    this.chain = new ImageChain({ engine, request, steps, say, step: () => `${this.at}/${this.total}` })
    const stages = file.stages.slice(0, target + 1)
    const labels = Object.keys(request.labels).length
    this.total =
      file.globals.length + stages.reduce((sum, { instructions }) => sum + 1 + instructions.length, 0) + labels
  }

  async perform(): Promise<void> {
    for (const { source, args } of this.file.globals) {
      for (const { key } of args) this.usedArgs.add(key)
      this.announce(source)
    }
    let draft: Draft | undefined
    for (const [index, stage] of this.file.stages.slice(0, this.target + 1).entries()) {
      draft = await this.begin(stage, index)
      for (const instruction of this.triggers(draft)) await this.instruction(draft, instruction, index)
      this.told()
      for (const instruction of stage.instructions) {
        this.announce(instruction.source)
        await this.instruction(draft, instruction, index)
        this.told()
      }
      this.built.push(draft)
    }
    await this.labels(draft!)
    this.finish()
  }

  private say(line: string): void {
    this.tell({ stream: line })
  }

  private tell(line: JsonMessage): void {
    if (this.request.quiet) this.unsaid.push(line)
    else this.stream.write(line)
  }

  private announce(source: string): void {
    this.at++
    this.say(`Step ${this.at}/${this.total} : ${source}\n`)
    this.steps.start(`${this.at}/${this.total} ${source}`)
  }

  /** The image so far, once a line of the Dockerfile and what it triggers are done. */
  private told(): void {
    const { image } = this.chain
    this.say(` ---> ${image ? shortId(image.id) : ''}\n`)
  }

  private finish(): void {
    const unused = [...this.request.args.keys()].filter(
      (name) => !this.usedArgs.has(name) && !PREDEFINED_ARGS.includes(name),
    )
    if (unused.length > 0) this.say(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`)
    const { image } = this.chain
    if (!image) throw new StepFailure('No image was generated. Is your Dockerfile empty?')
    if (this.request.quiet) this.stream.write({ stream: `${image.id}\n` } satisfies JsonMessage)
    else this.stream.write({ aux: { ID: image.id } })
    this.say(`Successfully built ${shortId(image.id)}\n`)
    for (const tag of this.request.tags) {
      this.engine.store.setName(tag, image.id, this.request.cause)
      this.say(`Successfully tagged ${familiar(parseReference(tag))}\n`)
    }
  }

  private async begin(stage: Stage, index: number): Promise<Draft> {
    this.announce(stage.from.source)
    const name = baseName(this.file, stage, this.globals)
    const created = this.engine.clock.rfc3339Nano()
    if (name === '') throw new StepFailure(`base name (${stage.from.base}) should not be blank`)
    const earlier = stageIndex(this.file, name, index)
    if (name === 'scratch') {
      this.chain.image = undefined
      return new Draft(undefined, created)
    }
    if (earlier !== undefined) {
      const draft = Draft.from(this.built[earlier]!)
      this.chain.image = this.engine.store.images.get(draft.key)
      return draft
    }
    const image = await this.base(name)
    this.chain.image = image
    const draft = new Draft(image, created)
    draft.key = image.id
    return draft
  }

  private base(name: string): Promise<StoredImage> {
    const { auth, pull: always, platform, cause } = this.request
    const reference = parseReference(name)
    const write = (line: JsonMessage) => this.tell(line)
    return obtain(
      this.engine,
      name,
      { always, auth: auth(reference.domain), platform: parsePlatform(platform), write },
      cause,
    )
  }

  private triggers(draft: Draft): Instruction[] {
    const lines = draft.run.OnBuild ?? []
    if (lines.length === 0) return []
    this.say(`# Executing ${lines.length} build trigger${lines.length === 1 ? '' : 's'}\n`)
    draft.config = { ...draft.config, config: { ...draft.run, OnBuild: undefined } }
    return lines.map((line) => parseInstruction(line))
  }

  private async labels(draft: Draft): Promise<void> {
    for (const [key, value] of Object.entries(sorted(this.request.labels))) {
      const source = `LABEL ${key}=${value}`
      this.announce(source)
      const pairs = [{ key, value }]
      await this.instruction(
        draft,
        { name: 'LABEL', pairs, legacy: false, line: 0, endLine: 0, word: 'LABEL', source },
        this.target,
      )
      this.told()
    }
  }

  private async instruction(draft: Draft, instruction: Instruction, index: number): Promise<void> {
    const { escape } = this.file
    if (instruction.name === 'COPY' || instruction.name === 'ADD') return this.copy(draft, instruction, index)
    if (instruction.name === 'RUN') return this.command(draft, instruction)
    if (instruction.name === 'ARG') {
      const shown: string[] = []
      for (const arg of instruction.args) {
        this.usedArgs.add(arg.key)
        const value = argValue(arg, this.request.args, this.globals, (word) =>
          expandWord(word, draft.variables(), escape),
        )
        if (value !== undefined) draft.args.set(arg.key, value)
        shown.push(arg.value === undefined ? arg.key : `${arg.key}=${arg.value}`)
      }
      return this.chain.commit(draft, `/bin/sh -c #(nop)  ARG ${shown.join(' ')}`, draft.run)
    }
    const run = applyToConfig(draft.run, instruction, draft.variables(), escape, draft.hasCmd)
    if (instruction.name === 'CMD') draft.hasCmd = true
    const words = nopWords(instruction, run, (word) => expandWord(word, draft.variables(), escape))
    if (instruction.name !== 'WORKDIR') return this.chain.commit(draft, `/bin/sh -c #(nop)  ${words}`, run)
    return this.chain.commit(draft, `/bin/sh -c #(nop) ${words}`, run, () =>
      directoryLayer(this.engine, draft, run.WorkingDir ?? '/'),
    )
  }

  private async copy(draft: Draft, instruction: Copy, index: number): Promise<void> {
    if (instruction.contents.length > 0)
      throw new StepFailure(`${instruction.name} failed: no source files were specified`)
    if (instruction.chmod)
      throw new StepFailure(
        'the --chmod option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled',
      )
    const from = await this.origin(instruction, index)
    const copied = await gather(this.engine, instruction, draft, from, this.file.escape).catch((error: unknown) => {
      throw error instanceof MissingFile ? missingFile(instruction, error) : error
    })
    const hash = copied.digest.replace('sha256:', '')
    const words = `${instruction.name} ${copied.kind}:${hash} in ${copied.destination}`
    const make = () => {
      this.chain.checkPlatform()
      return copyLayer(this.engine, draft, copied, layerName(instruction))
    }
    this.chain.commit(draft, `/bin/sh -c #(nop) ${words} `, draft.run, make, true)
  }

  private async origin(instruction: Copy, index: number) {
    if (!instruction.from) return { fs: this.request.context.fs, keepOwners: false }
    const stage = stageIndex(this.file, instruction.from, index)
    if (stage !== undefined) return { fs: layersFs(this.engine, this.built[stage]!.layers), keepOwners: true }
    const image = await this.base(instruction.from).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : ''
      throw new StepFailure(`invalid from flag value ${instruction.from}: ${why}`)
    })
    return { fs: layersFs(this.engine, image.layers), keepOwners: true }
  }

  private async command(draft: Draft, instruction: Run): Promise<void> {
    if (instruction.mounts.length > 0) throw requiresBuildKit('--mount option')
    const words = wordsFor(runForm(instruction), draft)
    const args = [...draft.args]
    const before =
      args.length > 0 ? `|${args.length} ${args.map(([name, value]) => `${name}=${value}`).join(' ')} ` : ''
    const createdBy = before + words.join(' ')
    const known = this.chain.probe(createdBy, draft.run)
    if (known) return this.chain.reuse(draft, known)
    const { network, host, cause, keep, forceRemove } = this.request
    const { code, layer, id } = await runStep(
      this.engine,
      draft,
      instruction,
      {
        network,
        host,
        name: layerName(instruction),
        onContainer: (container) => this.say(` ---> Running in ${container.slice(0, 12)}\n`),
        onOutput: (stream, bytes) => this.say(stream === 'stderr' ? `\x1b[91m${text(bytes)}\x1b[0m` : text(bytes)),
      },
      cause,
    )
    if (code !== 0) {
      if (forceRemove) this.say(` ---> Removed intermediate container ${id.slice(0, 12)}\n`)
      this.steps.failed(instruction.source)
      throw new StepFailure(`The command '${words.join(' ')}' returned a non-zero code: ${code}`, code)
    }
    if (!keep) this.say(` ---> Removed intermediate container ${id.slice(0, 12)}\n`)
    this.chain.store(draft, createdBy, draft.run, layer)
  }
}
