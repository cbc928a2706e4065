// CoreDNS: the cluster's name server. Answers for services and pods, asks the node's resolver for the rest.
import type { Program } from '../../../machine/program.ts'
import type { DnsAnswer, DnsQuestion } from '../../../net/namespace.ts'
import { parseResolv } from '../../../net/dns.ts'
import { NetError } from '../../../net/errors.ts'
import { plain } from '../../../net/http.ts'
import { Router } from '../../../net/router.ts'
import { ApiClient } from '../../client/client.ts'
import { Informers } from '../../client/informer.ts'
import { groupBy } from '../../controllers/grouping.ts'
import { endpointSlices } from '../../kinds/endpointslice.ts'
import { namespaces } from '../../kinds/namespace.ts'
import { objectKey } from '../../kinds/kind.ts'
import { services } from '../../kinds/service.ts'
import { inClusterConfig } from '../../kubelet/configuration.ts'
import { type ZoneData, answer } from './answer.ts'

const HEALTH_PORT = 8080
const READY_PORT = 8181

export const coredns: Program = async (process) => {
  const informers = new Informers(new ApiClient(process, inClusterConfig(process)))
  const [all, slices, spaces] = [informers.of(services), informers.of(endpointSlices), informers.of(namespaces)]
  let zone: ZoneData | undefined
  const changed = () => void (zone = undefined)
  for (const informer of [all, slices, spaces]) informer.onChange(changed)
  const read = (): ZoneData => ({
    domain: 'cluster.local',
    services: new Map(all.cache.list().map((service) => [objectKey(service), service])),
    slices: groupBy(
      slices.cache.list(),
      ({ metadata }) => `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name']}`,
    ),
    namespaces: new Set(spaces.cache.list().map(({ metadata }) => metadata.name)),
  })
  const { servers } = parseResolv(process.readText('/etc/resolv.conf'))
  const dns = (question: DnsQuestion, cause: number | undefined): DnsAnswer | Promise<DnsAnswer> => {
    zone ??= read()
    return answer(question, zone) ?? forward(process, servers, question, cause)
  }
  for (const protocol of ['udp', 'tcp'] as const) {
    if (process.listen(53, { dns }, undefined, protocol)) continue
    await process.error(`Listen: listen ${protocol} :53: bind: address already in use\n`)
    return 1
  }
  const router = (pattern: string, topic: string, ok: () => boolean) =>
    new Router([{ method: 'GET', pattern, topic, handle: () => (ok() ? plain(200, 'OK') : plain(503, 'kubernetes')) }])
  const serve = (port: number, table: Router) =>
    process.listen(port, {
      router: table,
      http: (request, peer) => {
        const match = table.match(request.method, request.path)
        return match ? match.route.handle(request, match.params, peer) : plain(404, '404 page not found\n')
      },
    })
  serve(
    HEALTH_PORT,
    router('/health', 'coredns.health', () => true),
  )
  serve(
    READY_PORT,
    router('/ready', 'coredns.ready', () => all.synced && slices.synced && spaces.synced),
  )
  process.allocate(14_000_000)
  process.on('TERM', () => process.signal('KILL'))
  await informers.synced()
  await process.print('.:53\n[INFO] plugin/reload: Running configuration\nCoreDNS-1.14.1\nlinux/amd64\n')
  return process.forever()
}

type Asker = Parameters<Program>[0]

async function forward(
  process: Asker,
  servers: readonly string[],
  question: DnsQuestion,
  cause: number | undefined,
): Promise<DnsAnswer> {
  const sender = { ...process.sender(), cause }
  for (const server of servers) {
    try {
      return await process.machine.fabric.query(sender, server, question)
    } catch (error) {
      if (!(error instanceof NetError)) throw error
    }
  }
  return { status: 'SERVFAIL', records: [] }
}
