// What a build was asked to do: the query of POST /build, and the context that came with it.
import type { AuthConfig, HostConfig } from '../../api/docker.ts'
import { readLayer } from '../../image/layer.ts'
import { parseIgnore } from '../../image/dockerfile/ignore.ts'
import { canonical, parseReference, withDefaultTag } from '../../image/reference.ts'
import { text } from '../../kernel/bytes.ts'
import type { Entry } from '../../kernel/entry.ts'
import type { Cancel } from '../../kernel/cancel.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import { OverlayFs } from '../../machine/fs/overlay.ts'
import { Tree } from '../../machine/fs/tree.ts'
import { type HttpRequest, type Peer, type Query, bodyBytes } from '../../net/http.ts'
import { decoded, flag, one } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { badRequest } from '../errors.ts'

export interface BuildRequest {
  /** Path of the Dockerfile in what was sent. */
  dockerfile: string
  /** Its text; undefined when it was not sent. */
  definition: string | undefined
  /** Canonical names, with tags. */
  tags: string[]
  /** As they were typed. */
  typedTags: string[]
  target: string
  args: Map<string, string>
  labels: Record<string, string>
  /** `--secret`: id → what is in it. */
  secrets: Map<string, string>
  /** Nothing is built: only what there is to warn of is told. */
  check: boolean
  noCache: boolean
  pull: boolean
  quiet: boolean
  /** Keep the containers of the steps (`--rm=false`). */
  keep: boolean
  /** The container of a step that failed is removed, too, and it is said. */
  forceRemove: boolean
  network: string
  /** What else holds for the containers of its steps: memory, /dev/shm, limits, names of hosts. */
  host: Partial<HostConfig>
  platform: string
  auth: (domain: string) => AuthConfig
  context: Context
  cause: Peer['cause']
  /** Cancelled when nobody waits for the build any more. */
  gone: Cancel
}

export interface Context {
  fs: FileSystem
  entries: Entry[]
  /** Emulated bytes of the archive. */
  size: number
  /** Bytes of its .dockerignore; undefined without one. */
  ignoreSize: number | undefined
}

/** What only a daemon on Windows does for a build. */
function demandLinux(query: Query): void {
  const isolation = one(query, 'isolation')
  if (!['', 'default'].includes(isolation.toLowerCase()))
    throw badRequest(`unsupported isolation: ${JSON.stringify(isolation)}`)
  if (one(query, 'securityopt') !== '') throw badRequest('security options are not supported on linux')
}

/** Throws ApiError. */
export async function readRequest(engine: Engine, request: HttpRequest, { cause, gone }: Peer): Promise<BuildRequest> {
  const { query } = request
  demandLinux(query)
  const typedTags = (query.t ?? []).filter(Boolean)
  const configs = decoded<Record<string, AuthConfig>>(request.headers['x-registry-config']) ?? {}
  const given = parseJson<Record<string, string | null>>(one(query, 'buildargs'))
  const dockerfile = one(query, 'dockerfile') || 'Dockerfile'
  const context = await readContext(engine, request)
  const definition = textAt(context.fs, dockerfile)
  hideIgnored(context, dockerfile, flag(query, 'outside'))
  const args = Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
  return {
    dockerfile,
    definition,
    tags: typedTags.map((tag) => canonical(withDefaultTag(parseReference(tag)))),
    typedTags,
    target: one(query, 'target'),
    args: new Map(args),
    labels: parseJson<Record<string, string>>(one(query, 'labels')),
    secrets: new Map(Object.entries(parseJson<Record<string, string>>(one(query, 'secrets')))),
    check: flag(query, 'check'),
    noCache: flag(query, 'nocache'),
    pull: flag(query, 'pull'),
    quiet: flag(query, 'q'),
    keep: !flag(query, 'rm', true),
    forceRemove: flag(query, 'forcerm'),
    network: one(query, 'networkmode') || 'default',
    host: hostConfig(query),
    platform: one(query, 'platform'),
    auth: (domain) => configs[domain === 'docker.io' ? 'https://index.docker.io/v1/' : domain] ?? {},
    context,
    cause,
    gone,
  }
}

/** Names of hosts come as `name:address` or `name=address`, several with commas between. */
function hostConfig(query: Query): Partial<HostConfig> {
  const hosts = (query.extrahosts ?? []).flatMap((said) => said.split(',')).filter(Boolean)
  const ulimits = one(query, 'ulimits')
  return {
    Memory: Number(one(query, 'memory')) || 0,
    ShmSize: Number(one(query, 'shmsize')) || 0,
    Ulimits: ulimits ? Object.values(parseJson<NonNullable<HostConfig['Ulimits']>>(ulimits)) : [],
    ExtraHosts: hosts.map((entry) => entry.replace('=', ':')),
  }
}

function parseJson<T extends object>(said: string): T {
  if (!said) return {} as T
  try {
    return JSON.parse(said) as T
  } catch {
    throw badRequest(`error reading build args: invalid JSON`)
  }
}

/** A tar, gzip'd or not; a body that is none is the Dockerfile itself. */
async function readContext(engine: Engine, request: HttpRequest): Promise<Context> {
  const bytes = await bodyBytes(request)
  let entries: Entry[]
  try {
    entries = [...readLayer(bytes).entries]
  } catch {
    throw badRequest('unexpected EOF')
  }
  const fs = new OverlayFs({ lower: [Tree.of(entries)], now: () => engine.clock.unix() })
  return { fs, entries, size: request.weight ?? bytes.length, ignoreSize: undefined }
}

/** Dockerfile and .dockerignore are always sent; where the latter names them, they are no part of the context. */
function hideIgnored(context: Context, dockerfile: string, outside: boolean): void {
  const { fs } = context
  const own = [`${dockerfile}.dockerignore`, '.dockerignore'].find((name) => textAt(fs, name) !== undefined)
  if (own) context.ignoreSize = fs.stat(`/${own}`).size
  const ignore = parseIgnore(own ? textAt(fs, own)! : '')
  const gone = [dockerfile, own ?? ''].filter((name) => name && ignore.excludes(name))
  if (outside) gone.push(dockerfile.split('/')[0]!)
  for (const name of gone) if (fs.exists(`/${name}`)) fs.remove(`/${name}`, { recursive: true })
  context.entries = context.entries.filter(({ path }) => fs.exists(`/${path}`))
}

function textAt(fs: FileSystem, path: string): string | undefined {
  const file = `/${path}`
  if (!fs.exists(file) || fs.stat(file).type !== 'file') return undefined
  return text(fs.read(file).bytes())
}
