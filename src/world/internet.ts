// The internet: public addresses and names, and the name server that a home router asks.
import type { DnsAnswer, DnsQuestion, Listener } from '../net/namespace.ts'
import { Network, NetworkNamespace } from '../net/namespace.ts'
import { toAddress, toNumber } from '../net/address.ts'

const FIRST_ADDRESS = '104.16.98.1'

export class Internet {
  readonly network = new Network('internet', 'internet', '0.0.0.0/0')
  private readonly names = new Map<string, string>()
  private next = toNumber(FIRST_ADDRESS)

  /** A public server: one address, any number of names, one listener for https and http. */
  publish(
    host: string,
    names: readonly string[],
    listener: Listener,
    ports: readonly number[] = [443, 80],
  ): NetworkNamespace {
    const namespace = new NetworkNamespace(host, host)
    const address = this.join(namespace)
    for (const port of ports) namespace.listen(port, listener)
    for (const name of names) this.names.set(name, address)
    return namespace
  }

  /** A name server for everybody: 8.8.8.8 and its like, which answer pings, too. */
  serveNames(host: string, addresses: readonly string[]): void {
    const namespace = new NetworkNamespace(host, host)
    for (const address of addresses) this.join(namespace, address)
    const dns = (question: DnsQuestion) => this.resolve(question)
    namespace.listen(53, { component: `${host}/dns`, dns }, undefined, 'udp')
    this.names.set(host, addresses[0]!)
  }

  /** Gives a namespace a public address. */
  join(namespace: NetworkNamespace, address = toAddress(this.next++)): string {
    namespace.attach(this.network, address)
    return address
  }

  name(name: string, address: string): void {
    this.names.set(name, address)
  }

  forget(name: string): void {
    this.names.delete(name)
  }

  /** The resolver at home: answers for every public name. */
  resolve(question: DnsQuestion): DnsAnswer {
    const name = question.name.toLowerCase().replace(/\.$/, '')
    if (question.type === 'PTR') return this.reverse(name)
    const address = this.names.get(name)
    if (!address) return { status: 'NXDOMAIN', records: [] }
    if (question.type !== 'A' && question.type !== 'ANY') return { status: 'NOERROR', records: [] }
    return { status: 'NOERROR', records: [{ name, type: 'A', ttl: 60, data: address }] }
  }

  private reverse(name: string): DnsAnswer {
    const address = name
      .replace(/\.in-addr\.arpa$/, '')
      .split('.')
      .reverse()
      .join('.')
    for (const [known, at] of this.names) {
      if (at === address) return { status: 'NOERROR', records: [{ name, type: 'PTR', ttl: 60, data: `${known}.` }] }
    }
    return { status: 'NXDOMAIN', records: [] }
  }
}
