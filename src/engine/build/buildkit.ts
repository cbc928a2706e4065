// POST /build?version=2: a build told as BuildKit tells it, one record a line (api/docker.ts, BuildProgress).
import type { BuildSource, BuildWarning } from '../../api/docker.ts'
import type { ImageConfig } from '../../api/oci.ts'
import { digestOf } from '../../image/digest.ts'
import { ExpansionError } from '../../image/dockerfile/expand.ts'
import { type Dockerfile, DockerfileError, type Stage } from '../../image/dockerfile/instruction.ts'
import { lint } from '../../image/dockerfile/lint.ts'
import { parseDockerfile } from '../../image/dockerfile/parse.ts'
import { InvalidReference } from '../../image/reference.ts'
import { utf8 } from '../../kernel/bytes.ts'
import type { HttpResponse } from '../../net/http.ts'
import { JsonStream } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { ApiError } from '../errors.ts'
import { sorted } from '../events.ts'
import { SourceError } from './base.ts'
import { ConfigError } from './config.ts'
import type { Draft } from './draft.ts'
import { loadFrontend } from './frontend.ts'
import { BuildSteps } from './object.ts'
import { Report } from './report.ts'
import type { BuildRequest } from './request.ts'
import { StepError } from './make.ts'
import { Solver } from './solve.ts'
import { baseName, globalArgs, neededStages, stageIndex, targetStage } from '../../image/dockerfile/stages.ts'
import { fileBytes } from './transfer.ts'

export function buildWithBuildKit(engine: Engine, request: BuildRequest): HttpResponse {
  const stream = new JsonStream()
  const report = new Report(stream, engine.clock)
  const steps = new BuildSteps(engine, request.typedTags[0] ?? '', request.context.size, request.cause)
  engine.machine.kernel.spawn(async () => {
    try {
      await build(engine, request, report, steps)
    } finally {
      steps.over()
      stream.end()
    }
  })
  return stream.response()
}

/** What a user's Dockerfile or the world can do wrong is told in the stream; anything else is our own mistake. */
async function build(engine: Engine, request: BuildRequest, report: Report, steps: BuildSteps): Promise<void> {
  const definition = report.begin(`[internal] load build definition from ${shortName(request)}`)
  const said = request.definition
  const size = said === undefined ? 2 : fileBytes(shortName(request), utf8(said).length)
  definition.status('transferring dockerfile:', size, 0, true)
  if (said === undefined) {
    definition.done()
    return report.fail(`failed to read dockerfile: open ${request.dockerfile}: no such file or directory`)
  }
  const syntax = syntaxOf(said)
  if (syntax) {
    definition.done()
    const problem = await loadFrontend(engine, request, report, syntax.name)
    if (problem) return report.fail(problem, source(request, said, syntax.line, syntax.line))
  }
  let file: Dockerfile
  try {
    file = parseDockerfile(said)
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    definition.done()
    const { line, endLine } = error
    return report.fail(error.message, source(request, said, line, endLine))
  }
  const target = targetStage(file, request.target)
  const needed = target === undefined ? [] : neededOf(file, target, request)
  const warn = (warning: Omit<BuildWarning, 'vertex'>) =>
    request.check ? report.warn(warning) : definition.warn(warning)
  const variables = (stage: number) => baseVariables(engine, file, stage, request)
  for (const { rule, message, url, line, endLine } of lint(file, needed, variables)) {
    const short = `${rule}: ${message} (line ${line})`
    warn({ short, detail: message, url, source: source(request, said, line, endLine) })
  }
  definition.done()
  if (target === undefined) return report.fail(`target stage ${JSON.stringify(request.target)} could not be found`)
  try {
    const solver = new Solver(engine, request, file, report, steps)
    if (request.check) {
      await solver.load(target)
      return report.say({ kind: 'image', image: '' })
    }
    const draft = await solver.solve(target)
    report.say({ kind: 'image', image: exported(engine, request, draft, report) })
  } catch (error) {
    if (request.gone.cancelled) return report.fail('context canceled')
    const known = [StepError, SourceError, ExpansionError, InvalidReference, DockerfileError, ConfigError, ApiError]
    if (!known.some((type) => error instanceof type)) throw error
    const at =
      error instanceof StepError ? source(request, said, error.instruction.line, error.instruction.endLine) : undefined
    report.fail((error as Error).message, at)
  }
}

/** None where a variable of a FROM cannot be expanded: the build says so itself. */
function neededOf(file: Dockerfile, target: number, request: BuildRequest): number[] {
  try {
    return neededStages(file, target, globalArgs(file, request.args))
  } catch (error) {
    if (error instanceof ExpansionError) return []
    throw error
  }
}

/** The frontend that a Dockerfile names before anything else. */
function syntaxOf(said: string): { name: string; line: number } | undefined {
  for (const [at, line] of said.split('\n').entries()) {
    const match = /^\s*#\s*(\w+)\s*=\s*(\S+)/.exec(line)
    if (!match) return undefined
    if (match[1]!.toLowerCase() === 'syntax') return { name: match[2]!, line: at + 1 }
  }
  return undefined
}

const shortName = ({ dockerfile }: BuildRequest): string => dockerfile.split('/').at(-1)!

/** Names that a stage's base brings, as far as it is on this machine. */
function baseVariables(
  engine: Engine,
  file: Dockerfile,
  index: number,
  request: BuildRequest,
): readonly string[] | undefined {
  try {
    const stage = file.stages[index]!
    const name = baseName(file, stage, globalArgs(file, request.args))
    if (name === 'scratch') return []
    const earlier = stageIndex(file, name, index)
    if (earlier !== undefined) {
      const below = baseVariables(engine, file, earlier, request)
      return below && [...below, ...variablesOf(file.stages[earlier]!)]
    }
    const { Env = [], WorkingDir } = engine.store.find(name)?.config.config ?? {}
    return engine.store.find(name) && [...Env.map((entry) => entry.split('=')[0]!), ...(WorkingDir ? ['WORKDIR'] : [])]
  } catch (error) {
    if (error instanceof ExpansionError || error instanceof InvalidReference) return undefined
    throw error
  }
}

const variablesOf = ({ instructions }: Stage): string[] =>
  instructions.flatMap((one) =>
    one.name === 'ENV' ? one.pairs.map(({ key }) => key) : one.name === 'WORKDIR' ? ['WORKDIR'] : [],
  )

/** Two lines around the place, as BuildKit prints them. */
function source(request: BuildRequest, text: string, start: number, end: number): BuildSource {
  return { filename: shortName(request), lines: text.split('\n'), start, end }
}

/** What was said before the first layer is as old as that layer; without one, as the base (mobyexporter). */
function dated({ base, config }: Draft): ImageConfig {
  const history = config.history ?? []
  const below = base?.config.history?.length ?? 0
  const first = history.find((entry, i) => i >= below && !entry.empty_layer)
  if (!first) return config
  const until = history.indexOf(first)
  return {
    ...config,
    history: history.map((entry, i) => (i >= below && i < until ? { ...entry, created: first.created } : entry)),
  }
}

/** Writes the image and gives it its names. */
function exported(engine: Engine, request: BuildRequest, draft: Draft, report: Report): string {
  const vertex = report.begin('exporting to image')
  vertex.status('exporting layers', 0, 0, true)
  const config = dated(draft)
  const labels = { ...config.config.Labels, ...request.labels }
  const run = Object.keys(labels).length > 0 ? { ...config.config, Labels: sorted(labels) } : config.config
  const { docker_version: _, container: __, ...rest } = config
  const bytes = utf8(JSON.stringify({ ...rest, config: run }))
  const image = engine.store.addImage(bytes, draft.layers, request.cause)
  vertex.status(`writing image ${digestOf(bytes)}`, 0, 0, true)
  for (const tag of request.tags) {
    engine.store.setName(tag, image.id, request.cause)
    vertex.status(`naming to ${tag.replace(/:latest$/, '')}`, 0, 0, true)
  }
  vertex.done()
  engine.events.add('builder', 'build', image.id, {})
  return image.id
}
