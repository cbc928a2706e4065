// A registry's storage on a disk: what is put there is found by whoever opens the same directory again.
import { expect, test } from 'vitest'
import { utf8 } from '../kernel/bytes.ts'
import { OverlayFs } from '../machine/fs/overlay.ts'
import { Tree } from '../machine/fs/tree.ts'
import { DiskStorage } from './disk.ts'

test('the layout of docker/distribution', () => {
  const fs = new OverlayFs({ lower: [Tree.of([])], now: () => 0, device: 'overlay' })
  const disk = new DiskStorage(fs, '/var/lib/registry')
  const digest = `sha256:${'ab'.repeat(32)}`
  expect([disk.repositories(), disk.tags('team/crane'), disk.blob(digest)]).toEqual([[], undefined, undefined])
  disk.putBlob(digest, utf8('hello'))
  disk.link('team/crane', 'manifests', digest)
  disk.setTag('team/crane', 'v1', digest)
  const again = new DiskStorage(fs, '/var/lib/registry')
  expect([again.repositories(), again.tags('team/crane'), again.tag('team/crane', 'v1')]).toEqual([
    ['team/crane'],
    ['v1'],
    digest,
  ])
  expect([again.manifests('team/crane'), again.linked('team/crane', 'layers', digest)]).toEqual([[digest], false])
  expect(again.blob(digest)).toEqual(utf8('hello'))
  expect(fs.exists(`/var/lib/registry/docker/registry/v2/blobs/sha256/ab/${'ab'.repeat(32)}/data`)).toBe(true)
  again.unlink('team/crane', 'manifests', digest)
  again.removeTag('team/crane', 'v1')
  expect([disk.manifests('team/crane'), disk.tags('team/crane')]).toEqual([[], []])
})
