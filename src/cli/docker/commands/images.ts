// docker images: what is in the image store.
import type { ImageSummary } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { quote } from '../../golang.ts'
import { Client, filtersOf } from '../client.ts'
import { firstOnly, images as imageNames } from '../complete.ts'
import { filter, listFormat, noTrunc } from '../flags.ts'
import { imageTree } from '../format/image-tree.ts'
import { formatList } from '../format/list.ts'
import { IMAGE_HEADERS, imageRaw, imageRows } from '../rows.ts'

export const images = command({
  name: 'images',
  usage: '[OPTIONS] [REPOSITORY[:TAG]]',
  summary: 'List images',
  synonyms: ['docker image ls', 'docker image list', 'docker images'],
  group: 'Common Commands',
  args: { max: 1 },
  complete: firstOnly(imageNames),
  flags: {
    all: { type: 'bool', short: 'a', summary: 'Show all images (default hides intermediate images)' },
    digests: { type: 'bool', summary: 'Show digests' },
    filter,
    format: listFormat,
    'no-trunc': noTrunc,
    quiet: { type: 'bool', short: 'q', summary: 'Only show image IDs' },
    tree: { type: 'bool', summary: 'List multi-platform images as a tree (EXPERIMENTAL)' },
  },
  async run(process, options, args, call) {
    if (options.tree) checkTree(options)
    const client = new Client(process, call.global)
    const words = [...options.filter, ...args.map((name) => `reference=${name}`)]
    const query = { all: options.all, digests: options.digests, filters: filtersOf(words) }
    const list = await client.get<ImageSummary[]>('/images/json', { query })
    if (options.tree) {
      const shown = options.all
        ? list
        : list.filter(({ RepoTags, RepoDigests }) => RepoTags.length + RepoDigests.length > 0)
      const width = process.isTty.stdout ? (process.tty?.size.columns ?? 0) : undefined
      await process.print(imageTree(byAge(shown), width))
      return 0
    }
    const format = options.format || (options.quiet ? '' : (client.config.read().imagesFormat ?? ''))
    const digests = options.digests || /\.Digest\b/.test(format)
    const how = { noTrunc: options['no-trunc'], now: process.kernel.clock.unix() }
    const rows = imageRows(byAge(list), digests, how)
    const table = `{{.Repository}}\t{{.Tag}}\t${options.digests ? '{{.Digest}}\t' : ''}{{.ID}}\t{{.CreatedSince}}\t{{.Size}}`
    const listing = {
      type: '*formatter.imageContext',
      headers: IMAGE_HEADERS,
      table,
      quiet: '{{.ID}}',
      raw: imageRaw(digests),
      rows,
    }
    await process.print(formatList(listing, format, options.quiet))
    if (list.length === 0 && call.path === 'docker images' && SUBCOMMANDS.includes(args[0] ?? ''))
      await process.error(`\nNo images found matching ${quote(args[0]!)}: did you mean "docker image ${args[0]}"?\n`)
    return 0
  },
})

/** Youngest first. */
const byAge = (list: readonly ImageSummary[]): ImageSummary[] => [...list].sort((a, b) => b.Created - a.Created)

/** Of `docker image`: words that are easily taken for those of `docker images`. */
const SUBCOMMANDS = 'build history import inspect list load ls prune pull push rm save tag'.split(' ')

function checkTree(options: { quiet: boolean; 'no-trunc': boolean; digests: boolean; format: string }): void {
  const unfit = [
    [options.quiet, '--quiet'],
    [options['no-trunc'], '--no-trunc'],
    [options.digests, '--show-digest'],
    [options.format !== '', '--format'],
  ] as const
  const found = unfit.find(([given]) => given)
  if (found) throw new StatusError(`${found[1]} is not yet supported with --tree`)
}
