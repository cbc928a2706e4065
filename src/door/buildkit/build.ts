// One build: what it needs is fetched from the client, the emulated dockerd builds, and its progress is handed on.
import type { BuildProgress, BuildWarning } from '../../api/docker.ts'
import { base64, text, utf8 } from '../../kernel/bytes.ts'
import type { Cancel } from '../../kernel/cancel.ts'
import { readAll } from '../../kernel/queue.ts'
import type { ClientResponse } from '../../net/http.ts'
import { jsonLines } from '../../net/json-lines.ts'
import type { Behind } from '../behind.ts'
import { fetchCredentials, fetchSecrets } from './attached.ts'
import type { Channel } from './channel.ts'
import { type Context, fetchContext } from './context.ts'
import { CODE, GrpcError } from './grpc.ts'
import { Progress, type Status, failureOf } from './progress.ts'
import { type Asked, buildArgs, buildQuery, checkAsked, isCheck } from './request.ts'

const OK = 200

/** An image's id, or what a check found. */
export interface Built {
  image: string
  warnings: BuildWarning[]
}

/** Rejects with GrpcError. */
export async function build(
  behind: Behind,
  channel: Channel,
  asked: Asked,
  tell: (status: Status) => void,
  gone: Cancel,
): Promise<Built> {
  checkAsked(asked)
  const { options } = asked
  const context = await fetchContext(
    channel,
    options.get('filename') ?? 'Dockerfile',
    options.get('context') ?? '',
    gone,
  )
  const response = await send(behind, channel, asked, context, gone)
  if (response.status !== OK) throw new GrpcError(CODE.unknown, await messageIn(response))
  const progress = new Progress(asked.ref)
  const warnings: BuildWarning[] = []
  for await (const record of jsonLines<BuildProgress>(response.body)) {
    if (record.kind === 'image') return { image: record.image, warnings }
    if (record.kind === 'error') throw failureOf(record.message, record.source)
    if (record.kind === 'warning' && isCheck(asked)) warnings.push(record.warning)
    else tell(progress.statusOf(record))
  }
  for (const status of progress.cancelled()) tell(status)
  throw new GrpcError(CODE.canceled, 'context canceled')
}

async function send(
  behind: Behind,
  channel: Channel,
  asked: Asked,
  { tar, dockerfile, outside, definition = '' }: Context,
  gone: Cancel,
): Promise<ClientResponse> {
  const secrets = await fetchSecrets(channel, definition, gone)
  const credentials = await fetchCredentials(channel, definition, buildArgs(asked.options), gone)
  const query = { ...buildQuery(asked, secrets), dockerfile: [dockerfile], outside: [outside ? '1' : ''] }
  const headers = {
    'content-type': 'application/x-tar',
    'x-registry-config': base64(utf8(JSON.stringify(credentials))),
  }
  const delivered = behind.deliver({ method: 'POST', path: '/build', query, headers, body: tar }, gone)
  behind.stir()
  return delivered
}

async function messageIn({ body }: ClientResponse): Promise<string> {
  const said = text(body instanceof Uint8Array ? body : await readAll(body))
  return (JSON.parse(said) as { message: string }).message
}
