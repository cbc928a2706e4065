// POST /build: the classic builder, one image per instruction, told as lines of text (moby/builder/dockerfile).
import { ExpansionError } from '../../image/dockerfile/expand.ts'
import { type Dockerfile, DockerfileError } from '../../image/dockerfile/instruction.ts'
import { parseDockerfile } from '../../image/dockerfile/parse.ts'
import { InvalidReference } from '../../image/reference.ts'
import type { HttpResponse } from '../../net/http.ts'
import { OciError } from '../../runtime/errors.ts'
import { JsonStream } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest } from '../errors.ts'
import { errorLine } from '../images/progress.ts'
import { ConfigError, wordsOf } from './config.ts'
import { ClassicBuild } from './dispatch.ts'
import { StepFailure } from './failure.ts'
import { CopyError } from './files.ts'
import { BuildSteps } from './object.ts'
import type { BuildRequest } from './request.ts'
import { targetStage } from '../../image/dockerfile/stages.ts'

/** What a user's Dockerfile or the world can do wrong is told in the stream; anything else is our own mistake. */
const TOLD = [
  StepFailure,
  ApiError,
  ExpansionError,
  InvalidReference,
  DockerfileError,
  ConfigError,
  CopyError,
  OciError,
]

/** Throws ApiError when there is nothing to build; what goes wrong later is told in the stream. */
export function buildClassic(engine: Engine, request: BuildRequest): HttpResponse {
  const said = request.definition
  if (said === undefined) throw badRequest(`Cannot locate specified Dockerfile: ${request.dockerfile}`)
  if (said === '') throw badRequest(`the Dockerfile (${request.dockerfile}) cannot be empty`)
  const file = parsed(said, request.dockerfile)
  const target = targetStage(file, request.target)
  if (target === undefined) throw badRequest(`target stage ${JSON.stringify(request.target)} could not be found`)
  const stream = new JsonStream()
  const steps = new BuildSteps(engine, request.typedTags[0] ?? '', request.context.size, request.cause)
  engine.machine.kernel.spawn(async () => {
    const build = new ClassicBuild(engine, request, file, target, stream, steps)
    try {
      await build.perform()
    } catch (error) {
      if (!TOLD.some((type) => error instanceof type)) throw error
      for (const line of build.unsaid) stream.write(line)
      stream.write(errorLine(wordsOf(error as Error), error instanceof StepFailure ? error.code : undefined))
    } finally {
      steps.over()
      stream.end()
    }
  })
  return stream.response()
}

function parsed(said: string, name: string): Dockerfile {
  try {
    return parseDockerfile(said)
  } catch (error) {
    if (error instanceof DockerfileError) throw badRequest(error.classic(name))
    throw error
  }
}
