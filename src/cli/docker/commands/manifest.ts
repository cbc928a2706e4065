// docker manifest inspect: the manifest as the registry has it, asked for by the client itself.
import { bodyText } from '../../../net/http.ts'
import { NetError } from '../../../net/errors.ts'
import { parseReference, withDefaultTag } from '../../../image/reference.ts'
import { base64, utf8 } from '../../../kernel/bytes.ts'
import type { Process } from '../../../machine/process.ts'
import { command, textOption } from '../../command.ts'
import { StatusError, notSimulated } from '../../error.ts'
import { ConfigFile } from '../config.ts'
import { absent } from './absent.ts'

const ACCEPT = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
].join(', ')

const insecure = { type: 'bool', summary: 'Allow communication with an insecure registry' } as const

const inspect = command({
  name: 'inspect',
  usage: '[OPTIONS] [MANIFEST_LIST] MANIFEST',
  summary: 'Display an image manifest, or manifest list',
  args: { min: 1, max: 2 },
  flags: {
    insecure,
    verbose: { type: 'bool', short: 'v', summary: 'Output additional info including layers and platform' },
  },
  async run(process, options, args, call) {
    if (options.verbose) throw notSimulated('docker manifest inspect --verbose')
    const name = args.at(-1)!
    const reference = withDefaultTag(parseReference(name))
    const host = reference.domain === 'docker.io' ? 'registry-1.docker.io' : reference.domain
    const local = /^(localhost|127\.)/.test(host)
    if (local && !options.insecure) throw new StatusError(`no such manifest: ${name}`)
    const path = `/v2/${reference.path}/manifests/${reference.digest ?? reference.tag}`
    const credentials = new ConfigFile(process, textOption(call.global, 'config')).credentials(reference.domain)
    const body = await fetchManifest(
      process,
      `${local ? 'http' : 'https'}://${host}${path}`,
      reference.path,
      credentials,
    )
    if (body === undefined) throw new StatusError(`no such manifest: ${name}`)
    await process.print(`${JSON.stringify(JSON.parse(body), null, '\t')}\n`)
    return 0
  },
})

/** Undefined when the registry has none, or does not let us. */
async function fetchManifest(
  process: Process,
  url: string,
  repository: string,
  credentials: { username: string; password: string } | undefined,
): Promise<string | undefined> {
  const headers: Record<string, string> = { accept: ACCEPT }
  const basic = credentials ? `Basic ${encode(`${credentials.username}:${credentials.password}`)}` : undefined
  try {
    let response = await process.request(url, { headers })
    const challenge = response.headers['www-authenticate'] ?? ''
    if (response.status === 401 && /^bearer/i.test(challenge)) {
      const field = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? ''
      const query = `service=${encodeURIComponent(field('service'))}&scope=${encodeURIComponent(`repository:${repository}:pull`)}`
      const answer = await process.request(`${field('realm')}?${query}`, {
        headers: basic ? { authorization: basic } : {},
      })
      const { token } = JSON.parse(await bodyText(answer)) as { token?: string }
      response = await process.request(url, { headers: { ...headers, authorization: `Bearer ${token ?? ''}` } })
    } else if (response.status === 401 && basic)
      response = await process.request(url, { headers: { ...headers, authorization: basic } })
    return response.status === 200 ? await bodyText(response) : undefined
  } catch (error) {
    if (error instanceof NetError) return undefined
    throw error
  }
}

const encode = (plain: string) => base64(utf8(plain))

/** Lists of one's own are kept beside the client; without `create` there are none. */
const unknownList = (name: string): StatusError => {
  const { domain, path, tag, digest } = withDefaultTag(parseReference(name))
  return new StatusError(`No such manifest: ${domain}/${path}${digest ? `@${digest}` : `:${tag}`}`)
}

const annotate = command({
  name: 'annotate',
  usage: '[OPTIONS] MANIFEST_LIST MANIFEST',
  summary: 'Add additional information to a local image manifest',
  args: { min: 2, max: 2 },
  flags: {
    arch: { type: 'string', summary: 'Set architecture' },
    os: { type: 'string', summary: 'Set operating system' },
    'os-features': { type: 'csv', summary: 'Set operating system feature' },
    'os-version': { type: 'string', summary: 'Set operating system version' },
    variant: { type: 'string', summary: 'Set architecture variant' },
  },
  run(_process, _options, [list, image]) {
    parseReference(list!)
    parseReference(image!)
    throw new StatusError(`manifest for image ${image} does not exist in ${list}`)
  },
})

const create = command({
  name: 'create',
  usage: 'MANIFEST_LIST MANIFEST [MANIFEST...]',
  summary: 'Create a local manifest list for annotating and pushing to a registry',
  args: { min: 2 },
  flags: { amend: { type: 'bool', short: 'a', summary: 'Amend an existing manifest list' }, insecure },
  run: absent,
})

const push = command({
  name: 'push',
  usage: '[OPTIONS] MANIFEST_LIST',
  summary: 'Push a manifest list to a repository',
  args: { min: 1, max: 1 },
  flags: {
    insecure,
    purge: { type: 'bool', short: 'p', summary: 'Remove the local manifest list after push' },
  },
  run(_process, _options, [list]) {
    throw unknownList(list!)
  },
})

const rm = command({
  name: 'rm',
  usage: 'MANIFEST_LIST [MANIFEST_LIST...]',
  summary: 'Delete one or more manifest lists from local storage',
  args: { min: 1 },
  flags: {},
  run(_process, _options, lists) {
    throw new StatusError(lists.map((list) => unknownList(list).message).join('\n'))
  },
})

export const manifest = command({
  name: 'manifest',
  usage: 'COMMAND',
  summary: 'Manage Docker image manifests and manifest lists',
  long: 'Lists of manifests let one name stand for the images of several platforms.',
  group: 'Management Commands',
  experimental: true,
  flags: {},
  subcommands: [annotate, create, inspect, push, rm].map((child) => ({ ...child, experimental: true })),
})
