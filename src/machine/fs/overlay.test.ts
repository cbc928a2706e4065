// The contract of a file system, and what docker sees of a container's changes.
import { beforeEach, describe, expect, it } from 'vitest'
import { text } from '../../kernel/bytes.ts'
import { Content } from '../../kernel/content.ts'
import type { Entry } from '../../kernel/entry.ts'
import { FsError } from './filesystem.ts'
import { OverlayFs } from './overlay.ts'
import { Tree } from './tree.ts'

const entry = (path: string, more: Partial<Entry> = {}): Entry => ({
  path,
  type: more.content ? 'file' : 'directory',
  mode: 0o755,
  uid: 0,
  gid: 0,
  mtime: 1000,
  ...more,
})
const file = (path: string, body: string, more: Partial<Entry> = {}) =>
  entry(path, { content: Content.of(body), mode: 0o644, ...more })

const base = Tree.of([
  entry('etc'),
  file('etc/passwd', 'root\n'),
  file('etc/os-release', 'old\n'),
  entry('bin'),
  file('bin/busybox', 'elf'),
  { ...entry('bin/sh'), type: 'hardlink', target: 'bin/busybox' },
  entry('usr'),
  entry('usr/lib'),
  { ...entry('lib'), type: 'symlink', target: 'usr/lib' },
  entry('tmp', { mode: 0o1777 }),
  file('tmp/a', 'a'),
])

let clock = 5000
const overlay = (lower = [base]) => new OverlayFs({ lower, now: () => clock++ })
const code = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    return error instanceof FsError ? error.code : String(error)
  }
  return 'fine'
}
const read = (fs: OverlayFs, path: string) => text(fs.read(path).bytes())
const diff = (fs: OverlayFs) => fs.changes().map(({ kind, path }) => `${kind} ${path}`)

let fs: OverlayFs
beforeEach(() => {
  clock = 5000
  fs = overlay()
})

describe('files', () => {
  it('reads what lies below and keeps writes to itself', () => {
    fs.write('/etc/passwd', 'mine')
    expect([read(fs, '/etc/passwd'), read(overlay(), '/etc/passwd')]).toEqual(['mine', 'root\n'])
    expect(fs.stat('/etc/passwd')).toMatchObject({ type: 'file', mode: 0o644, size: 4, mtime: 5000 })
  })

  it('keeps the inode number of a file that is copied up', () => {
    const before = fs.stat('/etc/passwd').inode
    fs.append('/etc/passwd', 'x')
    expect(fs.stat('/etc/passwd').inode).toBe(before)
  })

  it('joins appended pieces', () => {
    for (let i = 0; i < 5000; i++) fs.append('/tmp/log', `line ${i}\n`)
    expect(read(fs, '/tmp/log').split('\n')).toHaveLength(5001)
    expect(fs.read('/tmp/log').parts.length).toBeLessThan(10)
  })

  it.each([
    ['reading a missing file', () => fs.read('/nope'), 'ENOENT'],
    ['passing through a file', () => fs.stat('/etc/passwd/x'), 'ENOTDIR'],
    ['reading a directory', () => fs.read('/etc'), 'EISDIR'],
    ['writing a directory', () => fs.write('/etc', ''), 'EISDIR'],
    ['writing below nothing', () => fs.write('/no/where', ''), 'ENOENT'],
    ['making what exists', () => fs.mkdir('/etc'), 'EEXIST'],
    ['making with parents what exists', () => fs.mkdir('/etc', { parents: true }), 'fine'],
    ['removing a full directory', () => fs.remove('/etc'), 'ENOTEMPTY'],
    ['listing a file', () => fs.list('/etc/passwd'), 'ENOTDIR'],
    ['linking a directory', () => fs.link('/etc', '/x'), 'EPERM'],
    ['moving into itself', () => fs.rename('/etc', '/etc/x'), 'EINVAL'],
    ['a file over a directory', () => fs.rename('/tmp/a', '/etc'), 'EISDIR'],
    ['a directory over a file', () => fs.rename('/bin', '/tmp/a'), 'ENOTDIR'],
    ['readlink of a file', () => fs.readlink('/tmp/a'), 'EINVAL'],
  ])('%s', (_, act, expected) => {
    expect(code(act)).toBe(expected)
  })

  it('is read-only when it is told so', () => {
    fs.readOnly = true
    expect(
      [() => fs.write('/x', ''), () => fs.mkdir('/x'), () => fs.remove('/tmp/a'), () => fs.chmod('/tmp/a', 0)].map(
        code,
      ),
    ).toEqual(Array(4).fill('EROFS'))
  })
})

describe('links', () => {
  it('follows symlinks relative to where they lie', () => {
    fs.write('/lib/x.so', 'so')
    expect([read(fs, '/usr/lib/x.so'), fs.realpath('/lib/x.so'), fs.lstat('/lib').type]).toEqual([
      'so',
      '/usr/lib/x.so',
      'symlink',
    ])
    fs.symlink('../etc/passwd', '/tmp/p')
    expect(read(fs, '/tmp/p')).toBe('root\n')
    fs.symlink('loop', '/tmp/loop')
    expect(code(() => fs.stat('/tmp/loop'))).toBe('ELOOP')
  })

  it('writes through a dangling symlink', () => {
    fs.symlink('/tmp/target', '/tmp/link')
    expect(fs.exists('/tmp/link')).toBe(false)
    fs.write('/tmp/link', 'x')
    expect(read(fs, '/tmp/target')).toBe('x')
  })

  it('shares a hard-linked inode, and breaks links of layers on writing', () => {
    fs.link('/tmp/a', '/tmp/b')
    fs.write('/tmp/b', 'both')
    expect([read(fs, '/tmp/a'), fs.stat('/tmp/a').links]).toEqual(['both', 2])
    expect(fs.stat('/bin/sh').links).toBe(2)
    fs.write('/bin/sh', 'mine')
    expect(read(fs, '/bin/busybox')).toBe('elf')
  })
})

describe('differences', () => {
  it('tells them as docker diff does', () => {
    fs.mkdir('/opt/app', { parents: true })
    fs.write('/opt/app/f', 'hi')
    fs.write('/etc/os-release', 'newer\n')
    fs.remove('/tmp/a')
    fs.chmod('/bin', 0o700)
    expect(diff(fs)).toEqual([
      'C /bin',
      'C /etc',
      'C /etc/os-release',
      'A /opt',
      'A /opt/app',
      'A /opt/app/f',
      'C /tmp',
      'D /tmp/a',
    ])
    expect(fs.upperSize()).toBe(8)
  })

  it('has none when everything is as it was', () => {
    fs.write('/tmp/x', '')
    fs.remove('/tmp/x')
    expect(diff(fs)).toEqual([])
  })

  it('makes a layer that gives the same disk again', () => {
    fs.mkdir('/opt')
    fs.write('/opt/f', 'hi')
    fs.link('/opt/f', '/opt/g')
    fs.remove('/usr', { recursive: true })
    fs.rename('/etc', '/config')
    const layer = Tree.of(fs.upperEntries())
    const again = overlay([base, layer])
    expect(fs.upperEntries().map(({ type, path }) => `${type} ${path}`)).toEqual([
      'directory config',
      'file config/os-release',
      'file config/passwd',
      'file .wh.etc',
      'directory opt',
      'file opt/f',
      'hardlink opt/g',
      'file .wh.usr',
    ])
    expect(again.treeEntries()).toEqual(fs.treeEntries())
    expect(again.changes()).toEqual([])
  })

  it('a directory made anew hides what was in it', () => {
    fs.remove('/etc', { recursive: true })
    fs.mkdir('/etc')
    const again = overlay([base, Tree.of(fs.upperEntries())])
    expect(again.list('/etc')).toEqual([])
    expect(diff(fs)).toEqual(['C /etc', 'D /etc/os-release', 'D /etc/passwd'])
  })

  it('honours opaque directories and whiteouts of layers', () => {
    const layer = Tree.of([file('etc/.wh..wh..opq', ''), file('etc/new', ''), file('tmp/.wh.a', '')])
    const fs = overlay([base, layer])
    expect([fs.list('/etc'), fs.list('/tmp'), fs.stat('/tmp').mode]).toEqual([['new'], [], 0o1777])
  })

  it('costs nothing but the first time to stand on the same layers', () => {
    const layers = [base, Tree.of([file('x', 'x')])]
    expect(Tree.stack(layers)).toBe(Tree.stack([...layers]))
  })
})

describe('mounts', () => {
  const host = overlay([])
  host.mkdir('/data/sub', { parents: true })
  host.write('/data/sub/f', 'host')
  const bind = (root: string, readOnly = false) => ({ fs: host, root, readOnly, device: '/dev/vda1', type: 'ext4' })

  it('shows directories and single files of other file systems', () => {
    fs.mount('/mnt/data', bind('/data'))
    fs.mount('/etc/hosts', bind('/data/sub/f'))
    expect([read(fs, '/mnt/data/sub/f'), read(fs, '/etc/hosts')]).toEqual(['host', 'host'])
    fs.write('/mnt/data/new', 'x', { uid: 7 })
    expect(host.stat('/data/new')).toMatchObject({ uid: 7, size: 1 })
    expect(fs.list('/mnt')).toEqual(['data'])
    expect(diff(fs)).toEqual(['C /etc', 'A /etc/hosts', 'A /mnt', 'A /mnt/data'])
  })

  it('resolves symlinks across mounts, and keeps file systems apart', () => {
    fs.mount('/mnt', bind('/data'))
    fs.symlink('/mnt/sub', '/tmp/way')
    expect(fs.realpath('/tmp/way/f')).toBe('/mnt/sub/f')
    host.symlink('/etc/passwd', '/data/sub/up')
    expect(read(fs, '/mnt/sub/up')).toBe('root\n')
    host.remove('/data/sub/up')
    expect(code(() => fs.rename('/tmp/a', '/mnt/a'))).toBe('EXDEV')
    expect(code(() => fs.remove('/mnt', { recursive: true }))).toBe('EBUSY')
  })

  it('refuses to write into a read-only mount, and goes back to what was there when unmounted', () => {
    fs.mount('/etc', bind('/data', true))
    expect(code(() => fs.write('/etc/x', ''))).toBe('EROFS')
    fs.unmount('/etc')
    expect(read(fs, '/etc/passwd')).toBe('root\n')
  })

  it('finds sockets through a bind mount', () => {
    const listener = { component: 'laptop/dockerd' }
    host.bindSocket('/data/docker.sock', listener)
    fs.mount('/var/run/docker.sock', bind('/data/docker.sock'))
    expect(fs.socket('/var/run/docker.sock')).toBe(listener)
    expect(fs.stat('/var/run/docker.sock').type).toBe('socket')
  })
})
