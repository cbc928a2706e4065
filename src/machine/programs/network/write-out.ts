// The variables of curl's --write-out.
import type { Call } from '../call.ts'
import { unescape } from '../../shell/escape.ts'
import type { Transfer } from './curl-transfer.ts'

export async function writeOut(call: Call, transfer: Transfer, format: string): Promise<void> {
  const { clock } = call.process.kernel
  const since = (time: number) => (Math.max(0, time - transfer.started) / 1000).toFixed(6)
  const { response } = transfer
  const values: Record<string, () => string> = {
    http_code: () => String(response?.status ?? 0).padStart(3, '0'),
    response_code: () => String(response?.status ?? 0).padStart(3, '0'),
    size_download: () => String(transfer.received),
    size_upload: () => String(transfer.sent),
    size_header: () =>
      String(
        Object.entries(response?.headers ?? {}).reduce(
          (sum, [name, value]) => sum + name.length + value.length + 4,
          17,
        ),
      ),
    time_total: () => since(clock.now),
    time_connect: () => since(transfer.connected || transfer.started),
    time_appconnect: () => '0.000000',
    time_namelookup: () => since(transfer.started),
    time_pretransfer: () => since(transfer.connected || transfer.started),
    time_starttransfer: () => since(transfer.firstByte || transfer.started),
    time_redirect: () => '0.000000',
    url_effective: () => transfer.effective,
    url: () => transfer.url,
    content_type: () => response?.headers['content-type'] ?? '',
    num_redirects: () => String(transfer.redirects),
    num_connects: () => (response ? '1' : '0'),
    redirect_url: () => response?.headers.location ?? '',
    remote_ip: () => transfer.remote.address,
    remote_port: () => String(transfer.remote.port),
    local_ip: () => call.process.namespaces.net.address(),
    method: () => call.value('X') ?? 'GET',
    scheme: () => (transfer.effective.startsWith('https') ? 'HTTPS' : 'HTTP'),
    http_version: () => '1.1',
    exitcode: () => (response ? '0' : '7'),
    speed_download: () =>
      String(Math.round(transfer.received / Math.max(0.001, (clock.now - transfer.started) / 1000))),
    header_json: () =>
      JSON.stringify(
        Object.fromEntries(Object.entries(response?.headers ?? {}).map(([name, value]) => [name, [value]])),
      ),
  }
  const text = format.startsWith('@') ? call.process.readText(format.slice(1)) : format
  const filled = text.replace(/%\{(\w+)\}|%%/g, (whole, name: string | undefined) =>
    whole === '%%' ? '%' : (values[name!]?.() ?? ''),
  )
  await call.print(unescape(filled).text)
}
