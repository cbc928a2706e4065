// Key-value stores, documents and brokers: redis, mongo, memcached, rabbitmq.
import { account } from './accounts.ts'
import { alpine } from './alpine.ts'
import { debian, ubuntu } from './debian.ts'
import { cmd, entrypoint, env, expose, type Recipe, recipe, run, script, user, volume, workdir } from './recipe.ts'
import type { Tree } from './tree.ts'

const REDIS_ENTRYPOINT = `#!/bin/sh
set -e

# first arg is \`-f\` or \`--some-option\`
# or first arg is \`something.conf\`
if [ "\${1#-}" != "$1" ] || [ "\${1%.conf}" != "$1" ]; then
	set -- redis-server "$@"
fi

exec "$@"
`

export function redis(
  version: string,
  created: string,
  base: 'bookworm-slim' | 'buster-slim' | 'bullseye-slim' = 'bookworm-slim',
): Recipe {
  const server = {
    name: `redis ${version}`,
    weight: 17_300_000,
    files: (tree: Tree) => {
      tree
        .bin('usr/local/bin', 'redis-server:15728640 redis-cli:6291456 redis-benchmark:6815744')
        .bin('usr/local/bin', 'redis-check-aof=redis-server:15728640 redis-check-rdb=redis-server:15728640')
      tree.link('usr/local/bin/redis-sentinel', 'redis-server')
    },
  }
  return recipe(debian(base), created, 'buildkit', [
    run('set -eux; \tgroupadd -r -g 999 redis; \tuseradd -r -g redis -u 999 redis', {
      name: 'useradd redis',
      weight: 1_100,
      files: (tree) => account(tree, 'redis:x:999:999::/home/redis:/bin/sh'),
    }),
    run('set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends tzdata', {
      name: 'gosu',
      weight: 1_400_000,
      files: (tree) => tree.bin('usr/local/bin', 'gosu:2480336'),
    }),
    env('REDIS_VERSION', version),
    env('REDIS_DOWNLOAD_URL', `http://download.redis.io/releases/redis-${version}.tar.gz`),
    run(
      'set -eux; \twget -O redis.tar.gz "$REDIS_DOWNLOAD_URL"; \tmake -C /usr/src/redis -j "$(nproc)" all; \tmake -C /usr/src/redis install',
      server,
    ),
    run('mkdir /data && chown redis:redis /data', {
      name: 'mkdir /data',
      weight: 98,
      files: (tree) => tree.dir('data', { uid: 999, gid: 999 }),
    }),
    volume('/data'),
    workdir('/data'),
    script('usr/local/bin/docker-entrypoint.sh', REDIS_ENTRYPOINT, 574),
    entrypoint('docker-entrypoint.sh'),
    expose('6379/tcp'),
    cmd('redis-server'),
  ])
}

export function redisAlpine(version: string, created: string): Recipe {
  return recipe(alpine('3.21'), created, 'buildkit', [
    env('REDIS_VERSION', version),
    run('apk add --no-cache tzdata; \tmake -C /usr/src/redis install', {
      name: `redis ${version}`,
      weight: 13_100_000,
      files: (tree) =>
        tree.bin('usr/local/bin', 'redis-server:14428640 redis-cli:6091456 redis-benchmark:6515744').dir('data'),
    }),
    volume('/data'),
    workdir('/data'),
    script('usr/local/bin/docker-entrypoint.sh', REDIS_ENTRYPOINT, 577),
    entrypoint('docker-entrypoint.sh'),
    expose('6379/tcp'),
    cmd('redis-server'),
  ])
}

export function mongo(version: string, created: string): Recipe {
  const server = {
    name: `mongo ${version}`,
    weight: 240_000_000,
    files: (tree: Tree) => {
      tree.bin('usr/bin', 'mongod:187695104 mongos:137363456 mongosh:198180864 mongodump mongorestore')
      account(tree, 'mongodb:x:999:999::/data/db:/bin/sh')
      tree.dir('data/db data/configdb', { uid: 999, gid: 999 }).dir('docker-entrypoint-initdb.d')
      tree.pad(760_000_000, 'usr/lib/x86_64-linux-gnu/libcurl.so.4 usr/bin/mongo-tools.db')
    },
  }
  return recipe(ubuntu('noble'), created, 'buildkit', [
    env('MONGO_VERSION', version),
    run('set -x \t&& apt-get update \t&& apt-get install -y mongodb-org="$MONGO_VERSION"', server),
    volume('/data/db', '/data/configdb'),
    script(
      'usr/local/bin/docker-entrypoint.sh',
      '#!/bin/bash\nset -e\nif [ "${1:0:1}" = "-" ]; then\n\tset -- mongod "$@"\nfi\nexec "$@"\n',
      5_000,
    ),
    entrypoint('docker-entrypoint.sh'),
    expose('27017/tcp'),
    cmd('mongod'),
  ])
}

export function memcached(version: string, created: string): Recipe {
  return recipe(debian('bookworm-slim'), created, 'buildkit', [
    env('MEMCACHED_VERSION', version),
    run('set -eux; \tapt-get update; \tmake -C /usr/src/memcached install', {
      name: `memcached ${version}`,
      weight: 3_600_000,
      files: (tree) => {
        tree
          .bin('usr/local/bin', 'memcached:1482336')
          .pad(9_100_000, 'usr/lib/x86_64-linux-gnu/libevent-2.1.so.7 usr/lib/x86_64-linux-gnu/libsasl2.so.2')
        account(tree, 'memcache:x:11211:11211::/home/memcache:/bin/sh')
      },
    }),
    script(
      'usr/local/bin/docker-entrypoint.sh',
      '#!/bin/sh\nset -e\nif [ "${1#-}" != "$1" ]; then\n\tset -- memcached "$@"\nfi\nexec "$@"\n',
      291,
    ),
    entrypoint('docker-entrypoint.sh'),
    user('memcache'),
    expose('11211/tcp'),
    cmd('memcached'),
  ])
}

export function rabbitmq(version: string, created: string): Recipe {
  const server = {
    name: `rabbitmq ${version}`,
    weight: 75_000_000,
    files: (tree: Tree) => {
      tree.bin('opt/rabbitmq/sbin', 'rabbitmq-server rabbitmqctl rabbitmq-diagnostics rabbitmq-plugins')
      tree
        .dir('var/lib/rabbitmq var/log/rabbitmq etc/rabbitmq/conf.d')
        .pad(
          150_000_000,
          'opt/erlang/lib/erlang/bin/beam.smp opt/rabbitmq/plugins/rabbit.ez opt/openssl/lib/libcrypto.so.3',
        )
    },
  }
  return recipe(ubuntu('noble'), created, 'buildkit', [
    env('RABBITMQ_VERSION', version),
    env(
      'PATH',
      '/opt/rabbitmq/sbin:/opt/erlang/bin:/opt/openssl/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ),
    run('set -eux; \tapt-get update; \ttar --extract --file rabbitmq-server.tar.xz', server),
    volume('/var/lib/rabbitmq'),
    script('usr/local/bin/docker-entrypoint.sh', '#!/bin/bash\nset -e\nexec "$@"\n', 830),
    entrypoint('docker-entrypoint.sh'),
    expose('15691/tcp', '15692/tcp', '25672/tcp', '4369/tcp', '5671/tcp', '5672/tcp'),
    cmd('rabbitmq-server'),
  ])
}
