// Headers as curl prints them: -v, -i, -I.
import { type ClientResponse, parseUrl, reason } from '../../../net/http.ts'
import { bracketed } from '../../../net/address6.ts'
import type { Call } from '../call.ts'
import type { Transfer } from './curl-transfer.ts'

export async function tellRequest(
  call: Call,
  transfer: Transfer,
  method: string,
  target: string,
  headers: Record<string, string>,
  /** The socket's path, or the addresses that the name has. */
  over: string | readonly string[],
): Promise<void> {
  const where = typeof over === 'string' ? overSocket(transfer, over) : overNetwork(transfer, over)
  const lines = Object.entries(headers).map(([name, value]) => `> ${titleCase(name)}: ${value}\n`)
  await call.process.error(`${where}> ${method} ${target} HTTP/1.1\n${lines.join('')}> \n`)
}

const overSocket = (transfer: Transfer, socket: string): string =>
  `*   Trying ${socket}...\n* Connected to ${parseUrl(transfer.effective)!.host} (${socket}) port 0\n`

function overNetwork(transfer: Transfer, addresses: readonly string[]): string {
  const { address, port } = transfer.remote
  const { host } = parseUrl(transfer.effective)!
  const of = (six: boolean) => addresses.filter((one) => one.includes(':') === six).join(', ') || '(none)'
  const resolved =
    host === address ? '' : `* Host ${host}:${port} was resolved.\n* IPv6: ${of(true)}\n* IPv4: ${of(false)}\n`
  const trying = `*   Trying ${bracketed(address)}:${port}...\n`
  return `${resolved}${trying}* Connected to ${host} (${address}) port ${port}\n`
}

export async function tellResponse(call: Call, response: ClientResponse): Promise<void> {
  const lines = headText(response).trimEnd().split('\r\n')
  await call.process.error(`${lines.map((line) => `< ${line}\n`).join('')}< \n`)
}

export const titleCase = (name: string) => name.replace(/(^|-)[a-z]/g, (part) => part.toUpperCase())

export const headText = (response: ClientResponse) =>
  `HTTP/1.1 ${response.status} ${reason(response.status)}\r\n${Object.entries(response.headers)
    .map(([name, value]) => `${titleCase(name)}: ${value}\r\n`)
    .join('')}\r\n`
