// POST /commit: a container's writable layer becomes an image layer.
import type { ImageConfig, RunConfig } from '../../api/oci.ts'
import { extendConfig } from '../../image/config.ts'
import { makeLayer } from '../../image/layer.ts'
import { canonical, parseReference, withDefaultTag } from '../../image/reference.ts'
import { utf8 } from '../../kernel/bytes.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Query } from '../../net/http.ts'
import type { StoredImage } from '../../runtime/content.ts'
import { one } from '../answer.ts'
import type { Container } from '../containers/container.ts'
import { ENGINE_VERSION, type Engine } from '../engine.ts'
import { applyChanges } from './changes.ts'

/** Throws ApiError. */
export function commit(engine: Engine, query: Query, cause: Cause): StoredImage {
  const container = engine.container(one(query, 'container'))
  const run = applyChanges(
    configOf(container),
    (query.changes ?? []).flatMap((change) => change.split('\n')).filter(Boolean),
  )
  const image = commitContainer(
    engine,
    container,
    { run, author: one(query, 'author'), comment: one(query, 'comment'), createdBy: container.argv.join(' ') },
    cause,
  )
  const repository = one(query, 'repo')
  if (repository) {
    const tag = one(query, 'tag')
    const reference = withDefaultTag({ ...parseReference(repository), ...(tag ? { tag } : {}) })
    engine.store.setName(canonical(reference), image.id, cause)
  }
  engine.containerEvent(container, 'commit', { comment: one(query, 'comment'), imageID: image.id, imageRef: '' })
  return image
}

export interface CommitOptions {
  run: RunConfig
  author: string
  comment: string
  createdBy: string
}

/** What changed in the container, on top of its image. */
export function commitContainer(
  engine: Engine,
  container: Container,
  options: CommitOptions,
  cause: Cause,
): StoredImage {
  const created = engine.clock.rfc3339Nano()
  const entries = container.fs.upperEntries()
  const layer =
    entries.length > 0
      ? makeLayer(entries, { name: options.createdBy.slice(0, 60) || `commit ${container.name}` })
      : undefined
  const { author, comment } = options
  const step = {
    created,
    ...(author ? { author } : {}),
    created_by: options.createdBy,
    ...(comment ? { comment } : {}),
  }
  const base: ImageConfig = { ...container.image.config, docker_version: ENGINE_VERSION, ...(author ? { author } : {}) }
  const config = extendConfig(base, step, options.run, layer?.diffId)
  const layers = [...container.image.layers, ...(layer ? [layer] : [])]
  return engine.store.addImage(utf8(JSON.stringify(config)), layers, cause, container.image.id)
}

/** The container's configuration as an image keeps it. */
function configOf({ config }: Container): RunConfig {
  const {
    User,
    ExposedPorts,
    Env,
    Cmd,
    Healthcheck,
    Volumes,
    WorkingDir,
    Entrypoint,
    Labels,
    StopSignal,
    Shell,
    OnBuild,
  } = config
  const all = {
    User,
    ExposedPorts,
    Env,
    Entrypoint,
    Cmd,
    Volumes,
    WorkingDir,
    Labels,
    StopSignal,
    Healthcheck,
    Shell,
    OnBuild,
  }
  const set = Object.entries(all).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return Object.fromEntries(set) as RunConfig
}
