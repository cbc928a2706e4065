// `npm run door`: a world behind real HTTP on loopback, for the real docker, kubectl and skopeo.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { text } from '../kernel/bytes.ts'
import { NetError } from '../net/errors.ts'
import { parseUrl } from '../net/http.ts'
import { turn } from '../testing/drive.ts'
import { World } from '../world/world.ts'
import { Clockwork } from './clockwork.ts'
import { type Deliver, openGate } from './gate.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    scenario: { type: 'string', default: 'laptop' },
    speed: { type: 'string', default: '1' },
    port: { type: 'string', default: '0' },
  },
})

function doors(world: World, nudge: () => void): { docker: Deliver; kubernetes: Deliver; registry: Deliver } {
  const laptop = world.machine('laptop')
  const sender = (component: string) => ({ namespace: laptop.net, component })
  const lively =
    (deliver: Deliver): Deliver =>
    (request, cancel) => {
      const answered = deliver(request, cancel)
      nudge()
      return answered
    }
  return {
    docker: lively((request, cancel) => {
      const listener = laptop.fs.socket('/var/run/docker.sock')
      if (!listener) throw new NetError('ECONNREFUSED', '/var/run/docker.sock')
      return world.fabric.requestUnix({ ...sender('laptop/docker'), cancel }, listener, request)
    }),
    kubernetes: lively((request, cancel) => {
      const server = apiServer(world)
      if (!server) throw new NetError('ECONNREFUSED', 'there is no cluster yet')
      return world.fabric.request({ ...sender('laptop/kubectl'), cancel }, { ...server, scheme: 'https' }, request)
    }),
    registry: lively((request, cancel) => {
      const [record] = world.internet.resolve({ name: 'registry-1.docker.io', type: 'A' }).records
      const destination = { address: record!.data, port: 443, scheme: 'https' as const }
      return world.fabric.request({ ...sender('laptop/skopeo'), cancel }, destination, request)
    }),
  }
}

/** The server of the first cluster in the laptop's kubeconfig. */
function apiServer(world: World): { address: string; port: number } | undefined {
  const { fs } = world.machine('laptop')
  const path = '/home/student/.kube/config'
  if (!fs.exists(path)) return undefined
  const url = parseUrl(/server:\s*(\S+)/.exec(text(fs.read(path).bytes()))?.[1] ?? '')
  return url && { address: url.host, port: url.port }
}

async function main(): Promise<void> {
  const world = await World.create({ seed: Number(values.seed), scenario: values.scenario, turn })
  const clockwork = new Clockwork(world, Number(values.speed))
  const { docker, kubernetes, registry } = doors(world, () => clockwork.nudge())
  const port = Number(values.port)
  const gates = [
    await openGate(port, docker),
    await openGate(port && port + 1, kubernetes),
    await openGate(port && port + 2, registry),
  ]
  const directory = mkdtempSync(join(tmpdir(), 'naru-door-'))
  const kubeconfig = join(directory, 'config')
  const server = `http://127.0.0.1:${gates[1]!.port}`
  const context = {
    clusters: [{ name: 'naru', cluster: { server } }],
    contexts: [{ name: 'naru', context: { cluster: 'naru', user: 'naru' } }],
  }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    ...context,
    'current-context': 'naru',
    users: [{ name: 'naru', user: {} }],
  }
  writeFileSync(kubeconfig, JSON.stringify(config))
  const leave = async () => {
    clockwork.stop()
    await Promise.all(gates.map((gate) => gate.close()))
    rmSync(directory, { recursive: true })
    process.exit(0)
  }
  process.on('SIGTERM', () => void leave())
  process.on('SIGINT', () => void leave())
  console.log(
    JSON.stringify({
      docker: `tcp://127.0.0.1:${gates[0]!.port}`,
      kubernetes: server,
      registry: `127.0.0.1:${gates[2]!.port}`,
      kubeconfig,
    }),
  )
  await clockwork.run()
}

main().catch((error: NodeJS.ErrnoException) => {
  console.error(error.code === 'EADDRINUSE' ? `naru: port in use: ${error.message}` : `naru: ${error.message}`)
  process.exit(1)
})
