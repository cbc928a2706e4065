// kubectl port-forward: local ports that lead to ports of a pod.
import { NetError } from '../../../net/errors.ts'
import { requestHttp1 } from '../../../net/http1.ts'
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { namesOf } from '../completion.ts'
import { resourcePath } from '../discovery.ts'
import { logError } from '../klog.ts'
import { type AnyObject, at } from '../object.ts'
import { containersOf, podsOf } from '../pods.ts'
import { Kube } from '../session.ts'
import { splice } from '../splice.ts'
import { type Tunnel, openTunnel } from '../tunnel.ts'

interface Forward {
  local: number
  remote: number
}

const usage = () =>
  new StatusError(
    "error: TYPE/NAME and list of ports are required for port-forward\nSee 'kubectl port-forward -h' for help and examples",
  )

export const portForward = command({
  name: 'port-forward',
  usage: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  summary: 'Forward one or more local ports to a pod',
  examples:
    '# Port 8080 here is port 80 of the pod\nkubectl port-forward pod/web 8080:80\n\n# A pod of a service\nkubectl port-forward service/web 8080:80',
  group: 'Troubleshooting and Debugging Commands',
  flags: {
    address: { type: 'csv', default: ['localhost'], summary: 'Addresses to listen on' },
    'pod-running-timeout': {
      type: 'duration',
      default: '1m0s',
      shownDefault: '1m0s',
      summary: 'How long to wait for a running pod',
    },
  },
  complete: namesOf('pods'),
  run: async (process, options, args, call) => {
    if (args.length < 2) throw usage()
    const kube = await Kube.open(process, call)
    const { pod, service } = await target(kube, args[0]!)
    const forwards = args.slice(1).map((word) => forwardOf(process, word, pod, service))
    const phase = at(pod, 'status', 'phase')
    if (phase !== 'Running')
      throw new StatusError(`error: unable to forward port because pod is not running. Current status=${String(phase)}`)
    const path = resourcePath(await kube.mapper.find('pods'), pod.metadata.namespace, pod.metadata.name, 'portforward')
    let lost: (why: StatusError) => void = () => {}
    const broken = new Promise<never>((_, reject) => (lost = reject))
    broken.catch(() => {})
    let listening = 0
    for (const forward of forwards) {
      if (
        await listen(kube, options.address, forward, path, () => lost(new StatusError('error: lost connection to pod')))
      )
        listening++
    }
    if (listening === 0) {
      const ports = forwards.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')
      throw new StatusError(`error: unable to listen on any of the requested ports: [${ports}]`)
    }
    return process.alive(() => broken)
  },
})

interface Target {
  pod: AnyObject
  service?: AnyObject
}

async function target(kube: Kube, word: string): Promise<Target> {
  kube.mapper.tries ??= 4
  const slash = word.indexOf('/')
  const resource = await kube.mapper.find(slash < 0 ? 'pods' : word.slice(0, slash))
  const object = await kube.get(resource, slash < 0 ? word : word.slice(slash + 1))
  if (resource.name === 'pods') return { pod: object }
  const [pod] = await podsOf(kube, object)
  if (!pod) throw new StatusError('error: timed out waiting for the condition')
  return resource.name === 'services' ? { pod, service: object } : { pod }
}

const EPHEMERAL = 32768
const EPHEMERAL_SIZE = 28232

/** `8080:80`, `80`, `:80` (any free local port); names stand for the pod's or the service's ports. */
function forwardOf(process: Process, word: string, pod: AnyObject, service: AnyObject | undefined): Forward {
  const parts = word.split(':')
  if (parts.length > 2) throw new StatusError(`error: invalid port format '${word}'`)
  const [first, second] = parts as [string, string?]
  const asked = second ?? first
  const remote = service ? servicePort(service, pod, asked) : podPort(pod, asked)
  if (second === '') throw new StatusError('error: remote port must be > 0')
  const local = second === undefined ? (/^\d+$/.test(first) ? Number(first) : remote) : Number(first || 0)
  if (!Number.isInteger(local) || local > 65535)
    throw new StatusError(
      `error: error parsing local port '${first}': strconv.ParseUint: parsing ${JSON.stringify(first)}: ${local > 65535 ? 'value out of range' : 'invalid syntax'}`,
    )
  return { local: local || freePort(process), remote }
}

function freePort(process: Process): number {
  const { rng } = process.kernel
  for (;;) {
    const port = EPHEMERAL + rng.below(EPHEMERAL_SIZE)
    if (!process.namespaces.net.taken(port)) return port
  }
}

interface ContainerPort {
  name?: string
  containerPort: number
}

const portsOf = (pod: AnyObject): ContainerPort[] =>
  containersOf(pod).flatMap((container) => (container as { ports?: ContainerPort[] }).ports ?? [])

function podPort(pod: AnyObject, word: string): number {
  if (/^\d+$/.test(word)) {
    if (Number(word) === 0) throw new StatusError('error: remote port must be > 0')
    return Number(word)
  }
  const found = portsOf(pod).find(({ name }) => name === word)
  if (found) return found.containerPort
  throw new StatusError(`error: Pod '${pod.metadata.name}' does not have a named port '${word}'`)
}

interface ServicePort {
  name?: string
  port: number
  targetPort?: number | string
}

function servicePort(service: AnyObject, pod: AnyObject, word: string): number {
  const { name } = service.metadata
  const all = (at(service, 'spec', 'ports') as ServicePort[] | undefined) ?? []
  const found = all.find((port) => (/^\d+$/.test(word) ? port.port === Number(word) : port.name === word))
  if (!found)
    throw new StatusError(
      /^\d+$/.test(word)
        ? `error: Service ${name} does not have a service port ${word}`
        : `error: Service '${name}' does not have a named port '${word}'`,
    )
  if (at(service, 'spec', 'clusterIP') === 'None' && typeof found.targetPort !== 'string') return found.port
  return typeof found.targetPort === 'string' ? podPort(pod, found.targetPort) : (found.targetPort ?? found.port)
}

/** `localhost` is both loopback addresses; it is enough that one can be had. */
const addressesOf = (word: string): { address: string; shown: string; family: string }[] =>
  word === 'localhost'
    ? [
        { address: '127.0.0.1', shown: '127.0.0.1', family: 'tcp4' },
        { address: '::1', shown: '[::1]', family: 'tcp6' },
      ]
    : [{ address: word, shown: word, family: 'tcp4' }]

async function listen(
  kube: Kube,
  addresses: readonly string[],
  { local, remote }: Forward,
  path: string,
  lost: () => void,
): Promise<boolean> {
  const { process } = kube
  const failures: string[] = []
  let done = 0
  for (const { address, shown, family } of addresses.flatMap(addressesOf)) {
    const open = () => connected(kube, path, local, remote, lost)
    const listening = process.listen(
      local,
      {
        http: async (request) => {
          const tunnel = await open()
          try {
            return await requestHttp1(tunnel, request)
          } catch (error) {
            await failed(process, tunnel, local, remote, lost)
            throw error
          } finally {
            tunnel.close()
          }
        },
        tcp: (connection) => {
          const carry = async () => splice(process, connection, await open())
          process.kernel.spawn(() => carry().catch(() => connection.close()))
        },
      },
      address,
    )
    if (!listening) {
      failures.push(`unable to create listener: Error listen ${family} ${shown}:${local}: bind: address already in use`)
      continue
    }
    done++
    await process.print(`Forwarding from ${shown}:${local} -> ${remote}\n`)
  }
  if (done === 0)
    await process.error(
      `Unable to listen on port ${local}: Listeners failed to create with the following errors: [${failures.join(' ')}]\n`,
    )
  return done > 0
}

async function connected(kube: Kube, path: string, local: number, remote: number, lost: () => void): Promise<Tunnel> {
  const { process } = kube
  await process.print(`Handling connection for ${local}\n`)
  try {
    return await openTunnel(kube.client, path, remote)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    await logError(
      process,
      'portforward.go:391',
      `error creating error stream for port ${local} -> ${remote}: ${error.message}`,
    )
    lost()
    throw new NetError('ECONNRESET', `localhost:${local}`)
  }
}

/** The port does not answer: that ends the forwarding, as it does in kubectl. */
async function failed(
  process: Process,
  tunnel: Tunnel,
  local: number,
  remote: number,
  lost: () => void,
): Promise<void> {
  if (tunnel.failure === undefined) return
  await logError(
    process,
    'portforward.go:424',
    `an error occurred forwarding ${local} -> ${remote}: error forwarding port ${remote} to pod: ${tunnel.failure}`,
  )
  lost()
}
