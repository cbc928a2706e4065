// POST /images/{name}/push: always 200, failures are lines of the stream.
import type { AuthConfig, JsonMessage } from '../../api/docker.ts'
import {
  canonical,
  canonicalName,
  familiar,
  familiarName,
  parseReference,
  type Reference,
} from '../../image/reference.ts'
import type { Cause } from '../../kernel/trace.ts'
import { type RegistryClient, RegistryError } from '../../runtime/distribution.ts'
import { push } from '../../runtime/push.ts'
import type { Engine } from '../engine.ts'
import { registryClient } from './pull.ts'
import { errorLine, pushLine } from './progress.ts'

export async function pushImage(
  engine: Engine,
  name: string,
  tag: string,
  auth: AuthConfig,
  write: (line: JsonMessage) => void,
  cause: Cause,
): Promise<void> {
  const parsed = parseReference(name)
  const reference = tag ? { ...parsed, tag } : parsed
  write({ status: `The push refers to repository [${canonicalName(reference)}]` })
  if (!isKnown(engine, reference))
    return write(errorLine(`An image does not exist locally with the tag: ${familiarName(reference)}`))
  const client = registryClient(engine, reference.domain, auth, cause)
  try {
    await client.ping()
    const tags = tagsOf(engine, reference)
    if (tags.length === 0) return write(errorLine(missing(reference)))
    for (const one of tags) await pushTag(engine, { ...reference, tag: one }, client, write)
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    write(errorLine(wordsOf(error)))
  }
}

/** errcode.Errors: several errors are a list, one is itself. */
function wordsOf(error: RegistryError): string {
  const { merged } = error
  return merged && merged.code !== error.code ? `errors:\n${error.message}\n${merged.message}\n` : error.message
}

/** The tag asked for, or every tag of the repository. */
function tagsOf(engine: Engine, reference: Reference): string[] {
  const prefix = `${canonicalName(reference)}:`
  const all = [...engine.store.names.keys()]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
  return reference.tag ? all.filter((one) => one === reference.tag) : all
}

/** Whether there is any name in the repository. */
function isKnown(engine: Engine, reference: Reference): boolean {
  const name = canonicalName(reference)
  return [...engine.store.names.keys()].some((one) => one.startsWith(`${name}:`) || one.startsWith(`${name}@`))
}

const missing = (reference: Reference): string =>
  reference.tag ? `tag does not exist: ${familiar(reference)}` : `no tags to push for ${familiarName(reference)}`

async function pushTag(
  engine: Engine,
  reference: Reference,
  client: RegistryClient,
  write: (line: JsonMessage) => void,
): Promise<void> {
  const { store } = engine
  const image = store.images.get(store.names.get(canonical(reference))!)!
  const onProgress = (progress: Parameters<typeof pushLine>[0]) => write(pushLine(progress))
  const { digest, size } = await push(reference, image, { store, client, onProgress })
  const { domain, path } = reference
  store.setName(canonical({ domain, path, digest }), image.id, client.cause)
  write({ status: `${reference.tag!}: digest: ${digest} size: ${size}` })
  write({ progressDetail: {}, aux: { Tag: reference.tag!, Digest: digest, Size: size } })
  engine.events.add('image', 'push', familiar(reference), { name: familiarName(reference) })
}
