// `# syntax=docker/dockerfile:1`: the frontend's image is looked up and fetched; what it would read, our own parser reads.
import { InvalidReference } from '../../image/reference.ts'
import type { Engine } from '../engine.ts'
import { baseReference, resolveBase, SourceError } from './base.ts'
import type { Report, Vertex } from './report.ts'
import type { BuildRequest } from './request.ts'
import { ShownPull } from './sources.ts'

/** What is wrong with it; undefined when it is there. */
export async function loadFrontend(
  engine: Engine,
  request: BuildRequest,
  report: Report,
  name: string,
): Promise<string | undefined> {
  let vertex: Vertex | undefined
  try {
    const full = baseReference(name)
    const metadata = report.begin(`resolve image config for docker-image://${full}`)
    vertex = metadata
    let shown = full
    const image = () => report.begin(`docker-image://${shown}`)
    const pull = new ShownPull(image, () => shown)
    const options = {
      auth: request.auth,
      pull: false,
      platform: '',
      onManifest: (known: string) => {
        shown = known
        metadata.done()
        return Promise.resolve()
      },
      onProgress: pull.show.bind(pull),
      onDocument: pull.document.bind(pull),
    }
    await resolveBase(engine, name, options, request.cause)
    if (pull.vertex) pull.vertex.done()
    else image().cached()
    return undefined
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof InvalidReference)) throw error
    vertex?.failed(error instanceof SourceError ? error.problem : error.message)
    return error.message
  }
}
