// curl(1), 8.5.
import { text } from '../../../kernel/bytes.ts'
import { Cancel } from '../../../kernel/cancel.ts'
import { bracketed } from '../../../net/address6.ts'
import { type ClientResponse, parseTarget, parseUrl } from '../../../net/http.ts'
import { basename } from '../../fs/path.ts'
import { openWrite } from '../../open.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'
import { Meter } from './meter.ts'
import { writeOut } from './write-out.ts'
import { spec } from './curl-options.ts'
import { CurlError, Redirect, type Transfer, explain } from './curl-transfer.ts'
import { type Message, compose } from './curl-message.ts'
import { headText, tellRequest, tellResponse } from './curl-headers.ts'

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

export async function once(call: Call, word: string, output: string | undefined): Promise<number> {
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
  const named = bracketed(parsed.host)
  const headers = { host: parsed.port === standard ? named : `${named}:${parsed.port}`, ...message.headers }
  const family = call.has('6') ? 6 : call.has('4') ? 4 : undefined
  const addresses = socket ? [] : await process.lookup(host, family)
  if (!socket) transfer.remote = { address: addresses[0]!, port: parsed.port }
  const cancelled = new Cancel()
  process.killed.onCancel((why) => cancelled.cancel(why))
  limit.onCancel((why) => cancelled.cancel(why))
  const patience = call.value('connect-timeout')
  const timer =
    patience === undefined
      ? undefined
      : clock.after(Number(patience) * 1000, () => cancelled.cancel(new CurlError(28, '')))
  if (call.has('v')) await tellRequest(call, transfer, message.method, target, headers, socket ?? addresses)
  const init = { method: message.method, headers, body, cancel: cancelled, address: addresses[0] }
  try {
    const url = socket
      ? `unix://${process.path(socket)}`
      : `${parsed.scheme}://${bracketed(host)}:${parsed.port}${target}`
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
