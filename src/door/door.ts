// A world behind real HTTP on loopback, for the real docker, kubectl and skopeo.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { turn } from '../testing/drive.ts'
import { World } from '../world/world.ts'
import { Clockwork } from './clockwork.ts'
import { type Gate, openGate } from './gate.ts'
import { dockerBehind, kubernetesBehind, registryBehind } from './gates.ts'
import type { Options } from './options.ts'

export interface Door {
  world: World
  /** What is printed when it is open. */
  addresses: {
    docker: string
    /** The same as a unix socket: detach keys need one (over TCP the real client does not see that they were typed). */
    dockerSocket: string
    kubernetes: string
    registry: string
    kubeconfig: string
  }
  /** Settles when the door is closed; rejects with the error that broke the world. */
  over: Promise<void>
  close(): Promise<void>
}

/** More virtual ms than any scenario takes: the world must not be ahead of its clients' clocks. */
const SETUP_MS = 120_000

/** Rejects when a port is in use, with nothing left open. */
export async function openDoor({ seed, scenario, speed, port }: Options): Promise<Door> {
  const epoch = Date.now() - SETUP_MS
  const world = await World.create({ seed, scenario, turn, epoch })
  // From here on the world's clock is the real one, times the speed.
  const clockwork = new Clockwork(world, speed, Date.now() - epoch)
  await clockwork.catchUp()
  const stir = () => clockwork.nudge()
  const gates: Gate[] = []
  const directory = mkdtempSync(join(tmpdir(), 'naru-door-'))
  const closeAll = async () => {
    await Promise.all(gates.map((gate) => gate.close()))
    rmSync(directory, { recursive: true, force: true })
  }
  const socket = join(directory, 'docker.sock')
  try {
    for (const [i, behind] of [dockerBehind, kubernetesBehind, registryBehind].entries())
      gates.push(await openGate(port && port + i, behind(world, stir)))
    gates.push(await openGate(socket, dockerBehind(world, stir)))
  } catch (error) {
    await closeAll()
    throw error
  }
  const [docker, kubernetes, registry] = gates.map((gate) => `127.0.0.1:${gate.port}`)
  const kubeconfig = join(directory, 'config')
  writeFileSync(kubeconfig, JSON.stringify(configFor(`http://${kubernetes}`)))
  return {
    world,
    addresses: {
      docker: `tcp://${docker}`,
      dockerSocket: `unix://${socket}`,
      kubernetes: `http://${kubernetes}`,
      registry: registry!,
      kubeconfig,
    },
    over: clockwork.run(),
    close: async () => {
      clockwork.stop()
      await closeAll()
    },
  }
}

const configFor = (server: string) => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'naru', cluster: { server } }],
  contexts: [{ name: 'naru', context: { cluster: 'naru', user: 'naru' } }],
  'current-context': 'naru',
  users: [{ name: 'naru', user: {} }],
})
