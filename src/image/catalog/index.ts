// The public images we stock: what a pull from Docker Hub, registry.k8s.io, gcr.io or quay.io finds. Values are made when first asked for.
import { alpine, busybox } from './alpine.ts'
import {
  adminer,
  curlImage,
  elasticsearch,
  gettingStarted,
  ghost,
  grafana,
  jenkins,
  nginxHello,
  prometheus,
  traefik,
  welcome,
  wordpress,
} from './applications.ts'
import { memcached, mongo, rabbitmq, redis, redisAlpine } from './data.ts'
import { mariadb, mysql, postgres } from './sql.ts'
import { debian, ubuntu } from './debian.ts'
import { agnhost, component, etcd, helloApp, kubeProxy, nginxSlim, nodeHello, pause } from './kubernetes.ts'
import { adoptopenjdk, openjdk, openjdkOracle, temurin } from './java.ts'
import { buildpack, golang, node, python } from './languages.ts'
import { nginx, nginxAlpine } from './nginx.ts'
import { EVERYWHERE, multi, type Recipe, single, type Stock } from './recipe.ts'
import { redhat } from './redhat.ts'
import { perl, php, ruby } from './scripting.ts'
import { dockerfileFrontend, registryImage, stressImage, whoami } from './small.ts'
import { binary, helloWorld, httpd, kubia } from './web.ts'

export interface CatalogImage {
  /** `docker.io`. */
  registry: string
  /** `library/busybox`. */
  repository: string
  tags: readonly string[]
  /** Made at the first call: index, manifests, configs and layers with their digests. */
  image: () => Stock
}

const lazy = (make: () => Stock): (() => Stock) => {
  let made: Stock | undefined
  return () => (made ??= make())
}

/** Current images: an index for several architectures, in OCI format. */
const hub = (name: string, tags: string, make: () => Recipe): CatalogImage =>
  stocked('docker.io', name, tags, () => multi(make()))
/** Systems that run on every processor. */
const everywhere = (name: string, tags: string, make: () => Recipe): CatalogImage =>
  stocked('docker.io', name, tags, () => multi(make(), 'oci', EVERYWHERE))
/** Old images: one manifest, in Docker's format. */
const old = (name: string, tags: string, make: () => Recipe): CatalogImage =>
  stocked('docker.io', name, tags, () => single(make()))

function stocked(registry: string, name: string, tags: string, make: () => Stock): CatalogImage {
  const repository = registry === 'docker.io' && !name.includes('/') ? `library/${name}` : name
  return { registry, repository, tags: tags.split(' '), image: lazy(make) }
}

/** A registry's images for several architectures. */
const at = (registry: string) => (name: string, tags: string, make: () => Recipe) =>
  stocked(registry, name, tags, () => multi(make(), 'docker'))
const [k8s, gcr, quay, oldK8s, ghcr] = ['registry.k8s.io', 'gcr.io', 'quay.io', 'k8s.gcr.io', 'ghcr.io'].map(at) as [
  At,
  At,
  At,
  At,
  At,
]
type At = ReturnType<typeof at>

const NODE_7 = () => node({ version: '7.10.1', created: '2017-07-24T18:00:00.000Z', system: 'jessie' })
const NGINX_1_7 = () => nginx({ version: '1.7.9', base: 'jessie', created: '2015-01-28T18:00:00.000Z', old: true })
const KUBERNETES = ['v1.34.1', 'v1.35.0', 'v1.36.0', 'v1.36.1', 'v1.36.2', 'v1.36.3', 'v1.36.4'].join(' ')

const systems = (): CatalogImage[] => [
  hub('hello-world', 'latest linux', helloWorld),
  hub(
    'docker/dockerfile',
    'latest 1 1.0 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 1.10 1.11 1.12 1.13 1.14 1.15 1.16 1.17 1.18 1.19 1-labs labs',
    dockerfileFrontend,
  ),
  everywhere('busybox', 'latest 1 1.37 1.37.0 stable glibc stable-glibc', () => busybox('1.37')),
  everywhere('busybox', 'musl 1.37-musl stable-musl', () => busybox('1.37-musl')),
  everywhere('busybox', '1.36 1.36.1', () => busybox('1.36')),
  everywhere('busybox', '1.35 1.35.0', () => busybox('1.35')),
  old('busybox', '1.31 1.31.1', () => busybox('1.31')),
  old('busybox', '1.28 1.28.4', () => busybox('1.28')),
  old('busybox', '1.24 1.24.2', () => busybox('1.24')),
  everywhere('alpine', 'latest 3 3.22 3.22.2', () => alpine('3.22')),
  everywhere('alpine', '3.21 3.21.3', () => alpine('3.21')),
  everywhere('alpine', '3.20 3.20.2', () => alpine('3.20')),
  everywhere('alpine', '3.18 3.18.3', () => alpine('3.18')),
  old('alpine', '3.12 3.12.7', () => alpine('3.12')),
  old('alpine', '3.9 3.9.5', () => alpine('3.9')),
  hub('ubuntu', 'latest 24.04 noble', () => ubuntu('noble')),
  hub('ubuntu', '22.04 jammy', () => ubuntu('jammy')),
  hub('ubuntu', '20.04 focal', () => ubuntu('focal')),
  hub('debian', 'latest trixie 13 13.1 stable', () => debian('trixie')),
  hub('debian', 'trixie-slim 13-slim stable-slim', () => debian('trixie-slim')),
  hub('debian', 'bookworm 12 12.12', () => debian('bookworm')),
  hub('debian', 'bookworm-slim 12-slim', () => debian('bookworm-slim')),
  hub('debian', 'bullseye 11 11.6 oldstable', () => debian('bullseye')),
  hub('debian', 'bullseye-slim 11-slim', () => debian('bullseye-slim')),
  hub('debian', 'buster 10', () => debian('buster')),
  hub('debian', 'buster-slim 10-slim', () => debian('buster-slim')),
  old('debian', 'stretch 9', () => debian('stretch')),
  old('debian', 'jessie 8', () => debian('jessie')),
  hub('fedora', 'latest 43', () => redhat('fedora')),
  hub('oraclelinux', '9-slim', () => redhat('oracle9-slim')),
  hub('buildpack-deps', 'bookworm latest', () => buildpack('bookworm full')),
  hub('buildpack-deps', 'bookworm-curl curl', () => buildpack('bookworm curl')),
  hub('buildpack-deps', 'bookworm-scm scm', () => buildpack('bookworm scm')),
]

const web = (): CatalogImage[] => [
  hub('nginx', 'latest 1 1.29 1.29.2 mainline bookworm', () =>
    nginx({ version: '1.29.2', base: 'bookworm-slim', created: '2025-10-21T00:13:32.000Z' }),
  ),
  hub('nginx', 'stable 1.28 1.28.0', () =>
    nginx({ version: '1.28.0', base: 'bookworm-slim', created: '2025-08-13T15:04:05.000Z' }),
  ),
  hub('nginx', '1.27 1.27.5', () =>
    nginx({ version: '1.27.5', base: 'bookworm-slim', created: '2025-04-16T14:50:31.000Z' }),
  ),
  hub('nginx', '1.26 1.26.3', () =>
    nginx({ version: '1.26.3', base: 'bookworm-slim', created: '2025-02-05T21:27:16.000Z' }),
  ),
  hub('nginx', '1.25 1.25.5', () =>
    nginx({ version: '1.25.5', base: 'bookworm-slim', created: '2024-05-03T19:49:21.000Z' }),
  ),
  hub('nginx', '1.21 1.21.6', () =>
    nginx({ version: '1.21.6', base: 'bullseye-slim', created: '2022-05-28T05:51:58.000Z' }),
  ),
  hub('nginx', '1.20 1.20.2', () =>
    nginx({ version: '1.20.2', base: 'bullseye-slim', created: '2022-05-11T12:11:00.000Z' }),
  ),
  hub('nginx', '1.19 1.19.10', () =>
    nginx({ version: '1.19.10', base: 'buster-slim', created: '2021-04-14T20:00:00.000Z' }),
  ),
  old('nginx', '1.17 1.17.10', () =>
    nginx({ version: '1.17.10', base: 'buster-slim', created: '2020-05-15T20:00:00.000Z', old: true }),
  ),
  old('nginx', '1.16 1.16.1', () =>
    nginx({ version: '1.16.1', base: 'buster-slim', created: '2020-04-23T13:03:00.000Z', old: true }),
  ),
  old('nginx', '1.15 1.15.12', () =>
    nginx({ version: '1.15.12', base: 'stretch-slim', created: '2019-05-08T03:02:00.000Z', old: true }),
  ),
  old('nginx', '1.14 1.14.2', () =>
    nginx({ version: '1.14.2', base: 'stretch-slim', created: '2019-03-26T23:14:52.000Z', old: true }),
  ),
  old('nginx', '1.12 1.12.2', () =>
    nginx({ version: '1.12.2', base: 'stretch-slim', created: '2018-04-30T13:55:00.000Z', old: true }),
  ),
  old('nginx', '1.9 1.9.1', () =>
    nginx({ version: '1.9.1', base: 'jessie', created: '2015-06-10T02:30:00.000Z', old: true }),
  ),
  old('nginx', '1.8', () =>
    nginx({ version: '1.8.1', base: 'jessie', created: '2016-02-02T02:30:00.000Z', old: true }),
  ),
  old('nginx', '1.7 1.7.9', NGINX_1_7),
  hub('nginx', 'alpine 1-alpine 1.29-alpine mainline-alpine', () =>
    nginxAlpine('1.29.2', '3.22', '2025-10-08T20:00:00.000Z'),
  ),
  hub('nginx', 'stable-alpine 1.28-alpine', () => nginxAlpine('1.28.0', '3.21', '2025-04-23T20:00:00.000Z')),
  hub('nginx', '1.27-alpine 1.27.5-alpine', () => nginxAlpine('1.27.5', '3.21', '2025-04-16T14:50:31.000Z')),
  hub('nginx', '1.25-alpine', () => nginxAlpine('1.25.5', '3.18', '2024-05-03T19:49:21.000Z')),
  hub('httpd', 'latest 2 2.4 2.4.65', () => httpd('2.4.65', '2025-08-13T17:12:00.000Z')),
  hub('polinux/stress', 'latest 1.0.4', () => stressImage('2020-05-12T09:51:00.000Z')),
  hub('traefik/whoami', 'latest v1.11', () => whoami('1.11.0', '2025-04-29T12:00:00.000Z')),
  hub('hashicorp/http-echo', 'latest 1.0 1.0.0', () =>
    binary({
      program: 'http-echo',
      path: '/http-echo',
      size: 7_300_000,
      weight: 3_100_000,
      created: '2023-08-21T17:20:00.000Z',
      ports: ['5678/tcp'],
      entrypoint: ['/http-echo'],
    }),
  ),
  old('hashicorp/http-echo', '0.2.3', () =>
    binary({
      program: 'http-echo',
      path: '/http-echo',
      size: 5_970_000,
      weight: 2_330_000,
      created: '2017-10-25T22:05:00.000Z',
      style: 'classic',
      ports: ['5678/tcp'],
      entrypoint: ['/http-echo'],
    }),
  ),
]

const data = (): CatalogImage[] => [
  hub('redis', 'latest 8 8.2 8.2.2', () => redis('8.2.2', '2025-10-03T22:20:00.000Z')),
  hub('redis', '7 7.4 7.4.6', () => redis('7.4.6', '2025-10-03T22:20:00.000Z')),
  hub('redis', '6 6.2 6.2.20', () => redis('6.2.20', '2025-10-03T22:20:00.000Z')),
  hub('redis', '5 5.0 5.0.14', () => redis('5.0.14', '2022-11-15T22:20:00.000Z', 'bullseye-slim')),
  hub('redis', '5.0.4', () => redis('5.0.4', '2019-05-08T03:55:00.000Z', 'buster-slim')),
  hub('redis', 'alpine 8-alpine', () => redisAlpine('8.2.2', '2025-10-03T22:20:00.000Z')),
  hub('redis', '7-alpine 7.4-alpine', () => redisAlpine('7.4.6', '2025-10-03T22:20:00.000Z')),
  hub('mysql', 'latest 9 9.5 9.5.0 innovation', () =>
    mysql({ version: '9.5.0', base: 'oracle9-slim', created: '2025-10-21T12:00:00.000Z' }),
  ),
  hub('mysql', '8 8.4 8.4.7 lts', () =>
    mysql({ version: '8.4.7', base: 'oracle9-slim', created: '2025-10-21T12:00:00.000Z' }),
  ),
  hub('mysql', '8.0 8.0.44', () =>
    mysql({ version: '8.0.44', base: 'oracle9-slim', created: '2025-10-21T12:00:00.000Z' }),
  ),
  old('mysql', '5 5.7 5.7.44', () =>
    mysql({ version: '5.7.44', base: 'oracle7-slim', created: '2023-12-14T09:00:00.000Z' }),
  ),
  old('mysql', '5.6 5.6.51', () =>
    mysql({ version: '5.6.51', base: 'oracle7-slim', created: '2021-12-21T09:00:00.000Z' }),
  ),
  hub('mariadb', 'latest 12 12.0 12.0.2', () => mariadb('12.0.2', '2025-09-09T12:00:00.000Z')),
  hub('postgres', 'latest 18 18.0', () => postgres('18.0', '2025-10-03T22:00:00.000Z')),
  hub('postgres', '17 17.6', () => postgres('17.6', '2025-10-03T22:00:00.000Z')),
  hub('postgres', '16 16.10', () => postgres('16.10', '2025-10-03T22:00:00.000Z')),
  hub('postgres', '15 15.14', () => postgres('15.14', '2025-10-03T22:00:00.000Z')),
  hub('postgres', 'alpine 18-alpine', () => postgres('18.0', '2025-10-03T22:00:00.000Z', 'alpine')),
  hub('postgres', '16-alpine', () => postgres('16.10', '2025-10-03T22:00:00.000Z', 'alpine')),
  hub('mongo', 'latest 8 8.2', () => mongo('8.2.1', '2025-10-14T12:00:00.000Z')),
  hub('mongo', '7 7.0', () => mongo('7.0.25', '2025-10-14T12:00:00.000Z')),
  hub('mongo', '4.2', () => mongo('4.2.24', '2023-03-14T12:00:00.000Z')),
  hub('memcached', 'latest 1 1.6', () => memcached('1.6.39', '2025-10-03T12:00:00.000Z')),
  hub('rabbitmq', 'latest 4 4.1', () => rabbitmq('4.1.4', '2025-10-03T12:00:00.000Z')),
  hub('rabbitmq', '3 3.13 management 3-management', () => rabbitmq('3.13.7', '2025-05-01T12:00:00.000Z')),
  hub('registry', '2 2.8 2.8.3', () => registryImage('2.8.3', '2023-10-02T18:42:00.000Z')),
  hub('registry', 'latest 3 3.0 3.0.0', () => registryImage('3.0.0', '2025-04-03T14:02:00.000Z')),
]

const languages = (): CatalogImage[] => [
  hub('node', 'latest 25 current', () =>
    node({ version: '25.1.0', created: '2025-10-29T00:00:00.000Z', system: 'bookworm' }),
  ),
  hub('node', 'lts 24 krypton', () =>
    node({ version: '24.11.0', created: '2025-10-29T00:00:00.000Z', system: 'bookworm' }),
  ),
  hub('node', '22 22.21 jod', () =>
    node({ version: '22.21.1', created: '2025-10-29T00:00:00.000Z', system: 'bookworm' }),
  ),
  hub('node', '20 20.19 iron', () =>
    node({ version: '20.19.5', created: '2025-10-29T00:00:00.000Z', system: 'bookworm' }),
  ),
  hub('node', '18', () => node({ version: '18.20.8', created: '2025-04-29T00:00:00.000Z', system: 'bookworm' })),
  hub('node', 'slim 25-slim', () => node({ version: '25.1.0', created: '2025-10-29T00:00:00.000Z', system: 'slim' })),
  hub('node', 'lts-slim 24-slim', () =>
    node({ version: '24.11.0', created: '2025-10-29T00:00:00.000Z', system: 'slim' }),
  ),
  hub('node', '22-slim', () => node({ version: '22.21.1', created: '2025-10-29T00:00:00.000Z', system: 'slim' })),
  hub('node', '20-slim', () => node({ version: '20.19.5', created: '2025-10-29T00:00:00.000Z', system: 'slim' })),
  hub('node', 'alpine 25-alpine', () =>
    node({ version: '25.1.0', created: '2025-10-29T00:00:00.000Z', system: 'alpine' }),
  ),
  hub('node', 'lts-alpine 24-alpine', () =>
    node({ version: '24.11.0', created: '2025-10-29T00:00:00.000Z', system: 'alpine' }),
  ),
  hub('node', '22-alpine', () => node({ version: '22.21.1', created: '2025-10-29T00:00:00.000Z', system: 'alpine' })),
  hub('node', '20-alpine', () => node({ version: '20.19.5', created: '2025-10-29T00:00:00.000Z', system: 'alpine' })),
  hub('node', '18-alpine', () => node({ version: '18.20.8', created: '2025-04-29T00:00:00.000Z', system: 'alpine' })),
  old('node', '7 7.10', NODE_7),
  hub('python', 'latest 3 3.14', () =>
    python({ version: '3.14.0', created: '2025-10-20T00:00:00.000Z', system: 'bookworm' }),
  ),
  hub('python', '3.13', () => python({ version: '3.13.9', created: '2025-10-20T00:00:00.000Z', system: 'bookworm' })),
  hub('python', '3.12', () => python({ version: '3.12.12', created: '2025-10-20T00:00:00.000Z', system: 'bookworm' })),
  hub('python', '3.11', () => python({ version: '3.11.14', created: '2025-10-20T00:00:00.000Z', system: 'bookworm' })),
  hub('python', 'slim 3-slim 3.14-slim', () =>
    python({ version: '3.14.0', created: '2025-10-20T00:00:00.000Z', system: 'slim' }),
  ),
  hub('python', '3.13-slim', () => python({ version: '3.13.9', created: '2025-10-20T00:00:00.000Z', system: 'slim' })),
  hub('python', '3.12-slim', () => python({ version: '3.12.12', created: '2025-10-20T00:00:00.000Z', system: 'slim' })),
  hub('python', '3.11-slim', () => python({ version: '3.11.14', created: '2025-10-20T00:00:00.000Z', system: 'slim' })),
  hub('python', '3.9-slim 3.9-slim-bookworm', () =>
    python({ version: '3.9.24', created: '2025-10-20T00:00:00.000Z', system: 'slim' }),
  ),
  hub('python', 'alpine 3-alpine 3.14-alpine', () =>
    python({ version: '3.14.0', created: '2025-10-20T00:00:00.000Z', system: 'alpine' }),
  ),
  hub('python', '3.12-alpine', () =>
    python({ version: '3.12.12', created: '2025-10-20T00:00:00.000Z', system: 'alpine' }),
  ),
  hub('python', '3.11-alpine', () =>
    python({ version: '3.11.14', created: '2025-10-20T00:00:00.000Z', system: 'alpine' }),
  ),
  hub('openjdk', '11 11-jdk 11.0.16', () =>
    openjdk({ version: '11.0.16', created: '2022-08-02T00:22:48.000Z', size: 318_000_000, weight: 196_400_000 }),
  ),
  hub('openjdk', '8 8-jdk 8u342', () =>
    openjdk({ version: '8u342', created: '2022-08-02T00:22:48.000Z', size: 189_000_000, weight: 105_900_000 }),
  ),
  hub('openjdk', '17 17-jdk 17.0.2', () => openjdkOracle('17.0.2', '2022-05-05T18:09:00.000Z')),
  hub('openjdk', 'latest 18', () => openjdkOracle('18.0.2.1', '2022-09-05T18:09:00.000Z')),
  hub('eclipse-temurin', 'latest 21 21-jdk 21-jdk-noble', () =>
    temurin('jdk-21.0.9+10', '2025-10-23T00:00:00.000Z', 'jdk'),
  ),
  hub('eclipse-temurin', '17 17-jdk', () => temurin('jdk-17.0.17+10', '2025-10-23T00:00:00.000Z', 'jdk')),
  hub('eclipse-temurin', '11 11-jdk', () => temurin('jdk-11.0.29+7', '2025-10-23T00:00:00.000Z', 'jdk')),
  hub('eclipse-temurin', '8 8-jdk', () => temurin('jdk8u472-b08', '2025-10-23T00:00:00.000Z', 'jdk')),
  hub('eclipse-temurin', '21-jre', () => temurin('jdk-21.0.9+10', '2025-10-23T00:00:00.000Z', 'jre')),
  hub('eclipse-temurin', '17-jre', () => temurin('jdk-17.0.17+10', '2025-10-23T00:00:00.000Z', 'jre')),
  hub('eclipse-temurin', '11-jre', () => temurin('jdk-11.0.29+7', '2025-10-23T00:00:00.000Z', 'jre')),
  old('adoptopenjdk/openjdk11', 'ubi latest jdk-11.0.11_9-ubi', () =>
    adoptopenjdk('jdk-11.0.11+9', '2021-05-21T01:10:00.000Z'),
  ),
  hub('golang', 'latest 1 1.25', () => golang('1.25.3', '2025-10-20T00:00:00.000Z', 'bookworm')),
  hub('golang', '1.24', () => golang('1.24.9', '2025-10-20T00:00:00.000Z', 'bookworm')),
  hub('golang', 'alpine 1.25-alpine', () => golang('1.25.3', '2025-10-20T00:00:00.000Z', 'alpine')),
  hub('golang', '1.24-alpine', () => golang('1.24.9', '2025-10-20T00:00:00.000Z', 'alpine')),
  hub('ruby', 'latest 3 3.4 3.4.7', () => ruby('3.4.7', '2025-10-21T00:00:00.000Z', 'bookworm')),
  hub('ruby', 'slim 3-slim 3.4-slim', () => ruby('3.4.7', '2025-10-21T00:00:00.000Z', 'slim')),
  hub('ruby', 'alpine 3-alpine 3.4-alpine', () => ruby('3.4.7', '2025-10-21T00:00:00.000Z', 'alpine')),
  hub('ruby', '3.3 3.3.10', () => ruby('3.3.10', '2025-10-23T00:00:00.000Z', 'bookworm')),
  hub('perl', 'latest 5 5.42 5.42.0', () => perl('5.42.0', '2025-10-21T00:00:00.000Z', 'bookworm')),
  hub('perl', 'slim 5-slim 5.42-slim', () => perl('5.42.0', '2025-10-21T00:00:00.000Z', 'slim')),
  hub('php', 'latest cli 8 8-cli 8.4 8.4-cli', () => php('8.4.13', '2025-10-21T00:00:00.000Z', 'bookworm')),
  hub('php', 'alpine cli-alpine 8-alpine 8.4-alpine 8.4-cli-alpine', () =>
    php('8.4.13', '2025-10-21T00:00:00.000Z', 'alpine'),
  ),
  hub('php', '8.3 8.3-cli', () => php('8.3.26', '2025-10-21T00:00:00.000Z', 'bookworm')),
  old('luksa/kubia', 'latest', () => kubia(NODE_7())),
]

const applications = (): CatalogImage[] => [
  hub('adminer', 'latest 5 5.4.0', adminer),
  hub('curlimages/curl', 'latest 8.16.0', () => curlImage('8.16.0', '2025-09-10T20:00:00.000Z')),
  hub('curlimages/curl', '8.7.1 8.10.1', () => curlImage('8.10.1', '2024-09-18T20:00:00.000Z')),
  quay('curl/curl', 'latest 8.16.0', () => curlImage('8.16.0', '2025-09-10T20:00:00.000Z')),
  hub('docker/getting-started', 'latest', gettingStarted),
  hub('docker/welcome-to-docker', 'latest', welcome),
  hub('elasticsearch', '8.19.4', elasticsearch),
  hub('ghost', 'latest 6 6.3.1', ghost),
  hub('grafana/grafana', 'latest 12.2.0', grafana),
  hub('jenkins/jenkins', 'latest lts lts-jdk21 2.528.1', jenkins),
  hub('nginxdemos/hello', 'latest 0.4', () => nginxHello(false, '2025-04-20T20:00:00.000Z')),
  hub('nginxdemos/hello', 'plain-text 0.4-plain-text', () => nginxHello(true, '2025-04-20T20:00:00.000Z')),
  hub('prom/prometheus', 'latest v3.6.0', prometheus),
  quay('prometheus/prometheus', 'latest v3.6.0', prometheus),
  hub('traefik', 'latest v3 v3.5 v3.5.3', traefik),
  hub('wordpress', 'latest 6 6.8 6.8.3 php8.3-apache', wordpress),
]

const MB = 1_000_000

const clusters = (): CatalogImage[] => [
  k8s('pause', '3.10.1 3.10.2', () => pause('3.10.1', '2025-06-18T12:00:00.000Z')),
  k8s('pause', '3.10 latest', () => pause('3.10')),
  k8s('pause', '3.9', () => pause('3.9', '2022-10-14T12:00:00.000Z')),
  k8s('kube-apiserver', KUBERNETES, () => component({ program: 'kube-apiserver', size: 86 * MB, weight: 27.1 * MB })),
  k8s('kube-controller-manager', KUBERNETES, () =>
    component({ program: 'kube-controller-manager', size: 72.9 * MB, weight: 22.8 * MB }),
  ),
  k8s('kube-scheduler', KUBERNETES, () => component({ program: 'kube-scheduler', size: 50.7 * MB, weight: 17.4 * MB })),
  k8s('kube-proxy', KUBERNETES, kubeProxy),
  k8s('etcd', '3.6.4-0 3.6.5-0 3.6.6-0 3.6.8-0', () => etcd('3.6')),
  k8s('coredns/coredns', 'v1.12.1 v1.13.1 v1.14.1', () =>
    component({ program: 'coredns', path: '/coredns', size: 73.2 * MB, weight: 22.4 * MB, base: 'nonroot' }),
  ),
  k8s('metrics-server/metrics-server', 'v0.8.0', () =>
    component({
      program: 'metrics-server',
      path: '/metrics-server',
      size: 80 * MB,
      weight: 22.4 * MB,
      base: 'nonroot',
    }),
  ),
  k8s('e2e-test-images/agnhost', '2.39 2.40 2.53', () => agnhost('2.53')),
  k8s('e2e-test-images/nginx', '1.14-4 1.15-4', () =>
    nginx({ version: '1.15.12', base: 'stretch-slim', created: '2019-05-08T03:02:00.000Z', old: true }),
  ),
  k8s('e2e-test-images/busybox', '1.29-4 1.36.1-1', () => busybox('1.28')),
  k8s('busybox', 'latest 1.27.2 1.24', () => busybox('1.24')),
  k8s('nginx-slim', '0.8 0.21 0.24 0.27', () => nginxSlim(NGINX_1_7(), '0.8')),
  k8s('echoserver', '1.4 1.10', () => component({ program: 'echoserver', size: 30 * MB, weight: 12 * MB })),
  oldK8s('pause', '2.0 3.1 3.2 latest', () => pause('3.1', '2017-12-20T12:00:00.000Z')),
  oldK8s('busybox', 'latest 1.24 1.27.2', () => busybox('1.24')),
  oldK8s('nginx-slim', '0.8', () => nginxSlim(NGINX_1_7(), '0.8')),
  oldK8s('echoserver', '1.4 1.10', () => component({ program: 'echoserver', size: 30 * MB, weight: 12 * MB })),
  hub('kindest/kindnetd', 'v20250512-df8de77b v20250214-acbabc1a latest', () =>
    component({
      program: 'kindnetd',
      path: '/bin/kindnetd',
      size: 78 * MB,
      weight: 32 * MB,
      created: '2025-05-12T12:00:00.000Z',
    }),
  ),
  gcr('k8s-minikube/storage-provisioner', 'v5 latest', () =>
    component({
      program: 'storage-provisioner',
      path: '/storage-provisioner',
      size: 29.4 * MB,
      weight: 8.3 * MB,
      created: '2021-03-26T12:00:00.000Z',
    }),
  ),
  gcr('google-samples/hello-app', '1.0', () => helloApp('1.0')),
  gcr('google-samples/hello-app', '2.0', () => helloApp('2.0')),
  gcr('google-samples/node-hello', '1.0', () => nodeHello(NODE_7())),
  gcr('google-samples/kubernetes-bootcamp', 'v1', () => nodeHello(NODE_7())),
  quay('prometheus/busybox', 'latest', () => busybox('1.36')),
  quay('nginx/nginx-unprivileged', 'latest stable', () => nginxAlpine('1.28.0', '3.21', '2025-04-23T20:00:00.000Z')),
  quay('quay/busybox', 'latest', () => busybox('1.36')),
  ghcr('traefik/whoami', 'latest', () => whoami('1.11.0', '2025-04-29T12:00:00.000Z')),
]

/** Everything in stock. Nothing is packed or hashed until `image()` is called. */
export const catalog = (): CatalogImage[] => [
  ...systems(),
  ...web(),
  ...data(),
  ...languages(),
  ...applications(),
  ...clusters(),
]

/** The images of one registry. */
export const catalogOf = (registry: string): CatalogImage[] => catalog().filter((image) => image.registry === registry)
