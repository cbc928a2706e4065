// Language runtimes: buildpack-deps and what stands on it (node, python, openjdk, golang), Temurin, AdoptOpenJDK.
import { alpine } from './alpine.ts'
import { account } from './accounts.ts'
import { BASE } from './packages.ts'
import { debian, install, RELEASES, ubuntu } from './debian.ts'
import { cmd, copy, entrypoint, env, label, once, type Recipe, recipe, run, type Step, workdir } from './recipe.ts'
import { redhat } from './redhat.ts'
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

function jdk(tree: Tree, home: string, size: number, jshell: boolean): void {
  tree.bin(`${home}/bin`, `java:12304 javac jar jps jcmd jstack jmap keytool ${jshell ? 'jshell' : ''}`)
  tree.file(`${home}/release`, 'IMPLEMENTOR="Eclipse Adoptium"\nIMAGE_TYPE="JDK"\n')
  tree.pad(
    size,
    `${home}/lib/server/libjvm.so ${home}/lib/modules ${home}/lib/src.zip ${home}/lib/ct.sym ${home}/jmods/java.base.jmod`,
  )
}

export interface OpenjdkVersion {
  version: string
  created: string
  size: number
  weight: number
}

/** On buildpack-deps:bullseye-scm: it has apt, git and procps, and no netcat. */
export function openjdk({ version, created, size, weight }: OpenjdkVersion): Recipe {
  const major = version.startsWith('8') ? 8 : Number(version.split('.')[0])
  const home = `/usr/local/openjdk-${major}`
  return recipe(buildpack('bullseye scm'), created, 'classic', [
    run(
      'set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tbzip2 \t\tunzip \t\txz-utils \t\t\t\tbinutils \t\t\t\tfontconfig libfreetype6 \t\t\t\tca-certificates p11-kit \t; \trm -rf /var/lib/apt/lists/*',
      {
        name: 'fontconfig unzip',
        weight: 5_420_000,
        files: (tree) => {
          tree
            .bin('usr/bin', 'unzip xz fc-list fc-cache')
            .bin('bin', 'bzip2 bunzip2')
            .pad(12_900_000, 'usr/lib/x86_64-linux-gnu/libfreetype.so.6 usr/share/fonts/truetype/dejavu/DejaVuSans.ttf')
        },
      },
    ),
    env('JAVA_HOME', home),
    run(
      '{ echo \'#/bin/sh\'; echo \'echo "$JAVA_HOME"\'; } > /usr/local/bin/docker-java-home && chmod +x /usr/local/bin/docker-java-home && [ "$JAVA_HOME" = "$(docker-java-home)" ]',
      {
        name: 'docker-java-home',
        weight: 212,
        files: (tree) => tree.script('usr/local/bin/docker-java-home', '#!/bin/sh\necho "$JAVA_HOME"\n'),
      },
    ),
    env('PATH', `${home}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`),
    env('LANG', 'C.UTF-8'),
    env('JAVA_VERSION', version),
    run(
      'set -eux; \t\tarch="$(dpkg --print-architecture)"; \tcase "$arch" in \t\t\'amd64\') \t\t\tdownloadUrl=\'https://github.com/AdoptOpenJDK/openjdk11-upstream-binaries/releases\'; \t\t\t;; \tesac; \twget --progress=dot:giga -O openjdk.tgz "$downloadUrl"; \tjavac --version; \tjava --version',
      { name: `openjdk ${major}`, weight, files: (tree) => jdk(tree, home.slice(1), size, major > 8) },
    ),
    ...(major > 8 ? [cmd('jshell')] : []),
  ])
}

/** `openjdk:17` stands on Oracle Linux. */
export function openjdkOracle(version: string, created: string): Recipe {
  const home = `/usr/java/openjdk-${version.split('.')[0]}`
  return recipe(redhat('oracle8-slim'), created, 'classic', [
    run('set -eux; \tmicrodnf install gzip tar binutils freetype fontconfig; \tmicrodnf clean all', {
      name: 'freetype fontconfig',
      weight: 13_500_000,
      files: (tree) => tree.bin('usr/bin', 'fc-list').pad(42_000_000, 'usr/lib64/libfreetype.so.6 usr/lib64/libbfd.so'),
    }),
    env('JAVA_HOME', home),
    env('PATH', `${home}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`),
    env('LANG', 'C.UTF-8'),
    env('JAVA_VERSION', version),
    run(
      'set -eux; \tcurl -fL -o openjdk.tgz "https://download.java.net/java/GA/jdk17.0.2"; \tjavac --version; \tjava --version',
      {
        name: `openjdk ${version.split('.')[0]}`,
        weight: 187_000_000,
        files: (tree) => jdk(tree, home.slice(1), 318_000_000, true),
      },
    ),
    cmd('jshell'),
  ])
}

export function temurin(
  version: string,
  created: string,
  kind: 'jdk' | 'jre',
  base: 'jammy' | 'noble' = 'noble',
): Recipe {
  const home = '/opt/java/openjdk'
  const major = version.replace(/^jdk-?/, '').split(/[.u]/)[0]
  return recipe(ubuntu(base), created, 'buildkit', [
    env('JAVA_HOME', home),
    env('PATH', `${home}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`),
    env('LANG', 'en_US.UTF-8'),
    env('LANGUAGE', 'en_US:en'),
    env('LC_ALL', 'en_US.UTF-8'),
    run(
      'set -eux;     apt-get update;     DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends curl wget gnupg fontconfig ca-certificates p11-kit binutils tzdata locales',
      {
        name: 'fontconfig locales',
        weight: 22_200_000,
        files: (tree) =>
          tree
            .bin('usr/bin', 'curl:260328 wget:452328 gpg fc-list openssl:1004648')
            .pad(56_000_000, 'usr/lib/locale/locale-archive usr/lib/x86_64-linux-gnu/libfreetype.so.6'),
      },
    ),
    env('JAVA_VERSION', version),
    run(
      'set -eux;     wget --progress=dot:giga -O /tmp/openjdk.tar.gz "https://github.com/adoptium/temurin-binaries/releases";     tar --extract --file /tmp/openjdk.tar.gz --directory "$JAVA_HOME" --strip-components 1',
      {
        name: `temurin ${major}`,
        weight: kind === 'jdk' ? 144_600_000 : 47_300_000,
        files: (tree) => jdk(tree, home.slice(1), kind === 'jdk' ? 323_000_000 : 146_000_000, kind === 'jdk'),
      },
    ),
    run('set -eux;     java --version;', { name: 'java check', weight: 158, files: (tree) => tree.dir('tmp') }),
    copy('--chmod=755 entrypoint.sh', '/__cacert_entrypoint.sh', {
      name: 'cacert entrypoint',
      weight: 2_280,
      files: (tree) =>
        tree.script(
          '__cacert_entrypoint.sh',
          '#!/usr/bin/env bash\n# Certificates of the user join the trust store first, when asked to.\nset -e\nexec "$@"\n',
        ),
    }),
    entrypoint('/__cacert_entrypoint.sh'),
    ...(kind === 'jdk' ? [cmd('jshell')] : []),
  ])
}

/** AdoptOpenJDK upon UBI 8: bash and java, and neither `ps` nor `apt-get`. */
export function adoptopenjdk(version: string, created: string): Recipe {
  const home = '/opt/java/openjdk'
  return recipe(redhat('ubi8'), created, 'classic', [
    env('LANG', 'en_US.UTF-8'),
    env('LANGUAGE', 'en_US:en'),
    env('LC_ALL', 'en_US.UTF-8'),
    run('dnf install -y tzdata openssl curl ca-certificates fontconfig gzip tar     && dnf update -y; dnf clean all', {
      name: 'fontconfig openssl',
      weight: 14_300_000,
      files: (tree) =>
        tree
          .bin('usr/bin', 'openssl:736024 fc-list fc-cache')
          .pad(39_000_000, 'usr/lib64/libfreetype.so.6 usr/share/zoneinfo/tzdata.zi usr/lib64/libfontconfig.so.1'),
    }),
    env('JAVA_VERSION', version),
    run(
      `set -eux;     ARCH="$(uname -m)";     case "\${ARCH}" in        amd64|x86_64)          BINARY_URL='https://github.com/AdoptOpenJDK/openjdk11-binaries/releases';          ;;     esac;     curl -LfsSo /tmp/openjdk.tar.gz \${BINARY_URL};     mkdir -p /opt/java/openjdk;     tar -xf /tmp/openjdk.tar.gz --strip-components=1;`,
      {
        name: `openjdk ${version.split('.')[0]!.replace('jdk-', '')}`,
        weight: 199_400_000,
        files: (tree) => jdk(tree, home.slice(1), 319_000_000, true),
      },
    ),
    env('JAVA_HOME', home),
    env('PATH', `${home}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`),
    cmd('jshell'),
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
