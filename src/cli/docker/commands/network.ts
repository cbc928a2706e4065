// docker network and its subcommands.
import type { NetworkCreateResponse, NetworkInspect, NetworksPruneReport } from '../../../api/docker.ts'
import { containsAddress, isAddress } from '../../../net/address.ts'
import { isAddress6 } from '../../../net/address6.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { Client, filtersOf, emptyName } from '../client.ts'
import { containers, inOrder, networks } from '../complete.ts'
import { confirm } from '../each.ts'
import { toMap } from '../environment.ts'
import { checkLabel } from '../containerflags.ts'
import { filter, force, listFormat, noTrunc, pruneFilter } from '../flags.ts'
import { formatList } from '../format/list.ts'
import { natural } from '../format/natural.ts'
import { NETWORK_HEADERS, networkRow } from '../rows.ts'
import { messageOf } from '../voice.ts'
import { inspectOf } from './inspect.ts'

const RAW = 'network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n'

const ls = command({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List networks',
  synonyms: ['docker network ls', 'docker network list'],
  args: { max: 0 },
  flags: {
    filter,
    format: listFormat,
    'no-trunc': { ...noTrunc, summary: 'Do not truncate the output' },
    quiet: { type: 'bool', short: 'q', summary: 'Only display network IDs' },
  },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    const list = await client.get<NetworkInspect[]>('/networks', { query: { filters: filtersOf(options.filter) } })
    const sorted = [...list].sort((a, b) => natural(a.Name, b.Name))
    const rows = sorted.map((network) => networkRow(network, options['no-trunc']))
    const table = '{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}'
    const listing = {
      type: '*network.networkContext',
      headers: NETWORK_HEADERS,
      table,
      quiet: '{{.ID}}',
      raw: RAW,
      rows,
    }
    await process.print(formatList(listing, options.format, options.quiet))
    return 0
  },
})

const create = command({
  name: 'create',
  usage: '[OPTIONS] NETWORK',
  summary: 'Create a network',
  args: { min: 1, max: 1 },
  flags: {
    attachable: { type: 'bool', summary: 'Enable manual container attachment' },
    'aux-address': { type: 'map', summary: 'Addresses that are kept free for other things', shownDefault: 'map[]' },
    'config-from': { type: 'string', summary: 'The network from which to copy the configuration' },
    'config-only': { type: 'bool', summary: 'Create a configuration only network' },
    driver: { type: 'string', short: 'd', default: 'bridge', summary: 'Driver to manage the Network' },
    gateway: { type: 'csv', summary: 'IPv4 or IPv6 Gateway for the master subnet' },
    ingress: { type: 'bool', summary: 'Create swarm routing-mesh network' },
    internal: { type: 'bool', summary: 'Restrict external access to the network' },
    'ip-range': { type: 'csv', summary: 'Allocate container ip from a sub-range' },
    'ipam-driver': { type: 'string', default: 'default', summary: 'IP Address Management Driver' },
    'ipam-opt': { type: 'map', summary: 'Set IPAM driver specific options', shownDefault: 'map[]' },
    ipv4: { type: 'bool', default: true, summary: 'Enable or disable IPv4 address assignment' },
    ipv6: { type: 'bool', summary: 'Enable or disable IPv6 address assignment' },
    label: { type: 'list', summary: 'Set metadata on a network', check: checkLabel },
    opt: { type: 'map', short: 'o', summary: 'Set driver specific options', shownDefault: 'map[]' },
    scope: { type: 'string', summary: "Control the network's scope" },
    subnet: { type: 'csv', summary: 'Subnet in CIDR format that represents a network segment' },
  },
  async run(process, options, args, call) {
    const Config = ipam(options.subnet, options.gateway, options['ip-range'], options['aux-address'])
    const client = new Client(process, call.global)
    const { Id, Warning } = await client.post<NetworkCreateResponse>('/networks/create', {
      json: {
        Name: args[0]!,
        Driver: options.driver,
        Options: options.opt,
        IPAM: { Driver: options['ipam-driver'], Config, Options: options['ipam-opt'] },
        Internal: options.internal,
        Attachable: options.attachable,
        Ingress: options.ingress,
        Scope: options.scope,
        ConfigOnly: options['config-only'],
        ConfigFrom: options['config-from'] ? { Network: options['config-from'] } : null,
        ...(call.changed('ipv4') ? { EnableIPv4: options.ipv4 } : {}),
        ...(call.changed('ipv6') ? { EnableIPv6: options.ipv6 } : {}),
        Labels: toMap(options.label),
      },
    })
    if (Warning) await process.error(`WARNING: ${Warning}\n`)
    await process.print(`${Id}\n`)
    return 0
  },
})

interface SubnetConfig {
  Subnet: string
  Gateway?: string
  IPRange?: string
  AuxiliaryAddresses?: Record<string, string>
}

/** Which gateway and range belong to which subnet. Throws StatusError. */
function ipam(subnets: string[], gateways: string[], ranges: string[], reserved: Record<string, string>) {
  if (subnets.length < ranges.length || subnets.length < gateways.length) {
    throw new StatusError('every ip-range or gateway must have a corresponding subnet')
  }
  const configs: SubnetConfig[] = []
  for (const Subnet of subnets) {
    if (configs.some((other) => matches(Subnet, other.Subnet) || matches(other.Subnet, Subnet)))
      throw new StatusError('multiple overlapping subnet configuration is not supported')
    configs.push({ Subnet })
  }
  const owner = (address: string, what: string) => {
    const config = configs.find(({ Subnet }) => matches(Subnet, address))
    if (!config) throw new StatusError(`no matching subnet for ${what} ${address}`)
    return config
  }
  for (const range of ranges) {
    const config = owner(range, 'range')
    if (config.IPRange) {
      const both = `${range}, ${config.IPRange}`
      throw new StatusError(`cannot configure multiple ranges (${both}) on the same subnet (${config.Subnet})`)
    }
    config.IPRange = range
  }
  for (const gateway of gateways) {
    const config = owner(gateway, 'gateway')
    if (config.Gateway) {
      const both = `${gateway}, ${config.Gateway}`
      throw new StatusError(`cannot configure multiple gateways (${both}) for the same subnet (${config.Subnet})`)
    }
    config.Gateway = gateway
  }
  for (const [name, address] of Object.entries(reserved)) {
    const config = owner(address, 'aux-address')
    config.AuxiliaryAddresses = { ...config.AuxiliaryAddresses, [name]: address }
  }
  return configs
}

/** Throws StatusError. */
function matches(subnet: string, address: string): boolean {
  const [base = '', bits] = subnet.split('/')
  if (!(isAddress(base) || isAddress6(base)) || bits === undefined)
    throw new StatusError(`invalid subnet: invalid CIDR address: ${subnet}`)
  return containsAddress(subnet, address.split('/')[0]!)
}

const rm = command({
  name: 'rm',
  aliases: ['remove'],
  usage: 'NETWORK [NETWORK...]',
  summary: 'Remove one or more networks',
  synonyms: ['docker network rm', 'docker network remove'],
  args: { min: 1 },
  complete: networks,
  flags: { force: { type: 'bool', short: 'f', summary: 'Do not error if the network does not exist' } },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    let failed = false
    for (const name of args) {
      try {
        await client.get(`/networks/${name}`).catch(() => undefined)
        await client.delete(`/networks/${name}`)
        await process.print(`${name}\n`)
      } catch (error) {
        const message = messageOf(error)
        if (options.force && message.endsWith('not found')) continue
        await process.error(`${message}\n`)
        failed = true
      }
    }
    if (failed) throw new StatusError('exit status 1')
    return 0
  },
})

const connect = command({
  name: 'connect',
  usage: '[OPTIONS] NETWORK CONTAINER',
  summary: 'Connect a container to a network',
  args: { min: 2, max: 2 },
  complete: inOrder(networks, containers()),
  flags: {
    alias: { type: 'csv', summary: 'Add network-scoped alias for the container' },
    'driver-opt': { type: 'csv', summary: 'driver options for the network' },
    'gw-priority': { type: 'int', summary: 'The network of highest priority gives the default gateway' },
    ip: { type: 'string', summary: 'IPv4 address (e.g., "172.30.100.104")' },
    ip6: { type: 'string', summary: 'IPv6 address (e.g., "2001:db8::33")' },
    link: { type: 'list', summary: 'Add link to another container' },
    'link-local-ip': { type: 'csv', summary: 'Add a link-local address for the container' },
  },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    const [network, Container] = args
    const EndpointConfig = {
      IPAMConfig: { IPv4Address: options.ip, IPv6Address: options.ip6, LinkLocalIPs: options['link-local-ip'] },
      Links: options.link,
      Aliases: options.alias,
      DriverOpts: toMap(options['driver-opt']),
      GwPriority: options['gw-priority'],
    }
    if (network!.trim() && !Container!.trim()) throw emptyName('container')
    await client.post(`/networks/${network!}/connect`, { json: { Container, EndpointConfig } })
    return 0
  },
})

const disconnect = command({
  name: 'disconnect',
  usage: '[OPTIONS] NETWORK CONTAINER',
  summary: 'Disconnect a container from a network',
  args: { min: 2, max: 2 },
  complete: inOrder(networks, containers()),
  flags: { force: { type: 'bool', short: 'f', summary: 'Force the container to disconnect from a network' } },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    const [network, Container] = args
    if (network!.trim() && !Container!.trim()) throw emptyName('container')
    await client.post(`/networks/${network!}/disconnect`, { json: { Container, Force: options.force } })
    return 0
  },
})

const prune = command({
  name: 'prune',
  usage: '[OPTIONS]',
  summary: 'Remove all unused networks',
  args: { max: 0 },
  flags: { filter: pruneFilter, force },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    const warning =
      'WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue?'
    if (!options.force && !(await confirm(process, warning))) return 0
    const report = await client.post<NetworksPruneReport>('/networks/prune', {
      query: { filters: filtersOf(options.filter) },
    })
    const gone = report.NetworksDeleted ?? []
    if (gone.length > 0) await process.print(`Deleted Networks:\n${gone.map((name) => `${name}\n`).join('')}\n`)
    return 0
  },
})

export const network = command({
  name: 'network',
  usage: '',
  summary: 'Manage networks',
  group: 'Management Commands',
  flags: {},
  subcommands: [
    connect,
    create,
    disconnect,
    inspectOf(
      'network',
      '[OPTIONS] NETWORK [NETWORK...]',
      'Display detailed information on one or more networks',
      networks,
    ),
    ls,
    prune,
    rm,
  ],
})
