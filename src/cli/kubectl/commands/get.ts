// kubectl get: one or many resources, as tables or in any other form; -w goes on watching.
import type { WatchEvent } from '../../../api/kubernetes/meta.ts'
import type { Process } from '../../../machine/process.ts'
import { type Options, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiFailure } from '../answer.ts'
import { jsonLines } from '../client.ts'
import { resourceNames } from '../completion.ts'
import { type ApiResource, kindName, resourcePath } from '../discovery.ts'
import { readManifests } from '../files.ts'
import { FILES, PRINT, SELECTOR } from '../flags.ts'
import type { AnyList, AnyObject } from '../object.ts'
import { GET_FORMATS, type Printer, printerFor } from '../print/output.ts'
import { ACCEPT_TABLE, type ServerTable, type TableOptions, columns, isTable, tableLines } from '../print/table.ts'
import { type Target, mixed, targets } from '../resource.ts'
import { Kube } from '../session.ts'
import { JsonPath, relaxed } from '../print/jsonpath.ts'
import { Failures } from '../voice.ts'

const FLAGS = {
  ...PRINT,
  ...FILES,
  ...SELECTOR,
  'all-namespaces': { type: 'bool', short: 'A', summary: 'Objects of every namespace' },
  'chunk-size': { type: 'int', default: 500, summary: 'Ask for long lists in pieces of this size; 0 asks at once' },
  'field-selector': { type: 'string', default: '', summary: 'Only objects with these fields: k=v, k!=v' },
  'ignore-not-found': { type: 'bool', summary: 'Say nothing of objects that are not there' },
  'label-columns': { type: 'csv', short: 'L', summary: 'Labels to show as columns' },
  'no-headers': { type: 'bool', summary: 'Leave the header line out' },
  'output-watch-events': { type: 'bool', summary: 'With -w: show what happened to each object' },
  raw: { type: 'string', default: '', summary: 'Ask for this path and print the answer as it is' },
  'server-print': { type: 'bool', default: true, summary: 'Let the server make the table' },
  'show-kind': { type: 'bool', summary: 'Put the type before each name' },
  'show-labels': { type: 'bool', summary: 'Show all labels as the last column' },
  'sort-by': { type: 'string', default: '', summary: 'Sort by this field, a JSONPath' },
  subresource: { type: 'string', default: '', summary: 'Act on this subresource' },
  watch: { type: 'bool', short: 'w', summary: 'After listing, go on watching for changes' },
  'watch-only': { type: 'bool', summary: 'Watch for changes without listing first' },
} as const

type GetOptions = Options<typeof FLAGS>

export const get = command({
  name: 'get',
  usage:
    '[(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
  summary: 'Display one or many resources',
  long: 'Display one or many resources.\n\n Prints a table of the most important facts about them. Without a namespace it is the current one; -A takes all.',
  examples:
    '# All pods of the current namespace\nkubectl get pods\n\n# The same with more columns: address and node\nkubectl get pods -o wide\n\n# One deployment as YAML\nkubectl get deployment web -o yaml\n\n# Several types at once\nkubectl get rc,services',
  group: 'Basic Commands (Intermediate)',
  flags: FLAGS,
  complete: resourceNames,
  run: async (process, options, args, call) => {
    const kube = await Kube.open(process, call)
    if (options.raw) return raw(kube, options.raw)
    const found = await wanted(kube, options, args)
    const printer = printerFor(process, options, (object) => nameOf(found, object), { formats: GET_FORMATS })
    if (options.watch || options['watch-only']) return watch(kube, options, found, printer)
    if (printer) return printObjects(kube, options, found, printer)
    return printTables(kube, options, found)
  },
})

interface Wanted extends Target {
  namespace?: string
}

const nameOf = (found: Wanted[], object: AnyObject): string => {
  const resource = found.find((target) => target.resource.kind === object.kind)?.resource
  return `${resource ? kindName(resource) : object.kind.toLowerCase()}/${object.metadata.name}`
}

async function raw(kube: Kube, path: string): Promise<number> {
  const response = await kube.client.stream(path)
  for (let chunk = await response.body.read(); chunk; chunk = await response.body.read())
    await kube.process.print(chunk)
  return 0
}

const NO_TYPE = `You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.

error: Required resource not specified.
Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).
See 'kubectl get -h' for help and examples`

async function wanted(kube: Kube, options: GetOptions, args: string[]): Promise<Wanted[]> {
  if (options.filename.length > 0 || options.kustomize) {
    const manifests = await readManifests(kube.process, options)
    return Promise.all(
      manifests.map(async (manifest) => ({
        resource: await kube.resourceOf(manifest),
        name: manifest.object.metadata.name,
        namespace: kube.namespaceOf(manifest.object),
      })),
    )
  }
  if (args.length === 0) throw new StatusError(NO_TYPE)
  const found = await targets(kube.mapper, args)
  if (found.some(({ name }) => name !== undefined)) {
    if (options.selector) throw new StatusError('error: name cannot be provided when a selector is specified')
    if (options['all-namespaces'])
      throw new StatusError('error: a resource cannot be retrieved by name across all namespaces')
  }
  return found
}

const scopeOf = (kube: Kube, options: GetOptions, { resource, namespace }: Wanted): string | undefined =>
  resource.namespaced && !options['all-namespaces'] ? (namespace ?? kube.namespace) : undefined

const queryOf = (options: GetOptions) => ({
  labelSelector: options.selector || undefined,
  fieldSelector: options['field-selector'] || undefined,
})

async function printObjects(kube: Kube, options: GetOptions, found: Wanted[], printer: Printer): Promise<number> {
  const failures = new Failures(kube.process)
  const items: AnyObject[] = []
  const subresource = options.subresource || undefined
  for (const target of found) {
    const scope = scopeOf(kube, options, target)
    await failures.attempt(async () => {
      try {
        if (target.name)
          items.push(await kube.client.json<AnyObject>(resourcePath(target.resource, scope, target.name, subresource)))
        else items.push(...withKinds(await kube.list(target.resource, scope, queryOf(options)), target.resource))
      } catch (error) {
        if (!(options['ignore-not-found'] && error instanceof ApiFailure && error.reason === 'NotFound')) throw error
      }
    })
  }
  const one = found.length === 1 && found[0]!.name !== undefined
  if (options['sort-by']) sortObjects(items, options['sort-by'])
  if (one && items.length === 0) return failures.finish()
  const list: AnyList = { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items }
  if (failures.count === 0 || items.length > 0) await printer(one ? items[0] : list)
  return failures.finish()
}

/** Items of a list do not say their kind; kubectl says it for them. */
const withKinds = (list: AnyList, resource: ApiResource): AnyObject[] =>
  list.items.map((item) => ({ ...item, apiVersion: list.apiVersion, kind: item.kind ?? resource.kind }))

function sortObjects(items: AnyObject[], by: string): void {
  const path = new JsonPath(relaxed(by))
  const key = (item: AnyObject) => path.values(item)[0]
  items.sort((a, b) => compare(key(a), key(b)))
}

function compare(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
}

const tableOptions = (options: GetOptions, target: Wanted, kinds: boolean): TableOptions => ({
  wide: options.output === 'wide',
  noHeaders: options['no-headers'],
  withNamespace: options['all-namespaces'] && target.resource.namespaced,
  withKind: kinds ? kindName(target.resource) : undefined,
  labelColumns: options['label-columns'],
  showLabels: options['show-labels'],
})

async function printTables(kube: Kube, options: GetOptions, found: Wanted[]): Promise<number> {
  const { process } = kube
  const failures = new Failures(process)
  const kinds = options['show-kind'] || mixed(found)
  const blocks: string[][] = []
  let previous: ApiResource | undefined
  for (const target of found) {
    await failures.attempt(async () => {
      const table = await fetchTable(kube, options, target)
      if (!table || table.rows.length === 0) return
      const same = previous === target.resource
      const lines = tableLines(table, tableOptions(options, target, kinds), !same)
      if (same) blocks.at(-1)!.push(...lines)
      else blocks.push(lines)
      previous = target.resource
    })
  }
  if (blocks.length > 0) await process.print(blocks.map((lines) => `${columns(lines.join('\n'))}\n`).join('\n'))
  else if (failures.count === 0 && !options['ignore-not-found'])
    await process.error(`${nothing(kube, options, found)}\n`)
  return failures.finish()
}

function nothing(kube: Kube, options: GetOptions, found: Wanted[]): string {
  const namespaced = found.some(({ resource }) => resource.namespaced)
  return namespaced && !options['all-namespaces']
    ? `No resources found in ${kube.namespace} namespace.`
    : 'No resources found'
}

async function fetchTable(kube: Kube, options: GetOptions, target: Wanted): Promise<ServerTable | undefined> {
  const scope = scopeOf(kube, options, target)
  const path = resourcePath(target.resource, scope, target.name, options.subresource || undefined)
  const query = target.name ? {} : { ...queryOf(options), limit: options['chunk-size'] || undefined }
  const includeObject = options['sort-by'] ? 'Object' : undefined
  try {
    const ask = () => kube.client.json<unknown>(path, { accept: ACCEPT_TABLE, query: { ...query, includeObject } })
    const answer = target.name ? await ask() : await kube.searching(target.resource, queryOf(options), ask)
    if (!isTable(answer))
      throw new StatusError(`error: the server did not answer with a table for ${target.resource.name}`)
    if (options['sort-by'] && !sortRows(answer, options['sort-by'])) return undefined
    return answer
  } catch (error) {
    if (options['ignore-not-found'] && error instanceof ApiFailure && error.reason === 'NotFound') return undefined
    throw error
  }
}

/** False: no row has that field, and kubectl shows none. */
function sortRows(table: ServerTable, by: string): boolean {
  const path = new JsonPath(relaxed(by))
  const key = (row: ServerTable['rows'][number]) => path.values(row.object)[0]
  if (table.rows.length > 0 && table.rows.every((row) => key(row) === undefined)) return false
  table.rows.sort((a, b) => compare(key(a), key(b)))
  return true
}

/** Lists, then prints every change as a line of its own until the server or Ctrl-C ends it. */
async function watch(kube: Kube, options: GetOptions, found: Wanted[], printer: Printer | undefined): Promise<number> {
  if (found.length !== 1) throw new StatusError('error: you may only specify a single resource type')
  const [target] = found as [Wanted]
  const scope = scopeOf(kube, options, target)
  const path = resourcePath(target.resource, scope)
  const query = { ...queryOf(options), ...(target.name ? { fieldSelector: `metadata.name=${target.name}` } : {}) }
  const accept = printer ? 'application/json' : ACCEPT_TABLE
  const out = new WatchPrinter(kube.process, options, target, printer)
  const listed = await kube.client.json<AnyList | ServerTable>(path, {
    accept,
    query: { ...query, limit: options['chunk-size'] || undefined },
  })
  if (!options['watch-only']) await out.listed(listed)
  const resourceVersion = listed.metadata?.resourceVersion
  const stream = await kube.client.stream(path, { accept, query: { ...query, watch: true, resourceVersion } })
  for await (const event of jsonLines<WatchEvent<AnyObject | ServerTable>>(stream)) await out.changed(event)
  return 0
}

class WatchPrinter {
  private readonly process: Process
  private readonly options: GetOptions
  private readonly target: Wanted
  private readonly printer: Printer | undefined
  private headed = false
  private definitions: ServerTable['columnDefinitions'] = []
  private widths: number[] = []

  constructor(process: Process, options: GetOptions, target: Wanted, printer: Printer | undefined) {
    this.process = process
    this.options = options
    this.target = target
    this.printer = printer
  }

  async listed(list: AnyList | ServerTable): Promise<void> {
    if (isTable(list)) return this.rows(list, 'ADDED')
    for (const item of (list as AnyList).items) await this.object(item, 'ADDED')
  }

  async changed({ type, object }: WatchEvent<AnyObject | ServerTable>): Promise<void> {
    if (type === 'BOOKMARK') return
    if (type === 'ERROR') throw new ApiFailure(object as never)
    if (isTable(object)) return this.rows(object, type)
    return this.object(object as AnyObject, type)
  }

  private object(object: AnyObject, type: string): Promise<void> {
    return this.printer!(this.options['output-watch-events'] ? { type, object } : object)
  }

  /** Later lines keep the widths of the first table, as far as they can. */
  private async rows(table: ServerTable, type: string): Promise<void> {
    if (table.rows.length === 0) return
    if (table.columnDefinitions?.length) this.definitions = table.columnDefinitions
    const whole = { ...table, columnDefinitions: this.definitions }
    const options = tableOptions(this.options, this.target, this.options['show-kind'])
    let lines = tableLines(whole, options, !this.headed).map((line) => line.split('\t'))
    if (this.options['output-watch-events'])
      lines = lines.map((cells, i) => [i === 0 && !this.headed && !options.noHeaders ? 'EVENT' : type, ...cells])
    this.headed = true
    for (const cells of lines)
      for (const [i, text] of cells.entries()) this.widths[i] = Math.max(this.widths[i] ?? 3, text.length)
    const shown = lines.map((cells) =>
      cells.map((text, i) => (i === cells.length - 1 ? text : text.padEnd(this.widths[i]! + 3))).join(''),
    )
    await this.process.print(`${shown.join('\n')}\n`)
  }
}
