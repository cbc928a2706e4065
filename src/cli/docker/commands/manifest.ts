// docker manifest inspect: the manifest as the registry has it, asked for by the client itself (cli/command/manifest).
import { type Descriptor, type ImageConfig, type Index, type Manifest, MEDIA, type Platform } from '../../../api/oci.ts'
import { digestOf } from '../../../image/digest.ts'
import { decodeManifest, isIndex } from '../../../image/manifest.ts'
import { canonical, parseReference, withDefaultTag } from '../../../image/reference.ts'
import { base64, text } from '../../../kernel/bytes.ts'
import { command, textOption } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ConfigFile } from '../config.ts'
import { NotFound, RegistryReader } from '../registry-reader.ts'
import { absent } from './absent.ts'

const ACCEPT = [MEDIA.dockerManifest, MEDIA.dockerIndex, MEDIA.ociIndex, MEDIA.ociManifest]

/** As Go's types of the client spell it in JSON. */
interface Described {
  Ref: string
  Descriptor: Descriptor
  Raw: string
  SchemaV2Manifest?: Manifest
  OCIManifest?: Manifest
}

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
    const parsed = parseReference(args.at(-1)!)
    const reference = parsed.digest ? parsed : withDefaultTag(parsed)
    const name = canonical(reference)
    // A list of one's own is made by `docker manifest create`.
    if (args.length === 2) throw new StatusError(`no such manifest: ${name}`)
    const credentials = new ConfigFile(process, textOption(call.global, 'config')).credentials(reference.domain)
    try {
      const registry = new RegistryReader(process, reference, credentials, options.insecure)
      const bytes = await registry.manifest(reference.digest ?? reference.tag!, ACCEPT)
      await process.print(`${await shown(registry, name, bytes, options.verbose)}\n`)
    } catch (error) {
      if (error instanceof NotFound) throw new StatusError(`no such manifest: ${name}`)
      throw error
    }
    return 0
  },
})

async function shown(registry: RegistryReader, name: string, bytes: Uint8Array, verbose: boolean): Promise<string> {
  const found = decodeManifest(bytes)
  if (!isIndex(found)) {
    const described = await describe(registry, name, bytes)
    return JSON.stringify(verbose ? described : found, undefined, '\t')
  }
  const all: Described[] = []
  for (const { digest, platform } of found.manifests) {
    const child = await describe(registry, `${name}@${digest}`, await registry.manifest(digest, ACCEPT))
    all.push({ ...child, Descriptor: { ...child.Descriptor, platform } })
  }
  return verbose ? JSON.stringify(all, undefined, '\t') : list(found, all)
}

/** A list is put together anew, of what its manifests are like. */
function list(index: Index, all: readonly Described[]): string {
  const manifests = all.map(({ Descriptor: { mediaType, size, digest, platform } }) => ({
    mediaType,
    size,
    digest,
    platform,
  }))
  const oci = manifests.every(({ mediaType }) => mediaType === MEDIA.ociManifest)
  const mediaType = oci ? MEDIA.ociIndex : MEDIA.dockerIndex
  return JSON.stringify({ schemaVersion: index.schemaVersion, mediaType, manifests }, undefined, 3)
}

async function describe(registry: RegistryReader, name: string, bytes: Uint8Array): Promise<Described> {
  const manifest = decodeManifest(bytes) as Manifest
  const mediaType = manifest.mediaType ?? MEDIA.ociManifest
  const { architecture, os, variant } = JSON.parse(text(await registry.blob(manifest.config.digest))) as ImageConfig
  const platform: Platform = { architecture, os, ...(variant ? { variant } : {}) }
  const described = {
    Ref: name,
    Descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length, platform },
    Raw: base64(bytes),
  }
  return mediaType === MEDIA.dockerManifest
    ? { ...described, SchemaV2Manifest: manifest }
    : { ...described, OCIManifest: manifest }
}

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
