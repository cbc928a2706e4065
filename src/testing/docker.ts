// A machine with dockerd and the public registries, spoken to over its socket: for tests of the engine and of what stands on it.
import type { AuthConfig, JsonMessage } from '../api/docker.ts'
import { base64, concat, text, utf8 } from '../kernel/bytes.ts'
import type { Duplex } from '../kernel/queue.ts'
import { catalog } from '../image/catalog/index.ts'
import { COMMUNITY } from '../engine/packaging.ts'
import { dockerd } from '../engine/server.ts'
import { programs as everyday } from '../machine/programs/index.ts'
import type { ProgramTable } from '../machine/program.ts'
import { bodyBytes, bodyText, type HttpRequest, parseTarget } from '../net/http.ts'
import { Network, NetworkNamespace } from '../net/namespace.ts'
import { programs as registryPrograms } from '../registry/programs.ts'
import { createRegistry } from '../registry/server.ts'
import { settled } from './drive.ts'
import { testMachine } from './machine.ts'

export interface Answer {
  status: number
  text: string
  headers: Record<string, string>
}

export interface CallOptions {
  json?: unknown
  body?: Uint8Array
  headers?: Record<string, string>
}

const HUB = 'docker.io'

export function dockerMachine(options: { programs?: ProgramTable; seed?: number } = {}) {
  const programs: ProgramTable = new Map([...everyday, ...registryPrograms, ...(options.programs ?? [])])
  const made = testMachine({ programs, seed: options.seed })
  const { machine, kernel } = made
  const internet = new Network('internet', 'internet', '0.0.0.0/0')
  machine.net.attach(internet, '203.0.113.10')
  const registry = hub(kernel, internet, machine.net)
  machine.fs.write('/etc/resolv.conf', 'nameserver 127.0.0.53\n')
  const daemon = machine.start({ argv: ['dockerd'], program: dockerd(COMMUNITY) })
  const client = machine.start({ argv: ['client'], program: (process) => process.forever() })

  const send = async (method: string, target: string, call: CallOptions = {}) => {
    const init: Partial<HttpRequest> = { method, headers: { ...call.headers }, ...parseTarget(target) }
    if (call.json !== undefined) init.body = utf8(JSON.stringify(call.json))
    if (call.body) init.body = call.body
    return client.request('unix:///var/run/docker.sock', init)
  }
  const call = async (method: string, target: string, more: CallOptions = {}): Promise<Answer> => {
    const response = await send(method, target, more)
    return { status: response.status, headers: response.headers, text: await bodyText(response) }
  }
  const api = (method: string, target: string, more: CallOptions = {}) => settled(kernel, call(method, target, more))
  const bytes = (method: string, target: string) =>
    settled(
      kernel,
      send(method, target).then((response) => bodyBytes(response)),
    )
  const lines = async (method: string, target: string, more: CallOptions = {}) =>
    linesOf<JsonMessage>(await api(method, target, more))
  const pull = (image: string, tag = 'latest') =>
    lines('POST', `/v1.51/images/create?fromImage=${encodeURIComponent(image)}&tag=${tag}`)
  const later = (ms: number) => settled(kernel, kernel.clock.sleep(ms))

  /** `docker run`: create, attach, wait, start; output of both streams and the exit code. */
  const run = async (config: object, name = '', input?: string) => {
    const created = await api('POST', `/v1.51/containers/create?name=${name}`, {
      json: { AttachStdout: true, AttachStderr: true, ...config },
    })
    if (created.status !== 201) return { ...created, output: '', code: undefined, id: '' }
    const { Id: id } = JSON.parse(created.text) as { Id: string }
    const over = (async () => {
      const stdin = input === undefined ? '' : '&stdin=1'
      const attached = await send('POST', `/containers/${id}/attach?stream=1&stdout=1&stderr=1${stdin}`)
      const output = read(attached.connection!)
      if (input !== undefined) {
        await attached.connection!.write(input)
        attached.connection!.close()
      }
      const waiting = await send('POST', `/containers/${id}/wait?condition=next-exit`)
      const started = await call('POST', `/containers/${id}/start`)
      if (started.status >= 400) return { ...started, output: '', code: undefined, id }
      const { StatusCode } = JSON.parse(await bodyText(waiting)) as { StatusCode: number }
      return { ...started, output: await output, code: StatusCode, id }
    })()
    return settled(kernel, over)
  }
  return { ...made, daemon, client, registry, send, call, api, bytes, lines, pull, run, later }
}

export const linesOf = <T>({ text: said }: Answer): T[] =>
  said
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => JSON.parse(line) as T)

/** Both streams of a multiplexed connection, in order. */
async function read(connection: Duplex): Promise<string> {
  const chunks: Uint8Array[] = []
  for (;;) {
    const chunk = await connection.read()
    if (chunk === null) break
    chunks.push(chunk)
  }
  const all = concat(chunks)
  let out = ''
  for (let at = 0; at + 8 <= all.length;) {
    const size = new DataView(all.buffer, all.byteOffset + at + 4).getUint32(0)
    out += text(all.subarray(at + 8, at + 8 + size))
    at += 8 + size
  }
  return out
}

export const authHeader = (auth: AuthConfig) => ({ 'x-registry-auth': base64(utf8(JSON.stringify(auth))) })

/** Docker Hub with its token service, and the name server that knows it. */
function hub(kernel: Parameters<typeof createRegistry>[0]['kernel'], internet: Network, home: NetworkNamespace) {
  const accounts = new Map([
    ['alice', 's3cret'],
    ['bob', 'b0b'],
  ])
  const registry = createRegistry({
    kernel,
    place: HUB,
    host: HUB,
    title: 'Docker Hub',
    hub: true,
    auth: { kind: 'token', realm: 'https://auth.docker.io/token', service: 'registry.docker.io', accounts },
  })
  for (const image of catalog()) if (image.registry === HUB) registry.seed(image.repository, image.tags, image.image)
  const names = new Map([
    ['registry-1.docker.io', '203.0.113.1'],
    ['auth.docker.io', '203.0.113.2'],
  ])
  const publish = (address: string, component: string, parts: Pick<typeof registry, 'http' | 'router'>) => {
    const namespace = new NetworkNamespace(component, component)
    namespace.attach(internet, address)
    namespace.listen(443, { component, ...parts })
  }
  publish('203.0.113.1', 'docker.io/registry', registry)
  publish('203.0.113.2', 'docker.io/auth', registry.token!)
  home.listen(
    53,
    {
      component: 'laptop/systemd-resolved',
      dns: ({ name, type }) => {
        const data = names.get(name)
        if (!data) return { status: 'NXDOMAIN', records: [] }
        return { status: 'NOERROR', records: type === 'A' ? [{ name, type: 'A', ttl: 60, data }] : [] }
      },
    },
    '127.0.0.53',
    'udp',
  )
  return registry
}
