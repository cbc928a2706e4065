// An image as a value: config, layers and the manifest that joins them, each encoded once.
import type { ImageConfig, Manifest } from '../api/oci.ts'
import { encodeConfig } from './config.ts'
import { digestOf } from './digest.ts'
import type { Layer } from './layer.ts'
import { encodeManifest, type Format, makeManifest } from './manifest.ts'

export interface Image {
  /** Image id: the digest of the config. */
  readonly id: string
  readonly config: ImageConfig
  readonly configBytes: Uint8Array
  readonly layers: readonly Layer[]
  readonly manifest: Manifest
  readonly manifestBytes: Uint8Array
  /** Of the manifest. */
  readonly digest: string
}

/** The config's `rootfs` must name the layers' diffIds in order. */
export function makeImage(config: ImageConfig, layers: readonly Layer[], format: Format): Image {
  const configBytes = encodeConfig(config)
  const manifest = makeManifest(configBytes, layers, format)
  const manifestBytes = encodeManifest(manifest)
  const [id, digest] = [digestOf(configBytes), digestOf(manifestBytes)]
  return { id, config, configBytes, layers, manifest, manifestBytes, digest }
}
