// Headers as curl prints them: -v, -i, -I.
import { type ClientResponse, parseUrl, reason } from '../../../net/http.ts'
import type { Call } from '../call.ts'
import type { Transfer } from './curl-transfer.ts'

export async function tellRequest(
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

export async function tellResponse(call: Call, response: ClientResponse): Promise<void> {
  const lines = headText(response).trimEnd().split('\r\n')
  await call.process.error(`${lines.map((line) => `< ${line}\n`).join('')}< \n`)
}

export const titleCase = (name: string) => name.replace(/(^|-)[a-z]/g, (part) => part.toUpperCase())

export const headText = (response: ClientResponse) =>
  `HTTP/1.1 ${response.status} ${reason(response.status)}\r\n${Object.entries(response.headers)
    .map(([name, value]) => `${titleCase(name)}: ${value}\r\n`)
    .join('')}\r\n`
