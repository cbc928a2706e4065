// The small images of the Docker Hub stand-in that docker was recorded against: made by the classic builder, upon Debian 12.
import { executable } from '../../kernel/executable.ts'
import type { RunConfig } from '../../api/oci.ts'
import { digestOf } from '../digest.ts'
import { utf8 } from '../../kernel/bytes.ts'
import { busyboxStatic } from './alpine.ts'
import { debianMinimal } from './debian.ts'
import { NGINX_PAGE, NGINX_TYPES } from './nginx.ts'
import { nginxOfDebian } from './nginx-debian.ts'
import { AMD64, cmd, entrypoint, label, made, multi, recipe, single, stopSignal } from './recipe.ts'
import type { Recipe, Step, Stock } from './recipe.ts'
import type { Tree } from './tree.ts'

interface Rootfs {
  name: string
  /** Emulated compressed bytes. */
  weight: number
  files: (tree: Tree) => unknown
}

const sum = (of: string) => digestOf(utf8(of)).slice('sha256:'.length)

const add = (layer: Rootfs): Step => made(`/bin/sh -c #(nop) ADD file:${sum(layer.name)} in / `, '', layer)

/** A row of history as the classic builder words it, where the recorded Dockerfile's line differs from the usual one. */
const line =
  (words: string, change: (run: RunConfig) => void): Step =>
  (draft) => {
    draft.history.push({ created: draft.created, created_by: `/bin/sh -c #(nop)  ${words}`, empty_layer: true })
    change(draft.run)
  }

const environment = (pair: string): Step =>
  line(`ENV ${pair}`, (config) => void (config.Env = [...(config.Env ?? []), pair]))
const port80 = line('EXPOSE 80', (config) => void (config.ExposedPorts = { '80/tcp': {} }))

const ENTRYPOINT = `#!/bin/sh
echo "$0: Configuration complete; ready for start up"
exec "$@"
`.padEnd(100, '\n')

const hello = (created: string): Recipe => {
  const files = (tree: Tree) => tree.file('hello', executable('hello-stand-in', 682_696), { mode: 0o755 })
  return recipe(undefined, created, 'classic', [add({ name: 'hello', weight: 300_000, files }), cmd('/hello')])
}

const busybox = (created: string): Recipe =>
  recipe(undefined, created, 'classic', [
    add({ name: 'busybox 1.35', weight: 1_084_052, files: busyboxStatic }),
    cmd('sh'),
  ])

const debian = (created: string): Recipe =>
  recipe(undefined, created, 'classic', [
    add({ name: 'debian 12', weight: 29_690_000, files: (tree) => debianMinimal(tree, 73_805_429) }),
    cmd('bash'),
  ])

const DEBS = 9_655_248

function nginx(base: Recipe, created: string): Recipe {
  const debs = (tree: Tree) => tree.bulk('debs/nginx_1.22.1-9+deb12u3_amd64.deb', DEBS)
  const installed = (tree: Tree) => nginxOfDebian(tree, 38_351_561, NGINX_PAGE, NGINX_TYPES)
  const script = (tree: Tree) => tree.script('docker-entrypoint.sh', ENTRYPOINT)
  return recipe(base, created, 'classic', [
    label('maintainer', 'Oracle Maintainers <oracle@example.com>'),
    environment('NGINX_VERSION=1.22.1'),
    made(`/bin/sh -c #(nop) COPY dir:${sum('debs')} in /debs `, '', { name: 'debs', weight: 9_683_000, files: debs }),
    made(
      '/bin/sh -c dpkg -i /debs/*.deb >/dev/null 2>&1; rm -rf /debs; ln -sf /dev/stdout /var/log/nginx/access.log; ln -sf /dev/stderr /var/log/nginx/error.log',
      '',
      { name: 'nginx 1.22', weight: 15_330_000, files: installed },
    ),
    made(`/bin/sh -c #(nop) COPY file:${sum('entrypoint')} in / `, '', {
      name: 'docker-entrypoint.sh',
      weight: 210,
      files: script,
    }),
    entrypoint('/docker-entrypoint.sh'),
    port80,
    stopSignal('SIGQUIT'),
    cmd('nginx', '-g', 'daemon off;'),
  ])
}

function python(base: Recipe, created: string): Recipe {
  const debs = (tree: Tree) => tree.bulk('debs/python3.11_3.11.2-6+deb12u6_amd64.deb', 5_045_000)
  const installed = (tree: Tree) =>
    tree
      .bin('usr/bin', 'python3.11=python:6831736')
      .link('usr/bin/python3', 'python3.11')
      .link('usr/local/bin/python', '/usr/bin/python3')
      .pad(23_810_000, 'usr/lib/python3.11/encodings.zip usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0')
  return recipe(base, created, 'classic', [
    made(`/bin/sh -c #(nop) COPY dir:${sum('py')} in /debs `, '', { name: 'debs', weight: 5_051_000, files: debs }),
    made('/bin/sh -c dpkg -i /debs/*.deb >/dev/null 2>&1; rm -rf /debs', '', {
      name: 'python 3.11',
      weight: 7_800_000,
      files: installed,
    }),
    cmd('python3'),
  ])
}

/** The builder's version stays in what it makes. */
const versioned = (made: Recipe): Recipe => ({ ...made, dockerVersion: '28.5.2' })
const packed = (made: Recipe): Stock => single(versioned(made))

/** Seconds after the first that each image was built. */
const AFTER = { debian: 2, hello: 2.4, nginx: 36, python: 40 }

/** Repository, tags and image of everything on the stand-in; `began` is when the first was built, unix ms. */
export function standIn(began: number): [repository: string, tags: string[], image: () => Stock][] {
  const at = (seconds: number) => new Date(began + seconds * 1000).toISOString()
  const system = debian(at(AFTER.debian))
  const box = busybox(at(0))
  const plain = () => packed(box)
  return [
    ['library/busybox', ['latest'], () => multi(versioned(box), 'docker', [AMD64])],
    ['library/busybox', ['1.35'], plain],
    ['library/hello-world', ['latest'], () => packed(hello(at(AFTER.hello)))],
    ['library/debian', ['12'], () => packed(system)],
    ['library/nginx', ['latest'], () => packed(nginx(system, at(AFTER.nginx)))],
    ['library/python', ['3.11'], () => packed(python(system, at(AFTER.python)))],
    ['alice/private', ['latest'], plain],
    ['alice/nginx-demo', ['latest'], plain],
    ['bob/tool', ['1.0'], plain],
  ]
}
