// POST /build?version=2: a build told as BuildKit tells it, one record a line (api/docker.ts, BuildProgress).
import type { BuildSource } from '../../api/docker.ts'
import { digestOf } from '../../image/digest.ts'
import { ExpansionError } from '../../image/dockerfile/expand.ts'
import { type Dockerfile, DockerfileError } from '../../image/dockerfile/instruction.ts'
import { parseDockerfile } from '../../image/dockerfile/parse.ts'
import { InvalidReference } from '../../image/reference.ts'
import { utf8 } from '../../kernel/bytes.ts'
import type { HttpResponse } from '../../net/http.ts'
import { JsonStream } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { ApiError } from '../errors.ts'
import { sorted } from '../events.ts'
import { SourceError } from './base.ts'
import { PortError } from './config.ts'
import type { Draft } from './draft.ts'
import { BuildSteps } from './object.ts'
import { Report } from './report.ts'
import type { BuildRequest } from './request.ts'
import { StepError } from './make.ts'
import { Solver } from './solve.ts'
import { globalArgs, targetStage } from './stages.ts'
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
  const said = loadDefinition(request, report)
  if (said === undefined) {
    return report.fail(`failed to read dockerfile: open ${request.dockerfile}: no such file or directory`)
  }
  let file: Dockerfile
  try {
    file = parseDockerfile(said)
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    const { line, endLine } = error
    return report.fail(error.message, source(request, said, line, endLine))
  }
  const target = targetStage(file, request)
  if (target === undefined) return report.fail(`target stage ${JSON.stringify(request.target)} could not be found`)
  try {
    const solver = new Solver(engine, request, file, report, steps)
    globalArgs(file, request.args)
    const draft = await solver.stage(target)
    report.say({ kind: 'image', image: exported(engine, request, draft, report) })
  } catch (error) {
    const known = [StepError, SourceError, ExpansionError, InvalidReference, DockerfileError, PortError, ApiError]
    if (!known.some((type) => error instanceof type)) throw error
    const at =
      error instanceof StepError ? source(request, said, error.instruction.line, error.instruction.endLine) : undefined
    report.fail((error as Error).message, at)
  }
}

function loadDefinition(request: BuildRequest, report: Report): string | undefined {
  const vertex = report.begin(`[internal] load build definition from ${request.dockerfile.split('/').at(-1)}`)
  const said = request.definition
  const name = request.dockerfile.split('/').at(-1)!
  vertex.status('transferring dockerfile:', said === undefined ? 2 : fileBytes(name, utf8(said).length), 0, true)
  vertex.done()
  return said
}

/** Two lines around the place, as BuildKit prints them. */
function source(request: BuildRequest, text: string, start: number, end: number): BuildSource {
  return { filename: request.dockerfile.split('/').at(-1)!, lines: text.split('\n'), start, end }
}

/** Writes the image and gives it its names. */
function exported(engine: Engine, request: BuildRequest, draft: Draft, report: Report): string {
  const vertex = report.begin('exporting to image')
  vertex.status('exporting layers', 0, 0, true)
  const { config } = draft
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
