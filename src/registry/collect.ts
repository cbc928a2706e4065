// `registry garbage-collect`: marks what manifests refer to and removes the other blobs (docker/distribution, registry/storage/garbagecollect.go).
import type { Index, Manifest } from '../api/oci.ts'
import { text } from '../kernel/bytes.ts'
import { isIndex } from '../image/manifest.ts'
import type { DiskStorage } from './disk.ts'

export interface CollectOptions {
  dryRun: boolean
  /** Manifests without a tag go, too. */
  untagged: boolean
}

/** Tells what it does by `emit`, and each blob it removes by `removed` (its path in the storage). */
export function collect(
  storage: DiskStorage,
  options: CollectOptions,
  emit: (line: string) => void,
  removed: (path: string) => void,
): void {
  const marked = new Set<string>()
  const doomed: [repository: string, digest: string][] = []
  for (const name of storage.repositories()) {
    emit(name)
    const tagged = new Set((storage.tags(name) ?? []).map((tag) => storage.tag(name, tag)))
    for (const digest of storage.manifests(name)) {
      if (options.untagged && !tagged.has(digest)) {
        emit(`manifest eligible for deletion: ${digest}`)
        doomed.push([name, digest])
        continue
      }
      emit(`${name}: marking manifest ${digest} `)
      marked.add(digest)
      for (const blob of referred(storage, digest)) {
        marked.add(blob)
        emit(`${name}: marking blob ${blob}`)
      }
    }
  }
  if (!options.dryRun) for (const [name, digest] of doomed) storage.unlink(name, 'manifests', digest)
  const swept = storage.blobs().filter((digest) => !marked.has(digest))
  emit(`\n${marked.size} blobs marked, ${swept.length} blobs and ${doomed.length} manifests eligible for deletion`)
  for (const digest of swept) {
    emit(`blob eligible for deletion: ${digest}`)
    if (!options.dryRun) removed(storage.removeBlob(digest))
  }
}

function referred(storage: DiskStorage, digest: string): string[] {
  const bytes = storage.blob(digest)
  if (!bytes) return []
  const manifest = JSON.parse(text(bytes)) as Manifest | Index
  const parts = isIndex(manifest) ? manifest.manifests : [manifest.config, ...manifest.layers]
  return parts.map((part) => part.digest)
}
