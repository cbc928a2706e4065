// libvirtd on the laptop: virtual machines for minikube's kvm2 driver. Its API is ours (the real one is XML over RPC).
import { text } from '../kernel/bytes.ts'
import type { Machine } from '../machine/machine.ts'
import type { Process } from '../machine/process.ts'
import type { Program } from '../machine/program.ts'
import { nthAddress } from '../net/address.ts'
import { type HttpResponse, bodyBytes, json } from '../net/http.ts'
import { Network } from '../net/namespace.ts'
import { type Params, type Route, Router } from '../net/router.ts'

export const LIBVIRT_SOCKET = '/var/run/libvirt/libvirt-sock'
const SUBNET = '192.168.39.0/24'
const FIRST_GUEST = 101
const BOOT_MS = 2500

interface Domain {
  name: string
  cpus: number
  /** MiB. */
  memory: number
  machine: Machine
  address: string
  state: 'running' | 'shut off'
}

export interface GuestSpec {
  name: string
  cpus: number
  memory: number
  address: string
  network: Network
}

/** What the hypervisor needs of the world: a computer out of nothing, and its end. */
export interface Guests {
  create: (spec: GuestSpec, cause: number | undefined) => Promise<Machine>
  changed: (machine: Machine, up: boolean, cause: number | undefined) => void
  remove: (machine: Machine, cause: number | undefined) => void
}

/** The daemon as a Program: listens on the socket, keeps the domains as long as the laptop exists. */
export function libvirtd(guests: Guests): Program {
  const domains = new Map<string, Domain>()
  const bridge = new Network('minikube-net', 'lan', SUBNET)
  return async (process) => {
    const { net } = process.machine
    if (!net.interfaces.some((link) => link.network === bridge)) net.attach(bridge, nthAddress(SUBNET, 1), 'virbr1')
    const router = new Router(routes(process, domains, bridge, guests))
    process.fs.mkdir('/var/run/libvirt', { parents: true })
    process.listenUnix(LIBVIRT_SOCKET, {
      router,
      http: (request, peer) => {
        const match = router.match(request.method, request.path)
        if (!match) return json(404, { message: 'no such operation' })
        return match.route.handle(request, match.params, peer)
      },
    })
    return process.forever()
  }
}

const shown = ({ name, cpus, memory, address, state }: Domain) => ({ name, cpus, memory, address, state })

function routes(process: Process, domains: Map<string, Domain>, bridge: Network, guests: Guests): Route[] {
  const about = (params: Params) => ({ name: params.name ?? '' })
  const known = (params: Params, act: (domain: Domain) => Promise<HttpResponse> | HttpResponse) => {
    const domain = domains.get(params.name!)
    return domain
      ? act(domain)
      : json(404, { message: `Domain not found: no domain with matching name '${params.name}'` })
  }
  return [
    { method: 'GET', pattern: '/domains', topic: 'vm.list', handle: () => json(200, [...domains.values()].map(shown)) },
    {
      method: 'GET',
      pattern: '/domains/:name',
      topic: 'vm.get',
      about,
      handle: (_, params) => known(params, (domain) => json(200, shown(domain))),
    },
    {
      method: 'POST',
      pattern: '/domains',
      topic: 'vm.create',
      handle: async (request, _, peer) => {
        const spec = JSON.parse(text(await bodyBytes(request))) as { name: string; cpus: number; memory: number }
        if (domains.has(spec.name)) return json(409, { message: `domain '${spec.name}' already exists` })
        const address = nthAddress(SUBNET, free(domains))
        const machine = await guests.create({ ...spec, address, network: bridge }, peer.cause)
        const domain: Domain = { ...spec, machine, address, state: 'running' }
        domains.set(spec.name, domain)
        await process.sleep(BOOT_MS)
        machine.boot(peer.cause)
        return json(201, shown(domain))
      },
    },
    {
      method: 'POST',
      pattern: '/domains/:name/start',
      topic: 'vm.start',
      about,
      handle: (_, params, peer) =>
        known(params, async (domain) => {
          if (domain.state === 'running')
            return json(409, { message: 'Requested operation is not valid: domain is already running' })
          await process.sleep(BOOT_MS)
          domain.state = 'running'
          domain.machine.boot(peer.cause)
          guests.changed(domain.machine, true, peer.cause)
          return json(200, shown(domain))
        }),
    },
    {
      method: 'POST',
      pattern: '/domains/:name/shutdown',
      topic: 'vm.stop',
      about,
      handle: (_, params, peer) =>
        known(params, (domain) => {
          domain.state = 'shut off'
          domain.machine.powerOff()
          guests.changed(domain.machine, false, peer.cause)
          return json(200, shown(domain))
        }),
    },
    {
      method: 'DELETE',
      pattern: '/domains/:name',
      topic: 'vm.delete',
      about,
      handle: (_, params, peer) =>
        known(params, (domain) => {
          domain.machine.powerOff()
          domain.machine.net.detach(bridge)
          domains.delete(domain.name)
          guests.remove(domain.machine, peer.cause)
          return json(200, shown(domain))
        }),
    },
  ]
}

function free(domains: Map<string, Domain>): number {
  const taken = new Set([...domains.values()].map((domain) => domain.address))
  let host = FIRST_GUEST
  while (taken.has(nthAddress(SUBNET, host))) host++
  return host
}
