// docker start, with -a and -i: attach, wait, start.
import type { ContainerInspect } from '../../../api/docker.ts'
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { checkTty } from '../attach.ts'
import { Client } from '../client.ts'
import { containers } from '../complete.ts'
import { detachKeys } from '../flags.ts'
import { startAttached } from '../starting.ts'
import { messageOf } from '../voice.ts'

export const start = command({
  name: 'start',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Start one or more stopped containers',
  synonyms: ['docker container start', 'docker start'],
  args: { min: 1 },
  complete: containers('created', 'exited'),
  flags: {
    attach: { type: 'bool', short: 'a', summary: 'Attach STDOUT/STDERR and forward signals' },
    checkpoint: { type: 'string', needs: 'experimental', summary: 'Restore from this checkpoint' },
    'checkpoint-dir': { type: 'string', needs: 'experimental', summary: 'Use a custom checkpoint storage directory' },
    'detach-keys': detachKeys,
    interactive: { type: 'bool', short: 'i', summary: "Attach container's STDIN" },
  },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    if (!options.attach && !options.interactive) return startAll(process, client, args)
    if (args.length > 1) throw new StatusError('you cannot start and attach multiple containers at once')
    const container = await client.get<ContainerInspect>(`/containers/${args[0]!}/json`)
    const id = container.Id
    const { Tty: tty, OpenStdin } = container.Config
    const stdin = options.interactive && OpenStdin
    if (options.interactive) checkTty(process, stdin, tty)
    const { AutoRemove: removed } = container.HostConfig
    return startAttached(process, client, id, { tty, stdin, removed, detachKeys: options['detach-keys'] })
  },
})

async function startAll(process: Process, client: Client, names: string[]): Promise<number> {
  const failed: string[] = []
  for (const name of names) {
    try {
      await client.post(`/containers/${name}/start`)
      await process.print(`${name}\n`)
    } catch (error) {
      await process.error(`${messageOf(error)}\n`)
      failed.push(name)
    }
  }
  if (failed.length > 0) throw new StatusError(`Error: failed to start containers: ${failed.join(', ')}`)
  return 0
}
