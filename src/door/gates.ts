// The three servers that stand behind the door: dockerd on the laptop's socket, an API server, Docker Hub.
import { text } from '../kernel/bytes.ts'
import { NetError } from '../net/errors.ts'
import { type Headers, parseUrl } from '../net/http.ts'
import type { World } from '../world/world.ts'
import type { Behind } from './behind.ts'
import { buildkitBehind } from './buildkit/buildkit.ts'

const SOCKET = '/var/run/docker.sock'
const KUBECONFIG = '/home/student/.kube/config'
const HUB = 'registry-1.docker.io'
const AUTH = 'auth.docker.io'
const TOKEN_PATH = '/token'

export function dockerBehind(world: World, stir: () => void): Behind {
  const laptop = world.machine('laptop')
  const behind: Behind = {
    deliver: async (request, cancel) => {
      const listener = laptop.fs.socket(SOCKET)
      if (!listener) throw new NetError('ECONNREFUSED', SOCKET)
      return world.fabric.requestUnix({ namespace: laptop.net, component: 'laptop/docker', cancel }, listener, request)
    },
    stir,
    failure: (_, message) => ({ message }),
  }
  return { ...behind, takeOver: buildkitBehind(behind) }
}

export function kubernetesBehind(world: World, stir: () => void): Behind {
  const { net } = world.machine('laptop')
  return {
    deliver: async (request, cancel) => {
      const server = apiServer(world)
      if (!server) throw new NetError('ECONNREFUSED', 'there is no cluster yet')
      const destination = { ...server, scheme: 'https' as const }
      return world.fabric.request({ namespace: net, component: 'laptop/kubectl', cancel }, destination, request)
    },
    stir,
    failure: (code, message) => {
      const reason = code === 503 ? 'ServiceUnavailable' : 'InternalError'
      return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code }
    },
  }
}

/** Docker Hub, and below `/token` its token service: a real client is sent there as if both were one server. */
export function registryBehind(world: World, stir: () => void): Behind {
  const { net } = world.machine('laptop')
  return {
    deliver: async (request, cancel) => {
      const name = request.path === TOKEN_PATH ? AUTH : HUB
      const destination = { address: addressOf(world, name), port: 443, scheme: 'https' as const }
      const sender = { namespace: net, component: 'laptop/skopeo', cancel }
      const response = await world.fabric.request(sender, destination, request)
      return { ...response, headers: outward(response.headers, request.headers.host ?? '') }
    },
    stir,
    failure: (_, message) => ({ errors: [{ code: 'UNAVAILABLE', message, detail: null }] }),
  }
}

/** Addresses as they are from outside the world, where there is no TLS. */
function outward(headers: Headers, host: string): Headers {
  const out = { ...headers }
  const { location, 'www-authenticate': challenge } = headers
  if (location) out.location = location.replace(`https://${host}/`, `http://${host}/`)
  if (challenge)
    out['www-authenticate'] = challenge.replace(`https://${AUTH}${TOKEN_PATH}`, `http://${host}${TOKEN_PATH}`)
  return out
}

/** As the laptop resolves a name: /etc/hosts first. Throws NetError. */
function addressOf(world: World, name: string): string {
  const hosts = text(world.machine('laptop').fs.read('/etc/hosts').bytes()).split('\n')
  const line = hosts.map((entry) => entry.trim().split(/\s+/)).find(([, ...names]) => names.includes(name))
  const address = line?.[0] ?? world.internet.resolve({ name, type: 'A' }).records[0]?.data
  if (!address) throw new NetError('EHOSTUNREACH', name)
  return address
}

/** The server of the first cluster in the laptop's kubeconfig. */
function apiServer(world: World): { address: string; port: number } | undefined {
  const { fs } = world.machine('laptop')
  if (!fs.exists(KUBECONFIG)) return undefined
  const url = parseUrl(/server:\s*(\S+)/.exec(text(fs.read(KUBECONFIG).bytes()))?.[1] ?? '')
  return url && { address: url.host, port: url.port }
}
