// kube-apiserver: the cluster's front door. Speaks the Kubernetes API; keeps everything in etcd.
import type { Process } from '../../machine/process.ts'
import type { Program } from '../../machine/program.ts'
import { NetError } from '../../net/errors.ts'
import type { HttpRequest } from '../../net/http.ts'
import { type Route, Router } from '../../net/router.ts'
import { kinds } from '../kinds/index.ts'
import { EtcdClient } from '../store/client.ts'
import { followServices } from './admission/service-addresses.ts'
import { Allocator } from './allocator.ts'
import { bootstrap } from './bootstrap.ts'
import { Cluster, type ServerOptions } from './cluster.ts'
import { followDefinitions } from './custom-resources.ts'
import { handle } from './handler.ts'
import { KindRegistry } from './registry.ts'
import { type RequestInfo, requestInfo } from './request-info.ts'
import { Storage } from './storage.ts'

/** How long a starting server waits between its tries to reach etcd. */
const ETCD_RETRY_MS = 1000

export const kubeApiServer: Program = async (process) => {
  const options = optionsOf(process)
  const storage = new Storage(process, new EtcdClient(process, options.etcd), options.place)
  const registry = new KindRegistry(kinds)
  const rng = process.kernel.chance(`${process.component} ${process.startedAt}`)
  const ports = { first: 30000, last: 32767 }
  const cluster = new Cluster(
    process,
    options,
    storage,
    registry,
    new Allocator(rng, options.serviceSubnet, ports),
    rng,
  )
  process.allocate(250_000_000)
  await process.error(`I${stamp(process)}       1 server.go:150] Version: v1.36.4\n`)
  const kindOf = (apiVersion: string, kind: string) => registry.named(apiVersion, kind)
  await reach(process, () => storage.load(kindOf))
  followDefinitions(cluster)
  storage.adopt(kindOf)
  followServices(cluster)
  const http: Parameters<Process['listen']>[1]['http'] = (request, peer) => handle(cluster, request, peer)
  if (!process.listen(options.port, { http, router, tls: true })) {
    await process.error(
      `E${stamp(process)}       1 run.go:72] "command failed" err="failed to create listener: failed to listen on 0.0.0.0:${options.port}: listen tcp 0.0.0.0:${options.port}: bind: address already in use"\n`,
    )
    return 1
  }
  await process.error(`I${stamp(process)}       1 secure_serving.go:211] Serving securely on [::]:${options.port}\n`)
  const lost = new Promise<unknown>((resolve) => (storage.onLost = resolve))
  await bootstrap(cluster).catch((error: unknown) => {
    if (!(error instanceof NetError)) throw error
  })
  await process.alive(() => lost)
  await process.error(`F${stamp(process)}       1 instance.go:232] etcd client: connection lost\n`)
  return 1
}

function optionsOf(process: Process): ServerOptions {
  const flag = (name: string, fallback: string) =>
    process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback
  return {
    port: Number(flag('secure-port', '6443')),
    advertise: flag('advertise-address', process.namespaces.net.address()),
    etcd: flag('etcd-servers', 'https://127.0.0.1:2379').split(',')[0]!,
    serviceSubnet: flag('service-cluster-ip-range', '10.96.0.0/12'),
    place: process.env.CLUSTER_NAME ?? process.machine.name,
  }
}

/** klog's time. */
function stamp(process: Process): string {
  const iso = new Date(process.kernel.clock.unix()).toISOString()
  return `${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000`
}

async function reach(process: Process, load: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await load()
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      await process.error(
        `W${stamp(process)}       1 logging.go:55] [core] [Channel #1] grpc: addrConn.createTransport failed to connect to {Addr: "${error.target}"}. Err: connection error\n`,
      )
    }
    await process.sleep(ETCD_RETRY_MS)
  }
}

const verbRoute = (verb: RequestInfo['verb'], method: string, pattern: string): Route => ({
  method,
  pattern,
  topic: `apiserver.${verb}`,
  when: (request) => requestInfo(request)?.verb === verb && isResource(request) && !streamOf(request),
  about: (_, request) => aboutOf(request),
  handle: unused,
})

/** Messages to and from pods pass through under names of their own. */
const STREAMS = ['log', 'exec', 'attach', 'portforward', 'proxy', 'binding', 'eviction', 'scale', 'status']

const streamOf = (request: HttpRequest): string | undefined => {
  const { subresource } = requestInfo(request) ?? {}
  return subresource !== undefined && STREAMS.includes(subresource) ? subresource : undefined
}

const isResource = (request: HttpRequest) => (requestInfo(request)?.resource ?? '') !== ''

function aboutOf(request: HttpRequest): Record<string, string> {
  const { resource = '', namespace = '', name = '', subresource = '', verb = '' } = requestInfo(request) ?? {}
  const about: Record<string, string> = { verb, resource }
  if (namespace) about.namespace = namespace
  if (name) about.name = name
  if (subresource) about.subresource = subresource
  return about
}

const VERBS: [RequestInfo['verb'], string][] = [
  ['watch', 'GET'],
  ['list', 'GET'],
  ['get', 'GET'],
  ['create', 'POST'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['deletecollection', 'DELETE'],
]

/** Names the topics; `handle` answers everything itself, by verb and kind. */
const unused = (): never => {
  throw new Error('requests are handled by verb')
}

const named = (pattern: string, topic: string): Route => ({ method: '*', pattern, topic, handle: unused })

export const router = new Router([
  ...['/api/:version/:rest+', '/apis/:group/:version/:rest+'].flatMap((pattern) => [
    ...STREAMS.map((subresource): Route => ({
      method: '*',
      pattern,
      topic: `apiserver.${subresource}`,
      when: (request) => streamOf(request) === subresource,
      about: (_, request) => aboutOf(request),
      handle: unused,
    })),
    ...VERBS.map(([verb, method]) => verbRoute(verb, method, pattern)),
  ]),
  named('/api', 'apiserver.discovery'),
  named('/api/:rest+', 'apiserver.discovery'),
  named('/apis', 'apiserver.discovery'),
  named('/apis/:rest+', 'apiserver.discovery'),
  named('/openapi/:rest+', 'apiserver.openapi'),
  named('/version', 'apiserver.version'),
  named('/healthz', 'apiserver.health'),
  named('/livez', 'apiserver.health'),
  named('/readyz', 'apiserver.health'),
])
