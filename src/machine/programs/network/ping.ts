// ping(8) of iputils, and busybox's. ICMP echo over the same networks as everything else.
import { NetError } from '../../../net/errors.ts'
import { isAddress } from '../../../net/address.ts'
import { isAddress6 } from '../../../net/address6.ts'
import { echoed } from '../../../net/arrival.ts'
import type { NetworkNamespace } from '../../../net/namespace.ts'
import type { Call } from '../call.ts'
import type { Spec, Tool } from '../spec.ts'

const spec: Spec = {
  name: 'ping',
  summary: 'send ICMP ECHO_REQUEST to network hosts',
  usage: '[options] <destination>',
  misuse: 2,
  options: {
    '-c COUNT': 'stop after COUNT replies',
    '-i INTERVAL': 'seconds between packets',
    '-w DEADLINE': 'stop after so many seconds',
    '-W TIMEOUT': 'wait for a reply',
    '-s SIZE': 'bytes of data',
    '-q': 'quiet output',
    '-n': 'no names',
    '-4': 'IPv4',
    '-6': 'IPv6',
    '-t TTL': 'time to live',
  },
}

async function run(call: Call): Promise<number> {
  const { process } = call
  const [host] = call.operands
  if (host === undefined) {
    await process.error(call.busybox ? 'ping: no address given\n' : 'ping: usage error: Destination address required\n')
    return call.busybox ? 1 : 1
  }
  const family = call.has('6') ? 6 : call.has('4') ? 4 : undefined
  let address: string
  try {
    address = (await process.lookup(host, family))[0]!
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    const otherFamily = isAddress(host) || isAddress6(host)
    const why =
      error.code !== 'ENOTFOUND'
        ? 'Temporary failure in name resolution'
        : otherFamily
          ? 'Address family for hostname not supported'
          : 'Name or service not known'
    return call.fail(call.busybox ? `bad address '${host}'` : `${host}: ${why}`, call.busybox ? 1 : 2)
  }
  return new Ping(call, host, address).run()
}

class Ping {
  private readonly call: Call
  private readonly host: string
  private readonly address: string
  private readonly size: number
  private sent = 0
  private readonly times: number[] = []
  private stopped = false
  private target: NetworkNamespace | 'lost' | undefined

  constructor(call: Call, host: string, address: string) {
    this.call = call
    this.host = host
    this.address = address
    this.size = Number(call.value('s') ?? 56)
  }

  private heading(): string {
    const { call, host, address, size } = this
    if (call.busybox) return `PING ${host} (${address}): ${size} data bytes\n`
    if (this.isSix) return `PING ${host}(${host === address ? address : `${host} (${address})`}) ${size} data bytes\n`
    return `PING ${host} (${address}) ${size}(${size + 28}) bytes of data.\n`
  }

  private get isSix(): boolean {
    return this.address.includes(':')
  }

  async run(): Promise<number> {
    const { call, address } = this
    const { process } = call
    const { clock } = process.kernel
    const begun = clock.now
    let wake = () => {}
    process.on('INT', () => {
      this.stopped = true
      wake()
    })
    await call.print(this.heading())
    const count = Number(call.value('c') ?? Infinity)
    const interval = Number(call.value('i') ?? 1) * 1000
    const deadline = begun + Number(call.value('w') ?? Infinity) * 1000
    this.target = echoed(process.namespaces.net, address)
    if (!this.target && !process.namespaces.net.hasRoute(address)) {
      await process.error(
        call.busybox ? 'ping: sendto: Network is unreachable\n' : 'ping: connect: Network is unreachable\n',
      )
      return call.busybox ? 1 : 2
    }
    while (this.sent < count && !this.stopped) {
      await this.once(this.target)
      if (this.sent >= count || clock.now + interval > deadline) break
      const timer = clock.after(interval, () => wake())
      await process.alive(() => new Promise<void>((resolve) => (wake = resolve)))
      clock.clear(timer)
    }
    if (this.times.length < this.sent && !this.stopped)
      await process.sleep(Number(call.value('W') ?? (call.busybox ? 10 : 10)) * 1000)
    await this.summary(Math.round(clock.now - begun))
    return this.times.length > 0 ? 0 : 1
  }

  private async once(target: NetworkNamespace | 'lost' | undefined): Promise<void> {
    const { call, address } = this
    const { process } = call
    const { fabric, kernel } = process.machine
    const from = process.namespaces.net
    const sequence = this.sent++
    if (!target) {
      if (!call.busybox) await call.print(`From ${this.unreachable(from)}\n`)
      return
    }
    if (target === 'lost') return
    const { interactive, bandwidth } = fabric.link(from, target)
    const link = { latency: interactive, interactive, bandwidth }
    const what = { method: 'ECHO', path: address, bytes: this.size + 28 }
    const sent = fabric.send(process.component, target.name, 'request', 'icmp.echo', link, {
      ...what,
      cause: process.cause,
    })
    const before = kernel.clock.now
    await process.sleep(2 * link.latency)
    fabric.send(target.name, process.component, 'response', 'icmp.echo', link, {
      ...what,
      status: 0,
      request: sent,
      cause: sent,
    })
    const own = from === target
    const ms = own
      ? 0.03 + kernel.chance(`ping ${kernel.clock.now}`).fraction() * 0.03
      : kernel.clock.now - before + kernel.chance(`ping ${kernel.clock.now}`).fraction() * 0.5
    this.times.push(ms)
    if (call.has('q')) return
    const named = this.host === address || call.busybox ? address : `${this.host} (${address})`
    const time = call.busybox ? ms.toFixed(3) : ms < 1 ? ms.toFixed(3) : ms < 10 ? ms.toFixed(2) : ms.toFixed(1)
    await call.print(
      call.busybox
        ? `${this.size + 8} bytes from ${named}: seq=${sequence} ttl=64 time=${time} ms\n`
        : `${this.size + 8} bytes from ${named}: icmp_seq=${sequence + 1} ttl=64 time=${time} ms\n`,
    )
  }

  /** Who says so, and how. */
  private unreachable(from: NetworkNamespace): string {
    const heard = `icmp_seq=${this.sent} Destination`
    if (!this.isSix) return `${from.address()} ${heard} Host Unreachable`
    return `${from.interfaces.find(({ address6 }) => address6)!.address6} ${heard} unreachable: Address unreachable`
  }

  private async summary(ms: number): Promise<void> {
    const { call, times, sent } = this
    const lost = sent === 0 ? 0 : Math.round((100 * (sent - times.length)) / sent)
    const sum = times.reduce((total, time) => total + time, 0)
    const average = sum / times.length
    const [least, most] = [Math.min(...times), Math.max(...times)]
    const three = (n: number) => n.toFixed(3)
    if (call.busybox) {
      const trip =
        times.length > 0 ? `round-trip min/avg/max = ${three(least)}/${three(average)}/${three(most)} ms\n` : ''
      return call.print(
        `\n--- ${this.host} ping statistics ---\n${sent} packets transmitted, ${times.length} packets received, ${lost}% packet loss\n${trip}`,
      )
    }
    const spread = Math.sqrt(times.reduce((total, time) => total + (time - average) ** 2, 0) / times.length)
    const trip =
      times.length > 0
        ? `rtt min/avg/max/mdev = ${three(least)}/${three(average)}/${three(most)}/${three(spread)} ms\n`
        : '\n'
    const errors = times.length === 0 && this.target === undefined ? ` +${sent} errors,` : ''
    return call.print(
      `\n--- ${this.host} ping statistics ---\n${sent} packets transmitted, ${times.length} received,${errors} ${lost}% packet loss, time ${ms}ms\n${trip}`,
    )
  }
}

export const ping: Tool = { spec, run, busybox: { spec: { ...spec, misuse: 1, usage: '[OPTIONS] HOST' } } }
