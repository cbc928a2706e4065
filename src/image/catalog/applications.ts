// Popular images of which one wants to see that they run: command-line tools, demo sites, and applications with a web page.
import { account } from './accounts.ts'
import { alpine } from './alpine.ts'
import { debian, ubuntu } from './debian.ts'
import { temurin } from './java.ts'
import { nginxAlpine } from './nginx.ts'
import { cmd, copy, entrypoint, env, expose, label, type Recipe, recipe, run, user, volume, workdir } from './recipe.ts'
import type { Tree } from './tree.ts'

const layer = (name: string, weight: number, files: (tree: Tree) => unknown) => ({ name, weight, files })

/** `curlimages/curl`: nothing but curl. */
export const curlImage = (version: string, created: string): Recipe =>
  recipe(alpine('3.22'), created, 'buildkit', [
    label('Maintainer', 'James Fuller <jim.fuller@webcomposite.com>'),
    env('CURL_VERSION', version),
    run(
      'apk add --no-cache brotli brotli-dev libssh2 nghttp2-dev',
      layer(`curl ${version}`, 5_300_000, (tree) => {
        tree.bin('usr/bin', 'curl:239848').pad(12_600_000, 'usr/lib/libcurl.so.4 usr/lib/libcrypto.so.3')
        account(tree, 'curl_user:x:100:101:curl_user:/home/curl_user:/sbin/nologin', 'alpine')
        tree.dir('home/curl_user', { uid: 100, gid: 101 })
        tree.script(
          'entrypoint.sh',
          '#!/bin/sh\nset -e\ncase "$1" in\n-*) set -- curl "$@" ;;\n*) command -v "$1" >/dev/null || set -- curl "$@" ;;\nesac\nexec "$@"\n',
        )
      }),
    ),
    user('curl_user'),
    entrypoint('/entrypoint.sh'),
    cmd('curl'),
  ])

const PLACE = 'usr/share/nginx/html'
const page = (title: string, text: string) =>
  `<!DOCTYPE html>\n<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body>\n</html>\n`

/** A site of static files upon nginx. */
const site = (name: string, created: string, weight: number, size: number, html: string): Recipe =>
  recipe(nginxAlpine('1.27.5', '3.21', '2025-04-16T20:00:00.000Z'), created, 'buildkit', [
    copy(
      '/app/dist',
      `/${PLACE}`,
      layer(name, weight, (tree) => tree.file(`${PLACE}/index.html`, html).pad(size, `${PLACE}/assets/app.js`)),
    ),
  ])

export const gettingStarted = (): Recipe =>
  site(
    'tutorial',
    '2022-05-17T20:00:00.000Z',
    8_400_000,
    14_000_000,
    page('Getting Started', 'The command you just ran'),
  )

export const welcome = (): Recipe =>
  site(
    'welcome',
    '2024-02-01T20:00:00.000Z',
    1_300_000,
    3_000_000,
    page('Congratulations!!!', 'You ran your first container.'),
  )

/** `nginxdemos/hello`: tells which server answered, as a page or as plain text. */
export const nginxHello = (plain: boolean, created: string): Recipe => {
  const fields = ['Server address', 'Server name', 'Date', 'URI']
  const values = ['$server_addr:$server_port', '$hostname', '$time_local', '$request_uri']
  const lines = fields.map((field, i) => `${field}: ${values[i]}`)
  const text = plain ? `${lines.join('\\n')}\\n` : `<html><body><p>${lines.join('</p><p>')}</p></body></html>\\n`
  const config = `server {\n    listen 80;\n    location / {\n        default_type ${plain ? 'text/plain' : 'text/html'};\n        return 200 '${text}';\n    }\n}\n`
  return recipe(nginxAlpine('1.27.5', '3.21', '2025-04-16T20:00:00.000Z'), created, 'buildkit', [
    copy(
      'hello.conf',
      '/etc/nginx/conf.d/hello.conf',
      layer('hello.conf', 400, (tree) => tree.file('etc/nginx/conf.d/default.conf', config)),
    ),
  ])
}

interface Application {
  program: string
  version: string
  created: string
  base: Recipe
  /** Where the program stands. */
  directory: string
  size: number
  weight: number
  port: string
  data?: string
  home?: string
}

/** One program upon a base, with a port and a volume. */
function application(spec: Application): Recipe {
  const { program, version, created, base, directory, size, weight } = spec
  return recipe(base, created, 'buildkit', [
    env(`${program.toUpperCase()}_VERSION`, version),
    run(
      `set -eux; \tinstall ${program} "$${program.toUpperCase()}_VERSION"`,
      layer(`${program} ${version}`, weight, (tree) => {
        tree.bin(directory, `${program}:${Math.round(size / 3)}`)
        tree.pad(Math.round((size * 2) / 3), `usr/share/${program}/application.db usr/share/${program}/assets.db`)
      }),
    ),
    ...(spec.home ? [workdir(spec.home)] : []),
    ...(spec.data ? [volume(spec.data)] : []),
    expose(spec.port),
    entrypoint(`/${directory}/${program}`),
  ])
}

const MB = 1_000_000
const app = (
  program: string,
  version: string,
  created: string,
  base: Recipe,
  [size, weight]: [number, number],
  port: string,
  more: Partial<Application> = {},
): Recipe => application({ program, version, created, base, directory: 'usr/local/bin', size, weight, port, ...more })

export const adminer = (): Recipe =>
  app('adminer', '5.4.0', '2025-10-01T20:00:00.000Z', alpine('3.22'), [42 * MB, 38 * MB], '8080/tcp')
export const elasticsearch = (): Recipe =>
  app('elasticsearch', '8.19.4', '2025-09-25T20:00:00.000Z', ubuntu('noble'), [760 * MB, 590 * MB], '9200/tcp')
export const ghost = (): Recipe =>
  app('ghost', '6.3.1', '2025-10-10T20:00:00.000Z', debian('bookworm-slim'), [510 * MB, 190 * MB], '2368/tcp', {
    data: '/var/lib/ghost/content',
  })
export const grafana = (): Recipe =>
  app('grafana', '12.2.0', '2025-09-23T20:00:00.000Z', alpine('3.22'), [700 * MB, 190 * MB], '3000/tcp', {
    home: '/usr/share/grafana',
  })
export const jenkins = (): Recipe =>
  app(
    'jenkins',
    '2.528.1',
    '2025-10-15T20:00:00.000Z',
    temurin('jdk-21.0.9+10', '2025-10-23T00:00:00.000Z', 'jre'),
    [180 * MB, 150 * MB],
    '8080/tcp',
    {
      data: '/var/jenkins_home',
    },
  )
export const prometheus = (): Recipe =>
  app('prometheus', '3.6.0', '2025-09-22T20:00:00.000Z', alpine('3.22'), [310 * MB, 120 * MB], '9090/tcp', {
    data: '/prometheus',
    home: '/prometheus',
  })
export const traefik = (): Recipe =>
  app('traefik', '3.5.3', '2025-09-26T20:00:00.000Z', alpine('3.22'), [195 * MB, 53 * MB], '80/tcp')
export const wordpress = (): Recipe =>
  app('wordpress', '6.8.3', '2025-10-01T20:00:00.000Z', debian('bookworm'), [560 * MB, 210 * MB], '80/tcp', {
    data: '/var/www/html',
    home: '/var/www/html',
  })
