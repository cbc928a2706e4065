// remotecommand: standard streams of a container, carried by the API server to the kubelet and back.
import { text } from '../../kernel/bytes.ts'
import type { Status } from '../../api/kubernetes/meta.ts'
import type { Duplex, Readable, Writable } from '../../kernel/queue.ts'
import type { Process } from '../../machine/process.ts'
import { NetError } from '../../net/errors.ts'
import {
  CLOSE,
  ERROR,
  PROTOCOL,
  RESIZE,
  STDERR,
  STDIN,
  STDOUT,
  closeChannel,
  readChannels,
  sendChannel,
} from '../../net/channels.ts'
import { bodyText } from '../../net/http.ts'
import { StatusError } from '../error.ts'
import { ApiFailure } from './answer.ts'
import { type Client } from './client.ts'
import { encodeQuery } from '../../net/http.ts'

export interface Streams {
  /** True: our own standard input. */
  stdin: boolean | Readable
  tty: boolean
  /** Where the command's output goes instead of to our own. */
  stdout?: Writable
  /** Say nothing of the exit code. */
  quiet?: boolean
}

/** Opens `…/exec` or `…/attach`, carries the streams until the command has ended, and gives its exit code. */
export async function remoteCommand(
  client: Client,
  path: string,
  query: Record<string, string[]>,
  streams: Streams,
): Promise<number> {
  const { process } = client
  const connection = await upgrade(client, path, query)
  const { tty } = process
  const wasRaw = tty?.raw ?? false
  const resize = () =>
    void sendChannel(connection, RESIZE, JSON.stringify({ Width: tty!.size.columns, Height: tty!.size.rows }))
  if (streams.tty && tty) {
    tty.raw = true
    tty.resized.add(resize)
    resize()
  }
  try {
    const { stdin } = streams
    if (stdin) process.kernel.spawn(() => sendInput(process, stdin === true ? process.stdin : stdin, connection))
    return await receive(process, connection, streams.stdout ?? process.stdout, streams.quiet ?? false)
  } finally {
    if (streams.tty && tty) {
      tty.resized.delete(resize)
      tty.raw = wasRaw
    }
    connection.close()
  }
}

/** A connection of channels to a pod. Throws ApiFailure or StatusError when it is refused. */
export async function upgrade(
  client: Client,
  path: string,
  query: Record<string, string[]>,
  protocol = PROTOCOL,
): Promise<Duplex> {
  const { connection } = client
  const headers = {
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-protocol': protocol,
    ...connection.headers,
  }
  const url = `${connection.server}${path}${encodeQuery(query)}`
  const response = await client.process.request(url, { method: 'GET', headers }).catch((error: unknown) => {
    throw error instanceof NetError ? client.unreachable(error, path) : error
  })
  if (response.connection) return response.connection
  const answer = await bodyText(response)
  throw refusal(answer, response.status)
}

function refusal(answer: string, code: number): Error {
  try {
    return new ApiFailure(JSON.parse(answer) as Status)
  } catch {
    return new StatusError(`error: unable to upgrade connection: ${answer.trim() || code}`)
  }
}

async function sendInput(process: Process, stdin: Readable, connection: Duplex): Promise<void> {
  for (;;) {
    const chunk = await stdin.read().catch(() => null)
    if (chunk === null) break
    await sendChannel(connection, STDIN, chunk)
  }
  if (process.exitCode === undefined) await closeChannel(connection, STDIN)
}

async function receive(process: Process, connection: Duplex, stdout: Writable, quiet: boolean): Promise<number> {
  for await (const { channel, data } of readChannels(connection, process.killed)) {
    if (channel === STDOUT) await stdout.write(data)
    else if (channel === STDERR) await process.error(data)
    else if (channel === ERROR) return exitCode(process, JSON.parse(text(data)) as Status, quiet)
    else if (channel !== CLOSE) continue
  }
  return 0
}

/** The Status that ends a remote command: success, an exit code, or that it could not be started. */
async function exitCode(process: Process, status: Status, quiet: boolean): Promise<number> {
  if (status.status === 'Success') return 0
  const code = status.details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message
  if (code !== undefined) {
    if (!quiet) await process.error(`command terminated with exit code ${code}\n`)
    return Number(code)
  }
  await process.error(`error: ${status.message}\n`)
  return 1
}
