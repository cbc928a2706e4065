// Manifests and indexes: what joins a config to its layers, and architectures to their manifests (OCI manifest.md, image-index.md).
import { type Descriptor, type Index, type Manifest, MEDIA, type Platform } from '../api/oci.ts'
import { text, utf8 } from '../kernel/bytes.ts'
import { digestOf } from './digest.ts'
import type { Layer } from './layer.ts'
import { weigh } from './weight.ts'

/** OCI as BuildKit and Docker Hub's official images make it, or Docker schema 2 as `docker push` makes it. */
export type Format = 'oci' | 'docker'

/** What `docker pull` says it accepts. */
export const ACCEPT_MANIFESTS = [MEDIA.dockerManifest, MEDIA.dockerIndex, MEDIA.ociManifest, MEDIA.ociIndex]

export const descriptorOf = (mediaType: string, bytes: Uint8Array): Descriptor => ({
  mediaType,
  size: bytes.length,
  digest: digestOf(bytes),
})

/**
 * The descriptor of a layer's blob; OCI's has room for its name and emulated size. Who reads one of Docker's finds both
 * with the blob (image/layer.ts).
 */
export const layerDescriptor = (layer: Layer, format: Format): Descriptor =>
  format === 'oci'
    ? weigh(descriptorOf(MEDIA.ociLayer, layer.blob), layer.weight, layer.name)
    : descriptorOf(MEDIA.dockerLayer, layer.blob)

export function makeManifest(config: Uint8Array, layers: readonly Layer[], format: Format): Manifest {
  return {
    schemaVersion: 2,
    mediaType: format === 'oci' ? MEDIA.ociManifest : MEDIA.dockerManifest,
    config: descriptorOf(format === 'oci' ? MEDIA.ociConfig : MEDIA.dockerConfig, config),
    layers: layers.map((layer) => layerDescriptor(layer, format)),
  }
}

/** An index of manifests that each run on a platform. */
export function makeIndex(parts: readonly { manifest: Uint8Array; platform: Platform }[], format: Format): Index {
  const child = format === 'oci' ? MEDIA.ociManifest : MEDIA.dockerManifest
  return {
    schemaVersion: 2,
    mediaType: format === 'oci' ? MEDIA.ociIndex : MEDIA.dockerIndex,
    manifests: parts.map(({ manifest, platform }) => ({ ...descriptorOf(child, manifest), platform })),
  }
}

/** The bytes that are sent and hashed: indented by three as docker writes manifests (its digest depends on it). */
export const encodeManifest = (manifest: Manifest | Index): Uint8Array => utf8(JSON.stringify(manifest, undefined, 3))

export const decodeManifest = (bytes: Uint8Array): Manifest | Index => JSON.parse(text(bytes)) as Manifest | Index

export const isIndex = (manifest: Manifest | Index): manifest is Index => 'manifests' in manifest

/** The processor that is meant where no variant is named. */
const USUAL_VARIANT: Record<string, string> = { arm: 'v7', arm64: 'v8' }

/** The manifest of an index for a platform, as containerd's matcher picks it: an exact variant before none. */
export function selectPlatform(index: Index, platform: Platform): Descriptor | undefined {
  const fits = index.manifests.filter(
    ({ platform: offered }) => offered?.os === platform.os && offered.architecture === platform.architecture,
  )
  const wanted = platform.variant ?? USUAL_VARIANT[platform.architecture]
  return fits.find((entry) => entry.platform?.variant === wanted) ?? fits.find(() => platform.variant === undefined)
}
