// Language runtimes: buildpack-deps and what stands on it (node, python, golang).
import { alpine } from './alpine.ts'
import { account } from './accounts.ts'
import { BASE } from './packages.ts'
import { debian, install } from './debian.ts'
import { RELEASES } from './releases.ts'
import { cmd, copy, entrypoint, env, label, once, type Recipe, recipe, run, type Step, workdir } from './recipe.ts'
import type { Tree } from './tree.ts'

const CURL = 'ca-certificates curl gnupg netbase wget'
const SCM = 'git mercurial openssh-client subversion procps'
const BUILD = 'bzip2 file gcc-12 make patch unzip xz-utils python3.11-minimal'

interface Weights {
  curl: [number, number]
  /** A layer of its own until Debian 11. */
  gnupg?: [number, number]
  scm: [number, number]
  build: [number, number]
}

const MB = 1_000_000
const BUILDPACK: Record<string, Weights> = {
  jessie: { curl: [44.6 * MB, 19.3 * MB], scm: [123 * MB, 43.3 * MB], build: [321 * MB, 131 * MB] },
  buster: { curl: [17.5 * MB, 7.8 * MB], scm: [17.6 * MB, 10 * MB], build: [510 * MB, 192 * MB] },
  bullseye: {
    curl: [11.3 * MB, 5.2 * MB],
    gnupg: [27 * MB, 10.9 * MB],
    scm: [157 * MB, 54.6 * MB],
    build: [510 * MB, 192 * MB],
  },
  bookworm: { curl: [64.4 * MB, 24 * MB], scm: [177 * MB, 64.4 * MB], build: [560 * MB, 211.3 * MB] },
}

const LIBS = (name: string) =>
  `usr/lib/x86_64-linux-gnu/lib${name}.so.1 usr/lib/x86_64-linux-gnu/lib${name}-extra.so.2 usr/share/${name}/data.db`
const aptGet = (what: string) =>
  `set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\t${what.replaceAll(' ', ' \t\t')} \t; \trm -rf /var/lib/apt/lists/*`

/** `buildpack('bullseye', 'scm')`: curl, then source control, then compilers: the layers that all of them share. */
export const buildpack = once((name: string): Recipe => {
  const [codename, depth] = name.split(' ') as [string, 'curl' | 'scm' | 'full']
  const release = RELEASES[codename]!
  const { curl, gnupg, scm, build } = BUILDPACK[codename]!
  const step = (label: string, names: string, before: string, [size, weight]: [number, number]): Step =>
    run(aptGet(names), {
      name: label,
      weight,
      files: (tree: Tree) => {
        install(tree, release, names, before)
        if (names === CURL)
          tree.file(
            'etc/ssl/certs/ca-certificates.crt',
            '-----BEGIN CERTIFICATE-----\nTmFydSBSb290IENB\n-----END CERTIFICATE-----\n',
          )
        tree.pad(size, LIBS(label.split(' ')[0]!))
      },
    })
  const [base, style] = [`${BASE} ${release.also}`, codename === 'bookworm' ? 'buildkit' : 'classic'] as const
  if (depth === 'curl') {
    const steps = [step('curl ca-certificates', CURL, base, curl)]
    if (gnupg) steps.push(step('gnupg', 'gnupg', `${base} ${CURL}`, gnupg))
    return recipe(debian(codename), release.created, style, steps)
  }
  if (depth === 'scm')
    return recipe(buildpack(`${codename} curl`), release.created, style, [
      step('git procps', SCM, `${base} ${CURL}`, scm),
    ])
  return recipe(buildpack(`${codename} scm`), release.created, style, [
    step('gcc make', BUILD, `${base} ${CURL} ${SCM}`, build),
  ])
})

const NODE_ENTRYPOINT = `#!/bin/sh
set -e

# Run command with node if the first argument contains a "-" or is not a system command. The last
# part inside the "{}" is a workaround for the following bug in ash/dash:
# https://bugs.debian.org/cgi-bin/bugreport.cgi?bug=874264
if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ] || { [ -f "\${1}" ] && ! [ -x "\${1}" ]; }; then
  set -- node "$@"
fi

exec "$@"
`.replace(/# Run[\s\S]*?874264\n/, '# what is no command is for node\n')

function nodeFiles(tree: Tree, size: number): void {
  tree.bin('usr/local/bin', 'node:98566144').link('usr/local/bin/nodejs', '/usr/local/bin/node')
  tree.bin('usr/local/lib/node_modules/npm/bin', 'npm-cli.js=npm npx-cli.js=npx')
  tree
    .link('usr/local/bin/npm', '../lib/node_modules/npm/bin/npm-cli.js')
    .link('usr/local/bin/npx', '../lib/node_modules/npm/bin/npx-cli.js')
  tree.pad(
    size,
    'usr/local/include/node/node.h usr/local/lib/node_modules/npm/lib/npm.js usr/local/share/doc/node/gdbinit',
  )
}

export interface NodeVersion {
  version: string
  created: string
  system: 'bookworm' | 'slim' | 'alpine' | 'jessie'
}

export function node({ version, created, system }: NodeVersion): Recipe {
  const base = {
    bookworm: () => buildpack('bookworm full'),
    slim: () => debian('bookworm-slim'),
    alpine: () => alpine('3.22'),
    jessie: () => buildpack('jessie full'),
  }[system]()
  const old = system === 'jessie'
  const size = old ? 53 * MB : 152 * MB
  const steps: Step[] = [
    run('groupadd --gid 1000 node   && useradd --uid 1000 --gid node --shell /bin/bash --create-home node', {
      name: 'useradd node',
      weight: 3_300,
      files: (tree) => {
        account(
          tree,
          `node:x:1000:1000::/home/node:/bin/${system === 'alpine' ? 'sh' : 'bash'}`,
          system === 'alpine' ? 'alpine' : 'debian',
        )
        tree.dir('home/node', { uid: 1000, gid: 1000 })
      },
    }),
    env('NODE_VERSION', version),
    run(
      `ARCH= && curl -fsSLO --compressed "https://nodejs.org/dist/v$NODE_VERSION/node-v$NODE_VERSION-linux-x64.tar.xz"   && tar -xJf "node-v$NODE_VERSION-linux-x64.tar.xz" -C /usr/local --strip-components=1 --no-same-owner`,
      {
        name: `node ${version.split('.')[0]}`,
        weight: old ? 14.9 * MB : 49 * MB,
        files: (tree) => nodeFiles(tree, size),
      },
    ),
    env('YARN_VERSION', old ? '0.24.4' : '1.22.22'),
    run(
      'set -ex   && curl -fsSLO --compressed "https://yarnpkg.com/downloads/$YARN_VERSION/yarn-v$YARN_VERSION.tar.gz"',
      {
        name: 'yarn',
        weight: 1.7 * MB,
        files: (tree) =>
          tree
            .bin('opt/yarn/bin', 'yarn')
            .link('usr/local/bin/yarn', '/opt/yarn/bin/yarn')
            .bulk('opt/yarn/lib/cli.js', 5.2 * MB),
      },
    ),
  ]
  if (!old)
    steps.push(
      copy('docker-entrypoint.sh', '/usr/local/bin/', {
        name: 'docker-entrypoint.sh',
        weight: 446,
        files: (tree) => tree.script('usr/local/bin/docker-entrypoint.sh', NODE_ENTRYPOINT),
      }),
      entrypoint('docker-entrypoint.sh'),
    )
  steps.push(cmd('node'))
  return recipe(base, created, old ? 'classic' : 'buildkit', steps)
}

export interface PythonVersion {
  version: string
  created: string
  system: 'bookworm' | 'slim' | 'alpine'
}

export function python({ version, created, system }: PythonVersion): Recipe {
  const minor = version.split('.').slice(0, 2).join('.')
  const base = {
    bookworm: () => buildpack('bookworm full'),
    slim: () => debian('bookworm-slim'),
    alpine: () => alpine('3.22'),
  }[system]()
  const files = (tree: Tree) => {
    tree.bin('usr/local/bin', `python${minor}=python:14416 pip3=pip idle3=python pydoc3=python`)
    for (const name of ['python3', 'python']) tree.link(`usr/local/bin/${name}`, `python${minor}`)
    tree.link('usr/local/bin/pip', 'pip3').link(`usr/local/bin/pip${minor}`, 'pip3')
    tree.pad(
      system === 'alpine' ? 36 * MB : 54 * MB,
      `usr/local/lib/libpython${minor}.so.1.0 usr/local/lib/python${minor}/lib-dynload/_ssl.so usr/local/lib/python${minor}/site-packages/pip.zip usr/local/lib/python${minor}/encodings.zip`,
    )
  }
  return recipe(base, created, 'buildkit', [
    env('PATH', '/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'),
    ...(system === 'slim' ? [] : [env('LANG', 'C.UTF-8')]),
    run(aptGet(system === 'slim' ? 'ca-certificates netbase tzdata' : 'libbluetooth-dev tk-dev uuid-dev'), {
      name: system === 'slim' ? 'ca-certificates tzdata' : 'tk uuid',
      weight: system === 'slim' ? 3.5 * MB : 6.1 * MB,
      files: (tree) => {
        tree
          .file(
            'etc/ssl/certs/ca-certificates.crt',
            '-----BEGIN CERTIFICATE-----\nTmFydSBSb290IENB\n-----END CERTIFICATE-----\n',
          )
          .pad(system === 'slim' ? 9.2 * MB : 18.2 * MB, 'usr/share/zoneinfo/tzdata.zi usr/lib/libtk8.6.so')
      },
    }),
    env('PYTHON_VERSION', version),
    run(
      'set -eux; \twget -O python.tar.xz "https://www.python.org/ftp/python/${PYTHON_VERSION%%[a-z]*}/Python-$PYTHON_VERSION.tar.xz"; \t./configure --enable-shared; \tmake install',
      { name: `python ${minor}`, weight: system === 'slim' ? 12.5 * MB : 25.6 * MB, files },
    ),
    run(
      'set -eux; \tfor src in idle3 pip3 pydoc3 python3 python3-config; do \t\tdst="$(echo "$src" | tr -d 3)"; \t\tln -svT "$src" "/usr/local/bin/$dst"; \tdone',
      {
        name: 'python links',
        weight: 249,
        files: (tree) => tree.link('usr/local/bin/idle', 'idle3').link('usr/local/bin/pydoc', 'pydoc3'),
      },
    ),
    cmd('python3'),
  ])
}

export function golang(version: string, created: string, system: 'bookworm' | 'alpine'): Recipe {
  const base = system === 'bookworm' ? buildpack('bookworm scm') : alpine('3.22')
  const toolchain = {
    name: `go ${version}`,
    weight: 74_000_000,
    files: (tree: Tree) =>
      tree
        .bin('usr/local/go/bin', 'go:13807616 gofmt:2883584')
        .pad(246_000_000, 'usr/local/go/pkg/tool/compile usr/local/go/src/std.db usr/local/go/pkg/include.db'),
  }
  return recipe(base, created, 'buildkit', [
    env('GOLANG_VERSION', version),
    env('GOTOOLCHAIN', 'local'),
    env('GOPATH', '/go'),
    env('PATH', '/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'),
    copy('/target/', '/', toolchain),
    run('mkdir -p "$GOPATH/src" "$GOPATH/bin" && chmod -R 1777 "$GOPATH"', {
      name: 'mkdir /go',
      weight: 126,
      files: (tree) => tree.dir('go go/src go/bin', { mode: 0o1777 }),
    }),
    workdir('/go'),
    ...(system === 'bookworm' ? [] : [label('org.opencontainers.image.title', 'golang')]),
    cmd(system === 'bookworm' ? 'bash' : '/bin/sh'),
  ])
}
