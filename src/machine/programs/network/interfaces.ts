// ip(8), ifconfig(8), route(8).
import { nthAddress, toAddress } from '../../../net/address.ts'
import type { Interface } from '../../../net/namespace.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'

const bits = (link: Interface) => Number(link.network.subnet.split('/')[1] ?? 24)

const mask = (count: number) => toAddress(2 ** 32 - 2 ** (32 - count))

const base = (link: Interface) => nthAddress(link.network.subnet, 0)

const broadcast = (link: Interface) => nthAddress(link.network.subnet, 2 ** (32 - bits(link)) - 1)

const gatewayOf = (link: Interface) => nthAddress(link.network.subnet, 1)

export async function routes(call: Call): Promise<number> {
  const { interfaces } = call.process.namespaces.net
  const [first] = interfaces
  const row = (cells: string[]) =>
    `${cells[0]!.padEnd(15)} ${cells[1]!.padEnd(15)} ${cells[2]!.padEnd(15)} ${cells[3]!.padEnd(5)} ${cells[4]!.padEnd(6)} 0        0 ${cells[5]}\n`
  const head =
    'Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n'
  const gateway = first ? row(['0.0.0.0', gatewayOf(first), '0.0.0.0', 'UG', '0', first.name]) : ''
  await call.print(
    head +
      gateway +
      interfaces.map((link) => row([base(link), '0.0.0.0', mask(bits(link)), 'U', '0', link.name])).join(''),
  )
  return 0
}

export const route: Tool = {
  spec: {
    name: 'route',
    summary: 'show the IP routing table',
    usage: '[-n]',
    options: { '-n': 'numeric', '-e': 'ignored' },
  },
  run: routes,
}

export const ip: Tool = {
  spec: {
    name: 'ip',
    summary: 'show routing, network devices and addresses',
    usage: '[ OPTIONS ] OBJECT { COMMAND | help }',
    ordered: true,
    misuse: 255,
    options: { '-4': 'IPv4', '-6': 'IPv6', '-c': 'colours', '-s': 'ignored', '-d': 'ignored' },
    raw: true,
  },
  async run(call) {
    const words = call.operands.filter((word) => !word.startsWith('-'))
    const short = call.operands.some((word) => /^-br/.test(word))
    const [object = 'help', verb = 'show'] = words
    const device =
      words[words.indexOf('dev') + 1] && words.includes('dev')
        ? words[words.indexOf('dev') + 1]
        : ['show', 'list', 'ls'].includes(verb)
          ? words[2]
          : undefined
    if ('address'.startsWith(object)) return addresses(call, short, device, true)
    if ('link'.startsWith(object)) return addresses(call, short, device, false)
    if ('route'.startsWith(object)) return ipRoutes(call)
    if ('neighbour'.startsWith(object) || object === 'neigh') return 0
    await call.process.error(`Object "${object}" is unknown, try "ip help".\n`)
    return object === 'help' ? 255 : 1
  },
}

async function addresses(call: Call, short: boolean, device: string | undefined, inet: boolean): Promise<number> {
  const { interfaces } = call.process.namespaces.net
  const rows = [
    { name: 'lo', link: undefined as Interface | undefined },
    ...interfaces.map((link) => ({ name: link.name, link: link as Interface | undefined })),
  ]
  const shown = rows
    .map((row, i) => ({ ...row, i: i + 1 }))
    .filter(({ name }) => device === undefined || name === device)
  if (shown.length === 0) {
    await call.process.error(`Device "${device}" does not exist.\n`)
    return 1
  }
  for (const { name, link, i } of shown) {
    const address = link ? `${link.address}/${bits(link)}` : '127.0.0.1/8'
    if (short) {
      await call.print(
        `${name.padEnd(16)} ${(link ? 'UP' : 'UNKNOWN').padEnd(14)} ${inet ? `${address} ` : `${link?.mac ?? '00:00:00:00:00:00'} <${link ? 'BROADCAST,MULTICAST,UP,LOWER_UP' : 'LOOPBACK,UP,LOWER_UP'}> `}\n`,
      )
      continue
    }
    const veth = link && call.process.namespaces.pids !== call.process.machine.pids ? `@if${i + 5}` : ''
    const head = link
      ? `${i}: ${name}${veth}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc ${veth ? 'noqueue' : 'fq_codel'} state UP group default qlen 1000\n    link/ether ${link.mac} brd ff:ff:ff:ff:ff:ff\n`
      : `${i}: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n`
    const body = link
      ? `    inet ${address} brd ${broadcast(link)} scope global ${name}\n       valid_lft forever preferred_lft forever\n`
      : '    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n'
    await call.print(head + (inet ? body : ''))
  }
  return 0
}

async function ipRoutes(call: Call): Promise<number> {
  const { interfaces } = call.process.namespaces.net
  const [first] = interfaces
  if (first) await call.print(`default via ${gatewayOf(first)} dev ${first.name} \n`)
  await call.print(
    interfaces
      .map((link) => `${base(link)}/${bits(link)} dev ${link.name} proto kernel scope link src ${link.address} \n`)
      .join(''),
  )
  return 0
}

export const ifconfig: Tool = {
  spec: {
    name: 'ifconfig',
    summary: 'configure a network interface',
    usage: '[-a] [interface]',
    options: { '-a': 'all' },
  },
  async run(call) {
    const { interfaces } = call.process.namespaces.net
    const [device] = call.operands
    const old = call.busybox
    const blocks = interfaces.map((link): [string, string] => [
      link.name,
      old
        ? `${link.name.padEnd(10)}Link encap:Ethernet  HWaddr ${link.mac.toUpperCase()}  \n          inet addr:${link.address}  Bcast:${broadcast(link)}  Mask:${mask(bits(link))}\n          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n\n`
        : `${link.name}: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n        inet ${link.address}  netmask ${mask(bits(link))}  broadcast ${broadcast(link)}\n        ether ${link.mac}  txqueuelen 1000  (Ethernet)\n\n`,
    ])
    blocks.push([
      'lo',
      old
        ? 'lo        Link encap:Local Loopback  \n          inet addr:127.0.0.1  Mask:255.0.0.0\n          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n\n'
        : 'lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536\n        inet 127.0.0.1  netmask 255.0.0.0\n        loop  txqueuelen 1000  (Local Loopback)\n\n',
    ])
    const shown = blocks.filter(([name]) => device === undefined || name === device)
    if (shown.length === 0) {
      await call.process.error(`${device}: error fetching interface information: Device not found\n`)
      return 1
    }
    await call.print(shown.map(([, block]) => block).join(''))
    return 0
  },
}
