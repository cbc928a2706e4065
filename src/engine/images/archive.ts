// `docker save`, `load`, `import`: images as archives (OCI layout with Docker's manifest.json beside it).
import type { JsonMessage } from '../../api/docker.ts'
import type { Platform } from '../../api/oci.ts'
import {
  type Descriptor,
  type HistoryEntry,
  type ImageConfig,
  type Index,
  type Manifest,
  MEDIA,
} from '../../api/oci.ts'
import { emptyConfig } from '../../image/config.ts'
import { digestOf } from '../../image/digest.ts'
import { makeLayer, readLayer, tarOf } from '../../image/layer.ts'
import {
  canonical,
  familiar,
  InvalidReference,
  parseReference,
  type Reference,
  withDefaultTag,
} from '../../image/reference.ts'
import { writeTar } from '../../kernel/tar.ts'
import { text, utf8 } from '../../kernel/bytes.ts'
import { Content } from '../../kernel/content.ts'
import { type Entry, plainFile } from '../../kernel/entry.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { HttpResponse } from '../../net/http.ts'
import type { StoredImage } from '../../runtime/content.ts'
import { isFor } from '../containers/create.ts'
import type { Engine } from '../engine.ts'
import { failure, notFound } from '../errors.ts'
import { loadLines } from './progress.ts'

const file = (path: string, bytes: Uint8Array | string, mtime: number) => plainFile(path, Content.of(bytes), mtime)
const folder = (path: string, mtime: number): Entry => ({ path, type: 'directory', mode: 0o755, uid: 0, gid: 0, mtime })

/** Throws ApiError. */
export function save(engine: Engine, words: readonly string[], platform: string): HttpResponse {
  const images = new Map<StoredImage, string[]>()
  for (const word of words) {
    for (const { image, name } of wanted(engine, word)) {
      if (!isFor(image.config, platform)) throw failure(`no suitable export target found for platform ${platform}`)
      const names = images.get(image) ?? []
      if (name !== undefined && !names.includes(name)) names.push(name)
      images.set(image, names)
    }
  }
  for (const { id } of images.keys()) engine.events.add('image', 'save', id, { name: id })
  const mtime = engine.clock.unix()
  const blobs = new Map<string, Uint8Array>()
  const put = (bytes: Uint8Array) => {
    const digest = digestOf(bytes)
    blobs.set(digest, bytes)
    return `blobs/sha256/${digest.slice('sha256:'.length)}`
  }
  const repositories: Record<string, Record<string, string>> = {}
  const descriptors: Descriptor[] = []
  const rows = [...images].map(([image, names]) => {
    const layers = image.layers.map((layer) => {
      const tar = tarOf(layer)
      put(tar)
      return { mediaType: MEDIA.ociLayerTar, size: tar.length, digest: layer.diffId }
    })
    for (const legacy of legacyConfigs(image.config)) put(legacy)
    const config = { mediaType: MEDIA.ociConfig, digest: image.id, size: image.configBytes.length }
    const manifest: Manifest = { schemaVersion: 2, mediaType: MEDIA.ociManifest, config, layers }
    const bytes = utf8(JSON.stringify(manifest))
    put(bytes)
    const described = { mediaType: MEDIA.ociManifest, digest: digestOf(bytes), size: bytes.length }
    if (names.length === 0) descriptors.push(described)
    for (const name of names) {
      const reference = parseReference(name)
      const annotations = {
        'io.containerd.image.name': canonical(reference),
        'org.opencontainers.image.ref.name': reference.tag ?? '',
      }
      descriptors.push({ ...described, annotations })
      ;(repositories[name.slice(0, name.lastIndexOf(':'))] ??= {})[reference.tag ?? ''] =
        image.layers.at(-1)?.diffId.slice(7) ?? ''
    }
    const LayerSources = Object.fromEntries(image.layers.map((layer, i) => [layer.diffId, layers[i]!]))
    return {
      Config: put(image.configBytes),
      RepoTags: names.length > 0 ? names : null,
      Layers: layers.map(({ digest }) => `blobs/sha256/${digest.slice('sha256:'.length)}`),
      LayerSources,
    }
  })
  const index: Index = { schemaVersion: 2, mediaType: MEDIA.ociIndex, manifests: descriptors }
  const entries = [
    folder('blobs', mtime),
    folder('blobs/sha256', mtime),
    ...[...blobs]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([digest, bytes]) => file(`blobs/sha256/${digest.slice('sha256:'.length)}`, bytes, mtime)),
    file('index.json', JSON.stringify(index), mtime),
    file('manifest.json', `${JSON.stringify(rows)}\n`, mtime),
    file('oci-layout', '{"imageLayoutVersion": "1.0.0"}', mtime),
    ...(Object.keys(repositories).length > 0 ? [file('repositories', `${JSON.stringify(repositories)}\n`, mtime)] : []),
  ]
  const weight = [...images.keys()].flatMap((image) => image.layers).reduce((sum, layer) => sum + layer.size, 0)
  return { status: 200, headers: { 'content-type': 'application/x-tar' }, body: writeTar(entries), weight }
}

interface Wanted {
  image: StoredImage
  /** The tag that goes with it, if it is asked for by one. */
  name?: string
}

/** By id, by tag, by name and digest; a bare name stands for all its tags. */
function wanted(engine: Engine, word: string): Wanted[] {
  const { store } = engine
  const byId = (): Wanted[] => {
    const image = store.find(word)
    if (!image) throw notFound(`No such image: ${word}`)
    return [{ image }]
  }
  if (/^sha256:|^[0-9a-f]{64}$/.test(word)) return byId()
  const reference = checkedReference(word)
  const exact = reference.tag !== undefined || reference.digest !== undefined
  const whole = canonical(reference)
  const found = [...store.names.keys()]
    .filter((name) => (exact ? name === whole : name.startsWith(`${whole}:`) || name.startsWith(`${whole}@`)))
    .sort()
  if (found.length === 0 && exact) throw notFound('reference does not exist')
  if (found.length === 0) return byId()
  return found.map((name) => {
    const image = store.images.get(store.names.get(name)!)!
    return name.includes('@') ? { image } : { image, name: familiar(parseReference(name)) }
  })
}

function checkedReference(word: string): Reference {
  try {
    return parseReference(word)
  } catch (error) {
    throw error instanceof InvalidReference ? failure(error.message) : error
  }
}

/** For docker before 1.10 every layer was an image with a configuration of its own. */
function legacyConfigs(config: ImageConfig): Uint8Array[] {
  const { diff_ids: layers } = config.rootfs
  let parent: string | undefined
  return layers.map((_, i) => {
    const last = i === layers.length - 1
    const { architecture, docker_version, config: run, created } = config
    const own = last ? { created, docker_version, config: run, architecture } : { created: '1970-01-01T00:00:00Z' }
    const chain = digestOf(utf8(layers.slice(0, i + 1).join(' '))).slice('sha256:'.length)
    const id = digestOf(utf8(JSON.stringify({ ...own, chain, parent }))).slice('sha256:'.length)
    const bytes = utf8(JSON.stringify({ id, ...(parent ? { parent } : {}), ...own, os: config.os }))
    parent = id
    return bytes
  })
}

/** `COPY app.js` of a row of an image's history. */
const shortName = ({ created_by = '' }: HistoryEntry): string =>
  created_by
    .replace(/^\/bin\/sh -c (?:#\(nop\) +)?/, '')
    .replace(/ # buildkit$/, '')
    .replace(/\b(file|dir|multi):[0-9a-f]+ in /, '')
    .trim()

/** What is shorter is no archive. */
const TAR_BLOCK = 512

function entriesOf(bytes: Uint8Array): Map<string, Uint8Array> {
  if (bytes.length < TAR_BLOCK) throw failure('unexpected EOF')
  try {
    const files = readLayer(bytes).entries.filter((entry) => entry.type === 'file')
    return new Map(files.map((entry) => [entry.path, entry.content!.bytes()]))
  } catch (error) {
    throw failure(error instanceof Error ? error.message : 'unexpected EOF')
  }
}

interface ManifestRow {
  Config: string
  RepoTags: string[] | null
  Layers: string[]
}

/** Throws ApiError. */
export function load(
  engine: Engine,
  bytes: Uint8Array,
  write: (line: JsonMessage) => void,
  cause: Cause,
  { quiet, platform }: { quiet: boolean; platform: string },
): void {
  const folder = `/var/lib/docker/tmp/docker-import-${engine.chance.below(2 ** 32)}`
  const missing = (path: string) => failure(`open ${folder}/${path}: no such file or directory`)
  if (bytes.length === 0) throw missing('repositories')
  const files = entriesOf(bytes)
  const listed = files.get('manifest.json')
  if (!listed) throw missing('repositories')
  for (const row of JSON.parse(text(listed)) as ManifestRow[]) {
    const configBytes = files.get(row.Config)
    if (!configBytes) throw failure(`invalid manifest, layers length mismatch`)
    const config = JSON.parse(text(configBytes)) as ImageConfig
    if (!isFor(config, platform)) continue
    const names = (config.history ?? []).filter((entry) => !entry.empty_layer).map(shortName)
    const layers = row.Layers.map((path, i) => {
      const blob = files.get(path)
      if (!blob) throw missing(path)
      return engine.store.layers.get(config.rootfs.diff_ids[i] ?? '') ?? readLayer(blob, { name: names[i] ?? '' })
    })
    for (const { diffId, size } of quiet ? [] : layers.filter((layer) => !engine.store.layers.has(layer.diffId)))
      for (const line of loadLines(diffId, size)) write(line)
    const image = engine.store.addImage(configBytes, layers, cause)
    engine.events.add('image', 'load', image.id, { name: image.id })
    for (const tag of row.RepoTags ?? []) {
      const reference = withDefaultTag(parseReference(tag))
      engine.store.setName(canonical(reference), image.id, cause)
      write({ stream: `Loaded image: ${familiar(reference)}\n` })
    }
    if (!row.RepoTags?.length) write({ stream: `Loaded image ID: ${image.id}\n` })
  }
}

/** A disk becomes an image of one layer. Throws ApiError. */
export function importImage(
  engine: Engine,
  bytes: Uint8Array,
  options: { message: string; config: ImageConfig['config']; platform?: Platform; name: string },
  cause: Cause,
): StoredImage {
  const created = new Date(engine.clock.unix()).toISOString()
  if (bytes.length < TAR_BLOCK) throw failure('unexpected EOF')
  let entries: Entry[]
  try {
    entries = [...readLayer(bytes).entries]
  } catch (error) {
    throw failure(error instanceof Error ? error.message : 'unexpected EOF')
  }
  const layer = makeLayer(entries, { name: options.message })
  const config: ImageConfig = {
    ...emptyConfig(created),
    ...options.platform,
    config: options.config,
    rootfs: { type: 'layers', diff_ids: [layer.diffId] },
    history: [{ created, comment: options.message }],
  }
  const image = engine.store.addImage(utf8(JSON.stringify(config)), [layer], cause)
  if (options.name) engine.store.setName(options.name, image.id, cause)
  engine.events.add('image', 'import', image.id, { name: image.id })
  return image
}
