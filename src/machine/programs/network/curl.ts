// curl(1), 8.5.
import { text, utf8, concat, base64 } from '../../../kernel/bytes.ts'
import { Cancel } from '../../../kernel/cancel.ts'
import { NetError } from '../../../net/errors.ts'
import { type ClientResponse, parseTarget, parseUrl, reason } from '../../../net/http.ts'
import { readAll } from '../../../kernel/queue.ts'
import { FsError } from '../../fs/filesystem.ts'
import { basename } from '../../fs/path.ts'
import { openWrite } from '../../open.ts'
import type { Call } from '../call.ts'
import type { Spec, Tool } from '../spec.ts'
import { Meter } from './meter.ts'
import { writeOut } from './write-out.ts'

const spec: Spec = {
  name: 'curl',
  summary: 'transfer a URL',
  usage: '[options...] <url>',
  version: 'x86_64-pc-linux-gnu 8.5.0',
  misuse: 2,
  options: {
    '-#, --progress-bar': 'progress as a bar',
    '-A, --user-agent=NAME': 'send this name',
    '-b, --cookie=DATA': 'send these cookies',
    '-c, --cookie-jar=FILE': 'write cookies to FILE',
    '--compressed': 'ask for a compressed answer',
    '--connect-timeout=SECONDS': 'longest time to connect',
    '--create-dirs': 'make the directories of the output',
    '-d, --data=DATA': 'send DATA with POST',
    '--data-ascii=DATA': 'as --data',
    '--data-binary=DATA': 'DATA as it is',
    '--data-raw=DATA': 'DATA without @',
    '--data-urlencode=DATA': 'DATA encoded',
    '-f, --fail': 'no output and exit 22 on HTTP errors',
    '--fail-with-body': 'exit 22 on HTTP errors, with output',
    '-F, --form=NAME=CONTENT': 'send a form',
    '-G, --get': 'put the data into the URL',
    '-H, --header=HEADER': 'send this header',
    '-I, --head': 'only headers',
    '-i, --include': 'headers in the output',
    '--json=DATA': 'send JSON with POST',
    '-k, --insecure': 'no check of certificates',
    '-L, --location': 'follow redirects',
    '--max-redirs=NUM': 'follow NUM redirects at most',
    '-m, --max-time=SECONDS': 'longest time for all',
    '-N, --no-buffer': 'write at once',
    '-o, --output=FILE': 'write to FILE',
    '-O, --remote-name': 'write to a file named as the remote one',
    '-q, --disable': 'ignored',
    '-r, --range=RANGE': 'only these bytes',
    '--resolve=HOST:PORT:ADDR': 'address of a host',
    '--retry=NUM': 'try again NUM times',
    '--retry-delay=SECONDS': 'wait between tries',
    '--retry-connrefused': 'also when refused',
    '--retry-all-errors': 'also on any error',
    '-s, --silent': 'no progress, no complaints',
    '-S, --show-error': 'complaints even with -s',
    '--stderr=FILE': 'ignored',
    '-T, --upload-file=FILE': 'send FILE with PUT',
    '-u, --user=USER:PASSWORD': 'who one is',
    '--unix-socket=PATH': 'through this socket',
    '-v, --verbose': 'say everything',
    '-w, --write-out=FORMAT': 'print this at the end',
    '-x, --proxy=URL': 'through a proxy',
    '-X, --request=METHOD': 'this method',
    '-4, --ipv4': 'only IPv4',
    '-6, --ipv6': 'only IPv6',
    '--cacert=FILE': 'ignored',
    '--cert=FILE': 'ignored',
    '--key=FILE': 'ignored',
    '--http1.1': 'HTTP 1.1',
    '--http2': 'HTTP 2',
    '-Z, --parallel': 'ignored',
  },
}

/** What one transfer came to. */
export interface Transfer {
  url: string
  effective: string
  response: ClientResponse | undefined
  received: number
  sent: number
  redirects: number
  started: number
  connected: number
  firstByte: number
  remote: { address: string; port: number }
}

class CurlError extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

async function run(call: Call): Promise<number> {
  if (call.operands.length === 0) {
    await call.process.error(
      `curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n`,
    )
    return 2
  }
  const outputs = call.values('o')
  let code = 0
  for (const [i, word] of call.operands.entries()) code = await attempts(call, word, outputs[i])
  return code
}

async function attempts(call: Call, word: string, output: string | undefined): Promise<number> {
  const retries = Number(call.value('retry') ?? 0)
  for (let left = retries, delay = 1; ; left--, delay = Math.min(600, delay * 2)) {
    const code = await once(call, word, output)
    const again = call.has('retry-all-errors')
      ? code !== 0
      : code === 28 || code === 6 || (code === 7 && call.has('retry-connrefused'))
    if (!again || left <= 0) return code
    const wait = Number(call.value('retry-delay') ?? delay)
    if (!call.has('s'))
      await call.process.error(
        `Warning: Problem: ${code === 7 ? 'connection refused' : 'timeout'}. Will retry in ${wait} seconds. ${left} ${left === 1 ? 'retry' : 'retries'} left.\n`,
      )
    await call.process.sleep(wait * 1000)
  }
}

async function once(call: Call, word: string, output: string | undefined): Promise<number> {
  const { clock } = call.process.kernel
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(word) ? word : `http://${word}`
  const transfer: Transfer = {
    url,
    effective: url,
    response: undefined,
    received: 0,
    sent: 0,
    redirects: 0,
    started: clock.now,
    connected: 0,
    firstByte: 0,
    remote: { address: '', port: 0 },
  }
  const limit = new Cancel()
  const seconds = call.value('m')
  const timer =
    seconds === undefined ? undefined : clock.after(Number(seconds) * 1000, () => limit.cancel(new CurlError(28, '')))
  const meter = new Meter(call, transfer, output !== undefined || call.has('O') || !call.process.isTty.stdout)
  let failure: CurlError | undefined
  try {
    await meter.begin()
    await perform(call, transfer, limit, meter, output)
  } catch (error) {
    failure = explain(call, transfer, error)
  }
  clock.clear(timer)
  await meter.end(failure !== undefined && !transfer.response)
  const format = call.value('w')
  if (format !== undefined) await writeOut(call, transfer, format)
  if (!failure) return 0
  if (!call.has('s') || call.has('S')) await call.process.error(`curl: (${failure.code}) ${failure.message}\n`)
  return failure.code
}

function explain(call: Call, transfer: Transfer, error: unknown): CurlError {
  const ms = Math.round(call.process.kernel.clock.now - transfer.started)
  const parsed = parseUrl(transfer.effective)
  const [host, port] = [parsed?.host ?? '', parsed?.port ?? 80]
  if (error instanceof CurlError) {
    return error.message
      ? error
      : new CurlError(
          28,
          transfer.response
            ? `Operation timed out after ${ms} milliseconds with ${transfer.received} bytes received`
            : `Connection timed out after ${ms} milliseconds`,
        )
  }
  if (error instanceof FsError) return new CurlError(23, 'Failure writing output to destination')
  if (!(error instanceof NetError)) throw error
  const failed = `Failed to connect to ${host} port ${port} after ${ms} ms: `
  if (call.has('unix-socket'))
    return new CurlError(7, `Failed to connect to ${host} port ${port} after ${ms} ms: Couldn't connect to server`)
  switch (error.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new CurlError(6, `Could not resolve host: ${host}`)
    case 'ETIMEDOUT':
      return new CurlError(28, `${failed}Connection timed out`)
    case 'ECONNRESET':
      return new CurlError(56, 'Recv failure: Connection reset by peer')
    case 'EPROTO':
      return new CurlError(35, 'OpenSSL/3.0.13: error:0A00010B:SSL routines::wrong version number')
    default:
      return new CurlError(7, `${failed}Couldn't connect to server`)
  }
}

async function perform(
  call: Call,
  transfer: Transfer,
  limit: Cancel,
  meter: Meter,
  output: string | undefined,
): Promise<void> {
  const most = Number(call.value('max-redirs') ?? 50)
  let message = await compose(call, transfer.url)
  for (;;) {
    const response = await exchange(call, transfer, message, limit)
    const to = response.headers.location
    if (!call.has('L') || to === undefined || response.status < 300 || response.status > 399)
      return receive(call, transfer, response, limit, meter, output)
    if (transfer.redirects++ >= most) throw new CurlError(47, `Maximum (${most}) redirects followed`)
    if (call.has('i', 'I')) await call.print(headText(response))
    transfer.effective = new Redirect(transfer.effective, to).target
    const keep = response.status >= 307 || call.has('X')
    message = {
      ...message,
      ...(keep ? {} : { method: message.method === 'HEAD' ? 'HEAD' : 'GET', body: new Uint8Array() }),
    }
  }
}

class Redirect {
  readonly target: string
  constructor(from: string, to: string) {
    const base = parseUrl(from)!
    const origin = /^[a-z]+:\/\/[^/]*/i.exec(from)![0]
    if (/^[a-z]+:\/\//i.test(to)) this.target = to
    else if (to.startsWith('//')) this.target = `${base.scheme}:${to}`
    else this.target = to.startsWith('/') ? origin + to : origin + base.target.replace(/[^/]*(\?.*)?$/, '') + to
  }
}

interface Message {
  method: string
  headers: Record<string, string>
  body: Uint8Array
  weight?: number
}

async function compose(call: Call, url: string): Promise<Message> {
  const headers: Record<string, string> = { 'user-agent': call.value('A') ?? 'curl/8.5.0', accept: '*/*' }
  const parts: Uint8Array[] = []
  for (const { option, value = '' } of call.given) {
    const name = option.long ?? ''
    if (!/^(data|json)/.test(name)) continue
    if (parts.length > 0 && name !== 'json') parts.push(utf8('&'))
    parts.push(await data(call, name, value))
  }
  let body = concat(parts.length > 0 ? parts : [new Uint8Array()])
  const user = call.value('u') ?? parseUrl(url)?.user
  if (user !== undefined) headers.authorization = `Basic ${base64(utf8(user.includes(':') ? user : `${user}:`))}`
  const cookie = call.value('b')
  if (cookie?.includes('=')) headers.cookie = cookie
  const range = call.value('r')
  if (range !== undefined) headers.range = `bytes=${range}`
  if (parts.length > 0 && !call.has('G'))
    headers['content-type'] = call.has('json') ? 'application/json' : 'application/x-www-form-urlencoded'
  if (call.has('json')) headers.accept = 'application/json'
  const form = call.values('F')
  if (form.length > 0) {
    const boundary = '------------------------7f83c2b9a1d04e56'
    headers['content-type'] = `multipart/form-data; boundary=${boundary}`
    const fields = form.map(
      (field) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${field.split('=')[0]}"\r\n\r\n${field.slice(field.indexOf('=') + 1)}\r\n`,
    )
    body = utf8(`${fields.join('')}--${boundary}--\r\n`)
  }
  const upload = call.value('T')
  if (upload !== undefined)
    body = upload === '-' ? await readAll(call.process.stdin) : call.process.readFile(upload).bytes()
  for (const header of call.values('H')) {
    const match = /^([^:;]+)[:;]\s*(.*)$/.exec(header)
    if (!match) continue
    if (match[2] === '' && header.includes(':')) delete headers[match[1]!.toLowerCase()]
    else headers[match[1]!.toLowerCase()] = match[2]!
  }
  const posting = (parts.length > 0 && !call.has('G')) || form.length > 0
  const method = call.value('X') ?? (call.has('I') ? 'HEAD' : upload !== undefined ? 'PUT' : posting ? 'POST' : 'GET')
  if (body.length > 0 && !call.has('G')) headers['content-length'] = String(body.length)
  return { method, headers, body }
}

async function data(call: Call, name: string, value: string): Promise<Uint8Array> {
  if (name === 'data-urlencode') {
    const at = value.indexOf('=')
    return utf8(
      at < 0 ? encodeURIComponent(value) : `${value.slice(0, at + 1)}${encodeURIComponent(value.slice(at + 1))}`,
    )
  }
  if (!value.startsWith('@') || name === 'data-raw') return utf8(value)
  const source = value.slice(1)
  try {
    const bytes = source === '-' ? await readAll(call.process.stdin) : call.process.readFile(source).bytes()
    return name === 'data-binary' || name === 'json' ? bytes : utf8(text(bytes).replace(/[\r\n\0]/g, ''))
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new CurlError(26, `Failed to open ${source}`)
  }
}

async function exchange(call: Call, transfer: Transfer, message: Message, limit: Cancel): Promise<ClientResponse> {
  const { process } = call
  const { clock } = process.kernel
  const parsed = parseUrl(transfer.effective)
  if (!parsed || parsed.host === '') throw new CurlError(3, 'URL rejected: Malformed input to a URL function')
  if (!['http', 'https'].includes(parsed.scheme)) throw new CurlError(1, `Protocol "${parsed.scheme}" not supported`)
  const socket = call.value('unix-socket')
  const query =
    call.has('G') && message.body.length > 0 ? `${parsed.target.includes('?') ? '&' : '?'}${text(message.body)}` : ''
  const target = parsed.target + query
  const resolved = call.values('resolve').find((entry) => entry.startsWith(`${parsed.host}:${parsed.port}:`))
  const host = resolved === undefined ? parsed.host : resolved.split(':')[2]!
  const body = call.has('G') ? new Uint8Array() : message.body
  const standard = parsed.scheme === 'https' ? 443 : 80
  const headers = { host: parsed.port === standard ? parsed.host : `${parsed.host}:${parsed.port}`, ...message.headers }
  if (!socket) transfer.remote = { address: (await process.lookup(host))[0]!, port: parsed.port }
  const cancelled = new Cancel()
  process.killed.onCancel((why) => cancelled.cancel(why))
  limit.onCancel((why) => cancelled.cancel(why))
  const patience = call.value('connect-timeout')
  const timer =
    patience === undefined
      ? undefined
      : clock.after(Number(patience) * 1000, () => cancelled.cancel(new CurlError(28, '')))
  if (call.has('v')) await tellRequest(call, transfer, message.method, target, headers, socket)
  const init = { method: message.method, headers, body, cancel: cancelled }
  try {
    const url = socket ? `unix://${process.path(socket)}` : `${parsed.scheme}://${host}:${parsed.port}${target}`
    const response = await process.request(url, socket ? { ...init, ...parseTarget(target) } : init)
    transfer.response = response
    transfer.sent = body.length
    transfer.connected = transfer.firstByte = clock.now
    if (call.has('v')) await tellResponse(call, response)
    return response
  } finally {
    clock.clear(timer)
  }
}

async function tellRequest(
  call: Call,
  transfer: Transfer,
  method: string,
  target: string,
  headers: Record<string, string>,
  socket?: string,
): Promise<void> {
  const { address, port } = transfer.remote
  const parsed = parseUrl(transfer.effective)!
  const where = socket
    ? `*   Trying ${socket}...\n* Connected to ${parsed.host} (${socket}) port 0\n`
    : `* Host ${parsed.host}:${port} was resolved.\n* IPv6: (none)\n* IPv4: ${address}\n*   Trying ${address}:${port}...\n* Connected to ${parsed.host} (${address}) port ${port}\n`
  const lines = Object.entries(headers).map(([name, value]) => `> ${titleCase(name)}: ${value}\n`)
  await call.process.error(`${where}> ${method} ${target} HTTP/1.1\n${lines.join('')}> \n`)
}

async function tellResponse(call: Call, response: ClientResponse): Promise<void> {
  const lines = headText(response).trimEnd().split('\r\n')
  await call.process.error(`${lines.map((line) => `< ${line}\n`).join('')}< \n`)
}

export const titleCase = (name: string) => name.replace(/(^|-)[a-z]/g, (part) => part.toUpperCase())

const headText = (response: ClientResponse) =>
  `HTTP/1.1 ${response.status} ${reason(response.status)}\r\n${Object.entries(response.headers)
    .map(([name, value]) => `${titleCase(name)}: ${value}\r\n`)
    .join('')}\r\n`

async function receive(
  call: Call,
  transfer: Transfer,
  response: ClientResponse,
  limit: Cancel,
  meter: Meter,
  output: string | undefined,
): Promise<void> {
  const { process } = call
  const failed = response.status >= 400
  const silent = failed && call.has('f')
  const name = output ?? (call.has('O') ? basename(parseUrl(transfer.url)!.target.split('?')[0]!) : undefined)
  if (call.has('O') && name === '/')
    throw new CurlError(23, 'Failed to extract a filename from the URL to use for storage')
  if (name !== undefined && call.has('create-dirs') && name.includes('/'))
    process.fs.mkdir(process.path(name.slice(0, name.lastIndexOf('/'))), { parents: true })
  const sink = name === undefined || name === '-' ? process.stdout : openWrite(process, name)
  if ((call.has('i') || call.has('I')) && !silent) await sink.write(headText(response))
  while (!call.has('I')) {
    const chunk = await process.alive(() => limit.guard(response.body.read()))
    if (chunk === null) break
    transfer.received += chunk.length
    if (!silent) await sink.write(chunk)
    await meter.advance()
  }
  if (call.has('v')) await process.error(`* Connection #0 to host ${parseUrl(transfer.effective)!.host} left intact\n`)
  if (failed && call.has('f', 'fail-with-body'))
    throw new CurlError(22, `The requested URL returned error: ${response.status}`)
}

export const curl: Tool = { spec, run }
