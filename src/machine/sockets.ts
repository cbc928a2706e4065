// Sockets: how a process resolves names, connects, asks and listens.
import { EMPTY, text } from '../kernel/bytes.ts'
import type { Cancel } from '../kernel/cancel.ts'
import type { Duplex } from '../kernel/queue.ts'
import type { Cause } from '../kernel/trace.ts'
import { isAddress } from '../net/address.ts'
import { bracketed } from '../net/address6.ts'
import { lookup } from '../net/dns.ts'
import { NetError } from '../net/errors.ts'
import type { Sender } from '../net/fabric.ts'
import { type ClientResponse, type HttpRequest, parseTarget, parseUrl } from '../net/http.ts'
import type { Listener } from '../net/namespace.ts'
import { FsError } from './fs/filesystem.ts'
import type { Process } from './process.ts'
import { Killed } from './signal.ts'

/** A listening socket without its component id: that is the process's. */
export type Server = Omit<Listener, 'component'>

export type RequestOptions = Partial<HttpRequest> & {
  method?: string
  cancel?: Cancel
  cause?: Cause
  /** What the name stands for, where the program has asked before and remembers. */
  address?: string
}

export const senderOf = (process: Process): Sender => ({
  namespace: process.namespaces.net,
  component: process.component,
  cause: process.cause,
  cancel: process.killed,
})

const MUSL = '/lib/ld-musl-x86_64.so.1'

/** Addresses of a name. Rejects with NetError ENOTFOUND or EAI_AGAIN. */
export function lookupName(
  process: Process,
  name: string,
  family?: 4 | 6,
  sender: Sender = senderOf(process),
): Promise<string[]> {
  if (isAddress(name) && family !== 6) return Promise.resolve([name])
  const { fs } = process
  const read = (path: string) => (fs.exists(path) ? text(fs.read(path).bytes()) : '')
  const files = { hosts: read('/etc/hosts'), resolv: read('/etc/resolv.conf') }
  const manner = { family, sixFirst: !fs.exists(MUSL) }
  return process.alive(() => lookup(process.machine.fabric, sender, files, name, manner))
}

/** HTTP to `http(s)://host[:port]/path`, or over `unix:///socket` with the target in `init.path`. Rejects with NetError. */
export async function sendRequest(process: Process, url: string, init: RequestOptions): Promise<ClientResponse> {
  const { cancel = process.killed, cause = process.cause, address: known, ...rest } = init
  const sender = { ...senderOf(process), cancel, cause }
  const base: HttpRequest = { method: 'GET', path: '/', query: {}, headers: {}, body: EMPTY, ...rest }
  if (url.startsWith('unix://')) return sendToSocket(process, url.slice('unix://'.length), base, sender)
  const parsed = parseUrl(url)
  if (!parsed) throw new NetError('ENOTFOUND', url)
  const { host, port } = parsed
  const request = { ...base, ...(init.path === undefined ? parseTarget(parsed.target) : {}) }
  const named = bracketed(host)
  request.headers = { host: port === 80 || port === 443 ? named : `${named}:${port}`, ...base.headers }
  const address = known ?? (await lookupName(process, host, undefined, sender))[0]
  const scheme = parsed.scheme === 'https' ? 'https' : 'http'
  return process.alive(() => process.machine.fabric.request(sender, { address: address!, port, scheme }, request))
}

function sendToSocket(process: Process, path: string, request: HttpRequest, sender: Sender): Promise<ClientResponse> {
  let listener: Listener | undefined
  try {
    listener = process.fs.socket(path)
  } catch (error) {
    if (error instanceof FsError) throw new NetError('ENOTFOUND', path)
    throw error
  }
  if (!listener) throw new NetError('ECONNREFUSED', path)
  const reached = listener
  return process.alive(() => process.machine.fabric.requestUnix(sender, reached, request))
}

export async function connectTo(process: Process, host: string, port: number): Promise<Duplex> {
  const [address] = await lookupName(process, host)
  return process.alive(() => process.machine.fabric.connect(senderOf(process), { address: address!, port }))
}

/** May it listen on this port? */
export const mayBind = (process: Process, port: number): boolean =>
  port >= process.namespaces.net.unprivilegedPorts || process.can('NET_BIND_SERVICE')

/** Listens until the process ends. False when the address is in use. */
export function listenOn(
  process: Process,
  port: number,
  server: Server,
  address: string | undefined,
  protocol: 'tcp' | 'udp',
): boolean {
  const { net } = process.namespaces
  const target = `${address ?? net.address()}:${port}`
  if (!net.listen(port, mortal(process, server, target), address, protocol)) return false
  process.defer(() => net.close(port, address, protocol))
  return true
}

/** The same on a unix socket. */
export function listenOnSocket(process: Process, path: string, server: Server): void {
  process.fs.bindSocket(path, mortal(process, server, path))
  process.defer(() => {
    if (process.fs.exists(path)) process.fs.remove(path)
  })
}

/** A server that ends while it answers leaves its clients with a connection reset, never with its own death. */
function mortal(process: Process, server: Server, target: string): Listener {
  const { component } = process
  const { http, load } = server
  if (load) return { component, load: async () => mortal(process, await load(), target) }
  if (!http) return { ...server, component }
  const answer: typeof http = async (request, peer) => {
    try {
      return await process.killed.guard(Promise.resolve(http(request, peer)))
    } catch (error) {
      if (error instanceof Killed && process.killed.cancelled) throw new NetError('ECONNRESET', target)
      throw error
    }
  }
  return { ...server, component, http: answer }
}
