// A registry without a network for tests: requests go straight to its handler.
import { text, utf8 } from '../kernel/bytes.ts'
import { Cancel } from '../kernel/cancel.ts'
import { Kernel } from '../kernel/kernel.ts'
import { type Handler, request } from '../net/http.ts'
import { createRegistry, type RegistryOptions } from '../registry/server.ts'

const HOST = 'localhost:5000'

const peer = {
  cause: undefined,
  from: 'laptop/dockerd',
  address: '172.17.0.1',
  destination: { address: '127.0.0.1', port: 5000 },
  scheme: 'http' as const,
  gone: new Cancel(),
}

/** One exchange; `text` is the body of the answer, `at` its Location without the host. */
export async function send(
  http: Handler,
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body: string | Uint8Array = '',
) {
  const bytes = typeof body === 'string' ? utf8(body) : body
  const response = await http(request(method, target, { headers: { host: HOST, ...headers }, body: bytes }), peer)
  const at = response.headers.location?.replace(`http://${HOST}`, '') ?? ''
  return { ...response, text: text(response.body as Uint8Array), at }
}

export function openRegistry(options: Partial<RegistryOptions> = {}) {
  const world = new Kernel({ seed: 1, epoch: Date.UTC(2026, 8, 7) })
  return { world, registry: createRegistry({ kernel: world, place: 'r', host: HOST, title: 'registry', ...options }) }
}
