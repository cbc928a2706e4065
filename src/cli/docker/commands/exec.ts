// docker exec: another process in a running container.
import type { Process } from '../../../machine/process.ts'
import type { ExecInspect } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { checkTty, converse, followSize } from '../attach.ts'
import { Client } from '../client.ts'
import { containers, firstOnly } from '../complete.ts'
import { checkEnv, readEnv } from '../environment.ts'
import { detachKeys } from '../flags.ts'
import { Detached } from '../detach.ts'

export const exec = command({
  name: 'exec',
  usage: '[OPTIONS] CONTAINER COMMAND [ARG...]',
  summary: 'Execute a command in a running container',
  synonyms: ['docker container exec', 'docker exec'],
  group: 'Common Commands',
  args: { min: 2 },
  interspersed: false,
  complete: firstOnly(containers('running')),
  flags: {
    detach: { type: 'bool', short: 'd', summary: 'Detached mode: run command in the background' },
    'detach-keys': detachKeys,
    env: { type: 'list', short: 'e', summary: 'Set environment variables', check: checkEnv },
    'env-file': { type: 'list', summary: 'Read environment variables from a file' },
    interactive: { type: 'bool', short: 'i', summary: 'Keep STDIN open even if not attached' },
    privileged: { type: 'bool', summary: 'Give extended privileges to the command' },
    tty: { type: 'bool', short: 't', summary: 'Allocate a pseudo-TTY' },
    user: { type: 'string', short: 'u', summary: 'Username or UID (format: "<name|uid>[:<group|gid>]")' },
    workdir: { type: 'string', short: 'w', summary: 'Working directory inside the container' },
  },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    const [container, ...words] = args
    const attached = !options.detach
    const body = {
      User: options.user,
      Privileged: options.privileged,
      Tty: options.tty,
      AttachStdin: attached && options.interactive,
      AttachStdout: attached,
      AttachStderr: attached,
      DetachKeys: options['detach-keys'],
      Env: readEnv(process, options['env-file'], options.env),
      WorkingDir: options.workdir,
      Cmd: words,
    }
    await client.get(`/containers/${container!}/json`)
    if (attached) checkTty(process, options.interactive, options.tty)
    const { Id } = await client.post<{ Id: string }>(`/containers/${container!}/exec`, { json: body })
    if (options.detach) {
      await client.post(`/exec/${Id}/start`, { json: { Detach: true, Tty: options.tty } })
      return 0
    }
    const { connection } = await client.hijack(`/exec/${Id}/start`, {
      json: { Detach: false, Tty: options.tty, ...consoleSize(process, options.tty) },
    })
    const talk = converse(process, {
      connection,
      tty: options.tty,
      stdin: options.interactive,
      detachKeys: options['detach-keys'],
    })
    talk.catch(() => {})
    const still = options.tty && options.interactive ? await followSize(client, process, `/exec/${Id}`) : () => {}
    try {
      await talk
    } catch (error) {
      if (error instanceof Detached) throw new StatusError(error.message)
      throw error
    } finally {
      still()
    }
    return (await client.get<ExecInspect>(`/exec/${Id}/json`)).ExitCode ?? 0
  },
})

/** Known from the start, so that the first thing drawn has the right width. */
const consoleSize = ({ tty }: Process, wanted: boolean): { ConsoleSize?: [number, number] } =>
  wanted && tty ? { ConsoleSize: [tty.size.rows, tty.size.columns] } : {}
