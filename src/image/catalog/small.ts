// Small images of one program: the registry, whoami, and one of a user's own.
import { executable } from '../../kernel/executable.ts'
import { alpine } from './alpine.ts'
import { cmd, copy, entrypoint, env, expose, label, type Recipe, recipe, run, volume } from './recipe.ts'
import type { Tree } from './tree.ts'
import { binary } from './web.ts'

const CONFIG = `version: 0.1
log:
  fields:
    service: registry
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: /var/lib/registry
http:
  addr: :5000
  headers:
    X-Content-Type-Options: [nosniff]
health:
  storagedriver:
    enabled: true
    interval: 10s
    threshold: 3
`

const ENTRYPOINT = `#!/bin/sh

set -e

case "$1" in
    *.yaml|*.yml) set -- registry serve "$@" ;;
    serve|garbage-collect|help|-*) set -- registry "$@" ;;
esac

exec "$@"
`

/** `registry:2`: an OCI distribution server of one's own. */
export function registryImage(version: string, created: string): Recipe {
  const config = version.startsWith('3') ? 'etc/distribution/config.yml' : 'etc/docker/registry/config.yml'
  const layer = (name: string, weight: number, files: (tree: Tree) => unknown) => ({ name, weight, files })
  return recipe(alpine('3.18'), created, 'buildkit', [
    run(
      'set -eux; \tapk add --no-cache ca-certificates',
      layer('ca-certificates', 290_000, (tree) =>
        tree
          .file(
            'etc/ssl/certs/ca-bundle.pem',
            '-----BEGIN CERTIFICATE-----\nTmFydSBSb290IENB\n-----END CERTIFICATE-----\n',
          )
          .pad(540_000, 'usr/share/ca-certificates/mozilla.db'),
      ),
    ),
    run(
      `set -eux; \tversion='${version}'; \twget -O registry.tar.gz "https://github.com/distribution/distribution/releases/download/v$version/registry_\${version}_linux_amd64.tar.gz"`,
      layer(`registry ${version}`, 6_400_000, (tree) =>
        tree.file('bin/registry', executable('registry', 17_600_000), { mode: 0o755 }),
      ),
    ),
    copy(
      './config-example.yml',
      `/${config}`,
      layer('config.yml', 369, (tree) => tree.file(config, CONFIG)),
    ),
    ...(version.startsWith('3') ? [env('OTEL_TRACES_EXPORTER', 'none')] : []),
    volume('/var/lib/registry'),
    expose('5000/tcp'),
    copy(
      'docker-entrypoint.sh',
      '/entrypoint.sh',
      layer('entrypoint.sh', 213, (tree) => tree.script('entrypoint.sh', ENTRYPOINT)),
    ),
    entrypoint('/entrypoint.sh'),
    cmd(`/${config}`),
  ])
}

export const whoami = (version: string, created: string): Recipe =>
  binary({
    program: 'whoami-server',
    path: '/whoami',
    size: 6_800_000,
    weight: 2_900_000,
    created,
    ports: ['80/tcp'],
    entrypoint: ['/whoami'],
    more: [label('org.opencontainers.image.version', version)],
  })

/** `polinux/stress`: what documentation shows the effect of limits with. */
export function stressImage(created: string): Recipe {
  const files = (tree: Tree) => tree.file('usr/bin/stress', executable('stress', 56_000), { mode: 0o755 })
  return recipe(alpine('3.12'), created, 'classic', [
    run('apk add --no-cache stress', { name: 'stress 1.0.4', weight: 1_150_000, files }),
    cmd('stress', '--help'),
  ])
}

/** `docker/dockerfile:1`: the Dockerfile frontend that `# syntax=` names; BuildKit only looks whether it is there. */
export const dockerfileFrontend = (): Recipe =>
  binary({
    program: 'dockerfile-frontend',
    path: '/bin/dockerfile-frontend',
    size: 38_000_000,
    weight: 13_200_000,
    created: '2025-10-06T09:00:00.000Z',
    entrypoint: ['/bin/dockerfile-frontend'],
  })
