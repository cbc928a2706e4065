// dockerd's networks: the three that are always there, and users' bridges.
import type { IpamConfig, NetworkCreateRequest, NetworkInspect } from '../../api/docker.ts'
import type { Cause } from '../../kernel/trace.ts'
import { overlaps } from '../../net/address.ts'
import { Bridge, Bridges } from '../../runtime/network.ts'
import type { PoolOptions } from '../../runtime/pool.ts'
import type { Container } from '../containers/container.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest, conflict, failure, forbidden, noSuchNetwork, notFound } from '../errors.ts'
import { sorted } from '../events.ts'
import { goTime } from '../times.ts'
import type { Live } from './endpoint.ts'
import { AddressSpace, checkIpam, isSix } from './ipam.ts'
import { isPredefined, NetworkRecord } from './network.ts'

const NOT_A_MANAGER =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'

export class Networks {
  readonly all = new Map<string, NetworkRecord>()
  readonly bridges: Bridges
  private readonly space: AddressSpace
  private readonly engine: Engine

  constructor(engine: Engine) {
    this.engine = engine
    this.bridges = new Bridges(engine.machine)
    this.space = new AddressSpace(engine.machine, engine.id)
    this.predefined()
  }

  private predefined(): void {
    const subnet = this.space.free4()!
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
    const given = request.IPAM?.Config ?? []
    const enableIPv6 = request.EnableIPv6 ?? false
    checkIpam(given, enableIPv6)
    if (request.EnableIPv4 === false) {
      if (!enableIPv6) throw badRequest('IPv4 or IPv6 must be enabled')
      throw new ApiError(501, 'naru: a network without IPv4 is not simulated')
    }
    const four = this.pool(
      given.filter((config) => !isSix(config)),
      () => this.space.free4(),
    )
    const six = enableIPv6 ? this.pool(given.filter(isSix), () => this.space.free6()) : undefined
    const id = this.engine.newId()
    const device = request.Options?.['com.docker.network.bridge.name'] ?? `br-${id.slice(0, 12)}`
    if (!request.ConfigOnly)
      this.checkPools(enableIPv6 ? given : given.filter((config) => !isSix(config)), `${id} (${device})`)
    const internal = request.Internal ?? false
    if (!request.ConfigOnly) this.checkDevice(id, device)
    const bridge = request.ConfigOnly ? undefined : new Bridge({ device, ...four, internal, six })
    const network = new NetworkRecord({
      id,
      name,
      driver,
      created: this.engine.clock.now,
      bridge,
      ipam: bridge
        ? [...given.filter((config) => !isSix(config)), ...given.filter(isSix), ...chosen(bridge, given)]
        : [],
      fixedSubnets: given.flatMap(({ Subnet = [] }) => Subnet),
      ipamOptions: request.IPAM?.Options ?? {},
      options: request.Options ?? {},
      labels: request.Labels ?? {},
      internal,
      attachable: request.Attachable ?? false,
      enableIPv6,
      configOnly: request.ConfigOnly ?? false,
    })
    this.add(network)
    this.engine.events.add('network', 'create', id, { name, type: driver })
    this.say(network, cause)
    return network
  }

  /** Throws ApiError where another network's bridge has the name. */
  private checkDevice(id: string, device: string): void {
    const other = [...this.all.values()].find(({ bridge }) => bridge?.device === device)
    if (!other) return
    const both = `${id} (${device}): conflicts with network ${other.id} (${device})`
    throw forbidden(`cannot create network ${both}: networks have same bridge name`)
  }

  private checkDriver(driver: string): void {
    if (driver === 'bridge') return
    if (driver === 'host') throw forbidden('only one instance of "host" network is allowed')
    if (driver === 'null') throw forbidden('only one instance of "null" network is allowed')
    if (driver === 'overlay') throw new ApiError(503, NOT_A_MANAGER)
    if (driver === 'macvlan' || driver === 'ipvlan') throw failure('operation not supported')
    throw notFound(`plugin "${driver}" not found`)
  }

  /**
   * Subnets of the user's own choice may cover what the host has routes to, but no other network of docker.
   * One with a range is not compared by the address management but by the bridge driver, in its own words.
   */
  private checkPools(given: readonly IpamConfig[], shown: string): void {
    for (const { Subnet: subnet = '', IPRange: range } of given) {
      const other = [...this.all.values()].find(({ bridge }) =>
        [bridge?.subnet, bridge?.six?.subnet].some((taken) => taken && overlaps(subnet, taken)),
      )
      if (!other) continue
      if (!range) throw forbidden('invalid pool request: Pool overlaps with other one on this address space')
      throw forbidden(
        `cannot create network ${shown}: conflicts with network ${other.id} (${other.bridge!.device}): networks have overlapping ${subnet.includes(':') ? 'IPv6' : 'IPv4'}`,
      )
    }
  }

  /** The subnet that was asked for, or the next one of the default pools. Throws ApiError. */
  private pool(given: readonly IpamConfig[], next: () => string | undefined): PoolOptions {
    const [first, ...more] = given
    if (more.length > 0) throw forbidden("bridge driver doesn't support multiple subnets")
    const subnet = first?.Subnet ?? next()
    if (!subnet) throw badRequest('all predefined address pools have been fully subnetted')
    const reserved = Object.values(first?.AuxiliaryAddresses ?? {})
    return { subnet, gateway: first?.Gateway || undefined, range: first?.IPRange || undefined, reserved }
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
  members(network: NetworkRecord): [Container, Live][] {
    return [...network.attached.values()].flatMap((container) => {
      const live = this.engine.containers.has(container.id) && container.endpoints.get(network.name)?.live
      return live ? [[container, live] as [Container, Live]] : []
    })
  }

  shown(network: NetworkRecord, detailed: boolean): NetworkInspect {
    const containers = detailed
      ? this.members(network).map(([container, { id, address, address6, mac }]) => [
          container.id,
          {
            Name: container.name,
            EndpointID: id,
            MacAddress: mac,
            IPv4Address: address && network.bridge ? `${address}/${network.bridge.prefix}` : '',
            IPv6Address: address6 && network.bridge?.six ? `${address6}/${network.bridge.six.prefix}` : '',
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

/** What nobody asked for is shown as it came about. A subnet that was asked for is shown as it was asked for, without the gateway that it got. */
function chosen(bridge: Bridge, given: readonly IpamConfig[]): IpamConfig[] {
  const four = given.every(isSix) ? [bridge] : []
  const six = bridge.six && !given.some(isSix) ? [bridge.six] : []
  return [...four, ...six].map(({ subnet, gateway }) => ({ Subnet: subnet, Gateway: gateway }))
}
