// Delivers messages between network namespaces: finds the receiver, asks the rules, lets each message take its time.
import { Cancel } from '../kernel/cancel.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { type Duplex, Pipe } from '../kernel/queue.ts'
import type { Cause, MessageEvent } from '../kernel/trace.ts'
import { bracketed } from './address6.ts'
import { type Arrival, firstVerdict, leavingVerdict, sourceAddress } from './arrival.ts'
import { ChunkQueue, type Narrated } from './chunks.ts'
import { NetError } from './errors.ts'
import { refuse, silence, timeout } from './refusal.ts'
import { serveHttp1 } from './http1.ts'
import type { ClientResponse, HttpRequest, HttpResponse, Peer } from './http.ts'
import { type DnsAnswer, type DnsQuestion, type Listener, type NetworkNamespace, ready } from './namespace.ts'
import { arriving, travel } from './travel.ts'
import { Wire } from './wire.ts'

/** How long a message takes from one namespace to another; the world decides (world/latency.ts). */
export interface Link {
  /** ms until the first byte arrives. */
  latency: number
  /** Emulated bytes per ms. */
  bandwidth: number
  /** ms that a piece of an attached terminal or raw connection takes: typing must feel immediate. */
  interactive: number
}
export type LinkPolicy = (from: NetworkNamespace, to: NetworkNamespace) => Link

/** Who sends, from where, because of what, and until when. */
export interface Sender {
  namespace: NetworkNamespace
  component: string
  cause?: Cause
  cancel?: Cancel
}

export interface Destination {
  address: string
  port: number
  scheme?: 'http' | 'https'
}

const targetOf = ({ address, port }: Destination): string => `${bracketed(address)}:${port}`

export class Fabric {
  readonly kernel: Kernel
  link: LinkPolicy

  constructor(kernel: Kernel, link: LinkPolicy) {
    this.kernel = kernel
    this.link = link
  }

  /** One HTTP exchange. Rejects with NetError, or with the cancel's reason. */
  async request(sender: Sender, destination: Destination, request: HttpRequest): Promise<ClientResponse> {
    const arrival = await this.arrive(sender, destination, 'tcp')
    if (destination.scheme === 'https' && arrival.listener.tls === false) {
      await this.kernel.clock.sleep(2 * arrival.link.latency, sender.cancel)
      throw new NetError('EPROTO', targetOf(destination))
    }
    return this.exchange(sender, arrival, request)
  }

  /** The same over a unix socket. */
  async requestUnix(sender: Sender, listener: Listener, request: HttpRequest): Promise<ClientResponse> {
    const link = this.link(sender.namespace, sender.namespace)
    const destination = { address: '', port: 0 }
    await ready(listener)
    return this.exchange(sender, { namespace: sender.namespace, listener, link, destination }, request)
  }

  /** A raw connection to a TCP server; HTTP servers are spoken to in HTTP/1.1. */
  async connect(sender: Sender, destination: Destination): Promise<Duplex> {
    const arrival = await this.arrive(sender, destination, 'tcp')
    const cause = this.send(sender.component, arrival.listener.component, 'request', 'tcp', arrival.link, {
      method: 'CONNECT',
      path: targetOf(destination),
      cause: sender.cause,
    })
    await this.kernel.clock.sleep(arrival.link.latency, sender.cancel)
    const wire = new Wire(this, sender, arrival, 'tcp', cause)
    const peer = this.peer(sender, arrival, cause, wire.gone)
    const { tcp, http } = arrival.listener
    if (tcp) tcp(wire.server, peer)
    else if (http) this.kernel.serve(wire.server, () => serveHttp1(wire.server, http, peer))
    return wire.client
  }

  async query(sender: Sender, server: string, question: DnsQuestion): Promise<DnsAnswer> {
    const arrival = await this.arrive(sender, { address: server, port: 53 }, 'udp')
    const { component, dns } = arrival.listener
    if (!dns) throw new NetError('ECONNREFUSED', `${server}:53`)
    const about = { name: question.name, type: question.type }
    const sent = this.send(sender.component, component, 'request', 'dns.query', arrival.link, {
      method: question.type,
      path: question.name,
      cause: sender.cause,
      about,
    })
    await this.kernel.clock.sleep(arrival.link.latency, sender.cancel)
    const answer = await dns(question, sent)
    const data = answer.records.map((record) => record.data).join(' ')
    this.send(component, sender.component, 'response', 'dns.query', arrival.link, {
      method: question.type,
      path: question.name,
      status: answer.status === 'NOERROR' ? 200 : 404,
      request: sent,
      cause: sent,
      about: { ...about, data },
    })
    await this.kernel.clock.sleep(arrival.link.latency, sender.cancel)
    return answer
  }

  /** Records a message and returns its `seq`. */
  send(
    from: string,
    to: string,
    form: MessageEvent['form'],
    topic: string,
    link: Link,
    what: {
      method: string
      path: string
      bytes?: number
      status?: number
      request?: number
      cause?: Cause
      about?: MessageEvent['about']
    },
  ): number {
    const { bytes = 0, ...rest } = what
    const until = this.kernel.clock.now + link.latency + bytes / link.bandwidth
    return this.kernel.trace.add({ kind: 'message', form, topic, from, to, until, bytes, ...rest })
  }

  /**
   * Follows rules and routes to a listener; refuses or times out as a kernel would. The sender's rules (and those of the
   * namespaces around it) are asked first, then those of the namespace it arrives at: OUTPUT and PREROUTING.
   */
  private async arrive(sender: Sender, destination: Destination, protocol: 'tcp' | 'udp'): Promise<Arrival> {
    const from = sender.namespace
    const target = targetOf(destination)
    let at = from
    let { address, port } = destination
    for (let hop = 0; hop < 8; hop++) {
      const leaving = leavingVerdict(at, { from, protocol, address, port })
      if (leaving === 'drop') return this.timeout(sender, target)
      if (leaving === 'reject') return this.refuse(sender, target)
      if (leaving) ({ address, port } = leaving.to)
      const found = from.up ? at.locate(address) : undefined
      if (!found) throw new NetError(from.hasRoute(address) ? 'EHOSTUNREACH' : 'ENETUNREACH', target)
      if (!found.up) return silence(this.kernel.clock, target, found, sender.cancel)
      const arriving = found === at ? undefined : firstVerdict(found, { from, protocol, address, port })
      if (arriving === 'drop') return this.timeout(sender, target)
      if (arriving === 'reject') return this.refuse(sender, target, found)
      if (arriving) {
        ;({ address, port } = arriving.to)
        at = found
        continue
      }
      const listener = found.listener(port, address, protocol)
      if (!listener || !found.owns(address)) return this.refuse(sender, target, found)
      await ready(listener)
      return { namespace: found, listener, link: this.link(from, found), destination }
    }
    throw new NetError('EHOSTUNREACH', target)
  }

  private refuse(sender: Sender, target: string, at = sender.namespace): Promise<never> {
    return refuse(this.kernel.clock, target, 2 * this.link(sender.namespace, at).latency, sender.cancel)
  }

  private timeout(sender: Sender, target: string): Promise<never> {
    return timeout(this.kernel.clock, target, sender.cancel)
  }

  private peer(sender: Sender, arrival: Arrival, cause: Cause, gone: Cancel): Peer {
    const { address, port, scheme = 'http' } = arrival.destination
    const from = sender.component
    return {
      cause,
      from,
      address: sourceAddress(sender.namespace, arrival),
      destination: { address, port },
      scheme,
      gone,
    }
  }

  private async exchange(sender: Sender, arrival: Arrival, request: HttpRequest): Promise<ClientResponse> {
    const { listener, link } = arrival
    const match = listener.router?.match(request.method, request.path, request)
    const topic = match?.route.topic ?? 'http'
    const bytes = request.weight ?? (request.body instanceof Uint8Array ? request.body.length : 0)
    const what = { method: request.method, path: request.path }
    const about = { ...match?.route.about?.(match.params, request), ...request.about }
    const sent = this.send(sender.component, listener.component, 'request', topic, link, {
      ...what,
      bytes,
      cause: sender.cause,
      about,
    })
    const gone = new Cancel()
    const off = sender.cancel?.onCancel((why) => {
      this.kernel.trace.add({ kind: 'cut', topic, message: sent, cause: sender.cause })
      gone.cancel(why)
    })
    try {
      await travel(this.kernel.clock, link, bytes, sender.cancel, request.onSent)
      if (!listener.http) throw new NetError('ECONNRESET', targetOf(arrival.destination))
      const answer = listener.http(request, this.peer(sender, arrival, sent, gone))
      const response = await (sender.cancel ? sender.cancel.guard(Promise.resolve(answer)) : answer)
      if (!arrival.namespace.up) await this.timeout(sender, arrival.destination.address)
      return await this.respond(sender, arrival, { ...what, topic, about, sent }, response, gone)
    } finally {
      if (!gone.cancelled) off?.()
    }
  }

  private async respond(
    sender: Sender,
    arrival: Arrival,
    asked: { method: string; path: string; topic: string; about: MessageEvent['about']; sent: number },
    response: HttpResponse,
    gone: Cancel,
  ): Promise<ClientResponse> {
    const { link, listener } = arrival
    const whole = response.body instanceof Uint8Array ? response.body : undefined
    const weight = response.weight ?? whole?.length ?? 0
    const { topic, sent, method, path } = asked
    const about = { ...asked.about, ...response.about }
    const what = { method, path, status: response.status, request: sent, cause: sent, about }
    const cause = this.send(listener.component, sender.component, 'response', topic, link, { ...what, bytes: weight })
    const start = this.kernel.clock.now + link.latency
    await this.kernel.clock.sleep(link.latency, sender.cancel)
    const received = () => Math.min(weight, Math.floor((this.kernel.clock.now - start) * link.bandwidth))
    const head = { status: response.status, headers: response.headers, cause, weight, received }
    if (response.upgrade) {
      const wire = new Wire(this, sender, arrival, topic, sent)
      response.upgrade(wire.server)
      return { ...head, body: new Pipe(), connection: wire.client }
    }
    if (whole) return { ...head, body: arriving(this.kernel.clock, whole, weight / link.bandwidth, sender.cancel) }
    const body = new ChunkQueue()
    this.kernel.spawn(() => this.stream(response.body as Narrated, body, sender, arrival, { ...what, topic }, gone))
    return { ...head, body }
  }

  /** A body that grows: each chunk is a message, in order. Ends when the server ends it or the client is gone. */
  private async stream(
    source: Narrated,
    sink: ChunkQueue,
    sender: Sender,
    arrival: Arrival,
    what: {
      topic: string
      method: string
      path: string
      status: number
      request: number
      cause: number
      about: MessageEvent['about']
    },
    gone: Cancel,
  ): Promise<void> {
    const { link, listener } = arrival
    const { topic, ...rest } = what
    const end = () => sink.end()
    const off = sender.cancel?.onCancel((reason) => {
      gone.cancel(reason)
      sink.end()
    })
    let last = 0
    for (;;) {
      const chunk = await source.read()
      if (gone.cancelled || !arrival.namespace.up) {
        if (source instanceof Pipe) source.break()
        return end()
      }
      if (chunk === null) {
        off?.()
        this.kernel.clock.at(Math.max(last, this.kernel.clock.now + link.latency), end)
        return
      }
      const bytes = chunk.length
      const about = source.about ? { ...rest.about, ...source.about } : rest.about
      const said = { ...rest, bytes, about, cause: source.cause ?? rest.cause }
      const cause = this.send(listener.component, sender.component, 'chunk', topic, link, said)
      last = Math.max(last, this.kernel.clock.now + link.latency + bytes / link.bandwidth)
      this.kernel.clock.at(last, () => sink.push(chunk, cause))
    }
  }
}
