// docker run: create, attach, wait, start, in that order.
import { type Call, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import type { Process } from '../../../machine/process.ts'
import { type Session, checkTty, converse, followSize, forwardSignals } from '../attach.ts'
import { Client } from '../client.ts'
import { firstOnly, images } from '../complete.ts'
import { type ContainerOptions, containerConfig } from '../containerconfig.ts'
import { containerFlags } from '../containerflags.ts'
import { createContainer } from '../creating.ts'
import { Detached } from '../detach.ts'
import { detachKeys } from '../flags.ts'
import { messageOf } from '../voice.ts'
import { waitFor } from '../waiting.ts'

export const run = command({
  name: 'run',
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  summary: 'Create and run a new container from an image',
  synonyms: ['docker container run', 'docker run'],
  group: 'Common Commands',
  args: { min: 1 },
  interspersed: false,
  complete: firstOnly(images),
  flags: {
    ...containerFlags,
    detach: { type: 'bool', short: 'd', summary: 'Run container in background and print container ID' },
    'detach-keys': detachKeys,
    'sig-proxy': { type: 'bool', default: true, summary: 'Proxy received signals to the process' },
  },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    const body = configured(process, options, args, call)
    if (options.detach && options.attach.length > 0) {
      throw new StatusError('conflicting options: cannot specify both --attach and --detach')
    }
    if (options.detach) body.AttachStdin = body.AttachStdout = body.AttachStderr = body.StdinOnce = false
    else checkTty(process, body.OpenStdin, body.Tty)
    const id = await createContainer(process, client, options, body).catch((error: unknown) => {
      throw failed(call, messageOf(error))
    })
    if (options.detach) return detached(process, client, options, call, id)
    const session = { tty: body.Tty, stdin: body.AttachStdin, detachKeys: options['detach-keys'] }
    const proxy = options['sig-proxy'] && !body.Tty ? forwardSignals(client, process, id) : undefined
    const ended = attached(process, client, options, call, id, session, body)
    try {
      return await (proxy ? Promise.race([ended, proxy.forced]) : ended)
    } finally {
      proxy?.stop()
    }
  },
})

async function detached(
  process: Process,
  client: Client,
  options: ContainerOptions,
  call: Call,
  id: string,
): Promise<number> {
  return told(call, async () => {
    await waitFor(client, id, options.rm ? 'removed' : 'next-exit')
    await process.print(`${id}\n`)
    await client.post(`/containers/${id}/start`)
    return 0
  })
}

async function attached(
  process: Process,
  client: Client,
  options: ContainerOptions,
  call: Call,
  id: string,
  session: Omit<Session, 'connection'>,
  body: { AttachStdout: boolean; AttachStderr: boolean; OpenStdin: boolean; Tty: boolean },
): Promise<number> {
  const { connection } = await client.hijack(`/containers/${id}/attach`, {
    query: {
      stderr: body.AttachStderr,
      stdin: session.stdin && body.OpenStdin,
      stdout: body.AttachStdout,
      stream: true,
      detachKeys: session.detachKeys || undefined,
    },
  })
  const talk = converse(process, { ...session, connection })
  talk.catch(() => {})
  const { code } = await waitFor(client, id, options.rm ? 'removed' : 'next-exit')
  try {
    await client.post(`/containers/${id}/start`)
  } catch (error) {
    connection.close()
    throw failed(call, messageOf(error))
  }
  const still = body.Tty ? await followSize(client, process, `/containers/${id}`) : () => {}
  try {
    await talk
    return await code
  } catch (error) {
    if (error instanceof Detached) return 0
    throw error
  } finally {
    still()
  }
}

/** The exit code is read out of the message, as docker does. */
function failed(call: Call, message: string): StatusError {
  const missing = /executable file not found|no such file or directory|system cannot find the file specified/.test(
    message,
  )
  const code = missing ? 127 : message.includes('permission denied') ? 126 : 125
  return new StatusError(`docker: ${message}\n\nRun '${call.path} --help' for more information`, code)
}

/** What is wrong with the words is docker's own error, 125. */
function configured(process: Process, options: ContainerOptions, args: readonly string[], call: Call) {
  try {
    return containerConfig(process, options, args, call)
  } catch (error) {
    throw new StatusError(`docker: ${messageOf(error)}\n\nRun '${call.path} --help' for more information`, 125)
  }
}

async function told<T>(call: Call, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw failed(call, messageOf(error))
  }
}
