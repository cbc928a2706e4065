// Java: openjdk, Eclipse Temurin, AdoptOpenJDK.
import { ubuntu } from './debian.ts'
import { buildpack } from './languages.ts'
import { cmd, copy, entrypoint, env, type Recipe, recipe, run } from './recipe.ts'
import { redhat } from './redhat.ts'
import type { Tree } from './tree.ts'

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
