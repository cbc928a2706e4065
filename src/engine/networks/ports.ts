// Published ports: docker-proxy listens on the host and passes connections on to the container.
import type { PortMap } from '../../api/docker.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Duplex } from '../../kernel/queue.ts'
import { NetError } from '../../net/errors.ts'
import { type HttpRequest, type HttpResponse, type Peer, bodyBytes } from '../../net/http.ts'
import type { Listener } from '../../net/namespace.ts'
import type { Container, Published } from '../containers/container.ts'
import type { Engine } from '../engine.ts'
import { failure } from '../errors.ts'

const FIRST_EPHEMERAL = 32_768
const LAST_EPHEMERAL = 60_999

interface Wanted {
  port: number
  protocol: string
  hostIp: string
  /** Any of these; empty: any free one. */
  from: number
  to: number
}

export class Ports {
  private readonly engine: Engine
  /** Allocated by dockerd: `tcp:0.0.0.0:8080`. */
  private readonly allocated = new Set<string>()
  private nextEphemeral = FIRST_EPHEMERAL

  constructor(engine: Engine) {
    this.engine = engine
  }

  /** Publishes all of a container's ports, or none. Throws ApiError as the bridge driver words it. */
  publish(container: Container, endpointId: string, address: string): void {
    const published: Published[] = []
    try {
      for (const wanted of wantedPorts(container)) published.push(...this.open(wanted, address))
    } catch (error) {
      this.close(published)
      const why = error instanceof Error ? error.message : String(error)
      const where = `driver failed programming external connectivity on endpoint ${container.name} (${endpointId})`
      throw failure(`failed to set up container networking: ${where}: ${why}`)
    }
    container.published = published
  }

  release(container: Container): void {
    this.close(container.published)
    container.published = []
  }

  private open(wanted: Wanted, address: string): Published[] {
    const { port, protocol, hostIp } = wanted
    const ips = hostIp === '' ? ['0.0.0.0', '::'] : [hostIp]
    const hostPort = this.choose(wanted, ips, address)
    const { net } = this.engine.machine
    const bound = ips[0] === '0.0.0.0' || ips[0] === '::' ? undefined : ips[0]
    for (const ip of ips) this.allocated.add(`${protocol}:${ip}:${hostPort}`)
    net.listen(hostPort, this.proxy(address, port), bound, protocol as 'tcp' | 'udp')
    return ips.map((ip) => ({ containerPort: port, protocol, hostIp: ip, hostPort }))
  }

  private choose(wanted: Wanted, ips: string[], address: string): number {
    const { protocol, port } = wanted
    const { net } = this.engine.machine
    const bound = ips[0] === '0.0.0.0' || ips[0] === '::' ? undefined : ips[0]
    const isFree = (candidate: number) =>
      !ips.some((ip) => this.isAllocated(protocol, ip, candidate)) && !net.taken(candidate, bound, protocol as 'tcp')
    if (wanted.from === 0) {
      for (let tried = FIRST_EPHEMERAL; tried <= LAST_EPHEMERAL; tried++) {
        const candidate = this.nextEphemeral
        this.nextEphemeral = candidate === LAST_EPHEMERAL ? FIRST_EPHEMERAL : candidate + 1
        if (isFree(candidate)) return candidate
      }
      throw new Error('all ports are allocated')
    }
    const cannot = (why: string) =>
      new Error(`failed to bind host port for ${ips[0]}:${wanted.from}:${address}:${port}/${protocol}: ${why}`)
    if (bound && !net.owns(bound)) throw cannot('cannot assign requested address')
    for (let candidate = wanted.from; candidate <= wanted.to; candidate++) if (isFree(candidate)) return candidate
    if (wanted.to > wanted.from)
      throw new Error(`Bind for ${ips[0]}:${wanted.from}-${wanted.to} failed: all ports are allocated`)
    if (ips.some((ip) => this.isAllocated(protocol, ip, wanted.from))) {
      throw new Error(`Bind for ${ips[0]}:${wanted.from} failed: port is already allocated`)
    }
    throw cannot('address already in use')
  }

  private isAllocated(protocol: string, ip: string, port: number): boolean {
    if (this.allocated.has(`${protocol}:${ip}:${port}`)) return true
    const any = ip === '0.0.0.0' || ip === '::'
    if (!any) return this.allocated.has(`${protocol}:0.0.0.0:${port}`)
    return [...this.allocated].some(
      (key) => key.startsWith(`${protocol}:`) && key.endsWith(`:${port}`) && ip === '0.0.0.0',
    )
  }

  private close(published: readonly Published[]): void {
    const { net } = this.engine.machine
    for (const { protocol, hostIp, hostPort } of published) {
      this.allocated.delete(`${protocol}:${hostIp}:${hostPort}`)
      const bound = hostIp === '0.0.0.0' || hostIp === '::' ? undefined : hostIp
      net.close(hostPort, bound, protocol as 'tcp' | 'udp')
    }
  }

  private proxy(address: string, port: number): Listener {
    const { machine } = this.engine
    const component = `${machine.name}/docker-proxy`
    const sender = (cause: Cause) => ({ namespace: machine.net, component, cause })
    const refused = (error: unknown): never => {
      if (error instanceof NetError && error.code !== 'EPROTO') throw new NetError('ECONNRESET', `${address}:${port}`)
      throw error
    }
    return {
      component,
      http: async (request: HttpRequest, peer: Peer) => {
        const passed = { ...sender(peer.cause), cancel: peer.gone }
        const destination = { address, port, scheme: peer.scheme }
        const response = await machine.fabric.request(passed, destination, request).catch(refused)
        return passOn(response as Exclude<typeof response, never>)
      },
      tcp: (connection, peer) => {
        machine.kernel.spawn(async () => {
          const inside = await machine.fabric.connect(sender(peer.cause), { address, port }).catch(() => undefined)
          if (!inside) return connection.close()
          machine.kernel.spawn(() => copy(connection, inside))
          await copy(inside, connection)
        })
      },
      dns: (question, cause) => machine.fabric.query(sender(cause), address, question),
    }
  }
}

async function passOn(response: Awaited<ReturnType<Engine['machine']['fabric']['request']>>): Promise<HttpResponse> {
  const { status, headers, body, weight, connection } = response
  if (connection) {
    const upgrade = (outside: Duplex) => {
      void copy(outside, connection)
      void copy(connection, outside)
    }
    return { status, headers, body: new Uint8Array(0), upgrade }
  }
  if (weight > 0) return { status, headers, body: await bodyBytes({ body }), weight }
  return { status, headers, body }
}

async function copy(from: Duplex, to: Duplex): Promise<void> {
  for (;;) {
    const chunk = await from.read()
    if (chunk === null) return to.close()
    await to.write(chunk).catch(() => {})
  }
}

/** What `-p` and `-P` ask for, in the order of the ports. Throws Error for a host port that is none. */
function wantedPorts({ config, hostConfig }: Container): Wanted[] {
  const bindings: PortMap = { ...hostConfig.PortBindings }
  if (hostConfig.PublishAllPorts) {
    for (const exposed of Object.keys(config.ExposedPorts ?? {})) bindings[exposed] ??= [{ HostIp: '', HostPort: '' }]
  }
  const wanted = Object.entries(bindings).flatMap(([key, list]) => {
    const [port, protocol = 'tcp'] = key.split('/')
    return (list ?? []).map(({ HostIp: hostIp, HostPort }) => {
      const [from = '0', to = from] = (HostPort || '0').split('-')
      return { port: Number(port), protocol, hostIp, from: Number(from), to: Number(to) }
    })
  })
  return wanted.sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1))
}
