// The embedded name server at 127.0.0.11, and the files a container finds names with.
import { text } from '../../kernel/bytes.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import { parseResolv } from '../../net/dns.ts'
import { reverseName6 } from '../../net/address6.ts'
import { NetError } from '../../net/errors.ts'
import { type DnsAnswer, type DnsQuestion, isLoopback } from '../../net/namespace.ts'
import type { Container } from '../containers/container.ts'
import type { Engine } from '../engine.ts'
import { type Live, dnsNames } from './endpoint.ts'
import { linkNames } from './links.ts'

export const EMBEDDED = '127.0.0.11'
const TTL = 600

const readText = (fs: FileSystem, path: string) => (fs.exists(path) ? text(fs.read(path).bytes()) : '')

/** Listens inside the container's namespace, as the daemon's resolver does. */
export function serveNames(engine: Engine, container: Container): void {
  const { component } = engine.process
  const dns = (question: DnsQuestion, cause: Cause) => resolve(engine, container, question, cause)
  container.net!.listen(53, { component, dns }, EMBEDDED, 'udp')
}

async function resolve(engine: Engine, container: Container, question: DnsQuestion, cause: Cause): Promise<DnsAnswer> {
  const name = question.name.toLowerCase().replace(/\.$/, '')
  const records = question.type === 'PTR' ? reverse(engine, container, name) : forward(engine, container, name)
  if (records.length > 0) {
    const fits = records.filter(({ type }) => question.type === type || question.type === 'ANY')
    return { status: 'NOERROR', records: fits }
  }
  const { machine, process } = engine
  const sender = { namespace: machine.net, component: process.component, cause }
  const { servers } = parseResolv(readText(machine.fs, '/etc/resolv.conf'))
  const upstream = container.hostConfig.Dns?.length ? container.hostConfig.Dns : servers
  for (const server of upstream) {
    try {
      return await machine.fabric.query(sender, server, question)
    } catch (error) {
      if (!(error instanceof NetError)) throw error
    }
  }
  return { status: upstream.length > 0 ? 'SERVFAIL' : 'NXDOMAIN', records: [] }
}

function forward(engine: Engine, container: Container, name: string): DnsAnswer['records'] {
  for (const [networkName, endpoint] of container.endpoints) {
    if (!endpoint.network.isUserDefined) continue
    const bare = name.endsWith(`.${networkName}`) ? name.slice(0, -networkName.length - 1) : name
    const linked = linkedName(endpoint.asked.Links, bare)
    const found = engine.networks.members(endpoint.network).filter(([other]) => {
      const names = dnsNames(other.endpoints.get(networkName)!, other).map((one) => one.toLowerCase())
      return names.includes(bare) || names.includes(linked)
    })
    const of = (type: string, data: string) => (data ? [{ name, type, ttl: TTL, data }] : [])
    const records = found.flatMap(([, live]) => [...of('A', live.address), ...of('AAAA', live.address6)])
    if (records.length > 0) return records
  }
  return []
}

/** `--link db:database` makes `database` another name of `db`. */
function linkedName(links: readonly string[] | null | undefined, alias: string): string {
  const link = (links ?? []).find((one) => one.split(':')[1] === alias)
  return link?.split(':')[0] ?? alias
}

function reverse(engine: Engine, container: Container, name: string): DnsAnswer['records'] {
  const address = name.replace('.in-addr.arpa', '').split('.').reverse().join('.')
  const isIt = (live: Live) => live.address === address || (live.address6 && reverseName6(live.address6) === name)
  for (const [networkName, { network }] of container.endpoints) {
    const found = network.isUserDefined && engine.networks.members(network).find(([, live]) => isIt(live))
    if (found) return [{ name, type: 'PTR', ttl: TTL, data: `${found[0].name}.${networkName}.` }]
  }
  return []
}

const LOCAL = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::\tip6-localnet',
  'ff00::\tip6-mcastprefix',
  'ff02::1\tip6-allnodes',
  'ff02::2\tip6-allrouters',
]

export function hostsFile(engine: Engine, container: Container): string {
  const { hostConfig, config, endpoints } = container
  if (hostConfig.NetworkMode === 'host') return readText(engine.machine.fs, '/etc/hosts')
  const gateway = engine.networks.find('bridge')!.bridge!.gateway
  const extra = (hostConfig.ExtraHosts ?? []).map((entry) => {
    const at = entry.indexOf(':')
    const address = entry.slice(at + 1)
    return `${address === 'host-gateway' ? gateway : address}\t${entry.slice(0, at)}`
  })
  const links = (hostConfig.Links ?? []).flatMap((link) => {
    const { name, alias } = linkNames(link)
    const other = engine.container(name)
    const address = other.endpoints.get('bridge')?.live?.address
    return address ? [`${address}\t${[...new Set([alias, other.config.Hostname, other.name])].join(' ')}`] : []
  })
  const names = config.Domainname ? `${config.Hostname}.${config.Domainname} ${config.Hostname}` : config.Hostname
  const own = [...endpoints.values()].flatMap(({ live }) =>
    [live?.address, live?.address6].flatMap((address) => (address ? [`${address}\t${names}`] : [])),
  )
  return [...LOCAL, ...extra, ...links, ...own].join('\n') + '\n'
}

const HEADER =
  '# Generated by Docker Engine.\n# This file can be edited; Docker Engine will not make further changes once it\n# has been modified.\n\n'

/** systemd-resolved's own list of servers, for those who cannot ask its stub. */
const UPLINK = '/run/systemd/resolve/resolv.conf'
/** Where nobody has a name server that a container could reach. */
const PUBLIC_SERVERS = ['8.8.8.8', '8.8.4.4']

export function resolvFile(engine: Engine, { hostConfig, endpoints }: Container): string {
  const { fs } = engine.machine
  const hostFile = readText(fs, '/etc/resolv.conf')
  const stub = parseResolv(hostFile).servers.join() === '127.0.0.53' && fs.exists(UPLINK)
  const isHost = hostConfig.NetworkMode === 'host'
  const source = stub && !isHost ? UPLINK : '/etc/resolv.conf'
  const known = parseResolv(readText(fs, source))
  const { Dns, DnsSearch, DnsOptions } = hostConfig
  const embedded = [...endpoints.values()].some(({ network }) => network.isUserDefined)
  const above = Dns?.length ? Dns : known.servers
  const reachable = Dns?.length || isHost ? above : above.filter((server) => !isLoopback(server))
  const outside = reachable.length > 0 ? reachable : PUBLIC_SERVERS
  const search = DnsSearch?.length ? DnsSearch.filter((domain) => domain !== '.') : known.search
  const given = DnsOptions?.length ? DnsOptions : known.options
  const own = given.some((option) => option.startsWith('ndots:'))
  const options = embedded && !own ? [...given, 'ndots:0'] : given
  const overrides = [
    ...(Dns?.length ? ['nameservers'] : []),
    ...(DnsSearch?.length ? ['search'] : []),
    ...(DnsOptions?.length ? ['options'] : []),
  ]
  const how = embedded ? ' (internal resolver)' : isHost ? '' : ' (legacy)'
  const external = above.map((server) => (Dns?.length ? server : `host(${server})`)).join(' ')
  return [
    HEADER,
    ...(embedded ? [EMBEDDED] : outside).map((server) => `nameserver ${server}\n`),
    search.length > 0 ? `search ${search.join(' ')}\n` : '',
    options.length > 0 ? `options ${options.join(' ')}\n` : '',
    `\n# Based on host file: '${source}'${how}\n`,
    !embedded && reachable.length === 0 ? '# Used default nameservers.\n' : '',
    embedded && above.length === 0 ? '# NO EXTERNAL NAMESERVERS DEFINED\n' : '',
    embedded && above.length > 0 ? `# ExtServers: [${external}]\n` : '',
    `# Overrides: [${overrides.join(' ')}]\n`,
    embedded ? `# Option ndots from: ${own ? (DnsOptions?.length ? 'override' : 'host') : 'internal'}\n` : '',
  ].join('')
}
