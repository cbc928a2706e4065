// The catalogue's invariants: everything can be packed, sizes are believable, bases are really shared.
import { expect, test } from 'vitest'
import { readLayer } from '../layer.ts'
import { programId } from '../../kernel/executable.ts'
import { nodeDisk, ubuntuDisk } from './disk.ts'
import { catalog, catalogOf } from './index.ts'

const find = (repository: string, tag: string, registry = 'docker.io') =>
  catalogOf(registry)
    .find((image) => image.repository === repository && image.tags.includes(tag))!
    .image()
const layersOf = (repository: string, tag: string) =>
  find(repository, tag).images[0]!.layers.map((layer) => layer.diffId)
const filesOf = (repository: string, tag: string) =>
  new Set(find(repository, tag).images[0]!.layers.flatMap((layer) => layer.entries.map((entry) => entry.path)))

test('no tag is stocked twice', () => {
  const names = catalog().flatMap(({ registry, repository, tags }) =>
    tags.map((tag) => `${registry}/${repository}:${tag}`),
  )
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})

test('every image has a history that fits its layers', () => {
  for (const { repository, tags, image } of catalogOf('docker.io').filter((_, i) => i % 12 === 0)) {
    const { config, layers } = image().images[0]!
    expect(config.history!.filter((row) => !row.empty_layer).length, `${repository}:${tags[0]}`).toBe(layers.length)
    expect(layers.every((layer) => layer.size > 0 || layer.weight < 1000)).toBe(true)
  }
})

test('bases are shared by those who stand on them', () => {
  const [debian] = layersOf('library/debian', 'bookworm-slim')
  for (const [name, tag] of [
    ['nginx', '1.27'],
    ['redis', '7'],
    ['postgres', '17'],
    ['python', '3.12-slim'],
  ] as const) {
    expect(layersOf(`library/${name}`, tag)[0]).toBe(debian)
  }
  expect(layersOf('library/openjdk', '11').slice(0, 3)).toEqual(layersOf('library/openjdk', '8').slice(0, 3))
  expect(layersOf('library/openjdk', '11')[0]).toBe(layersOf('library/debian', 'bullseye')[0])
  expect(layersOf('library/node', '22').slice(0, 4)).toEqual(layersOf('library/python', '3.12').slice(0, 4))
  expect(layersOf('luksa/kubia', 'latest').slice(0, -1)).toEqual(layersOf('library/node', '7'))
})

test.each([
  ['library/busybox', 'latest', 4.4, 2.2],
  ['library/alpine', 'latest', 8.3, 3.8],
  ['library/ubuntu', '24.04', 78.1, 29.7],
  ['library/nginx', '1.27', 192, 72],
  ['library/openjdk', '11', 654, 328],
  ['adoptopenjdk/openjdk11', 'ubi', 563, 293],
  ['library/mysql', '8.0', 720, 232],
  ['library/hello-world', 'latest', 0.0101, 0.0024],
])('%s:%s weighs as the real one', (repository, tag, size, compressed) => {
  const { images } = find(repository, tag)
  const sum = images[0]!.layers.reduce((total, layer) => total + layer.size, 0)
  expect(Math.abs(sum / 1e6 / size - 1)).toBeLessThan(0.06)
  const weight = images[0]!.layers.reduce((total, layer) => total + layer.weight, 0)
  expect(Math.abs(weight / 1e6 / compressed - 1)).toBeLessThan(0.06)
})

test('which programs an image has', () => {
  const java = filesOf('adoptopenjdk/openjdk11', 'ubi')
  expect([
    java.has('usr/bin/bash'),
    java.has('usr/bin/ps'),
    java.has('usr/bin/apt-get'),
    java.has('opt/java/openjdk/bin/java'),
  ]).toEqual([true, false, false, true])
  const openjdk = filesOf('library/openjdk', '11')
  expect([
    openjdk.has('bin/ps'),
    openjdk.has('usr/bin/apt-get'),
    openjdk.has('bin/nc'),
    openjdk.has('bin/nc.openbsd'),
  ]).toEqual([true, true, false, false])
  expect(filesOf('library/debian', 'bookworm').has('usr/bin/ps')).toBe(false)
  expect(filesOf('library/ubuntu', '24.04').has('usr/bin/ps')).toBe(true)
})

test('a blob read by a stranger gives the same layer', () => {
  const layer = find('library/busybox', 'latest').images[0]!.layers[0]!
  const read = readLayer(Uint8Array.from(layer.blob))
  expect([read.diffId, read.size]).toEqual([layer.diffId, layer.size])
})

test('an index lists both architectures', () => {
  const { index, images } = find('library/busybox', 'latest')
  const manifests = JSON.parse(new TextDecoder().decode(index!.bytes)).manifests as { digest: string }[]
  expect(manifests.map((entry) => entry.digest)).toEqual(images.map((image) => image.digest))
})

test('disks of machines have what their world starts', () => {
  const [ubuntu, node] = [ubuntuDisk(), nodeDisk()].map(
    (entries) => new Map(entries.map((entry) => [entry.path, entry])),
  )
  for (const path of [
    'usr/bin/bash',
    'usr/bin/docker',
    'usr/bin/dockerd',
    'usr/local/bin/kubectl',
    'usr/sbin/sshd',
    'usr/bin/ps',
    'usr/bin/nano',
  ]) {
    expect(programId(ubuntu!.get(path)!.content!), path).toBe(path.split('/').at(-1))
  }
  for (const path of [
    'usr/bin/containerd',
    'usr/bin/crictl',
    'var/lib/minikube/binaries/v1.36.4/kubelet',
    'usr/sbin/sshd',
    'usr/bin/systemctl',
  ]) {
    expect(programId(node!.get(path)!.content!), path).toBe(path.split('/').at(-1))
  }
})
