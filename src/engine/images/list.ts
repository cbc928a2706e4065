// GET /images/json and history: the rows of `docker images` and `docker history`.
import type { ImageHistoryItem, ImageSummary } from '../../api/docker.ts'
import { historyLayers } from '../../image/config.ts'
import { chainIds } from '../../image/digest.ts'
import { familiar, familiarName, parseReference } from '../../image/reference.ts'
import { type Query } from '../../net/http.ts'
import { imageSize, type StoredImage } from '../../runtime/content.ts'
import { flag } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { failure, noSuchImage } from '../errors.ts'
import { type Filters, parseFilters } from '../filters.ts'
import { untilTime } from '../times.ts'

const FILTERS = ['dangling', 'label', 'label!', 'before', 'since', 'reference', 'until']

export const createdAt = (image: StoredImage): number => Date.parse(image.config.created ?? '') || 0

export const tagsOf = (engine: Engine, image: StoredImage): string[] =>
  engine.store
    .namesOf(image.id)
    .filter((name) => !name.includes('@'))
    .sort()
    .map((name) => familiar(parseReference(name)))

export const digestsOf = (engine: Engine, image: StoredImage): string[] =>
  engine.store
    .namesOf(image.id)
    .filter((name) => name.includes('@'))
    .sort()
    .map((name) => familiar(parseReference(name)))

/** Made by the classic builder on the way to another image. */
export const isIntermediate = (engine: Engine, image: StoredImage): boolean =>
  engine.store.namesOf(image.id).length === 0 &&
  [...engine.store.images.values()].some((other) => other.parent === image.id)

export function listImages(engine: Engine, query: Query): ImageSummary[] {
  const filters = parseFilters(query, FILTERS)
  const dangling = filters.boolean('dangling')
  const fits = imageFilter(engine, filters)
  const all = flag(query, 'all')
  const rows = [...engine.store.images.values()].flatMap((image) => {
    if (!fits(image)) return []
    const references = filters.get('reference')
    const tags = tagsOf(engine, image).filter(
      (tag) => references.length === 0 || references.some((one) => matches(tag, one)),
    )
    const digests = digestsOf(engine, image).filter(
      (digest) => references.length === 0 || references.some((one) => matches(digest, one)),
    )
    if (references.length > 0 && tags.length === 0) return []
    const isDangling = tagsOf(engine, image).length === 0
    if (dangling === true && (!isDangling || isIntermediate(engine, image))) return []
    if (dangling === false && isDangling) return []
    if (dangling === undefined && !all && isDangling && isIntermediate(engine, image)) return []
    return [{ at: createdAt(image), row: { ...summary(engine, image), RepoTags: tags, RepoDigests: digests } }]
  })
  // Images of one second stand in no order; those built here come newest first, as if building took its time.
  const pulled = ({ row }: (typeof rows)[number]) => row.RepoDigests.length > 0
  return rows
    .sort((a, b) => b.row.Created - a.row.Created || (pulled(a) || pulled(b) ? 0 : b.at - a.at))
    .map(({ row }) => row)
}

function imageFilter(engine: Engine, filters: Filters): (image: StoredImage) => boolean {
  const find = (word: string) => {
    const image = engine.store.find(word)
    if (!image) throw noSuchImage(word.includes(':') ? word : `${word}:latest`)
    return createdAt(image)
  }
  const before = filters.get('before').map(find)
  const since = filters.get('since').map(find)
  const until = filters.get('until').map((word) => untilTime(engine.clock, word) + engine.clock.epoch)
  return (image) => {
    const created = createdAt(image)
    const { Labels } = image.config.config
    return (
      before.every((time) => created < time) &&
      since.every((time) => created > time) &&
      until.every((time) => created < time) &&
      filters.labels(Labels) &&
      filters.noLabels(Labels)
    )
  }
}

function summary(engine: Engine, image: StoredImage): ImageSummary {
  return {
    Containers: [...engine.containers.values()].filter((container) => container.image.id === image.id).length,
    Created: Math.floor(createdAt(image) / 1000),
    Id: image.id,
    Labels: image.config.config.Labels ?? null,
    ParentId: image.parent ?? '',
    RepoDigests: [],
    RepoTags: [],
    SharedSize: -1,
    Size: imageSize(image),
  }
}

/** Throws ApiError for a bracket that is not closed. */
function regexpOf(pattern: string): RegExp {
  const parts = [...pattern].map((char) =>
    char === '*' ? '[^/]*' : char === '?' ? '[^/]' : char.replace(/[.+^${}()|\\]/g, '\\$&'),
  )
  try {
    return new RegExp(`^${parts.join('')}$`)
  } catch {
    throw failure('syntax error in pattern')
  }
}

/** path.Match of a reference: with or without tag; `*` stops at slashes. */
function matches(tag: string, pattern: string): boolean {
  const regexp = regexpOf(pattern)
  const reference = parseReference(tag)
  return (
    regexp.test(tag) || regexp.test(familiarName(reference)) || regexp.test(`${reference.domain}/${reference.path}`)
  )
}

export function history(engine: Engine, image: StoredImage): ImageHistoryItem[] {
  const rows = historyLayers(image.config).map(({ entry, layer }) => ({
    Comment: entry.comment ?? '',
    Created: Math.floor((Date.parse(entry.created ?? '') || createdAt(image)) / 1000),
    CreatedBy: entry.created_by ?? '',
    Id: '<missing>',
    Size: layer === undefined ? 0 : (image.layers[layer]?.size ?? 0),
    Tags: null as string[] | null,
  }))
  rows.reverse()
  let at: StoredImage | undefined = image
  for (const row of rows) {
    if (!at) break
    row.Id = at.id
    const tags = tagsOf(engine, at)
    row.Tags = tags.length > 0 ? tags : null
    const parent: string | undefined = at.parent
    at = parent === undefined ? undefined : engine.store.images.get(parent)
  }
  return rows
}

export const chainsOf = (image: StoredImage): string[] => chainIds(image.config.rootfs.diff_ids)
