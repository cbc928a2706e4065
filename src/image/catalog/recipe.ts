// How a public image came to be: instructions upon a base, as its history shows them. Nothing is packed before it is asked for.
import type { Descriptor, HistoryEntry, ImageConfig, Platform, RunConfig } from '../../api/oci.ts'
import { utf8 } from '../../kernel/bytes.ts'
import { digestOf } from '../digest.ts'
import { type Image, makeImage } from '../image.ts'
import { type Layer, makeLayer } from '../layer.ts'
import { descriptorOf, encodeManifest, type Format, makeIndex } from '../manifest.ts'
import { Tree } from './tree.ts'

/** An image before its digests are known. */
export interface Recipe {
  readonly layers: readonly Layer[]
  readonly history: readonly HistoryEntry[]
  readonly run: RunConfig
  readonly created: string
  /** The docker whose classic builder made it. */
  readonly dockerVersion?: string
}

/** BuildKit writes history one way, the classic builder (before about 2022) another. */
export type Style = 'buildkit' | 'classic'

interface Draft {
  layers: Layer[]
  history: HistoryEntry[]
  run: RunConfig
  created: string
  style: Style
}
export type Step = (draft: Draft) => void

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** `created` is the time of the last instruction, ISO 8601. */
export function recipe(base: Recipe | undefined, created: string, style: Style, steps: readonly Step[]): Recipe {
  const run = base ? structured(base.run) : { Env: [PATH] }
  const draft: Draft = { layers: [...(base?.layers ?? [])], history: [...(base?.history ?? [])], run, created, style }
  for (const step of steps) step(draft)
  return draft
}

const structured = (run: RunConfig): RunConfig => JSON.parse(JSON.stringify(run)) as RunConfig

function note(draft: Draft, buildkit: string, classic: string, empty: boolean): void {
  const created_by = draft.style === 'buildkit' ? buildkit : classic
  const comment = draft.style === 'buildkit' ? { comment: 'buildkit.dockerfile.v0' } : {}
  draft.history.push({ created: draft.created, created_by, ...comment, ...(empty ? { empty_layer: true } : {}) })
}

interface LayerSpec {
  name: string
  /** Emulated compressed bytes. */
  weight: number
  files: (tree: Tree) => unknown
}

function addLayer(draft: Draft, { name, weight, files }: LayerSpec): void {
  const tree = new Tree(draft.created)
  const entries = () => {
    files(tree)
    return tree.entries()
  }
  draft.layers.push(makeLayer(entries, { name, weight }))
}

export const run =
  (command: string, layer: LayerSpec): Step =>
  (draft) => {
    note(draft, `RUN /bin/sh -c ${command} # buildkit`, `/bin/sh -c ${command}`, false)
    addLayer(draft, layer)
  }

/** `copy('docker-entrypoint.sh', '/', …)`. */
export const copy =
  (from: string, to: string, layer: LayerSpec, word = 'COPY'): Step =>
  (draft) => {
    const sum = digestOf(utf8(`${layer.name} ${from}`))
      .replace(':', ':')
      .slice(7)
    note(draft, `${word} ${from} ${to} # buildkit`, `/bin/sh -c #(nop) ${word} file:${sum} in ${to} `, false)
    addLayer(draft, layer)
  }

/** COPY of a `docker-entrypoint.sh` with this text. */
export const script = (path: string, text: string, weight: number): Step =>
  copy('docker-entrypoint.sh', `/${path.split('/').slice(0, -1).join('/')}/`, {
    name: 'docker-entrypoint.sh',
    weight,
    files: (tree) => tree.script(path, text),
  })

/** A history row worded by other tools (debuerreotype, Bazel, apko …), with its layer. */
export const made =
  (by: string, comment: string, layer: LayerSpec): Step =>
  (draft) => {
    draft.history.push({ created: draft.created, created_by: by, ...(comment ? { comment } : {}) })
    addLayer(draft, layer)
  }

const config =
  (line: string, change: (run: RunConfig) => void): Step =>
  (draft) => {
    note(draft, line, `/bin/sh -c #(nop)  ${line}`, true)
    change(draft.run)
  }

export const env = (name: string, value: string): Step =>
  config(`ENV ${name}=${value}`, (c) => {
    c.Env = [...(c.Env ?? []).filter((entry) => !entry.startsWith(`${name}=`)), `${name}=${value}`]
  })

export const cmd = (...words: string[]): Step => config(`CMD ${list(words)}`, (c) => void (c.Cmd = words))

/** An instruction resets the base's CMD, as docker does. */
export const entrypoint = (...words: string[]): Step =>
  config(`ENTRYPOINT ${list(words)}`, (c) => {
    c.Entrypoint = words
    delete c.Cmd
  })

export const expose = (...ports: string[]): Step =>
  config(`EXPOSE map[${ports.map((port) => `${port}:{}`).join(' ')}]`, (c) => {
    c.ExposedPorts = { ...c.ExposedPorts, ...Object.fromEntries(ports.map((port) => [port, {}])) }
  })

export const volume = (...paths: string[]): Step =>
  config(`VOLUME ${list(paths)}`, (c) => {
    c.Volumes = { ...c.Volumes, ...Object.fromEntries(paths.map((path) => [path, {}])) }
  })

export const label = (name: string, value: string): Step =>
  config(`LABEL ${name}=${value}`, (c) => void (c.Labels = { ...c.Labels, [name]: value }))

export const workdir = (path: string): Step => config(`WORKDIR ${path}`, (c) => void (c.WorkingDir = path))
export const user = (name: string): Step => config(`USER ${name}`, (c) => void (c.User = name))
export const stopSignal = (signal: string): Step => config(`STOPSIGNAL ${signal}`, (c) => void (c.StopSignal = signal))

const list = (words: string[]) => `[${words.map((word) => JSON.stringify(word)).join(' ')}]`

/** What a registry holds under a tag: an index with its images, or one image alone. */
export interface Stock {
  /** amd64 first. */
  images: readonly Image[]
  index?: { bytes: Uint8Array; descriptor: Descriptor }
}

export const AMD64: Platform = { architecture: 'amd64', os: 'linux' }
const ARM64: Platform = { architecture: 'arm64', os: 'linux', variant: 'v8' }

/** What the small systems are built for besides, in the order of their indexes. */
export const EVERYWHERE: readonly Platform[] = [
  AMD64,
  ...['v6', 'v7'].map((variant) => ({ architecture: 'arm', os: 'linux', variant })),
  ARM64,
  ...['386', 'ppc64le', 'riscv64', 's390x'].map((architecture) => ({ architecture, os: 'linux' })),
]

/** One image as old tags are, for amd64 only. */
export const single = (recipe: Recipe, format: Format = 'docker'): Stock => ({ images: [pack(recipe, AMD64, format)] })

/** An index, for amd64 and arm64 where nothing else is said. All have the same emulated files: the emulated processors run the same programs. */
export function multi(recipe: Recipe, format: Format = 'oci', platforms: readonly Platform[] = [AMD64, ARM64]): Stock {
  const images = platforms.map((platform) => pack(recipe, platform, format))
  const parts = images.map(({ manifestBytes }, i) => ({ manifest: manifestBytes, platform: platforms[i]! }))
  const index = makeIndex(parts, format)
  const bytes = encodeManifest(index)
  return { images, index: { bytes, descriptor: descriptorOf(index.mediaType!, bytes) } }
}

function pack(recipe: Recipe, platform: Platform, format: Format): Image {
  const config: ImageConfig = {
    architecture: platform.architecture,
    ...(platform.variant ? { variant: platform.variant } : {}),
    config: recipe.run,
    created: recipe.created,
    ...(recipe.dockerVersion ? { docker_version: recipe.dockerVersion } : {}),
    history: [...recipe.history],
    os: platform.os,
    rootfs: { type: 'layers', diff_ids: recipe.layers.map((layer) => layer.diffId) },
  }
  return makeImage(config, recipe.layers, format)
}

/** A recipe that is made once and shared by all that stand on it. */
export function once<K extends string, T>(make: (key: K) => T): (key: K) => T {
  const made = new Map<K, T>()
  return (key) => {
    let value = made.get(key)
    if (value === undefined) made.set(key, (value = make(key)))
    return value
  }
}
