// wget(1), 1.21, and busybox's.
import { bracketed } from '../../../net/address6.ts'
import { NetError } from '../../../net/errors.ts'
import { type ClientResponse, parseUrl, reason } from '../../../net/http.ts'
import { utf8 } from '../../../kernel/bytes.ts'
import type { Writable } from '../../../kernel/queue.ts'
import { openWrite } from '../../open.ts'
import type { Call } from '../call.ts'
import { humanSize } from '../size.ts'
import { ABSENT, type Spec, type Tool } from '../spec.ts'
import { strftime } from '../time.ts'
import { titleCase } from './curl-headers.ts'

const spec: Spec = {
  name: 'wget',
  summary: 'non-interactive network retriever',
  usage: '[OPTION]... [URL]...',
  version: 'GNU Wget 1.21.4',
  misuse: 2,
  options: {
    '-q, --quiet': 'print nothing',
    '-v, --verbose': 'print all',
    '-O, --output-document=FILE': 'write to FILE',
    '-P, --directory-prefix=DIR': 'write below DIR',
    '-S, --server-response': 'print the headers',
    '-T, --timeout=SECONDS': 'longest wait',
    '-t, --tries=NUMBER': 'how often to try',
    '-c, --continue': 'ignored',
    '--spider': 'only look',
    '--header=STRING': 'send this header',
    '--post-data=STRING': 'send with POST',
    '--user=USER': 'who one is',
    '--password=PASS': 'password',
    '-U, --user-agent=AGENT': 'send this name',
    '--no-check-certificate': 'no check of certificates',
    '--show-progress': 'the bar even with -q',
    '-N, --timestamping': ABSENT,
    '--content-on-error': 'output on errors, too',
    '-Y PROXY': 'ignored',
  },
}

async function run(call: Call): Promise<number> {
  const [word] = call.operands
  if (word === undefined) {
    await call.process.error(
      "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n",
    )
    return 1
  }
  const retriever = call.busybox ? new Busybox(call) : new Wget(call)
  let url = /^[a-z]+:\/\//i.test(word) ? word : `http://${word}`
  for (let hop = 0; hop < 20; hop++) {
    const next = await retriever.fetch(url)
    if (typeof next === 'number') return next
    url = next
  }
  return call.fail('too many redirections', 8)
}

abstract class Retriever {
  protected readonly call: Call
  constructor(call: Call) {
    this.call = call
  }

  /** An exit code, or where it was sent to. */
  abstract fetch(url: string): Promise<number | string>

  protected say(text: string): Promise<void> {
    return this.call.has('q') ? Promise.resolve() : this.call.process.error(text)
  }

  protected request(url: string): Promise<ClientResponse> {
    const { call } = this
    const data = call.value('post-data')
    const headers: Record<string, string> = {
      'user-agent': call.value('U') ?? (call.busybox ? 'Wget' : 'Wget/1.21.4'),
      accept: '*/*',
    }
    for (const header of call.values('header'))
      headers[header.split(':')[0]!.toLowerCase()] = header.slice(header.indexOf(':') + 1).trim()
    const method = call.has('spider') ? 'HEAD' : data === undefined ? 'GET' : 'POST'
    return call.process.request(url, { method, headers, body: utf8(data ?? '') })
  }

  protected name(url: string): string {
    const path = parseUrl(url)!.target.replace(/[?#].*/, '')
    const base = path.split('/').at(-1) || 'index.html'
    const below = this.call.value('P')
    return this.call.value('O') ?? (below === undefined ? base : `${below.replace(/\/$/, '')}/${base}`)
  }

  protected async save(response: ClientResponse, sink: Writable): Promise<number> {
    let size = 0
    for (;;) {
      const chunk = await this.call.process.alive(() => response.body.read())
      if (chunk === null) return size
      size += chunk.length
      await sink.write(chunk)
    }
  }

  protected sink(name: string): Writable {
    return name === '-' ? this.call.process.stdout : openWrite(this.call.process, name)
  }

  protected moved(url: string, response: ClientResponse): string | undefined {
    const to = response.headers.location
    if (!to || response.status < 300 || response.status > 399) return undefined
    return /^[a-z]+:/i.test(to) ? to : `${/^[a-z]+:\/\/[^/]*/i.exec(url)![0]}${to.startsWith('/') ? '' : '/'}${to}`
  }
}

class Wget extends Retriever {
  async fetch(url: string): Promise<number | string> {
    const { call } = this
    const { process } = call
    const now = () => strftime('%Y-%m-%d %H:%M:%S', process.kernel.clock.unix())
    const { host, port } = parseUrl(url) ?? { host: url, port: 80 }
    await this.say(`--${now()}--  ${url.replace(/^([a-z]+:\/\/[^/]*)$/i, '$1/')}\n`)
    let addresses: string[]
    try {
      addresses = await process.lookup(host)
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      const why = error.code === 'ENOTFOUND' ? 'Name or service not known' : 'Temporary failure in name resolution'
      await this.say(`Resolving ${host} (${host})... failed: ${why}.\nwget: unable to resolve host address ‘${host}’\n`)
      return 4
    }
    const numeric = /^\d+(\.\d+){3}$/.test(host)
    const resolving = numeric ? '' : `Resolving ${host} (${host})... ${addresses.join(', ')}\n`
    await this.say(`${resolving}Connecting to ${numeric ? host : `${host} (${host})|${addresses[0]}|`}:${port}... `)
    let response: ClientResponse
    try {
      response = await this.request(url)
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      await this.say(
        `failed: ${error.code === 'ETIMEDOUT' ? 'Connection timed out' : error.code === 'EHOSTUNREACH' ? 'No route to host' : 'Connection refused'}.\n`,
      )
      return 4
    }
    await this.say(
      `connected.\nHTTP request sent, awaiting response... ${
        call.has('S')
          ? `\n  HTTP/1.1 ${response.status} ${reason(response.status)}\n${Object.entries(response.headers)
              .map(([name, value]) => `  ${titleCase(name)}: ${value}\n`)
              .join('')}`
          : `${response.status} ${reason(response.status)}\n`
      }`,
    )
    const to = this.moved(url, response)
    if (to) {
      await this.say(`Location: ${to} [following]\n`)
      return to
    }
    if (response.status >= 400) {
      await this.say(`${now()} ERROR ${response.status}: ${reason(response.status)}.\n\n`)
      return 8
    }
    return this.keep(url, response, now)
  }

  private async keep(url: string, response: ClientResponse, now: () => string): Promise<number> {
    const { call } = this
    const { clock } = call.process.kernel
    const type = response.headers['content-type']?.replace(/;.*/, '') ?? ''
    const length = Number(response.headers['content-length'] ?? response.weight)
    await this.say(
      `Length: ${length > 0 ? length + (length > 1023 ? ` (${humanSize(length)})` : '') : 'unspecified'}${type ? ` [${type}]` : ''}\n`,
    )
    if (call.has('spider')) {
      await this.say('Remote file exists.\n\n')
      return 0
    }
    const name = this.name(url)
    await this.say(`Saving to: ‘${name === '-' ? 'STDOUT' : name}’\n\n`)
    const begun = clock.now
    const size = await this.save(response, this.sink(name))
    const seconds = (clock.now - begun) / 1000
    const took = seconds < 0.01 ? '0s' : `${seconds.toFixed(seconds < 10 ? 1 : 0)}s`
    const speed = seconds > 0 ? `${humanSize(size / seconds)}B/s` : '--.-KB/s'
    const label = name === '-' ? '-' : name
    await this.say(
      `${label.slice(0, 20).padEnd(20)}100%[===================>] ${humanSize(size).padStart(7)}  ${speed}    in ${took}    \n\n${now()} (${speed.replace('B/s', ' B/s')}) - ${name === '-' ? 'written to stdout' : `‘${name}’ saved`} [${size}${length > 0 ? `/${length}` : ''}]\n\n`,
    )
    return 0
  }
}

class Busybox extends Retriever {
  async fetch(url: string): Promise<number | string> {
    const { call } = this
    const { process } = call
    const { host, port } = parseUrl(url) ?? { host: url, port: 80 }
    try {
      const [address] = await process.lookup(host)
      const reached = `${bracketed(address!)}:${port}`
      await this.say(`Connecting to ${host === address ? reached : `${host} (${reached})`}\n`)
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      return call.fail(`bad address '${host}${/:\d+/.test(url.slice(8)) ? `:${port}` : ''}'`)
    }
    let response: ClientResponse
    try {
      response = await this.request(url)
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      const [address] = await process.lookup(host)
      const why =
        error.code === 'ETIMEDOUT'
          ? 'Connection timed out'
          : error.code === 'EHOSTUNREACH'
            ? 'No route to host'
            : 'Connection refused'
      return call.fail(
        error.code === 'ECONNRESET'
          ? 'error getting response: Connection reset by peer'
          : `can't connect to remote host (${address}): ${why}`,
      )
    }
    const to = this.moved(url, response)
    if (to) return to
    if (response.status >= 400)
      return call.fail(`server returned error: HTTP/1.1 ${response.status} ${reason(response.status)}`)
    if (call.has('spider')) {
      await this.say('remote file exists\n')
      return 0
    }
    const name = this.name(url)
    const shown = name.split('/').at(-1)!
    await this.say(name === '-' ? 'writing to stdout\n' : `saving to '${name}'\n`)
    const size = await this.save(response, this.sink(name))
    await this.say(
      `${shown.slice(0, 20).padEnd(20)} 100% |********************************| ${humanSize(size).padStart(5)}  0:00:00 ETA\n${name === '-' ? 'written to stdout' : `'${name}' saved`}\n`,
    )
    return 0
  }
}

export const wget: Tool = {
  spec,
  run,
  busybox: {
    spec: {
      ...spec,
      misuse: 1,
      usage: '[-cqS] [--spider] [-O FILE] [-P DIR] [-T SEC] [--header STR] [--post-data STR] [-U AGENT] URL...',
      summary: 'retrieve files via HTTP or FTP',
    },
  },
}
