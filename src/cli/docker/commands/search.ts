// docker search: the registry's catalogue, asked through the daemon.
import type { SearchResult } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { Client, filtersOf } from '../client.ts'
import { filter, noTrunc } from '../flags.ts'
import { formatList } from '../format/list.ts'
import { ellipsis } from '../format/units.ts'

const HEADERS = {
  Name: 'NAME',
  Description: 'DESCRIPTION',
  StarCount: 'STARS',
  IsOfficial: 'OFFICIAL',
  IsAutomated: 'AUTOMATED',
}

const AUTOMATED =
  'WARNING: the "is-automated" filter is deprecated, and searching for "is-automated=true" will not yield any results in future.\n'

export const search = command({
  name: 'search',
  usage: '[OPTIONS] TERM',
  summary: 'Search Docker Hub for images',
  group: 'Common Commands',
  args: { min: 1, max: 1 },
  flags: {
    filter,
    format: { type: 'string', summary: 'Pretty-print search using a Go template' },
    limit: { type: 'int', summary: 'Max number of search results' },
    'no-trunc': noTrunc,
  },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    const filters = filtersOf(options.filter)
    if (filters !== undefined && 'is-automated' in JSON.parse(filters)) await process.error(AUTOMATED)
    const found = await client.get<SearchResult[]>('/images/search', {
      query: { term: args[0]!, limit: options.limit || undefined, filters },
      headers: { 'x-registry-auth': client.authHeader('docker.io') },
    })
    const rows = [...found]
      .sort((a, b) => b.star_count - a.star_count)
      .map((result) => {
        const description = result.description.replaceAll(/[\n\r]/g, ' ')
        return {
          Description: options['no-trunc'] ? description : ellipsis(description, 45),
          IsAutomated: '',
          IsOfficial: result.is_official ? '[OK]' : '',
          Name: result.name,
          StarCount: String(result.star_count),
        }
      })
    const table = '{{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}'
    await process.print(formatList({ type: '*registry.searchContext', headers: HEADERS, table, rows }, options.format))
    return 0
  },
})
