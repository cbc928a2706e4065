// ip(8), ifconfig(8), route(8).
import { nthAddress, toAddress } from '../../../net/address.ts'
import { linkLocal } from '../../../net/address6.ts'
import type { Interface, NetworkNamespace } from '../../../net/namespace.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'

const bits = (link: Interface) => Number(link.network.subnet.split('/')[1] ?? 24)

const mask = (count: number) => toAddress(2 ** 32 - 2 ** (32 - count))

const base = (link: Interface) => nthAddress(link.network.subnet, 0)

const broadcast = (link: Interface) => nthAddress(link.network.subnet, 2 ** (32 - bits(link)) - 1)

const gatewayOf = ({ network }: Interface) => network.gateway ?? nthAddress(network.subnet, 1)

/** The interface of the default route, where there is one. */
const defaultLink = ({ gateway, defaultLink: link, interfaces }: NetworkNamespace): Interface | undefined =>
  gateway && (link ?? interfaces[0])

export async function routes(call: Call): Promise<number> {
  const { net } = call.process.namespaces
  const { interfaces } = net
  const first = defaultLink(net)
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

const CHANGES = new Set(['add', 'del', 'delete', 'set', 'replace', 'change', 'flush'])

/** Changing the network takes a right that containers have not got. */
async function change(call: Call, object: string, verb: string): Promise<number> {
  if (call.process.can('NET_ADMIN')) {
    await call.process.error(`naru: ip ${object} ${verb} is not simulated\n`)
    return 1
  }
  await call.process.error(
    call.busybox ? `ip: RTNETLINK answers: Operation not permitted\n` : 'RTNETLINK answers: Operation not permitted\n',
  )
  return 2
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
    const [object = 'help', verb = 'show'] = words
    const device =
      words[words.indexOf('dev') + 1] && words.includes('dev')
        ? words[words.indexOf('dev') + 1]
        : ['show', 'list', 'ls'].includes(verb)
          ? words[2]
          : undefined
    if (CHANGES.has(verb)) return change(call, object, verb)
    if ('address'.startsWith(object)) return addresses(call, device, true)
    if ('link'.startsWith(object)) return addresses(call, device, false)
    if ('route'.startsWith(object)) return viewOf(call).family === 'inet6' ? ipRoutes6(call) : ipRoutes(call)
    if ('neighbour'.startsWith(object) || object === 'neigh') return 0
    await call.process.error(`Object "${object}" is unknown, try "ip help".\n`)
    return object === 'help' ? 255 : 1
  },
}

interface Row {
  index: number
  name: string
  flags: string
  mtu: number
  state: string
  mac: string
  /** `172.17.0.2/16 brd 172.17.255.255 scope global eth0` */
  inet: string[]
  master?: string
  discipline: string
  isLoopback?: boolean
}

const LOOPBACK: Row = {
  index: 1,
  name: 'lo',
  flags: 'LOOPBACK,UP,LOWER_UP',
  mtu: 65_536,
  state: 'UNKNOWN',
  mac: '00:00:00:00:00:00',
  inet: ['inet 127.0.0.1/8 scope host lo', 'inet6 ::1/128 scope host '],
  discipline: 'noqueue',
  isLoopback: true,
}

/** Addresses that dockerd gives are not asked for in the network first (IFA_F_NODAD), which busybox shows as a number. */
function inet6({ address6, peer, mac, network: { subnet6 } }: Interface, busybox: boolean): string[] {
  if (address6 === undefined) return []
  const flags = peer === undefined ? '' : busybox ? 'flags 02 ' : 'nodad '
  return [`inet6 ${address6}/${length6(subnet6)} scope global ${flags}`, `inet6 ${linkLocal(mac)}/64 scope link `]
}

const length6 = (subnet = '/64') => subnet.split('/')[1]

function ownRow(link: Interface, busybox: boolean): Row {
  const { name, index, peer, mac, address, network } = link
  const isBridge = network.kind === 'bridge' && peer === undefined
  const isEmpty = isBridge && network.members.size <= 1
  return {
    index,
    name: peer === undefined ? name : `${name}@if${peer}`,
    flags: isEmpty
      ? 'NO-CARRIER,BROADCAST,MULTICAST,UP'
      : `BROADCAST,MULTICAST,UP,LOWER_UP${busybox && peer !== undefined ? ',M-DOWN' : ''}`,
    mtu: 1500,
    state: isEmpty ? 'DOWN' : 'UP',
    mac,
    inet: [`inet ${address}/${bits(link)} brd ${broadcast(link)} scope global ${name}`, ...inet6(link, busybox)],
    discipline: isBridge || peer !== undefined ? 'noqueue' : 'fq_codel',
  }
}

/** The machine's ends of its containers' interfaces. */
function vethRows(net: NetworkNamespace): Row[] {
  return net.interfaces.flatMap(({ network, name: master, peer }) => {
    if (peer !== undefined) return []
    const links = [...network.members.values()].flatMap((member) => member.interfaces)
    return links.flatMap((link): Row[] => {
      if (link.network !== network || link.peer === undefined) return []
      const digits = link.mac.replaceAll(':', '')
      const name = `veth${digits.slice(-7)}@if${link.index}`
      const mac = `${digits.slice(6)}${digits.slice(0, 6)}`.replace(/^../, '7a').match(/../g)!.join(':')
      const flags = 'BROADCAST,MULTICAST,UP,LOWER_UP'
      return [{ index: link.peer, name, flags, mtu: 1500, state: 'UP', mac, inet: [], master, discipline: 'noqueue' }]
    })
  })
}

/** The options before the object. */
interface View {
  brief: boolean
  /** A line for each address. */
  oneline: boolean
  family: 'inet' | 'inet6' | undefined
  busybox: Call['busybox']
}

function viewOf({ operands, busybox }: Call): View {
  const given = (pattern: RegExp) => operands.some((word) => pattern.test(word))
  const family = given(/^-4$/) ? 'inet' : given(/^-6$/) ? 'inet6' : undefined
  return { brief: given(/^-br/), oneline: given(/^-o/), family, busybox }
}

async function addresses(call: Call, device: string | undefined, inet: boolean): Promise<number> {
  const { net } = call.process.namespaces
  const view = viewOf(call)
  const own = net.interfaces.map((link) => ownRow(link, call.busybox !== undefined))
  const all = [LOOPBACK, ...own, ...vethRows(net)].sort((a, b) => a.index - b.index)
  const shown = all.filter(({ name }) => device === undefined || name.split('@')[0] === device)
  if (shown.length === 0) {
    await call.process.error(
      call.busybox ? `ip: can't find device '${device}'\n` : `Device "${device}" does not exist.\n`,
    )
    return 1
  }
  for (const row of shown) await call.print(view.brief ? brief(row, inet) : described(row, inet, view))
  return 0
}

function brief({ name, state, mac, flags, inet: lines }: Row, inet: boolean): string {
  const addresses = lines.map((line) => `${line.split(' ')[1]} `).join('')
  return `${name.padEnd(16)} ${state.padEnd(14)} ${inet ? addresses : `${mac} <${flags}> `}\n`
}

function described(row: Row, inet: boolean, { oneline, family, busybox }: View): string {
  const { index, name, flags, mtu, state, mac, discipline, master, isLoopback } = row
  const of = row.inet.filter((line) => family === undefined || line.startsWith(`${family} `))
  const addresses = of.map((line) => [`    ${line}`, '       valid_lft forever preferred_lft forever'])
  if (inet && family && of.length === 0) return ''
  if (inet && oneline) return addresses.map((lines) => `${index}: ${name.split('@')[0]}${lines.join('\\')}\n`).join('')
  const queue = isLoopback ? 'qlen 1000' : ''
  const up = !busybox || busybox.showsState ? `state ${state} ` : ''
  const more = busybox ? up + queue : `${master ? `master ${master} ` : ''}${up}group default ${queue}`
  const all = isLoopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'
  const netns = !busybox && name.includes('@') ? ' link-netnsid 0' : ''
  const hardware = `    link/${isLoopback ? 'loopback' : 'ether'} ${mac} brd ${all}${netns}`
  const head = `${index}: ${name}: <${flags}> mtu ${mtu} qdisc ${discipline} ${more}`
  const lines = [head, ...(inet && family ? [] : [hardware]), ...(inet ? addresses.flat() : [])]
  return oneline ? `${lines.join('\\')}\n` : lines.map((line) => `${line}\n`).join('')
}

async function ipRoutes(call: Call): Promise<number> {
  const { net } = call.process.namespaces
  const { interfaces } = net
  const first = defaultLink(net)
  if (first) await call.print(`default via ${gatewayOf(first)} dev ${first.name} \n`)
  await call.print(
    interfaces
      .map((link) => `${base(link)}/${bits(link)} dev ${link.name} proto kernel scope link src ${link.address} \n`)
      .join(''),
  )
  return 0
}

async function ipRoutes6(call: Call): Promise<number> {
  const { net } = call.process.namespaces
  const end = call.busybox ? '' : 'pref medium'
  const links = net.interfaces.filter(({ address6 }) => address6 !== undefined)
  const row = (to: string, name: string, metric: number) =>
    `${to} dev ${name} ${metric === 256 ? 'proto kernel ' : ''}metric ${metric} ${end}\n`
  const local = links.flatMap(({ network: { subnet6 }, name }) => [
    row(subnet6!, name, 256),
    row('fe80::/64', name, 256),
  ])
  const first = net.gateway && links[0]
  const out = first?.network.gateway6 ? [row(`default via ${first.network.gateway6}`, first.name, 1024)] : []
  await call.print([...local, ...out].join(''))
  return 0
}

function ifconfig6({ address6, mac, network: { subnet6 } }: Interface, busybox: boolean): string {
  if (address6 === undefined) return ''
  const [own, length] = [linkLocal(mac), length6(subnet6)]
  if (busybox)
    return `          inet6 addr: ${address6}/${length} Scope:Global\n          inet6 addr: ${own}/64 Scope:Link\n`
  return `        inet6 ${address6}  prefixlen ${length}  scopeid 0x0<global>\n        inet6 ${own}  prefixlen 64  scopeid 0x20<link>\n`
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
        ? `${link.name.padEnd(10)}Link encap:Ethernet  HWaddr ${link.mac.toUpperCase()}  \n          inet addr:${link.address}  Bcast:${broadcast(link)}  Mask:${mask(bits(link))}\n${ifconfig6(link, true)}          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n\n`
        : `${link.name}: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n        inet ${link.address}  netmask ${mask(bits(link))}  broadcast ${broadcast(link)}\n${ifconfig6(link, false)}        ether ${link.mac}  txqueuelen 1000  (Ethernet)\n\n`,
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
