// nc(1), telnet(1): raw connections.
import { text, utf8 } from '../../../kernel/bytes.ts'
import { Cancel } from '../../../kernel/cancel.ts'
import { Stopped } from '../../../kernel/kernel.ts'
import type { Duplex } from '../../../kernel/queue.ts'
import { isAddress } from '../../../net/address.ts'
import { NetError } from '../../../net/errors.ts'
import { encodeQuery, reason } from '../../../net/http.ts'
import { mayBind } from '../../sockets.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'
import { titleCase } from './curl-headers.ts'
import { service } from './port-names.ts'

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

export async function http(call: Call, host: string, port: number, asked: string): Promise<void> {
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
  if (!mayBind(process, port)) return call.fail(`${call.busybox ? 'bind: ' : ''}Permission denied`)
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
