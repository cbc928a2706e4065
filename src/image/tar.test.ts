// The tar writer and reader, against each other and against the machine's own tar.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Content } from '../kernel/content.ts'
import type { Entry } from '../kernel/entry.ts'
import { executable } from '../kernel/executable.ts'
import { digestOf } from './digest.ts'
import { makeLayer, readLayer } from './layer.ts'
import { tarSize, writeTar } from '../kernel/tar.ts'
import { readTar } from '../kernel/untar.ts'

const base = { mode: 0o644, uid: 0, gid: 0, mtime: 1_700_000_000_000 }
const long = `usr/${'very-long-directory/'.repeat(12)}file`
const entries: Entry[] = [
  { ...base, path: 'etc', type: 'directory', mode: 0o755 },
  { ...base, path: 'etc/passwd', type: 'file', content: Content.of('root:x:0:0::/root:/bin/sh\n') },
  { ...base, path: 'bin/ls', type: 'file', mode: 0o755, content: executable('ls', 138_208) },
  { ...base, path: 'bin/dir', type: 'hardlink', target: 'bin/ls', mode: 0o755 },
  { ...base, path: 'bin/sh', type: 'symlink', target: 'bash', mode: 0o777 },
  { ...base, path: long, type: 'file', content: Content.of('deep') },
  { ...base, path: '나루/파일', type: 'file', uid: 1000, content: Content.of('한글') },
  { ...base, path: 'var/.wh.gone', type: 'file', content: Content.of('') },
  { ...base, path: 'mixed', type: 'file', content: Content.bulk(3000, 'a b').append(Content.of('tail')) },
  { ...base, path: 'whole', type: 'file', content: Content.bulk(70_000, 'x').slice(500) },
  { ...base, path: 'links/far', type: 'symlink', target: `/${long}`, mode: 0o777 },
]

const shape = (list: readonly Entry[]) =>
  list.map(({ content, ...rest }) => ({ ...rest, content: content?.identity(), size: content?.size }))

test('what is written is read back, bulk included', () => {
  const tar = writeTar(entries)
  expect(shape(readTar(tar))).toEqual(shape(entries))
  expect(writeTar(readTar(tar))).toEqual(tar)
  expect(tarSize(entries)).toBeGreaterThan(138_208 + 70_000)
})

test('a layer is the same through its blob', () => {
  const layer = makeLayer(entries, { name: 'all' })
  const copy = readLayer(Uint8Array.from(layer.blob), { name: 'all', weight: layer.weight })
  expect([copy.diffId, copy.digest, copy.size]).toEqual([layer.diffId, layer.digest, layer.size])
  expect(layer.diffId).toBe(digestOf(writeTar(entries)))
  expect(shape(copy.entries)).toEqual(shape(entries))
  expect(readLayer(layer.blob)).toBe(layer)
})

test('broken archives are refused', () => {
  const tar = writeTar(entries.slice(0, 2))
  expect(() => readTar(tar.subarray(0, 1040))).toThrow('unexpected EOF')
  expect(() => readTar(new Uint8Array(1024).fill(65))).toThrow('invalid tar header')
})

const have = existsSync('/bin/tar') || existsSync('/usr/bin/tar')

test.runIf(have)('GNU tar unpacks ours and we read its own', () => {
  const dir = mkdtempSync(join(tmpdir(), 'naru-tar-'))
  try {
    writeFileSync(join(dir, 'a.tar'), writeTar(entries.filter((entry) => !entry.path.startsWith('links'))))
    execFileSync('tar', ['--warning=no-unknown-keyword', '-xf', 'a.tar'], { cwd: dir })
    rmSync(join(dir, 'a.tar'))
    expect(readFileSync(join(dir, long), 'utf8')).toBe('deep')
    expect(readFileSync(join(dir, 'etc/passwd'), 'utf8')).toContain('root')
    expect(statSync(join(dir, 'mixed')).size).toBe(3004)
    expect(readFileSync(join(dir, 'mixed')).subarray(3000).toString()).toBe('tail')
    expect(statSync(join(dir, 'whole')).size).toBe(69_500)
    for (const format of ['gnu', 'pax', 'ustar', 'oldgnu']) {
      const names = format === 'ustar' ? ['etc', 'bin', '나루'] : readdirSync(dir).sort()
      const tar = execFileSync(
        'tar',
        [`--format=${format}`, ...(format === 'ustar' ? [] : ['-S']), '-cf', '-', ...names],
        { cwd: dir, maxBuffer: 1e8 },
      )
      const read = readTar(new Uint8Array(tar))
      expect(read.find((entry) => entry.path === 'etc/passwd')?.content?.bytes()).toEqual(entries[1]!.content!.bytes())
      expect(read.find((entry) => entry.path === '나루/파일')?.content?.size).toBe(6)
      if (format === 'ustar') continue
      expect(read.find((entry) => entry.path === long)?.content?.bytes()).toEqual(new TextEncoder().encode('deep'))
      const whole = read.find((entry) => entry.path === 'whole')!.content!
      expect([whole.size, whole.bytes().length]).toEqual([69_500, 69_500])
    }
  } finally {
    rmSync(dir, { recursive: true })
  }
})
