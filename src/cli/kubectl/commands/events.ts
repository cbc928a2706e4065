// kubectl events: what happened, oldest first.
import type { WatchEvent } from '../../../api/kubernetes/meta.ts'
import { type Options, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { jsonLines } from '../client.ts'
import { humanDuration } from '../../../api/kubernetes/duration.ts'
import { since } from '../describe/time.ts'
import { resourcePath } from '../discovery.ts'
import { PRINT } from '../flags.ts'
import { type AnyObject, at } from '../object.ts'
import { printerFor } from '../print/output.ts'
import { columns } from '../print/table.ts'
import { Kube } from '../session.ts'

const FLAGS = {
  ...PRINT,
  'all-namespaces': { type: 'bool', short: 'A', summary: 'Events of every namespace' },
  'chunk-size': { type: 'int', default: 500, summary: 'Ask for long lists in pieces of this size' },
  for: { type: 'string', default: '', summary: 'Only about this object: TYPE/NAME' },
  'no-headers': { type: 'bool', summary: 'Leave the header line out' },
  types: { type: 'csv', summary: 'Only of these types: Normal, Warning' },
  watch: { type: 'bool', short: 'w', summary: 'After listing, go on watching' },
} as const

type EventOptions = Options<typeof FLAGS>

/** What happened last, in Unix ms. */
function lastTime(event: AnyObject): string {
  const series = at(event, 'series', 'lastObservedTime') as string | undefined
  return (
    series ??
    ((event.lastTimestamp as string | undefined) ||
      (event.eventTime as string | undefined) ||
      event.metadata.creationTimestamp!)
  )
}

function lastSeen(kube: Kube, event: AnyObject): string {
  const count = Number(at(event, 'series', 'count') ?? event.count ?? 1)
  const last = since(kube.process, lastTime(event))
  if (count <= 1) return last
  const first = (event.firstTimestamp ?? event.eventTime) as string
  return `${last} (x${count} over ${humanDuration(kube.process.kernel.clock.unix() - Date.parse(first))})`
}

function row(kube: Kube, event: AnyObject, withNamespace: boolean): string {
  const { kind, name } = event.involvedObject as { kind: string; name: string }
  const cells = [lastSeen(kube, event), event.type, event.reason, `${kind}/${name}`, String(event.message).trim()]
  if (withNamespace) cells.unshift(event.metadata.namespace)
  return cells.join('\t')
}

async function selectorOf(kube: Kube, word: string): Promise<string | undefined> {
  if (!word) return undefined
  const [type, name, ...rest] = word.split('/')
  if (!type || !name || rest.length > 0) throw new StatusError('error: --for must be in resource/name form')
  const { kind } = await kube.mapper.find(type)
  return `involvedObject.kind=${kind},involvedObject.name=${name}`
}

export const events = command({
  name: 'events',
  usage:
    '[(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  summary: 'List events',
  examples: '# Events of the namespace\nkubectl events\n\n# About one pod\nkubectl events --for pod/web',
  group: 'Troubleshooting and Debugging Commands',
  flags: FLAGS,
  args: { max: 0 },
  run: async (process, options, _, call) => {
    for (const type of options.types)
      if (!['normal', 'warning'].includes(type.toLowerCase()))
        throw new StatusError('error: valid --types are Normal or Warning')
    const kube = await Kube.open(process, call)
    kube.mapper.tries = 0
    const resource = await kube.mapper.find('events')
    const scope = options['all-namespaces'] ? undefined : kube.namespace
    const fieldSelector = await selectorOf(kube, options.for)
    const list = await kube.list(resource, scope, { fieldSelector })
    const fits = (event: AnyObject) =>
      options.types.length === 0 ||
      options.types.some((type) => type.toLowerCase() === String(event.type).toLowerCase())
    const found = list.items.filter(fits)
    found.sort((a, b) => (lastTime(a) < lastTime(b) ? -1 : lastTime(a) > lastTime(b) ? 1 : 0))
    const nothing = found.length === 0 && !options.watch
    if (nothing) {
      await process.error(scope ? `No events found in ${scope} namespace.\n` : 'No events found.\n')
      return 0
    }
    const printer = printerFor(process, options, (event) => `event/${event.metadata.name}`)
    if (printer) await printer({ apiVersion: 'v1', kind: 'List', metadata: {}, items: found.map(withKind) })
    else await print(kube, options, found, true)
    if (!options.watch) return 0
    const query = { watch: true, fieldSelector, resourceVersion: list.metadata.resourceVersion }
    const stream = await kube.client.stream(resourcePath(resource, scope), { query })
    for await (const { type, object } of jsonLines<WatchEvent<AnyObject>>(stream)) {
      if (type === 'DELETED' || type === 'BOOKMARK' || !fits(object)) continue
      if (printer) await printer(object)
      else await print(kube, options, [object], false)
    }
    return 0
  },
})

const withKind = (event: AnyObject): AnyObject => ({ ...event, apiVersion: 'v1', kind: 'Event' })

async function print(kube: Kube, options: EventOptions, found: AnyObject[], first: boolean): Promise<void> {
  const withNamespace = options['all-namespaces']
  const header = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
  if (withNamespace) header.unshift('NAMESPACE')
  const lines = found.map((event) => row(kube, event, withNamespace))
  if (first && !options['no-headers']) lines.unshift(header.join('\t'))
  if (lines.length > 0) await kube.process.print(`${columns(lines.join('\n'))}\n`)
}
