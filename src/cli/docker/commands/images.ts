// docker images: what is in the image store.
import type { ImageSummary } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { notSimulated } from '../../error.ts'
import { Client, filtersOf } from '../client.ts'
import { firstOnly, images as imageNames } from '../complete.ts'
import { filter, listFormat, noTrunc } from '../flags.ts'
import { formatList } from '../format/list.ts'
import { IMAGE_HEADERS, imageRows } from '../rows.ts'

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
    if (options.tree) throw notSimulated('docker image ls --tree')
    const client = new Client(process, call.global)
    const words = [...options.filter, ...args.map((name) => `reference=${name}`)]
    const query = { all: options.all, digests: options.digests, filters: filtersOf(words) }
    const list = await client.get<ImageSummary[]>('/images/json', { query })
    const format = options.format || (options.quiet ? '' : (client.config.read().imagesFormat ?? ''))
    const digests = options.digests || /\.Digest\b/.test(format)
    const how = { noTrunc: options['no-trunc'], now: process.kernel.clock.unix() }
    const rows = imageRows(
      [...list].sort((a, b) => b.Created - a.Created),
      digests,
      how,
    )
    const table = `{{.Repository}}\t{{.Tag}}\t${options.digests ? '{{.Digest}}\t' : ''}{{.ID}}\t{{.CreatedSince}}\t{{.Size}}`
    const listing = { type: '*formatter.imageContext', headers: IMAGE_HEADERS, table, quiet: '{{.ID}}', rows }
    await process.print(formatList(listing, format, options.quiet))
    return 0
  },
})
