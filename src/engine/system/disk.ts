// GET /system/df: what images, containers, volumes and the build cache take.
import type { DiskUsage } from '../../api/docker.ts'
import { imageSize, type StoredImage } from '../../runtime/content.ts'
import { list } from '../containers/list.ts'
import type { Engine } from '../engine.ts'
import { listImages } from '../images/list.ts'
import { layerBytes } from '../images/remove.ts'

export function diskUsage(engine: Engine): DiskUsage {
  const { store, volumes, cache, clock } = engine
  const images = listImages(engine, { all: ['0'] }).map((row) => {
    const image = store.images.get(row.Id)!
    return { ...row, SharedSize: sharedSize(engine, image) }
  })
  const shown = [...volumes.all.values()].map((volume) => ({
    ...volumes.shown(volume),
    UsageData: { RefCount: volumes.users(volume.name).length, Size: volumes.size(volume.name) },
  }))
  const kept = new Set(store.layers.keys())
  return {
    LayersSize: layerBytes(engine),
    Images: images,
    Containers: list(engine, { all: ['1'], size: ['1'] }),
    Volumes: shown,
    BuildCache: cache.records(clock, (layer) => kept.has(layer.diffId)),
  }
}

/** Bytes of layers that another image stands on, too. */
function sharedSize(engine: Engine, image: StoredImage): number {
  const others = [...engine.store.images.values()].filter((other) => other !== image)
  const shared = new Set(others.flatMap((other) => other.layers.map((layer) => layer.diffId)))
  const own = image.layers.filter((layer) => !shared.has(layer.diffId))
  return imageSize(image) - own.reduce((sum, layer) => sum + layer.size, 0)
}
