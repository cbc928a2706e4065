// What a build needs of the client's machine, as the Engine API takes it: a tar, the Dockerfile's place in it, secrets, credentials.
import { ignorePatterns } from '../../image/dockerfile/ignore.ts'
import { concat, text } from '../../kernel/bytes.ts'
import type { Cancel } from '../../kernel/cancel.ts'
import { Content } from '../../kernel/content.ts'
import { type Entry, plainFile } from '../../kernel/entry.ts'
import { writeTar } from '../../kernel/tar.ts'
import { readTar } from '../../kernel/untar.ts'
import type { Channel } from './channel.ts'
import { fetchFolder } from './filesync.ts'
import { CODE, GrpcError } from './grpc.ts'
import { BytesMessage } from './schemas.ts'

export interface Context {
  tar: Uint8Array
  /** The Dockerfile's path in it. */
  dockerfile: string
  /** Its folder is no part of the context. */
  outside: boolean
  definition: string | undefined
}

/** A name that nobody's files have. */
const HIDDEN = '.naru-dockerfile'
const UPLOAD = /^https?:\/\/(buildkit-session)(\/.*)$/

/** `filename`: the Dockerfile's in its folder; `from`: where the context is, when it is no folder. Rejects with GrpcError. */
export async function fetchContext(channel: Channel, filename: string, from: string, cancel: Cancel): Promise<Context> {
  const upload = UPLOAD.exec(from)
  if (upload) return uploaded(channel, filename, { host: upload[1]!, path: upload[2]! }, cancel)
  if (from) throw new GrpcError(CODE.unknown, `naru: a build context from ${from} is not simulated`)
  const include = [filename, `${filename}.dockerignore`, ...(filename === 'Dockerfile' ? ['dockerfile'] : [])]
  const beside = await fetchFolder(channel, { folder: 'dockerfile', include }, cancel)
  const definition = contentOf(beside, filename) ?? contentOf(beside, filename.toLowerCase())
  if (!definition) return { tar: writeTar([]), dockerfile: filename, outside: false, definition: undefined }
  const ignore = contentOf(beside, `${filename}.dockerignore`) ?? (await ignoreFile(channel, cancel))
  const exclude = ignore ? ignorePatterns(text(ignore.bytes())) : []
  const entries = await fetchFolder(channel, { folder: 'context', exclude }, cancel)
  const dockerfile = `${HIDDEN}/${filename}`
  const hidden = [
    plainFile(dockerfile, definition),
    ...(ignore ? [plainFile(`${dockerfile}.dockerignore`, ignore)] : []),
  ]
  return {
    tar: writeTar([...entries, ...hidden]),
    dockerfile,
    outside: true,
    definition: text(definition.bytes()),
  }
}

const contentOf = (entries: readonly Entry[], path: string): Content | undefined =>
  entries.find((entry) => entry.path === path && entry.type === 'file')?.content

async function ignoreFile(channel: Channel, cancel: Cancel): Promise<Content | undefined> {
  const include = ['.dockerignore']
  return contentOf(await fetchFolder(channel, { folder: 'context', include }, cancel), '.dockerignore')
}

/** `docker build - < context.tar`: the client hands out what came in on its stdin. */
async function uploaded(
  channel: Channel,
  dockerfile: string,
  { host, path }: { host: string; path: string },
  cancel: Cancel,
): Promise<Context> {
  const call = channel.call('/moby.upload.v1.Upload/Pull', { urlpath: path, urlhost: host }, cancel)
  const pieces: Uint8Array[] = []
  for await (const bytes of call.answers()) pieces.push(BytesMessage.decode(bytes).data.slice())
  const tar = concat(pieces)
  const definition = contentOf(membersOf(tar), dockerfile)
  return { tar, dockerfile, outside: false, definition: definition && text(definition.bytes()) }
}

/** None of an archive that is compressed, or none: dockerd says what is wrong with it. */
function membersOf(tar: Uint8Array): readonly Entry[] {
  try {
    return readTar(tar)
  } catch {
    return []
  }
}
