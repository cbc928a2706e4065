// kubectl label and annotate: words on objects.
import type { Process } from '../../../machine/process.ts'
import { type Call, type Options, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { patchedLocally } from '../apply/local-patch.ts'
import { resourceNames } from '../completion.ts'
import { type ApiResource } from '../discovery.ts'
import { readManifests } from '../files.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT, SELECTOR } from '../flags.ts'
import { type AnyObject } from '../object.ts'
import { printerFor } from '../print/output.ts'
import { CHANGE_CAUSE, RECORD, recordAt } from '../record.ts'
import { targets } from '../resource.ts'
import { Kube, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith, reference } from '../session.ts'
import { Failures } from '../voice.ts'

type Field = 'labels' | 'annotations'

const FLAGS = {
  ...PRINT,
  ...FILES,
  ...SELECTOR,
  ...DRY_RUN,
  ...FIELD_MANAGER('kubectl-label'),
  ...RECORD,
  all: { type: 'bool', summary: 'Every object of the type' },
  'all-namespaces': { type: 'bool', short: 'A', summary: 'Objects of every namespace' },
  'field-selector': { type: 'string', default: '', summary: 'Only objects with these fields' },
  list: { type: 'bool', summary: 'Show what is there' },
  local: { type: 'bool', summary: 'Do not ask the server' },
  overwrite: { type: 'bool', summary: 'Replace values that are there' },
  'resource-version': { type: 'string', default: '', summary: 'Only at this version of the object' },
} as const

type LabelOptions = Omit<Options<typeof FLAGS>, 'field-manager'> & { 'field-manager': string }

interface Changes {
  set: Map<string, string>
  removed: string[]
}

/** `key=value` sets, `key-` removes; the words before the first of them name objects. */
function split(args: readonly string[], noun: string): { words: string[]; changes: Changes } {
  const words: string[] = []
  const changes: Changes = { set: new Map(), removed: [] }
  let begun = false
  for (const word of args) {
    const isChange =
      (word.includes('=') && !word.startsWith('=')) || /^[^/]*[^-]-$/.test(word) || (begun && word.endsWith('-'))
    if (!isChange) {
      if (begun) throw new StatusError(`error: all resources must be specified before ${noun} changes: ${word}`)
      words.push(word)
      continue
    }
    begun = true
    const equals = word.indexOf('=')
    if (equals > 0) changes.set.set(word.slice(0, equals), word.slice(equals + 1))
    else changes.removed.push(word.slice(0, -1))
  }
  return { words, changes }
}

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/

function check(changes: Changes, field: Field): void {
  for (const [key, value] of changes.set) {
    if (changes.removed.includes(key))
      throw new StatusError(
        `error: can not both modify and remove ${field === 'labels' ? 'a label' : 'an annotation'} in the same command`,
      )
    if (field === 'labels' && (!LABEL_VALUE.test(value) || value.length > 63)) {
      throw new StatusError(
        `error: invalid label value: "${key}=${value}": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      )
    }
  }
}

async function change(
  process: Process,
  options: LabelOptions,
  args: string[],
  call: Call,
  field: Field,
): Promise<number> {
  const noun = field === 'labels' ? 'label' : 'annotation'
  const { words, changes } = split(args, noun)
  if (words.length === 0 && options.filename.length === 0)
    throw new StatusError(`error: one or more resources must be specified as <resource> <name> or <resource>/<name>`)
  if (changes.set.size === 0 && changes.removed.length === 0 && !options.list)
    throw new StatusError(`error: at least one ${noun} update is required`)
  check(changes, field)
  const dryRun = dryRunOf(options['dry-run'])
  const kube = await Kube.open(process, call)
  const failures = new Failures(process)
  for (const [resource, object] of await wanted(kube, options, words)) {
    await failures.attempt(async () => {
      const name = object.metadata.name!
      const before: Record<string, string> = object.metadata[field] ?? {}
      if (options.list)
        return void (await process.print(
          Object.entries(before)
            .map(([key, value]) => `${key}=${value}\n`)
            .join(''),
        ))
      if (!options.overwrite) refuse(before, changes, field)
      if (field === 'labels')
        for (const key of changes.removed) if (!(key in before)) await process.print(`label "${key}" not found.\n`)
      const patch = {
        metadata: {
          [field]: {
            ...Object.fromEntries(changes.set),
            ...Object.fromEntries(changes.removed.map((key) => [key, null])),
          },
        },
      }
      const after =
        dryRun === 'client'
          ? patchedLocally(object, patch, 'merge')
          : await kube.patch(resource, { name, namespace: object.metadata.namespace }, patch, {
              query: { ...dryRunQuery(dryRun), fieldManager: options['field-manager'] },
            })
      if (dryRun === 'none') await recordAt(kube, call, args, resource, { name, namespace: object.metadata.namespace })
      const printer = printerFor(process, options, nameOfWith(resource))
      if (printer) await printer(after)
      else await process.print(`${reference(resource, name)} ${verb(before, changes, field)}${dryRunSuffix(dryRun)}\n`)
    })
  }
  return failures.finish()
}

function refuse(before: Record<string, string>, changes: Changes, field: Field): void {
  for (const [key, value] of changes.set) {
    if (key in before && before[key] !== value && key !== CHANGE_CAUSE) {
      throw new StatusError(
        field === 'labels'
          ? `error: '${key}' already has a value (${before[key]}), and --overwrite is false`
          : `error: --overwrite is false but found the following declared annotation(s): '${key}' already has a value (${before[key]})`,
      )
    }
  }
}

function verb(before: Record<string, string>, changes: Changes, field: Field): string {
  if (field === 'annotations') return 'annotated'
  const changed = [...changes.set].some(([key, value]) => before[key] !== value)
  const removed = changes.removed.some((key) => key in before)
  if (removed && !changed) return 'unlabeled'
  return changed ? 'labeled' : 'not labeled'
}

async function wanted(kube: Kube, options: LabelOptions, words: string[]): Promise<[ApiResource, AnyObject][]> {
  if (options.filename.length > 0) {
    const manifests = await readManifests(kube.process, options)
    return Promise.all(
      manifests.map(async (manifest): Promise<[ApiResource, AnyObject]> => {
        const resource = await kube.resourceOf(manifest)
        return [resource, await kube.get(resource, manifest.object.metadata.name!, kube.namespaceOf(manifest.object))]
      }),
    )
  }
  const out: [ApiResource, AnyObject][] = []
  for (const { resource, name } of await targets(kube.mapper, words)) {
    if (name !== undefined) out.push([resource, await kube.get(resource, name)])
    else if (options.all || options.selector || options['field-selector']) {
      const scope = options['all-namespaces'] ? undefined : kube.namespace
      const list = await kube.list(resource, scope, {
        labelSelector: options.selector || undefined,
        fieldSelector: options['field-selector'] || undefined,
      })
      out.push(...list.items.map((item): [ApiResource, AnyObject] => [resource, item]))
    } else throw new StatusError('error: resource(s) were provided, but no name was specified')
  }
  return out
}

export const label = command({
  name: 'label',
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  summary: 'Update the labels on a resource',
  group: 'Settings Commands',
  flags: FLAGS,
  complete: resourceNames,
  run: (process, options, args, call) => change(process, options, args, call, 'labels'),
})

export const annotate = command({
  name: 'annotate',
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  summary: 'Update the annotations on a resource',
  group: 'Settings Commands',
  flags: { ...FLAGS, ...FIELD_MANAGER('kubectl-annotate') },
  complete: resourceNames,
  run: (process, options, args, call) => change(process, options, args, call, 'annotations'),
})
