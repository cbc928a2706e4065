// How much of the context BuildKit would have asked for: only what COPY names, and of files it has had before only their stat.
import type { Dockerfile } from '../../image/dockerfile/instruction.ts'
import { joinPath } from '../../machine/fs/path.ts'
import type { Engine } from '../engine.ts'
import { patternRegExp } from './glob.ts'
import type { BuildRequest } from './request.ts'

/** A stat packet without the name; the frame of a piece of content. */
const STAT_BYTES = 21
const FRAME_BYTES = 6
const PIECE_BYTES = 32_768

/** Sources of every COPY and ADD from the context. */
export const wantedPaths = (file: Dockerfile): string[] =>
  file.stages.flatMap((stage) =>
    stage.instructions.flatMap((one) =>
      (one.name === 'COPY' || one.name === 'ADD') && !one.from
        ? one.sources.map((source) => joinPath('/', source))
        : [],
    ),
  )

export const fileBytes = (name: string, size: number): number =>
  STAT_BYTES + name.length + size + FRAME_BYTES * Math.ceil(size / PIECE_BYTES)

export function contextBytes(engine: Engine, { context }: BuildRequest, wanted: readonly string[]): number {
  const isWanted = (path: string) =>
    wanted.some((one) => {
      if (one === '/' || one.includes('$')) return true
      const parts = one.split('/').length
      const start = path.split('/').slice(0, parts).join('/')
      return /[*?[]/.test(one) ? patternRegExp(one).test(start) : start === one
    })
  let sum = 0
  for (const entry of context.entries) {
    if (entry.path === '' || !isWanted(`/${entry.path}`)) continue
    const isNew = entry.content !== undefined && engine.cache.isNew(entry.path, entry.content.identity())
    sum += isNew ? fileBytes(entry.path, entry.content!.size) : STAT_BYTES + entry.path.length
  }
  return sum || 2
}
