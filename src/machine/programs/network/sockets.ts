// nc(1), telnet(1), ss(8), netstat(8), ip(8), ifconfig(8), route(8).
import { text, utf8 } from '../../../kernel/bytes.ts'
import { Cancel } from '../../../kernel/cancel.ts'
import { Stopped } from '../../../kernel/kernel.ts'
import type { Duplex } from '../../../kernel/queue.ts'
import { isAddress, nthAddress, toAddress } from '../../../net/address.ts'
import { NetError } from '../../../net/errors.ts'
import { encodeQuery, reason } from '../../../net/http.ts'
import type { Interface } from '../../../net/namespace.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'
import { titleCase } from './curl.ts'

const NC = {
  '-l': 'listen',
  '-p PORT': 'local port',
  '-v': 'say more',
  '-z': 'only look whether somebody listens',
  '-w SECS': 'give up after so many seconds',
  '-n': 'no names',
  '-u': 'UDP',
  '-k': 'listen again and again',
  '-q SECS': 'end so many seconds after the end of input',
  '-N': 'end at the end of input',
  '-e PROGRAM': 'program to run',
  '-4': 'IPv4',
}

export const nc: Tool = {
  spec: {
    name: 'nc',
    summary: 'arbitrary TCP and UDP connections and listens',
    usage: '[-options] [destination] [port]',
    options: NC,
  },
  async run(call) {
    if (call.has('u', 'e')) {
      await call.process.error(`naru: nc ${call.has('u') ? '-u' : '-e'} is not simulated\n`)
      return 1
    }
    return call.has('l') ? listen(call) : connect(call)
  },
}

function ports(word: string): number[] {
  const [from, to = from] = word.split('-').map(Number)
  return Array.from({ length: Math.min(65535, to! - from! + 1) }, (_, i) => from! + i)
}

async function connect(call: Call): Promise<number> {
  const { process } = call
  const [host, word] = call.operands
  if (host === undefined || word === undefined) {
    await process.error(
      'usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]\n\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]\n\t  [destination] [port]\n',
    )
    return 1
  }
  let code = 1
  for (const port of ports(word)) {
    const seconds = Number(call.value('w') ?? 0)
    try {
      const [address] = await process.lookup(host)
      const sender = process.sender()
      const cancel = new Cancel()
      process.killed.onCancel((why) => cancel.cancel(why))
      const timer =
        seconds > 0
          ? process.kernel.clock.after(seconds * 1000, () => cancel.cancel(new NetError('ETIMEDOUT', host)))
          : undefined
      const wire = await process.alive(() =>
        process.machine.fabric.connect({ ...sender, cancel }, { address: address!, port }),
      )
      process.kernel.clock.clear(timer)
      if (call.has('v'))
        await process.error(
          `Connection to ${host}${isAddress(host) ? '' : ` (${address})`} ${port} port [tcp/${service(port)}] succeeded!\n`,
        )
      code = 0
      if (call.has('z')) wire.close()
      else await converse(call, wire, host, port)
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      code = 1
      if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
        await process.error(
          `nc: getaddrinfo for host "${host}" port ${port}: ${error.code === 'ENOTFOUND' ? 'Name or service not known' : 'Temporary failure in name resolution'}\n`,
        )
      else if (call.has('v') || !call.has('z')) {
        const why =
          error.code === 'ETIMEDOUT'
            ? 'Connection timed out'
            : error.code === 'ECONNREFUSED'
              ? 'Connection refused'
              : 'No route to host'
        if (call.has('v'))
          await process.error(
            `nc: connect to ${host}${isAddress(host) ? '' : ` (${error.target.replace(/:\d+$/, '')})`} port ${port} (tcp) failed: ${why}\n`,
          )
      }
    }
  }
  return code
}

const SERVICES: Record<number, string> = {
  22: 'ssh',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  443: 'https',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
}
const service = (port: number) => SERVICES[port] ?? '*'

/** Both ways until one side ends; a server that only speaks HTTP is spoken to in HTTP. */
async function converse(call: Call, wire: Duplex, host: string, port: number): Promise<void> {
  const { process } = call
  const over = new Cancel()
  process.defer(() => over.cancel(new Stopped()))
  const plain = speaksHttp(call, host, port)
  process.kernel.spawn(async () => {
    let asked = ''
    for (
      let chunk = await process.streams.stdin.read(undefined, over);
      chunk !== null;
      chunk = await process.streams.stdin.read(undefined, over)
    ) {
      if (!(await plain)) await wire.write(chunk)
      else asked += text(chunk)
      if (asked.includes('\n\n') || asked.includes('\r\n\r\n')) {
        await http(call, host, port, asked)
        asked = ''
      }
    }
    if (asked.trim() !== '') await http(call, host, port, asked)
    if (await plain) over.cancel(new Stopped())
    wire.close()
  })
  if (await plain) return process.alive(() => new Promise<void>((resolve) => over.onCancel(() => resolve())))
  for (
    let chunk = await process.alive(() => wire.read());
    chunk !== null;
    chunk = await process.alive(() => wire.read())
  )
    await call.print(chunk)
  over.cancel(new Stopped())
}

async function speaksHttp(call: Call, host: string, port: number): Promise<boolean> {
  const { net } = call.process.namespaces
  const [address] = await call.process.lookup(host)
  const listener = net.locate(address!)?.listener(port, address!)
  return listener?.http !== undefined && listener.tcp === undefined
}

async function http(call: Call, host: string, port: number, asked: string): Promise<void> {
  const [line = '', ...rest] = asked.split(/\r?\n/)
  const [method = 'GET', target = '/'] = line.split(' ')
  const headers = Object.fromEntries(
    rest
      .filter((each) => each.includes(':'))
      .map((each) => [each.split(':')[0]!.toLowerCase(), each.slice(each.indexOf(':') + 1).trim()]),
  )
  const response = await call.process.request(`http://${host}:${port}${target}`, {
    method,
    headers,
    body: utf8(
      asked
        .split(/\r?\n\r?\n/)
        .slice(1)
        .join('\n'),
    ),
  })
  await call.print(
    `HTTP/1.1 ${response.status} ${reason(response.status)}\r\n${Object.entries(response.headers)
      .map(([name, value]) => `${titleCase(name)}: ${value}\r\n`)
      .join('')}\r\n`,
  )
  for (let chunk = await response.body.read(); chunk !== null; chunk = await response.body.read())
    await call.print(chunk)
}

async function listen(call: Call): Promise<number> {
  const { process } = call
  const port = Number(call.value('p') ?? call.operands.at(-1))
  if (!port) return call.fail('missing port number')
  do {
    let first: ((wire: Duplex) => void) | undefined
    const arrived = new Promise<{ wire?: Duplex; request?: string }>((resolve) => {
      first = (wire) => resolve({ wire })
      const heard = process.listen(port, {
        tcp: (wire) => first!(wire),
        http: (request) => {
          const lines = Object.entries(request.headers).map(([name, value]) => `${titleCase(name)}: ${value}\r\n`)
          resolve({
            request: `${request.method} ${request.path}${encodeQuery(request.query)} HTTP/1.1\r\n${lines.join('')}\r\n`,
          })
          return process.forever()
        },
      })
      if (!heard) resolve({})
    })
    if (call.has('v')) await process.error(`Listening on 0.0.0.0 ${port}\n`)
    const { wire, request } = await process.alive(() => arrived)
    if (request !== undefined) {
      await call.print(request)
      await process.forever()
    }
    if (!wire) return call.fail('Address already in use')
    await converse(call, wire, '127.0.0.1', 0)
    process.namespaces.net.close(port)
  } while (call.has('k'))
  return 0
}

export const telnet: Tool = {
  spec: { name: 'telnet', summary: 'user interface to the TELNET protocol', usage: '[host [port]]' },
  async run(call) {
    const { process } = call
    const [host, word = '23'] = call.operands
    if (host === undefined) return process.error('naru: interactive telnet is not simulated\n').then(() => 1)
    let wire: Duplex
    try {
      const [address] = await process.lookup(host)
      await call.print(`Trying ${address}...\n`)
      wire = await process.connect(host, Number(word))
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
        await process.error(`telnet: could not resolve ${host}/${word}: Name or service not known\n`)
      else
        await process.error(
          `telnet: Unable to connect to remote host: ${error.code === 'ETIMEDOUT' ? 'Connection timed out' : error.code === 'ECONNREFUSED' ? 'Connection refused' : 'No route to host'}\n`,
        )
      return 1
    }
    await call.print(`Connected to ${host}.\nEscape character is '^]'.\n`)
    await converse(call, wire, host, Number(word))
    await call.print('Connection closed by foreign host.\n')
    return 1
  },
}

interface Socket {
  protocol: string
  address: string
  port: number
  component: string
}

const listening = (call: Call): Socket[] =>
  [...call.process.namespaces.net.listeners].map(([key, { component }]) => {
    const parts = key.split(':')
    return {
      protocol: parts[0]!,
      address: parts.length > 2 ? parts[1]! : '0.0.0.0',
      port: Number(parts.at(-1)),
      component,
    }
  })

/** The process behind a socket, if the viewer may see it. */
function owner(call: Call, { component }: Socket): { pid: number; name: string } | undefined {
  const { process } = call
  const found = [...process.namespaces.pids.processes].find(
    ([, each]) => each.component === component && each.startedAt <= process.kernel.clock.now && each !== process,
  )
  if (!found || (process.user.uid !== 0 && found[1].user.uid !== process.user.uid)) return undefined
  return { pid: found[0], name: found[1].argv[0]!.replace(/: .*$/, '').split('/').at(-1)! }
}

export const ss: Tool = {
  spec: {
    name: 'ss',
    summary: 'another utility to investigate sockets',
    usage: '[ OPTIONS ]',
    options: {
      '-l, --listening': 'listening sockets',
      '-n, --numeric': 'no names',
      '-t, --tcp': 'TCP',
      '-u, --udp': 'UDP',
      '-p, --processes': 'processes',
      '-a, --all': 'all',
      '-4': 'IPv4',
      '-H, --no-header': 'no header',
      '-x': 'ignored',
      '-e': 'ignored',
      '-s': 'ignored',
    },
  },
  async run(call) {
    const all = call.has('l', 'a') ? listening(call) : []
    const shown = all.filter(
      ({ protocol }) =>
        !call.has('t', 'u') || (call.has('t') && protocol === 'tcp') || (call.has('u') && protocol === 'udp'),
    )
    const both = !(call.has('t') !== call.has('u'))
    const rows = shown.map((socket) => {
      const who = call.has('p') ? owner(call, socket) : undefined
      const port = call.has('n')
        ? String(socket.port)
        : service(socket.port) === '*'
          ? String(socket.port)
          : service(socket.port)
      const state = socket.protocol === 'udp' ? 'UNCONN' : 'LISTEN'
      return `${both ? socket.protocol.padEnd(6) : ''}${state} 0      ${(socket.protocol === 'udp' ? '0' : '4096').padEnd(7)} ${`${socket.address}:${port}`.padStart(20)} ${`0.0.0.0:*`.padStart(17)} ${who ? `users:(("${who.name}",pid=${who.pid},fd=3))` : ''}`.trimEnd()
    })
    const head = `${both ? 'Netid ' : ''}State  Recv-Q Send-Q ${'Local Address:Port'.padStart(20)} ${'Peer Address:Port'.padStart(17)}${call.has('p') ? 'Process' : ''}`
    await call.print([...(call.has('H') ? [] : [head]), ...rows].map((row) => `${row}\n`).join(''))
    return 0
  },
}

export const netstat: Tool = {
  spec: {
    name: 'netstat',
    summary: 'print network connections',
    usage: '[options]',
    options: {
      '-l, --listening': 'listening sockets',
      '-n, --numeric': 'no names',
      '-t, --tcp': 'TCP',
      '-u, --udp': 'UDP',
      '-p, --programs': 'programs',
      '-a, --all': 'all',
      '-r, --route': 'routes',
      '-i, --interfaces': 'ignored',
      '-e': 'ignored',
      '-4': 'IPv4',
      '-W': 'ignored',
    },
  },
  async run(call) {
    if (call.has('r')) return routes(call)
    const all = call.has('l', 'a') ? listening(call) : []
    const shown = all.filter(
      ({ protocol }) =>
        !call.has('t', 'u') || (call.has('t') && protocol === 'tcp') || (call.has('u') && protocol === 'udp'),
    )
    const rows = shown.map((socket) => {
      const who = owner(call, socket)
      const program = call.has('p') ? (who ? `${who.pid}/${who.name}` : '-').padEnd(20) : ''
      return `${socket.protocol.padEnd(5)}      0      0 ${`${socket.address}:${socket.port}`.padEnd(23)} ${'0.0.0.0:*'.padEnd(23)} ${(socket.protocol === 'udp' ? '' : 'LISTEN').padEnd(12)}${program}\n`
    })
    if (call.has('p') && call.process.user.uid !== 0)
      await call.process.error(
        '(Not all processes could be identified, non-owned process info\n will not be shown, you would have to be root to see it all.)\n',
      )
    const title = `Active Internet connections (${call.has('a') ? 'servers and established' : call.has('l') ? 'only servers' : 'w/o servers'})\n`
    await call.print(
      `${title}Proto Recv-Q Send-Q Local Address           Foreign Address         State      ${call.has('p') ? ' PID/Program name    ' : ''}\n${rows.join('')}`,
    )
    return 0
  },
}

const bits = (link: Interface) => Number(link.network.subnet.split('/')[1] ?? 24)
const mask = (count: number) => toAddress(2 ** 32 - 2 ** (32 - count))
const base = (link: Interface) => nthAddress(link.network.subnet, 0)
const broadcast = (link: Interface) => nthAddress(link.network.subnet, 2 ** (32 - bits(link)) - 1)
const gatewayOf = (link: Interface) => nthAddress(link.network.subnet, 1)

async function routes(call: Call): Promise<number> {
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
