// Pulling an image from a registry into a machine's content store (moby/distribution/pull_v2.go, containerd's fetch).
import type { ImageConfig, Manifest, Platform } from '../api/oci.ts'
import { decodeConfig } from '../image/config.ts'
import { digestOf } from '../image/digest.ts'
import { readLayer } from '../image/layer.ts'
import { ACCEPT_MANIFESTS, decodeManifest, isIndex, selectPlatform } from '../image/manifest.ts'
import { canonical, type Reference } from '../image/reference.ts'
import { nameOf, toldOf, weightOf } from '../image/weight.ts'
import type { Cause } from '../kernel/trace.ts'
import type { Process } from '../machine/process.ts'
import { type ClientResponse, bodyBytes } from '../net/http.ts'
import { type ContentStore, type ExpectedLayer, expectedLayers, type StoredImage } from './content.ts'
import { RegistryClient, RegistryError } from './distribution.ts'
import { Slots } from '../kernel/slots.ts'

/** Progress of one layer, in the order in which dockerd tells it. Bytes are emulated. */
export interface PullProgress {
  /** Digest of the compressed blob. */
  digest: string
  state: 'exists' | 'pulling' | 'waiting' | 'downloading' | 'verifying' | 'downloaded' | 'extracting' | 'complete'
  current?: number
  total?: number
}

export interface PullOptions {
  process: Process
  store: ContentStore
  client: RegistryClient
  platform: Platform
  /** Only the layers are kept: the image gets no name and is not listed (a builder's base). */
  nameless?: boolean
  /** Told once the manifest is known: from here on errors come late. */
  onManifest?: (digest: string, cause: Cause) => void | Promise<void>
  onProgress?: (progress: PullProgress, cause: Cause) => void
  /** Told of an index, a manifest, a configuration that has arrived. */
  onDocument?: (digest: string, size: number) => void
  /** Told why a layer or image need not travel. */
  onPresent?: (what: { digest: string; diffId?: string }, cause: Cause) => void
}

export interface PullResult {
  image: StoredImage
  /** Digest that the name means: of the index, if there is one. */
  digest: string
  /** False when everything was here already under this name. */
  fresh: boolean
}

const MAX_DOWNLOADS = 3
/** Emulated bytes that gunzip and untar make of a ms. */
const UNPACK_BYTES_PER_MS = 250_000
const TICK_MS = 100

/** Throws RegistryError; `NO_MATCH` when the index has no manifest for the platform. */
export async function pull(reference: Reference, options: PullOptions): Promise<PullResult> {
  const { client, store } = options
  const scopes = [`repository:${reference.path}:pull`]
  const digest = await resolve(reference, client, scopes)
  const cause = client.cause
  const tagged = canonical({ ...reference, digest: undefined })
  const { domain, path } = reference
  const byDigest = canonical({ domain, path, digest })
  const known = store.find(byDigest)
  await options.onManifest?.(digest, cause)
  const fits = known?.config.architecture === options.platform.architecture
  if (known && fits && (reference.digest || store.names.get(tagged) === known.id)) {
    options.onPresent?.({ digest }, cause)
    return { image: known, digest, fresh: false }
  }
  const fetch = (what: string, accept?: string) => get(client, scopes, `/v2/${path}/${what}`, accept)
  const accept = [...ACCEPT_MANIFESTS, 'application/json'].join(', ')
  const manifestOf = async (named: string) => {
    const bytes = verified(await fetch(`manifests/${named}`, accept), named)
    options.onDocument?.(named, bytes.length)
    return decodeManifest(bytes)
  }
  let manifest = await manifestOf(digest)
  if (isIndex(manifest)) {
    const chosen = selectPlatform(manifest, options.platform)
    if (!chosen) throw noMatch(options.platform)
    manifest = await manifestOf(chosen.digest)
  }
  const { config } = manifest as Manifest
  const present = options.nameless ? undefined : store.images.get(config.digest)
  const image = present ?? (await pullWhole(reference, manifest as Manifest, scopes, options))
  if (present) options.onPresent?.({ digest: config.digest }, client.cause)
  if (!options.nameless) {
    if (reference.tag) store.setName(tagged, image.id, client.cause)
    store.setName(byDigest, image.id, client.cause)
  }
  return { image, digest, fresh: true }
}

async function pullWhole(
  reference: Reference,
  manifest: Manifest,
  scopes: string[],
  options: PullOptions,
): Promise<StoredImage> {
  const { digest } = manifest.config
  const bytes = await get(options.client, scopes, `/v2/${reference.path}/blobs/${digest}`)
  options.onDocument?.(digest, bytes.length)
  return pullLayers(reference, manifest, verified(bytes, digest), scopes, options)
}

const noMatch = ({ os, architecture, variant }: Platform) => {
  const wanted = [os, architecture, variant].filter(Boolean).join('/')
  const message = `no matching manifest for ${wanted} in the manifest list entries`
  return new RegistryError('NO_MATCH', message, 404, message)
}

/** From the tag to the digest. A registry that says no to HEAD is asked with GET for its words. */
export async function resolve(reference: Reference, client: RegistryClient, scopes: string[]): Promise<string> {
  const target = `/v2/${reference.path}/manifests/${reference.digest ?? reference.tag ?? 'latest'}`
  const headers = { accept: [...ACCEPT_MANIFESTS, 'application/json'].join(', ') }
  const head = await client.request('HEAD', target, scopes, { headers })
  const digest = head.headers['docker-content-digest']
  if (head.status === 200 && digest) return digest
  const response = await client.request('GET', target, scopes, { headers })
  await client.expect([200], response, 'GET')
  return digestOf(await bodyBytes(response))
}

async function get(client: RegistryClient, scopes: string[], path: string, accept?: string): Promise<Uint8Array> {
  const headers: Record<string, string> = accept ? { accept } : {}
  const response = await client.request('GET', path, scopes, { headers })
  await client.expect([200], response, 'GET')
  return bodyBytes(response)
}

function verified(bytes: Uint8Array, digest: string): Uint8Array {
  if (digestOf(bytes) === digest) return bytes
  const message = `filesystem layer verification failed for digest ${digest}`
  throw new RegistryError('DIGEST_INVALID', message, 0, message)
}

async function pullLayers(
  reference: Reference,
  manifest: Manifest,
  configBytes: Uint8Array,
  scopes: string[],
  options: PullOptions,
): Promise<StoredImage> {
  const { store, client } = options
  const config: ImageConfig = decodeConfig(configBytes)
  const layers = expectedLayers(manifest, config)
  const image = canonical(reference)
  const { cause } = client
  const missing = layers.filter(({ descriptor, diffId }) => {
    const present = store.layers.get(diffId)
    if (!present) return true
    options.onProgress?.({ digest: descriptor.digest, state: 'exists' }, cause)
    options.onPresent?.({ digest: descriptor.digest, diffId }, cause)
    store.addLayer(present, descriptor.digest, cause)
    return false
  })
  for (const layer of missing) {
    options.onProgress?.({ digest: layer.descriptor.digest, state: 'pulling' }, cause)
    sayExpected(store, layer, 'waiting', image, cause)
  }
  for (const layer of missing.slice(MAX_DOWNLOADS)) {
    options.onProgress?.({ digest: layer.descriptor.digest, state: 'waiting' }, cause)
  }
  const slots = new Slots(MAX_DOWNLOADS)
  const downloads = missing.map((layer) => download(reference, layer, scopes, slots, options, cause))
  for (const [i, layer] of missing.entries()) await unpack(layer, await settledInTurn(downloads, i), image, options)
  for (const { descriptor } of layers) store.addSource(descriptor.digest, reference)
  const present = layers.map(({ diffId }) => store.layers.get(diffId)!)
  if (options.nameless) return { id: digestOf(configBytes), config, configBytes, layers: present }
  return store.addImage(configBytes, present, client.cause)
}

/** The i-th download; when any of them failed, that failure. */
function settledInTurn(downloads: Promise<Download>[], i: number): Promise<Download> {
  for (const later of downloads.slice(i + 1)) later.catch(() => {})
  return downloads[i]!
}

interface Download {
  bytes: Uint8Array
  /** Emulated bytes. */
  total: number
  cause: Cause
}

async function download(
  reference: Reference,
  { descriptor, diffId }: ExpectedLayer,
  scopes: string[],
  slots: Slots,
  options: PullOptions,
  cause: Cause,
): Promise<Download> {
  const { client, store, onProgress } = options
  const { digest } = descriptor
  await slots.take()
  try {
    const about = { digest, diffId, name: nameOf(descriptor) ?? '' }
    const path = `/v2/${reference.path}/blobs/${digest}`
    const response = await client.request('GET', path, scopes, { about, cause })
    await client.expect([200], response, 'GET')
    sayExpected(store, { descriptor, diffId }, 'downloading', canonical(reference), response.cause)
    const total = Math.max(weightOf(descriptor), response.weight)
    const bytes = await watched(response, options.process, (current) =>
      onProgress?.({ digest, state: 'downloading', current: Math.min(current, total), total }, response.cause),
    )
    onProgress?.({ digest, state: 'verifying' }, response.cause)
    verified(bytes, digest)
    onProgress?.({ digest, state: 'downloaded', total }, response.cause)
    return { bytes, total, cause: response.cause }
  } finally {
    slots.give()
  }
}

/** Reads the body, saying every 100 ms how much has arrived. */
async function watched(response: ClientResponse, process: Process, tell: (bytes: number) => void): Promise<Uint8Array> {
  let over = false
  const reading = bodyBytes(response).finally(() => (over = true))
  for (;;) {
    await Promise.race([reading, process.sleep(TICK_MS)])
    if (over) return reading
    tell(response.received())
  }
}

async function unpack(layer: ExpectedLayer, got: Download, image: string, options: PullOptions): Promise<void> {
  const { descriptor, diffId } = layer
  const { store, process, onProgress } = options
  const { digest } = descriptor
  const { total } = got
  const unpacked = readLayer(got.bytes, toldOf(descriptor))
  sayExpected(store, layer, 'extracting', image, got.cause, unpacked.name)
  const duration = unpacked.size / UNPACK_BYTES_PER_MS
  for (let at = 0; at < duration; at += TICK_MS) {
    onProgress?.({ digest, state: 'extracting', current: Math.floor((total * at) / duration), total }, got.cause)
    await process.work(Math.min(TICK_MS, duration - at))
  }
  onProgress?.({ digest, state: 'extracting', current: total, total }, got.cause)
  if (unpacked.diffId !== diffId) {
    const message = `layer verification failed: ${diffId}`
    throw new RegistryError('DIGEST_INVALID', message, 0, message)
  }
  store.addLayer(unpacked, digest, got.cause, image)
  onProgress?.({ digest, state: 'complete' }, got.cause)
}

function sayExpected(
  store: ContentStore,
  { descriptor, diffId }: ExpectedLayer,
  state: 'waiting' | 'downloading' | 'extracting',
  image: string,
  cause: Cause,
  name = nameOf(descriptor) ?? descriptor.digest.slice(7, 19),
): void {
  store.sayLayer({ diffId, digest: descriptor.digest, size: weightOf(descriptor), name, state, image }, cause)
}
