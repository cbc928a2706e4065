// docker manifest inspect: the manifest as the registry has it, asked for by the client itself.
import { bodyText } from '../../../net/http.ts'
import { NetError } from '../../../net/errors.ts'
import { parseReference, withDefaultTag } from '../../../image/reference.ts'
import { base64, utf8 } from '../../../kernel/bytes.ts'
import type { Process } from '../../../machine/process.ts'
import { command, textOption } from '../../command.ts'
import { StatusError, notSimulated } from '../../error.ts'
import { ConfigFile } from '../config.ts'

const ACCEPT = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
].join(', ')

const inspect = command({
  name: 'inspect',
  usage: '[OPTIONS] [MANIFEST_LIST] MANIFEST',
  summary: 'Display an image manifest, or manifest list',
  args: { min: 1, max: 2 },
  flags: {
    insecure: { type: 'bool', summary: 'Allow communication with an insecure registry' },
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

export const manifest = command({
  name: 'manifest',
  usage: 'COMMAND',
  summary: 'Manage Docker image manifests and manifest lists',
  group: 'Management Commands',
  flags: {},
  subcommands: [inspect],
})
