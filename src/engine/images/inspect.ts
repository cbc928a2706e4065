// GET /images/{name}/json.
import { digestOf } from '../../image/digest.ts'
import { imageSize, type StoredImage } from '../../runtime/content.ts'
import type { Engine } from '../engine.ts'
import { sorted } from '../events.ts'
import { NEVER, goTime } from '../times.ts'
import { digestsOf, tagsOf } from './list.ts'

/** The body as dockerd 28 sends it to clients of API 1.50: empty fields of old are still there, in the order of a Go map. */
export function inspectImage(engine: Engine, image: StoredImage): Record<string, unknown> {
  const { config } = image
  const { config: run, history = [] } = config
  const root = '/var/lib/docker/overlay2'
  const folders = config.rootfs.diff_ids.map((diffId) => `${root}/${digestOf(diffId).slice('sha256:'.length)}`)
  const top = folders.at(-1)
  const lower = folders
    .slice(0, -1)
    .reverse()
    .map((folder) => `${folder}/diff`)
  const tagged = image.lastTagTime === undefined ? NEVER : goTime(engine.clock, image.lastTagTime - engine.clock.epoch)
  return {
    Id: image.id,
    RepoTags: tagsOf(engine, image),
    RepoDigests: digestsOf(engine, image),
    Parent: image.parent ?? '',
    Comment: history.at(-1)?.comment ?? '',
    Created: config.created ?? '',
    DockerVersion: config.docker_version ?? '',
    Author: config.author ?? '',
    Architecture: config.architecture,
    ...(config.variant ? { Variant: config.variant } : {}),
    Os: config.os,
    Size: imageSize(image),
    GraphDriver: {
      Data: top
        ? {
            ...(lower.length > 0 ? { LowerDir: lower.join(':') } : {}),
            MergedDir: `${top}/merged`,
            UpperDir: `${top}/diff`,
            WorkDir: `${top}/work`,
          }
        : null,
      Name: 'overlay2',
    },
    RootFS: { Type: 'layers', ...(config.rootfs.diff_ids.length > 0 ? { Layers: config.rootfs.diff_ids } : {}) },
    Metadata: { LastTagTime: tagged },
    Config: sorted({
      ...definite(run),
      Cmd: run.Cmd ?? null,
      Entrypoint: run.Entrypoint ?? null,
      Env: run.Env ?? null,
      Labels: run.Labels ? sorted(run.Labels) : null,
      OnBuild: run.OnBuild ?? null,
      User: run.User ?? '',
      Volumes: run.Volumes ?? null,
      WorkingDir: run.WorkingDir ?? '',
    }),
  }
}

const definite = (run: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(run).filter(([, value]) => value !== undefined && value !== null && value !== ''))
