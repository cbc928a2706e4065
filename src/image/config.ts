// The image config: what a container of the image runs with, its history and the diffIds of its layers (OCI config.md).
import type { HistoryEntry, ImageConfig, RunConfig } from '../api/oci.ts'
import { text, utf8 } from '../kernel/bytes.ts'

/** The bytes whose digest is the image id. */
export const encodeConfig = (config: ImageConfig): Uint8Array => utf8(JSON.stringify(config))

export const decodeConfig = (bytes: Uint8Array): ImageConfig => JSON.parse(text(bytes)) as ImageConfig

/** A config of an image that starts `FROM scratch`. */
export const emptyConfig = (created: string): ImageConfig => ({
  created,
  architecture: 'amd64',
  os: 'linux',
  config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'] },
  rootfs: { type: 'layers', diff_ids: [] },
  history: [],
})

/** The config after one more instruction: with a diffId a layer came with it, without one it only changed the config. */
export function extendConfig(base: ImageConfig, step: HistoryEntry, run: RunConfig, diffId?: string): ImageConfig {
  const history = { ...step, ...(diffId === undefined ? { empty_layer: true } : {}) }
  return {
    ...base,
    created: step.created ?? base.created,
    config: run,
    rootfs: { type: 'layers', diff_ids: [...base.rootfs.diff_ids, ...(diffId === undefined ? [] : [diffId])] },
    history: [...(base.history ?? []), history],
  }
}

/** Each history row with the index of its layer in rootfs (undefined: an empty layer), oldest first. */
export function historyLayers(config: ImageConfig): { entry: HistoryEntry; layer: number | undefined }[] {
  let layer = 0
  return (config.history ?? []).map((entry) => ({ entry, layer: entry.empty_layer ? undefined : layer++ }))
}
