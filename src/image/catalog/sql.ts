// Relational databases: mysql, mariadb, postgres.
import { account } from './accounts.ts'
import { alpine } from './alpine.ts'
import { debian, ubuntu } from './debian.ts'
import { cmd, entrypoint, env, expose, type Recipe, recipe, run, script, stopSignal, volume } from './recipe.ts'
import { redhat } from './redhat.ts'
import type { Tree } from './tree.ts'

const MYSQL_ENTRYPOINT = `#!/bin/bash
# Starts the server; refuses to make a database whose root password nobody said.
set -e

log() {
	printf '%s [%s] [Entrypoint]: %s\\n' "$(date --rfc-3339=seconds)" "$1" "$2"
}

if [ "\${1:0:1}" = '-' ]; then
	set -- mysqld "$@"
fi

if [ "$1" = 'mysqld' ]; then
	log Note "Entrypoint script for MySQL Server \${MYSQL_VERSION} started."
	if [ ! -d /var/lib/mysql/mysql ] && [ -z "$MYSQL_ROOT_PASSWORD" ] && [ -z "$MYSQL_ALLOW_EMPTY_PASSWORD" ] && [ -z "$MYSQL_RANDOM_ROOT_PASSWORD" ]; then
		log ERROR "Database is uninitialized and password option is not specified
    You need to specify one of the following as an environment variable:
    - MYSQL_ROOT_PASSWORD
    - MYSQL_ALLOW_EMPTY_PASSWORD
    - MYSQL_RANDOM_ROOT_PASSWORD" >&2
		exit 1
	fi
fi

exec "$@"
`

interface MysqlVersion {
  version: string
  base: 'oracle7-slim' | 'oracle9-slim'
  created: string
}

export function mysql({ version, base, created }: MysqlVersion): Recipe {
  const major = version.split('.').slice(0, 2).join('.')
  const old = major.startsWith('5')
  const server = {
    name: `mysql ${major}`,
    weight: old ? 113_800_000 : 131_000_000,
    files: (tree: Tree) => {
      tree
        .bin('usr/sbin', 'mysqld:66060288')
        .bin(
          'usr/bin',
          'mysql:8126464 mysqladmin:7340032 mysqldump:7864320 mysql_upgrade mysql_config_editor mysqlcheck',
        )
      tree.file(
        'etc/my.cnf',
        '[mysqld]\nskip-name-resolve\ndatadir=/var/lib/mysql\nsocket=/var/run/mysqld/mysqld.sock\nsecure-file-priv=/var/lib/mysql-files\nuser=mysql\n\npid-file=/var/run/mysqld/mysqld.pid\n[client]\nsocket=/var/run/mysqld/mysqld.sock\n\n!includedir /etc/mysql/conf.d/\n',
      )
      tree
        .dir('var/lib/mysql', { uid: 999, gid: 999, mode: 0o1777 })
        .dir('var/lib/mysql-files run/mysqld docker-entrypoint-initdb.d etc/mysql/conf.d')
      tree.pad(
        old ? 308_000_000 : 437_000_000,
        'usr/lib64/mysql/libmysqlclient.so.21 usr/lib64/mysql/plugin/component_validate_password.so usr/lib64/mysql/plugin/group_replication.so usr/lib64/mysql/private/libprotobuf-lite.so.24 usr/share/mysql-8.0/english/errmsg.sys usr/lib64/mysql/private/icudt.dat',
      )
    },
  }
  const shell = {
    name: `mysql-shell ${major}`,
    weight: old ? 25_400_000 : 48_000_000,
    files: (tree: Tree) =>
      tree
        .bin('usr/bin', 'mysqlsh:38126464')
        .pad(old ? 60_000_000 : 141_000_000, 'usr/lib/mysqlsh/libmysqlsh.so usr/lib/mysqlsh/python.zip'),
  }
  return recipe(redhat(base), created, 'buildkit', [
    run(
      'set -eux; \tgroupadd --system --gid 999 mysql; \tuseradd --system --uid 999 --gid 999 --home-dir /var/lib/mysql --no-create-home mysql',
      {
        name: 'useradd mysql',
        weight: 883,
        files: (tree) => account(tree, 'mysql:x:999:999::/var/lib/mysql:/bin/bash', 'redhat'),
      },
    ),
    run(
      'set -eux; \tcurl -fL -o /usr/local/bin/gosu "https://github.com/tianon/gosu/releases/download/$GOSU_VERSION/gosu-amd64"',
      { name: 'gosu', weight: 984_000, files: (tree) => tree.bin('usr/local/bin', 'gosu:2421336') },
    ),
    run('set -eux; \tmicrodnf install -y bzip2 gzip openssl xz zstd findutils; \tmicrodnf clean all', {
      name: 'openssl xz zstd',
      weight: 4_600_000,
      files: (tree) => tree.bin('usr/bin', 'openssl:1029712 xz zstd:903144 bzip2'),
    }),
    env('MYSQL_MAJOR', major),
    env('MYSQL_VERSION', `${version}-1.el${base === 'oracle7-slim' ? 7 : 9}`),
    run('set -eu; \tmicrodnf install -y "mysql-community-server-minimal-$MYSQL_VERSION"; \tmicrodnf clean all', server),
    env('MYSQL_SHELL_VERSION', `${old ? '8.0.35' : version}-1.el9`),
    run('set -eux; \tmicrodnf install -y "mysql-shell-$MYSQL_SHELL_VERSION"; \tmicrodnf clean all', shell),
    volume('/var/lib/mysql'),
    script('usr/local/bin/docker-entrypoint.sh', MYSQL_ENTRYPOINT, 5_300),
    run('ln -s usr/local/bin/docker-entrypoint.sh /entrypoint.sh', {
      name: 'entrypoint.sh',
      weight: 121,
      files: (tree) => tree.link('entrypoint.sh', 'usr/local/bin/docker-entrypoint.sh'),
    }),
    entrypoint('docker-entrypoint.sh'),
    expose('3306/tcp', '33060/tcp'),
    cmd('mysqld'),
  ])
}

export function mariadb(version: string, created: string): Recipe {
  const server = {
    name: `mariadb ${version}`,
    weight: 89_000_000,
    files: (tree: Tree) => {
      tree
        .bin('usr/sbin', 'mariadbd=mysqld:26060288')
        .bin(
          'usr/bin',
          'mariadb=mysql:5126464 mariadb-admin=mysqladmin:4340032 mariadb-dump=mysqldump:4864320 healthcheck.sh=mysqladmin',
        )
      tree
        .dir('var/lib/mysql', { uid: 999, gid: 999 })
        .dir('docker-entrypoint-initdb.d')
        .pad(
          240_000_000,
          'usr/lib/mysql/plugin/ha_rocksdb.so usr/share/mysql/english/errmsg.sys usr/lib/x86_64-linux-gnu/libgalera_smm.so',
        )
      account(tree, 'mysql:x:999:999::/home/mysql:/bin/sh')
    },
  }
  return recipe(ubuntu('noble'), created, 'buildkit', [
    env('MARIADB_VERSION', `1:${version}+maria~ubu2404`),
    run('set -ex; \tapt-get update; \tapt-get install -y mariadb-server', server),
    volume('/var/lib/mysql'),
    script(
      'usr/local/bin/docker-entrypoint.sh',
      '#!/bin/bash\nset -e\nif [ "${1:0:1}" = "-" ]; then\n\tset -- mariadbd "$@"\nfi\nexec "$@"\n',
      8_700,
    ),
    entrypoint('docker-entrypoint.sh'),
    expose('3306/tcp'),
    cmd('mariadbd'),
  ])
}

const POSTGRES_ENTRYPOINT = `#!/usr/bin/env bash
# Starts the server; refuses to make a database without a password.
set -e

if [ "\${1:0:1}" = '-' ]; then
	set -- postgres "$@"
fi

if [ "$1" = 'postgres' ] && [ ! -s "$PGDATA/PG_VERSION" ] && [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != 'trust' ]; then
	cat >&2 <<-'EOE'
		Error: Database is uninitialized and superuser password is not specified.
		       You must specify POSTGRES_PASSWORD to a non-empty value for the
		       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

		       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
		       connections without a password. This is *not* recommended.

		       See PostgreSQL documentation about "trust":
		       https://www.postgresql.org/docs/current/auth-trust.html
	EOE
	exit 1
fi

exec "$@"
`

export function postgres(version: string, created: string, system: 'debian' | 'alpine' = 'debian'): Recipe {
  const major = version.split('.')[0]!
  const home = system === 'debian' ? `usr/lib/postgresql/${major}/bin` : 'usr/local/bin'
  const server = {
    name: `postgres ${major}`,
    weight: system === 'debian' ? 110_000_000 : 95_000_000,
    files: (tree: Tree) => {
      tree.bin(
        home,
        'postgres:9961472 psql:819200 pg_dump pg_ctl initdb pg_isready createdb dropdb createuser pg_basebackup',
      )
      if (system === 'debian')
        for (const name of ['psql', 'pg_dump', 'pg_isready', 'createdb', 'dropdb', 'createuser'])
          tree.link(`usr/bin/${name}`, `/${home}/${name}`)
      account(tree, 'postgres:x:999:999::/var/lib/postgresql:/bin/bash', system)
      tree
        .dir('var/lib/postgresql/data', { uid: 999, gid: 999, mode: 0o1777 })
        .dir('docker-entrypoint-initdb.d run/postgresql')
      tree.pad(
        system === 'debian' ? 340_000_000 : 265_000_000,
        `usr/lib/llvm-16/lib/libLLVM-16.so.1 usr/share/postgresql/${major}/timezonesets/Default usr/lib/x86_64-linux-gnu/libicudata.so.72 usr/lib/postgresql/${major}/lib/llvmjit.so`,
      )
    },
  }
  const path =
    system === 'debian' ? [env('PATH', `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/${home}`)] : []
  return recipe(system === 'debian' ? debian('bookworm-slim') : alpine('3.22'), created, 'buildkit', [
    run(
      'set -eux; \tgroupadd -r postgres --gid=999; \tuseradd -r -g postgres --uid=999 --home-dir=/var/lib/postgresql --shell=/bin/bash postgres',
      {
        name: 'useradd postgres',
        weight: 1_100,
        files: (tree) => account(tree, 'postgres:x:999:999::/var/lib/postgresql:/bin/bash', system),
      },
    ),
    run('set -ex; \tapt-get update; \tapt-get install -y --no-install-recommends gnupg less', {
      name: 'gnupg less',
      weight: 4_500_000,
      files: (tree) => tree.bin('usr/bin', 'gpg less').pad(11_000_000, 'usr/lib/x86_64-linux-gnu/libgcrypt.so.20'),
    }),
    env('LANG', 'en_US.utf8'),
    env('PG_MAJOR', major),
    env('PG_VERSION', `${version}-1.pgdg12+1`),
    ...path,
    run(
      'set -ex; \tapt-get update; \tapt-get install -y --no-install-recommends "postgresql-$PG_MAJOR=$PG_VERSION"',
      server,
    ),
    env('PGDATA', '/var/lib/postgresql/data'),
    volume('/var/lib/postgresql/data'),
    script('usr/local/bin/docker-entrypoint.sh', POSTGRES_ENTRYPOINT, 5_900),
    entrypoint('docker-entrypoint.sh'),
    stopSignal('SIGINT'),
    expose('5432/tcp'),
    cmd('postgres'),
  ])
}
