// docker attach: join a running container's streams.
import type { ContainerInspect } from '../../../api/docker.ts'
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { checkTty, converse, followSize, forwardSignals } from '../attach.ts'
import { Client } from '../client.ts'
import { containers, firstOnly } from '../complete.ts'
import { detachKeys } from '../flags.ts'
import { Detached } from '../detach.ts'
import { waitFor } from '../waiting.ts'

export const attach = command({
  name: 'attach',
  usage: '[OPTIONS] CONTAINER',
  summary: 'Attach local standard input, output, and error streams to a running container',
  synonyms: ['docker container attach', 'docker attach'],
  args: { min: 1, max: 1 },
  complete: firstOnly(containers('running')),
  flags: {
    'detach-keys': detachKeys,
    'no-stdin': { type: 'bool', summary: 'Do not attach STDIN' },
    'sig-proxy': { type: 'bool', default: true, summary: 'Proxy received signals to the process' },
  },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    const name = args[0]!
    const { code } = await waitFor(client, name)
    const container = await running(client, name)
    const { Tty: tty, OpenStdin } = container.Config
    const stdin = OpenStdin && !options['no-stdin']
    checkTty(process, !options['no-stdin'], tty)
    const { connection } = await client.hijack(`/containers/${name}/attach`, {
      query: { stderr: true, stdin, stdout: true, stream: true, detachKeys: options['detach-keys'] || undefined },
    })
    // It may have ended meanwhile.
    await running(client, name)
    const proxy =
      options['sig-proxy'] && !tty
        ? forwardSignals(client, process, name)
        : { stop: goOn(process), forced: new Promise<never>(() => {}) }
    const still = tty ? await followSize(client, process, `/containers/${name}`, { wrongFirst: true }) : () => {}
    try {
      const talk = converse(process, { connection, tty, stdin, detachKeys: options['detach-keys'] })
      await Promise.race([talk, proxy.forced])
      return await code
    } catch (error) {
      if (error instanceof Detached) throw new StatusError(error.message)
      throw error
    } finally {
      proxy.stop()
      still()
    }
  },
})

/** Throws StatusError unless it runs. */
async function running(client: Client, name: string): Promise<ContainerInspect> {
  const container = await client.get<ContainerInspect>(`/containers/${name}/json`)
  const { State } = container
  if (!State.Running) throw new StatusError('You cannot attach to a stopped container, start it first')
  if (State.Paused) throw new StatusError('You cannot attach to a paused container, unpause it first')
  if (State.Restarting) throw new StatusError('You cannot attach to a restarting container, wait until it is running')
  return container
}

/** Without a proxy a first TERM is noted and nothing more. */
const goOn = (process: Process): (() => void) => process.on('TERM', () => {})
