// What a client keeps and a build may ask for over the session: secrets of RUN, credentials of registries.
import { ExpansionError } from '../../image/dockerfile/expand.ts'
import { type Dockerfile, DockerfileError } from '../../image/dockerfile/instruction.ts'
import { secretId } from '../../image/dockerfile/mount.ts'
import { parseDockerfile } from '../../image/dockerfile/parse.ts'
import { externals, globalArgs } from '../../image/dockerfile/stages.ts'
import { DEFAULT_DOMAIN, InvalidReference, parseReference } from '../../image/reference.ts'
import { text } from '../../kernel/bytes.ts'
import type { Cancel } from '../../kernel/cancel.ts'
import type { Channel } from './channel.ts'
import { CODE, GrpcError } from './grpc.ts'
import { CredentialsRequest, CredentialsResponse, GetSecretRequest, GetSecretResponse } from './schemas.ts'

const GET_SECRET = '/moby.buildkit.secrets.v1.Secrets/GetSecret'
const CREDENTIALS = '/moby.filesync.v1.Auth/Credentials'

/** What the steps may read and no image keeps. */
export async function fetchSecrets(
  channel: Channel,
  definition: string,
  cancel: Cancel,
): Promise<Record<string, string>> {
  const out: Record<string, string> = {}
  if (!channel.serves(GET_SECRET)) return out
  for (const id of secretsOf(definition)) {
    try {
      const { data } = await channel.ask(GET_SECRET, [GetSecretRequest, GetSecretResponse], { id }, cancel)
      out[id] = text(data)
    } catch (error) {
      // A secret that the client does not know: the step that requires it says so.
      if (!(error instanceof GrpcError) || error.code !== CODE.notFound) throw error
    }
  }
  return out
}

function secretsOf(definition: string): Set<string> {
  const instructions = parsed(definition)?.stages.flatMap((stage) => stage.instructions) ?? []
  const mounts = instructions.flatMap((one) => (one.name === 'RUN' ? one.mounts : []))
  return new Set(mounts.filter(({ type }) => type === 'secret').map(secretId))
}

/** For the registries of the images that the Dockerfile names: what the client knows of them, keyed as in its own file. */
export async function fetchCredentials(
  channel: Channel,
  definition: string,
  args: ReadonlyMap<string, string>,
  cancel: Cancel,
): Promise<Record<string, { username: string; password: string }>> {
  const out: Record<string, { username: string; password: string }> = {}
  if (!channel.serves(CREDENTIALS)) return out
  for (const domain of registriesOf(definition, args)) {
    const host = domain === DEFAULT_DOMAIN ? 'registry-1.docker.io' : domain
    const asked = await channel.ask(CREDENTIALS, [CredentialsRequest, CredentialsResponse], { host }, cancel)
    const key = domain === DEFAULT_DOMAIN ? 'https://index.docker.io/v1/' : domain
    if (asked.username) out[key] = { username: asked.username, password: asked.secret }
  }
  return out
}

function registriesOf(definition: string, args: ReadonlyMap<string, string>): Set<string> {
  const file = parsed(definition)
  if (!file) return new Set()
  try {
    const all = externals(file, [...file.stages.keys()], globalArgs(file, args))
    return new Set(all.map(({ name }) => parseReference(name).domain))
  } catch (error) {
    if (error instanceof ExpansionError || error instanceof InvalidReference) return new Set()
    throw error
  }
}

/** Undefined where it cannot be read: the builder says what is wrong with it. */
function parsed(definition: string): Dockerfile | undefined {
  try {
    return parseDockerfile(definition)
  } catch (error) {
    if (error instanceof DockerfileError) return undefined
    throw error
  }
}
