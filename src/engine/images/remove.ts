// DELETE /images/{name} and prune: names go first, then the image, then layers that nobody else needs (moby/daemon/images/image_delete.go).
import type { ImageDeleteItem, ImagesPruneReport } from '../../api/docker.ts'
import { shortId } from '../../image/digest.ts'
import { canonical, canonicalName, familiar, parseReference, withDefaultTag } from '../../image/reference.ts'
import type { Cause } from '../../kernel/trace.ts'
import { type Query } from '../../net/http.ts'
import type { StoredImage } from '../../runtime/content.ts'
import type { Container } from '../containers/container.ts'
import type { Engine } from '../engine.ts'
import { conflict } from '../errors.ts'
import { parseFilters } from '../filters.ts'
import { findImage } from '../containers/create.ts'
import { untilTime } from '../times.ts'
import { chainsOf, createdAt, isIntermediate, tagsOf } from './list.ts'

export interface DeleteOptions {
  force: boolean
  /** Keeps untagged parents. */
  noPrune: boolean
  platform: string
}

const isId = (image: StoredImage, word: string) =>
  image.id.replace('sha256:', '').startsWith(word.replace('sha256:', ''))

const users = (engine: Engine, image: StoredImage): Container[] =>
  [...engine.containers.values()].filter((container) => container.image.id === image.id)

/** Throws ApiError. */
export function deleteImage(engine: Engine, word: string, options: DeleteOptions, cause: Cause): ImageDeleteItem[] {
  const image = findImage(engine, word, options.platform)
  const items: ImageDeleteItem[] = []
  const names = engine.store.namesOf(image.id)
  if (!isId(image, word)) {
    const key = keyOf(word)
    const others = names.filter((name) => name !== key)
    const repository = canonicalName(parseReference(word))
    const digestsOnly = others.every((name) => name.includes('@') && name.startsWith(`${repository}@`))
    if (others.length > 0 && !digestsOnly) {
      untag(engine, image, key, items, cause)
      dropOrphanDigests(engine, image, repository, items, cause)
      return items
    }
    const user = users(engine, image).find((container) => (options.force ? false : container))
    if (user) {
      throw conflict(
        `conflict: unable to remove repository reference ${JSON.stringify(word)} (must force) - container ${user.shortId} is using its referenced image ${shortId(image.id)}`,
      )
    }
    for (const name of [key, ...others]) untag(engine, image, name, items, cause)
  } else {
    const repositories = new Set(names.map((name) => canonicalName(parseReference(name))))
    if (repositories.size > 1 && !options.force) {
      throw conflict(
        `conflict: unable to delete ${shortId(image.id)} (must be forced) - image is referenced in multiple repositories`,
      )
    }
    checkUse(engine, image, options.force)
    for (const name of names) untag(engine, image, name, items, cause)
  }
  if (users(engine, image).some((container) => container.state.running)) return items
  removeWithParents(engine, image, options, items, cause)
  return items
}

function keyOf(word: string): string {
  const reference = withDefaultTag(parseReference(word))
  const { domain, path, digest } = reference
  return digest ? canonical({ domain, path, digest }) : canonical(reference)
}

function checkUse(engine: Engine, image: StoredImage, force: boolean): void {
  const using = users(engine, image)
  const running = using.find((container) => container.state.running)
  const id = shortId(image.id)
  if (running) {
    throw conflict(
      `conflict: unable to delete ${id} (cannot be forced) - image is being used by running container ${running.shortId}`,
    )
  }
  if (using[0] && !force) {
    throw conflict(
      `conflict: unable to delete ${id} (must be forced) - image is being used by stopped container ${using[0].shortId}`,
    )
  }
  const child = [...engine.store.images.values()].some((other) => other.parent === image.id)
  if (child && engine.store.namesOf(image.id).length === 0) {
    throw conflict(`conflict: unable to delete ${id} (cannot be forced) - image has dependent child images`)
  }
}

function untag(engine: Engine, image: StoredImage, name: string, items: ImageDeleteItem[], cause: Cause): void {
  engine.store.removeName(name, cause)
  items.push({ Untagged: familiar(parseReference(name)) })
  if (!name.includes('@'))
    engine.events.add('image', 'untag', image.id, { ...image.config.config.Labels, name: image.id })
}

/** A repository without tags keeps no digests. */
function dropOrphanDigests(
  engine: Engine,
  image: StoredImage,
  repository: string,
  items: ImageDeleteItem[],
  cause: Cause,
) {
  const names = engine.store.namesOf(image.id).filter((name) => canonicalName(parseReference(name)) === repository)
  if (names.some((name) => !name.includes('@'))) return
  for (const name of names) untag(engine, image, name, items, cause)
}

function removeWithParents(
  engine: Engine,
  image: StoredImage,
  options: Omit<DeleteOptions, 'platform'>,
  items: ImageDeleteItem[],
  cause: Cause,
): void {
  const { store } = engine
  const hasChild = [...store.images.values()].some((other) => other.parent === image.id)
  if (hasChild) return
  const chains = chainsOf(image)
  const held = new Set(
    [...store.images.values()]
      .filter((other) => other !== image)
      .flatMap(chainsOf)
      .concat([...engine.containers.values()].flatMap((container) => chainsOf(container.image))),
  )
  store.removeImage(image.id, cause)
  items.push({ Deleted: image.id })
  for (const chain of [...chains].reverse()) if (!held.has(chain)) items.push({ Deleted: chain })
  engine.events.add('image', 'delete', image.id, { name: image.id })
  const parent = image.parent === undefined ? undefined : store.images.get(image.parent)
  if (!parent || options.noPrune || store.namesOf(parent.id).length > 0 || users(engine, parent).length > 0) return
  removeWithParents(engine, parent, options, items, cause)
}

export function pruneImages(engine: Engine, query: Query, cause: Cause): ImagesPruneReport {
  const filters = parseFilters(query, ['dangling', 'label', 'label!', 'until'])
  const onlyDangling = filters.boolean('dangling') ?? true
  const until = filters.get('until').map((word) => untilTime(engine.clock, word) + engine.clock.epoch)
  const before = layerBytes(engine)
  const items: ImageDeleteItem[] = []
  for (const image of [...engine.store.images.values()]) {
    const { Labels } = image.config.config
    const tagged = tagsOf(engine, image).length > 0
    if ((tagged && onlyDangling) || users(engine, image).length > 0 || isIntermediate(engine, image)) continue
    if (!until.every((time) => createdAt(image) < time) || !filters.labels(Labels) || !filters.noLabels(Labels))
      continue
    if (!engine.store.images.has(image.id)) continue
    for (const name of engine.store.namesOf(image.id)) untag(engine, image, name, items, cause)
    removeWithParents(engine, image, { force: false, noPrune: false }, items, cause)
  }
  const reclaimed = before - layerBytes(engine)
  engine.events.add('image', 'prune', '', { reclaimed: String(reclaimed) })
  return { ImagesDeleted: items.length > 0 ? items : null, SpaceReclaimed: reclaimed }
}

export const layerBytes = (engine: Engine): number =>
  [...engine.store.layers.values()].reduce((sum, layer) => sum + layer.size, 0)
