// Putting a container on its networks and taking it off: addresses, interfaces, names, files, published ports.
import type { EndpointSettings } from '../../api/docker.ts'
import type { Cause } from '../../kernel/trace.ts'
import { containsAddress, isAddress } from '../../net/address.ts'
import { NetworkNamespace } from '../../net/namespace.ts'
import { randomMac } from '../../runtime/network.ts'
import type { Container } from '../containers/container.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest, conflict, failure, forbidden, notFound } from '../errors.ts'
import { serveNames } from './names.ts'
import type { NetworkRecord } from './network.ts'

/** `host`, `none`, `container:…`, or the networks it has endpoints in. */
export const networkMode = (container: Container): string => container.hostConfig.NetworkMode

export const sharesNamespace = (mode: string): boolean => mode === 'host' || mode.startsWith('container:')

/** Throws ApiError for addresses that cannot be had. */
export function checkEndpoint(network: NetworkRecord, asked: Partial<EndpointSettings>): void {
  const address = asked.IPAMConfig?.IPv4Address
  if (!address) return
  const invalid = (why: string) => badRequest(`invalid endpoint settings:\n${why}`)
  if (!network.isUserDefined) throw invalid('user specified IP address is supported on user defined networks only')
  if (!isAddress(address)) throw invalid(`invalid IPv4 address: ${address}`)
  const own = network.ipam.some((config) => config.Subnet && !poolSubnet(config.Subnet))
  if (!own)
    throw invalid(
      'user specified IP address is supported only when connecting to networks with user configured subnets',
    )
  if (!network.ipam.some(({ Subnet }) => Subnet && containsAddress(Subnet, address))) {
    throw invalid(`no configured subnet or ip-range contain the IP address ${address}`)
  }
}

const poolSubnet = (subnet: string) => /^172\.(1[7-9]|2\d|3[01])\.0\.0\/16$|^192\.168\.\d+\.0\/20$/.test(subnet)

/** The container of `container:NAME`. Throws ApiError. */
export function sharedWith(engine: Engine, name: string): Container {
  try {
    return engine.container(name)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw failure(`joining network namespace of container: ${error.message}`)
  }
}

/** Makes the container's namespace ready for a start. Throws ApiError. */
export function bringUp(engine: Engine, container: Container, cause: Cause): void {
  const mode = networkMode(container)
  container.uts.hostname = container.config.Hostname
  if (mode === 'host') {
    container.net = engine.machine.net
    connectWithout(engine, container, cause)
    return
  }
  if (mode.startsWith('container:')) {
    const other = sharedWith(engine, mode.slice('container:'.length))
    if (!other.state.running || !other.net) {
      throw conflict(
        `cannot join network namespace of a non running container: container ${other.id} is ${other.status}`,
      )
    }
    container.net = other.net
    container.uts = other.uts
    return
  }
  container.net ??= new NetworkNamespace(`${engine.machine.name}/${container.shortId}`, engine.machine.name)
  container.net.unprivilegedPorts = 0
  container.sandboxId = engine.newId()
  try {
    for (const network of networksOf(container)) attach(engine, container, network, cause)
    publish(engine, container)
  } catch (error) {
    takeDown(engine, container, cause)
    throw error
  }
}

function connectWithout(engine: Engine, container: Container, cause: Cause): void {
  for (const endpoint of container.endpoints.values()) {
    endpoint.live = { id: engine.newId(), address: '', mac: '' }
    endpoint.network.attached.set(container.id, container)
    networkEvent(engine, container, endpoint.network, 'connect')
    engine.networks.say(endpoint.network, cause)
  }
}

const networksOf = (container: Container): NetworkRecord[] =>
  [...container.endpoints.values()].map((endpoint) => endpoint.network)

function publish(engine: Engine, container: Container): void {
  const first = [...container.endpoints.values()].find(({ network, live }) => live?.address && !network.internal)
  if (first?.live) engine.ports.publish(container, first.live.id, first.live.address)
}

/** One interface, or none for networks without a bridge. Throws ApiError. */
export function attach(engine: Engine, container: Container, network: NetworkRecord, cause: Cause): void {
  const endpoint = container.endpoints.get(network.name)!
  const { bridge } = network
  const asked = endpoint.asked.IPAMConfig?.IPv4Address
  const address = bridge ? bridge.allocate(asked || undefined) : ''
  if (address === undefined) {
    if (asked) throw forbidden('Address already in use')
    throw failure("no available IPv4 addresses on this network's address pools: " + `${network.name} (${network.id})`)
  }
  const mac = bridge ? endpoint.asked.MacAddress || container.config.MacAddress || randomMac(engine.chance) : ''
  endpoint.live = { id: engine.newId(), address, mac }
  network.attached.set(container.id, container)
  if (bridge) {
    engine.networks.bridges.attach(container.net!, bridge, address, mac)
    if (network.isUserDefined) serveNames(engine, container)
  }
  networkEvent(engine, container, network, 'connect')
  engine.networks.say(network, cause)
}

export function detach(engine: Engine, container: Container, network: NetworkRecord, cause: Cause): void {
  const endpoint = container.endpoints.get(network.name)
  if (!endpoint?.live) return
  const { bridge } = network
  if (bridge) {
    engine.networks.bridges.detach(container.net!, bridge)
    bridge.release(endpoint.live.address)
  }
  endpoint.live = undefined
  network.attached.delete(container.id)
  networkEvent(engine, container, network, 'disconnect')
  engine.networks.say(network, cause)
}

/** After the last process has ended. */
export function takeDown(engine: Engine, container: Container, cause: Cause): void {
  engine.ports.release(container)
  container.sandboxId = ''
  for (const network of networksOf(container)) {
    if (networkMode(container) === 'host') {
      const endpoint = container.endpoints.get(network.name)!
      if (endpoint.live) networkEvent(engine, container, network, 'disconnect')
      endpoint.live = undefined
      network.attached.delete(container.id)
    } else detach(engine, container, network, cause)
  }
}

function networkEvent(engine: Engine, container: Container, network: NetworkRecord, action: string): void {
  const { name, driver: type } = network
  engine.events.add('network', action, network.id, { container: container.id, name, type })
}

/** `docker network connect`. Throws ApiError. */
export function connect(
  engine: Engine,
  network: NetworkRecord,
  container: Container,
  asked: Partial<EndpointSettings>,
  cause: Cause,
): void {
  const mode = networkMode(container)
  if (sharesNamespace(mode)) {
    const why =
      'container sharing network namespace with another container or host cannot be connected to any other network'
    throw badRequest(why)
  }
  if (network.name === 'host')
    throw badRequest('cannot connect container to host network - container must be created in host network mode')
  checkEndpoint(network, asked)
  if (container.endpoints.has(network.name)) {
    throw forbidden(`endpoint with name ${container.name} already exists in network ${network.name}`)
  }
  checkEndpoint(network, asked)
  const none = container.endpoints.get('none')
  if (none) detachNone(engine, container, none.network, cause)
  container.endpoints.set(network.name, { network, asked, live: undefined })
  if (container.state.running) attach(engine, container, network, cause)
  engine.say(container, cause)
}

function detachNone(engine: Engine, container: Container, network: NetworkRecord, cause: Cause): void {
  detach(engine, container, network, cause)
  container.endpoints.delete('none')
}

/** `docker network disconnect`. Throws ApiError. */
export function disconnect(engine: Engine, network: NetworkRecord, container: Container, cause: Cause): void {
  if (!container.endpoints.has(network.name)) {
    throw failure(`container ${container.id} is not connected to network ${network.name}`)
  }
  if (network.name === 'host')
    throw notFound('container cannot be disconnected from host network or connected to host network')
  detach(engine, container, network, cause)
  container.endpoints.delete(network.name)
  engine.say(container, cause)
}
