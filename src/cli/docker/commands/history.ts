// docker history: the layers of an image and what made them.
import type { ImageHistoryItem } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { Client } from '../client.ts'
import { firstOnly, images } from '../complete.ts'
import { listFormat } from '../flags.ts'
import { formatList } from '../format/list.ts'
import { askedPlatform } from '../platform.ts'
import { humanDuration } from '../../../api/go-units.ts'
import { ellipsis, humanSize, shortId } from '../format/units.ts'

const HEADERS = {
  Comment: 'COMMENT',
  CreatedAt: 'CREATED AT',
  CreatedBy: 'CREATED BY',
  CreatedSince: 'CREATED',
  ID: 'IMAGE',
  Size: 'SIZE',
}

export const history = command({
  name: 'history',
  usage: '[OPTIONS] IMAGE',
  summary: 'Show the history of an image',
  synonyms: ['docker image history', 'docker history'],
  args: { min: 1, max: 1 },
  complete: firstOnly(images),
  flags: {
    format: listFormat,
    human: { type: 'bool', short: 'H', default: true, summary: 'Print sizes and dates in human readable format' },
    'no-trunc': { type: 'bool', summary: "Don't truncate output" },
    platform: { type: 'string', summary: 'Show history for the given platform ("os[/arch[/variant]]")' },
    quiet: { type: 'bool', short: 'q', summary: 'Only show image IDs' },
  },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    const query = { platform: askedPlatform(options.platform) }
    const items = await client.get<ImageHistoryItem[]>(`/images/${args[0]!}/history`, { query })
    const now = process.kernel.clock.unix()
    const { human } = options
    const full = options['no-trunc']
    const rows = items.map((item) => {
      const by = item.CreatedBy.replaceAll('\t', ' ')
      const at = `${new Date(item.Created * 1000).toISOString().slice(0, 19)}Z`
      return {
        Comment: item.Comment,
        CreatedAt: at,
        CreatedBy: full ? by : ellipsis(by, 45),
        CreatedSince: human ? (item.Created <= 0 ? 'N/A' : `${humanDuration(now - item.Created * 1000)} ago`) : at,
        ID: full ? item.Id : shortId(item.Id),
        Size: human ? humanSize(item.Size, 3) : String(item.Size),
      }
    })
    const created = human ? '{{.CreatedSince}}' : '{{.CreatedAt}}'
    const table = `{{.ID}}\t${created}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}`
    const listing = { type: '*image.historyContext', headers: HEADERS, table, quiet: '{{.ID}}', rows }
    await process.print(formatList(listing, options.format, options.quiet))
    return 0
  },
})
