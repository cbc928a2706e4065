// dockerd's networks: the three that are always there, and users' bridges.
import type { IpamConfig, NetworkCreateRequest, NetworkInspect } from '../../api/docker.ts'
import type { Cause } from '../../kernel/trace.ts'
import { containsAddress, isAddress, nthAddress } from '../../net/address.ts'
import { Bridge, Bridges, overlaps } from '../../runtime/network.ts'
import type { Container } from '../containers/container.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest, conflict, failure, forbidden, noSuchNetwork, notFound } from '../errors.ts'
import { sorted } from '../events.ts'
import { goTime } from '../times.ts'
import { isPredefined, NetworkRecord } from './network.ts'

/** Default address pools: 172.17…172.31 by /16, then 192.168 by /20. */
const POOLS = [
  ...Array.from({ length: 15 }, (_, i) => `172.${17 + i}.0.0/16`),
  ...Array.from({ length: 16 }, (_, i) => `192.168.${16 * i}.0/20`),
]
const NOT_A_MANAGER =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'

export class Networks {
  readonly all = new Map<string, NetworkRecord>()
  readonly bridges: Bridges
  private readonly engine: Engine

  constructor(engine: Engine) {
    this.engine = engine
    this.bridges = new Bridges(engine.machine)
    this.predefined()
  }

  private predefined(): void {
    const subnet = this.freeSubnet()!
    const created = this.engine.clock.now
    const bridge = new Bridge({ device: 'docker0', subnet })
    const options = {
      'com.docker.network.bridge.default_bridge': 'true',
      'com.docker.network.bridge.enable_icc': 'true',
      'com.docker.network.bridge.enable_ip_masquerade': 'true',
      'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
      'com.docker.network.bridge.name': 'docker0',
      'com.docker.network.driver.mtu': '1500',
    }
    const ipam = [{ Subnet: subnet, Gateway: bridge.gateway }]
    const id = () => this.engine.newId()
    this.add(
      new NetworkRecord({
        id: id(),
        name: 'bridge',
        driver: 'bridge',
        created,
        bridge,
        ipam,
        ipamOptions: null,
        options,
      }),
    )
    for (const [name, driver] of [
      ['host', 'host'],
      ['none', 'null'],
    ] as const) {
      this.add(new NetworkRecord({ id: id(), name, driver, created, ipam: [], ipamOptions: null }))
    }
  }

  private add(network: NetworkRecord): void {
    this.all.set(network.id, network)
    if (network.bridge) this.bridges.add(network.bridge)
  }

  /** By name, id, or beginning of an id. */
  find(word: string): NetworkRecord | undefined {
    const byId = this.all.get(word)
    if (byId) return byId
    for (const network of this.all.values()) if (network.name === word) return network
    const starting = [...this.all.values()].filter((network) => network.id.startsWith(word))
    return word && starting.length === 1 ? starting[0] : undefined
  }

  /** Throws ApiError. */
  get(word: string): NetworkRecord {
    const network = this.find(word)
    if (!network) throw noSuchNetwork(word)
    return network
  }

  create(request: NetworkCreateRequest, cause: Cause): NetworkRecord {
    const name = request.Name
    const driver = request.Driver || 'bridge'
    if (isPredefined(name)) throw forbidden(`operation is not permitted on predefined ${name} network`)
    if (this.find(name)?.name === name) throw conflict(`network with name ${name} already exists`)
    this.checkDriver(driver)
    const given = (request.IPAM?.Config ?? [])[0] ?? {}
    this.checkIpam(given)
    const subnet = given.Subnet && !given.Subnet.includes(':') ? given.Subnet : this.freeSubnet()
    if (!subnet)
      throw notFound(
        'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
      )
    if (given.Subnet && this.overlapping(subnet)) {
      throw forbidden('invalid pool request: Pool overlaps with other one on this address space')
    }
    const id = this.engine.newId()
    const device = request.Options?.['com.docker.network.bridge.name'] ?? `br-${id.slice(0, 12)}`
    const { Gateway: gateway, IPRange: range } = given
    const internal = request.Internal ?? false
    const bridge = request.ConfigOnly ? undefined : new Bridge({ device, subnet, gateway, range, internal })
    const config: IpamConfig = {
      Subnet: subnet,
      ...(range ? { IPRange: range } : {}),
      Gateway: bridge?.gateway ?? nthAddress(subnet, 1),
    }
    const network = new NetworkRecord({
      id,
      name,
      driver,
      created: this.engine.clock.now,
      bridge,
      ipam: request.ConfigOnly ? [] : [config],
      ipamOptions: request.IPAM?.Options ?? {},
      options: request.Options ?? {},
      labels: request.Labels ?? {},
      internal,
      attachable: request.Attachable ?? false,
      enableIPv6: request.EnableIPv6 ?? false,
      configOnly: request.ConfigOnly ?? false,
    })
    this.add(network)
    this.engine.events.add('network', 'create', id, { name, type: driver })
    this.say(network, cause)
    return network
  }

  private checkDriver(driver: string): void {
    if (driver === 'bridge') return
    if (driver === 'host') throw forbidden('only one instance of "host" network is allowed')
    if (driver === 'null') throw forbidden('only one instance of "null" network is allowed')
    if (driver === 'overlay') throw new ApiError(503, NOT_A_MANAGER)
    if (driver === 'macvlan' || driver === 'ipvlan') throw failure('operation not supported')
    throw notFound(`plugin "${driver}" not found`)
  }

  private checkIpam({ Subnet, Gateway }: IpamConfig): void {
    if (Subnet === undefined || Subnet.includes(':')) return
    const [address, bits] = Subnet.split('/')
    if (!isAddress(address!) || bits === undefined || !(Number(bits) <= 32)) {
      throw badRequest(`invalid network config:\ninvalid subnet ${Subnet}: invalid CIDR block notation`)
    }
    if (Gateway && !containsAddress(Subnet, Gateway)) {
      throw badRequest(`invalid network config:\ninvalid gateway ${Gateway}: parent subnet is an invalid IPv4 subnet`)
    }
  }

  private freeSubnet(): string | undefined {
    return POOLS.find((pool) => !this.overlapping(pool))
  }

  private overlapping(subnet: string): boolean {
    const routed = this.engine.machine.net.interfaces.map((link) => link.network.subnet)
    return routed.some((other) => !other.startsWith('0.0.0.0/0') && overlaps(subnet, other))
  }

  /** Throws ApiError for networks that are predefined or in use. */
  remove(network: NetworkRecord, cause: Cause): void {
    if (!network.isUserDefined) throw forbidden(`${network.name} is a pre-defined network and cannot be removed`)
    const endpoints = this.members(network)
      .map(([container, live]) => `name:${JSON.stringify(container.name)} id:${JSON.stringify(live.id.slice(0, 12))}`)
      .join(', ')
    if (endpoints)
      throw forbidden(`error while removing network: network ${network.name} has active endpoints (${endpoints})`)
    this.all.delete(network.id)
    if (network.bridge) this.bridges.remove(network.bridge)
    this.engine.events.add('network', 'destroy', network.id, { name: network.name, type: network.driver })
    this.say(network, cause)
  }

  /** Running containers on it. */
  members(network: NetworkRecord): [Container, { id: string; address: string; mac: string }][] {
    return [...network.attached.values()].flatMap((container) => {
      const live = this.engine.containers.has(container.id) && container.endpoints.get(network.name)?.live
      return live ? [[container, live] as [Container, typeof live]] : []
    })
  }

  shown(network: NetworkRecord, detailed: boolean): NetworkInspect {
    const containers = detailed
      ? this.members(network).map(([container, { id, address, mac }]) => [
          container.id,
          {
            Name: container.name,
            EndpointID: id,
            MacAddress: mac,
            IPv4Address: address && network.bridge ? `${address}/${network.bridge.prefix}` : '',
            IPv6Address: '',
          },
        ])
      : []
    return {
      Name: network.name,
      Id: network.id,
      Created: goTime(this.engine.clock, network.created),
      Scope: 'local',
      Driver: network.driver,
      EnableIPv4: true,
      EnableIPv6: network.enableIPv6,
      IPAM: { Driver: 'default', Options: network.ipamOptions, Config: network.ipam },
      Internal: network.internal,
      Attachable: network.attachable,
      Ingress: false,
      ConfigFrom: { Network: '' },
      ConfigOnly: network.configOnly,
      Containers: Object.fromEntries(containers),
      Options: sorted(network.options),
      Labels: sorted(network.labels),
    }
  }

  say(network: NetworkRecord, cause: Cause): void {
    const { name, driver, bridge } = network
    const containers = [...network.attached.keys()].filter((id) => this.engine.containers.has(id))
    const here = this.all.has(network.id)
    this.engine.machine.kernel.trace.add({
      kind: 'object',
      topic: 'object.network',
      type: 'network',
      place: this.engine.machine.name,
      id: network.id,
      data: here ? { name, driver, subnet: bridge?.subnet ?? '', containers } : undefined,
      cause,
    })
  }
}
