// Putting a container on its networks and taking it off: addresses, interfaces, names, files, published ports.
import type { EndpointSettings } from '../../api/docker.ts'
import type { Cause } from '../../kernel/trace.ts'
import { containsAddress, isAddress } from '../../net/address.ts'
import { isAddress6, parsed6, toAddress6 } from '../../net/address6.ts'
import { NetworkNamespace } from '../../net/namespace.ts'
import { randomMac } from '../../runtime/network.ts'
import type { Pool } from '../../runtime/pool.ts'
import type { Container } from '../containers/container.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest, conflict, failure, forbidden, notFound } from '../errors.ts'
import { joined } from './ipam.ts'
import { serveNames } from './names.ts'
import type { NetworkRecord } from './network.ts'

/** `host`, `none`, `container:…`, or the networks it has endpoints in. */
export const networkMode = (container: Container): string => container.hostConfig.NetworkMode

export const sharesNamespace = (mode: string): boolean => mode === 'host' || mode.startsWith('container:')

/** Throws ApiError for addresses that cannot be had. */
export function checkEndpoint(network: NetworkRecord, asked: Partial<EndpointSettings>): void {
  const { IPv4Address: four = '', IPv6Address: six = '' } = asked.IPAMConfig ?? {}
  const faults: string[] = []
  if ((four || six) && !network.isUserDefined)
    faults.push('user specified IP address is supported on user defined networks only')
  if (four && !isAddress(four)) faults.push(`invalid IPv4 address: ${four}`)
  if (six && !isAddress6(six)) faults.push(`invalid IPv6 address: ${six}`)
  if (faults.length > 0) throw invalid(faults)
  for (const [address, isSix] of [
    [four, false],
    [six, true],
  ] as const) {
    const subnets = network.fixedSubnets.filter((subnet) => subnet.includes(':') === isSix)
    const fault = address && rangeFault(address, subnets)
    if (fault) faults.push(fault)
  }
  if (faults.length > 0) throw invalid(faults)
}

const invalid = (faults: string[]): ApiError => badRequest(`invalid endpoint settings:\n${joined(faults)}`)

function rangeFault(address: string, fixed: readonly string[]): string | undefined {
  if (fixed.some((subnet) => containsAddress(subnet, address))) return undefined
  if (fixed.length > 0) return `no configured subnet or ip-range contain the IP address ${address}`
  return 'user specified IP address is supported only when connecting to networks with user configured subnets'
}

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
        `cannot join network namespace of a non running container: container ${other.name} is ${other.status}`,
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
    endpoint.live = { id: engine.newId(), address: '', address6: '', mac: '' }
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

/** Throws ApiError. */
function allocate(pool: Pool, asked: string | undefined, family: string, { name, id }: NetworkRecord): string {
  const address = pool.allocate(asked || undefined)
  if (address !== undefined) return address
  if (asked) throw forbidden('Address already in use')
  throw failure(`no available ${family} addresses on this network's address pools: ${name} (${id})`)
}

const canonical = (address: string): string => toAddress6(parsed6(address)!)

/** One interface, or none for networks without a bridge. Throws ApiError. */
export function attach(engine: Engine, container: Container, network: NetworkRecord, cause: Cause): void {
  const endpoint = container.endpoints.get(network.name)!
  const { bridge } = network
  const { IPv4Address: four, IPv6Address: six } = endpoint.asked.IPAMConfig ?? {}
  const address = bridge ? allocate(bridge, four, 'IPv4', network) : ''
  let address6 = ''
  try {
    if (bridge?.six) address6 = allocate(bridge.six, six && canonical(six), 'IPv6', network)
  } catch (error) {
    bridge?.release(address)
    throw error
  }
  const mac = bridge ? endpoint.asked.MacAddress || container.config.MacAddress || randomMac(engine.chance) : ''
  endpoint.live = { id: engine.newId(), address, address6, mac }
  network.attached.set(container.id, container)
  if (bridge) {
    engine.networks.bridges.attach(container.net!, bridge, address, mac, address6 || undefined)
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
    bridge.six?.release(endpoint.live.address6)
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
  const { running } = container.state
  if (container.endpoints.has(network.name)) {
    if (!running) return
    throw forbidden(`endpoint with name ${container.name} already exists in network ${network.name}`)
  }
  if (container.endpoints.has('none') || (network.name === 'none' && container.endpoints.size > 0))
    throw badRequest(
      'container cannot be connected to multiple networks with one of the networks in private (none) mode',
    )
  container.endpoints.set(network.name, { network, asked, live: undefined })
  try {
    if (running) attach(engine, container, network, cause)
  } catch (error) {
    container.endpoints.delete(network.name)
    throw error
  }
  engine.say(container, cause)
}

/** `docker network disconnect`. Throws ApiError. */
export function disconnect(engine: Engine, network: NetworkRecord, container: Container, cause: Cause): void {
  if (!container.endpoints.has(network.name)) {
    const what = container.state.running ? 'network' : 'the network'
    throw failure(`container ${container.id} is not connected to ${what} ${network.name}`)
  }
  if (network.name === 'host')
    throw notFound('container cannot be disconnected from host network or connected to host network')
  detach(engine, container, network, cause)
  container.endpoints.delete(network.name)
  engine.say(container, cause)
}
