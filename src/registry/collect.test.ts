// Garbage collection: what no manifest refers to goes, and is told in the words of docker/distribution.
import { expect, test } from 'vitest'
import { utf8 } from '../kernel/bytes.ts'
import { digestOf } from '../image/digest.ts'
import { OverlayFs } from '../machine/fs/overlay.ts'
import { Tree } from '../machine/fs/tree.ts'
import { collect } from './collect.ts'
import { DiskStorage } from './disk.ts'

function stored() {
  const disk = new DiskStorage(new OverlayFs({ lower: [Tree.empty], now: () => 0 }), '/var/lib/registry')
  const put = (kind: 'layers' | 'manifests', content: string) => {
    const digest = digestOf(content)
    disk.putBlob(digest, utf8(content))
    disk.link('crane', kind, digest)
    return digest
  }
  const [config, layer, lost] = [put('layers', '{}'), put('layers', 'layer'), put('layers', 'lost')]
  const manifest = put('manifests', JSON.stringify({ config: { digest: config }, layers: [{ digest: layer }] }))
  return { disk, config, layer, lost, manifest }
}

function swept(disk: DiskStorage, options: { dryRun?: boolean; untagged?: boolean }) {
  const [lines, paths]: string[][] = [[], []]
  const { dryRun = false, untagged = false } = options
  collect(
    disk,
    { dryRun, untagged },
    (line) => lines!.push(line),
    (path) => paths!.push(path),
  )
  return { lines, paths }
}

test.each([
  [true, 0],
  [false, 1],
])('a blob without a manifest (dry run: %s)', (dryRun, removed) => {
  const { disk, config, layer, lost, manifest } = stored()
  const { lines, paths } = swept(disk, { dryRun })
  expect(lines).toEqual([
    'crane',
    `crane: marking manifest ${manifest} `,
    `crane: marking blob ${config}`,
    `crane: marking blob ${layer}`,
    '\n3 blobs marked, 1 blobs and 0 manifests eligible for deletion',
    `blob eligible for deletion: ${lost}`,
  ])
  expect(paths).toHaveLength(removed)
  expect([disk.blob(lost) === undefined, disk.blob(layer) === undefined]).toEqual([!dryRun, false])
})

test('manifests without a tag', () => {
  const { disk, manifest } = stored()
  expect(swept(disk, { untagged: true }).lines![1]).toBe(`manifest eligible for deletion: ${manifest}`)
  expect([disk.blobs(), disk.manifests('crane')]).toEqual([[], []])
})
