// docker ps: the containers.
import type { ContainerSummary } from '../../../api/docker.ts'
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { compileTemplate } from '../../template/execute.ts'
import { dockerFunctions } from '../../template/functions.ts'
import { TemplateError } from '../../template/lexer.ts'
import { Struct } from '../../template/value.ts'
import { Client, filtersOf } from '../client.ts'
import { filter, listFormat, noTrunc } from '../flags.ts'
import { formatList } from '../format/list.ts'
import { CONTAINER_HEADERS, CONTAINER_TABLE, containerRaw, containerRow } from '../rows.ts'

const IGNORED = 'WARNING: Ignoring custom format, because both --format and --quiet are set.\n'

export const ps = command({
  name: 'ps',
  usage: '[OPTIONS]',
  summary: 'List containers',
  synonyms: ['docker container ls', 'docker container list', 'docker container ps', 'docker ps'],
  group: 'Common Commands',
  args: { max: 0 },
  flags: {
    all: { type: 'bool', short: 'a', summary: 'Show all containers (default shows just running)' },
    filter,
    format: listFormat,
    last: { type: 'int', short: 'n', default: -1, summary: 'Show n last created containers (includes all states)' },
    latest: { type: 'bool', short: 'l', summary: 'Show the latest created container (includes all states)' },
    'no-trunc': noTrunc,
    quiet: { type: 'bool', short: 'q', summary: 'Only display container IDs' },
    size: { type: 'bool', short: 's', summary: 'Display total file sizes' },
  },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    const format = options.format || (options.quiet ? '' : (client.config.read().psFormat ?? ''))
    if (options.format && options.quiet) await process.error(IGNORED)
    const size = options.size || (!call.changed('size') && asksSize(format))
    const last = options.latest && options.last === -1 ? 1 : options.last
    const list = await client.get<ContainerSummary[]>('/containers/json', {
      query: { all: options.all, limit: last > 0 ? last : undefined, size, filters: filtersOf(options.filter) },
    })
    await printContainers(process, list, {
      format: options.quiet ? '' : format,
      quiet: options.quiet,
      noTrunc: options['no-trunc'],
      size: options.size,
    })
    return 0
  },
})

/** The template is tried on a probe first: the size is computed only where it is asked for. */
function asksSize(format: string): boolean {
  if (format === '' || format === 'table' || format === 'json' || format === 'raw') return false
  let asked = false
  const fields: Record<string, unknown> = { Label: () => '' }
  for (const name of Object.keys(CONTAINER_HEADERS)) fields[name] = ''
  Object.defineProperty(fields, 'Size', { enumerable: true, get: () => ((asked = true), '') })
  try {
    compileTemplate(format.replace(/^table /, ''), { functions: dockerFunctions })(
      new Struct('*formatter.ContainerContext', fields),
    )
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const what = error.message.includes('executing') ? 'execute' : 'parse'
    throw new StatusError(`failed to ${what} template: ${error.message}`)
  }
  return asked
}

export async function printContainers(
  process: Process,
  list: readonly ContainerSummary[],
  how: { format: string; quiet: boolean; noTrunc: boolean; size: boolean },
): Promise<void> {
  const rows = list.map((container) =>
    containerRow(container, { noTrunc: how.noTrunc, now: process.kernel.clock.unix() }),
  )
  const listing = {
    type: '*formatter.ContainerContext',
    headers: CONTAINER_HEADERS,
    table: CONTAINER_TABLE + (how.size ? '\t{{.Size}}' : ''),
    quiet: '{{.ID}}',
    raw: containerRaw(how.size),
    rows,
  }
  await process.print(formatList(listing, how.format, how.quiet))
}
