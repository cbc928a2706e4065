// kubectl delete: objects by name, file, label or all; waits until they are gone.
import type { WatchEvent } from '../../../api/kubernetes/meta.ts'
import { type Options, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiFailure } from '../answer.ts'
import { jsonLines } from '../client.ts'
import { resourceNames } from '../completion.ts'
import { type ApiResource, kindName, resourcePath } from '../discovery.ts'
import { readManifests } from '../files.ts'
import { DRY_RUN, FILES, SELECTOR } from '../flags.ts'
import type { AnyList, AnyObject } from '../object.ts'
import { targets } from '../resource.ts'
import { NOTHING_NAMED } from '../selection.ts'
import { type DryRun, Kube, dryRunOf, dryRunQuery, dryRunSuffix } from '../session.ts'
import { Failures } from '../voice.ts'

const FLAGS = {
  ...FILES,
  ...SELECTOR,
  ...DRY_RUN,
  all: { type: 'bool', summary: 'Every object of the types that are named' },
  'all-namespaces': { type: 'bool', short: 'A', summary: 'Objects of every namespace' },
  cascade: {
    type: 'string',
    default: 'background',
    noValue: 'background',
    summary: 'What becomes of objects that this one owns: background, orphan or foreground',
  },
  'field-selector': { type: 'string', default: '', summary: 'Only objects with these fields' },
  force: { type: 'bool', summary: 'With --grace-period=0: remove at once, without waiting for a graceful end' },
  'grace-period': { type: 'int', default: -1, summary: 'Seconds the object has to end; -1 is its own' },
  'ignore-not-found': { type: 'bool', summary: 'Take objects that are not there as deleted' },
  interactive: { type: 'bool', short: 'i', summary: 'Ask before deleting' },
  now: { type: 'bool', summary: 'The same as --grace-period=1' },
  output: { type: 'string', short: 'o', default: '', summary: 'name prints only what was deleted' },
  raw: { type: 'string', default: '', summary: 'Send DELETE to this path' },
  timeout: {
    type: 'duration',
    default: '0s',
    shownDefault: '0s',
    summary: 'How long to wait; 0 is as long as it takes',
  },
  wait: { type: 'bool', default: true, summary: 'Wait until the objects are gone' },
} as const

type DeleteOptions = Options<typeof FLAGS>

interface Doomed {
  resource: ApiResource
  namespace: string
  name: string
  /** The file that names it. */
  source?: string
}

export const remove = command({
  name: 'delete',
  usage: '([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  summary: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  group: 'Basic Commands (Intermediate)',
  flags: FLAGS,
  complete: resourceNames,
  run: async (process, options, args, call) => {
    const kube = await Kube.open(process, call)
    const dryRun = dryRunOf(options['dry-run'])
    check(options)
    const { cascade } = options
    if (cascade in BOOLEANS)
      await process.error(
        `warning: --cascade=${cascade} is deprecated (boolean value) and can be replaced with --cascade=${BOOLEANS[cascade]}.\n`,
      )
    const failures = new Failures(process)
    const doomed = await collect(kube, options, args, failures)
    if (doomed.length === 0 && failures.count === 0) await process.print('No resources found\n')
    if (options.force && gracePeriod(options) === 0 && doomed.length > 0) {
      await process.error(
        'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
      )
    }
    const waiting: (Doomed & { uid?: string })[] = []
    for (const one of doomed) {
      await failures.attempt(async () => {
        const uid = await removeOne(kube, options, dryRun, one)
        if (uid !== undefined) waiting.push({ ...one, uid })
      }, deleting(one))
    }
    if (options.wait && dryRun === 'none')
      for (const one of waiting) await failures.attempt(() => gone(kube, one, options.timeout))
    return failures.finish()
  },
})

/** `error when deleting "web.yaml": …`. */
const deleting =
  ({ source }: Doomed) =>
  (message: string) =>
    source === undefined
      ? message
      : message.replace(/^(Error from server(?: \([^)]*\))?): (.*)$/s, `$1: error when deleting "${source}": $2`)

function check(options: DeleteOptions): void {
  if (options.all && options.selector)
    throw new StatusError("error: setting 'all' parameter but found a non empty selector. ")
  if (!(cascadeOf(options.cascade) in PROPAGATION)) {
    throw new StatusError(
      `error: invalid cascade value (${options.cascade}). Must be "background", "foreground", or "orphan"`,
    )
  }
}

const PROPAGATION: Record<string, string> = {
  background: 'Background',
  orphan: 'Orphan',
  foreground: 'Foreground',
}

/** What --cascade meant before it had words. */
const BOOLEANS: Record<string, string> = { true: 'background', false: 'orphan' }
const cascadeOf = (word: string): string => BOOLEANS[word] ?? word

function gracePeriod(options: DeleteOptions): number | undefined {
  if (options.now) return 1
  if (options['grace-period'] >= 0) return options['grace-period'] === 0 && !options.force ? 1 : options['grace-period']
  return options.force ? 0 : undefined
}

async function collect(kube: Kube, options: DeleteOptions, args: string[], failures: Failures): Promise<Doomed[]> {
  if (options.filename.length > 0 || options.kustomize) {
    const out: Doomed[] = []
    for (const manifest of await readManifests(kube.process, options)) {
      await failures.attempt(async () => {
        const resource = await kube.resourceOf(manifest)
        const { object, source } = manifest
        out.push({ resource, namespace: kube.namespaceOf(object), name: object.metadata.name ?? '', source })
      })
    }
    return out
  }
  if (args.length === 0) throw new StatusError(NOTHING_NAMED)
  const out: Doomed[] = []
  for (const { resource, name } of await targets(kube.mapper, args)) {
    if (name !== undefined) out.push({ resource, namespace: kube.namespace, name })
    else if (!options.all && !options.selector && !options['field-selector']) {
      throw new StatusError('error: resource(s) were provided, but no name was specified')
    } else await failures.attempt(async () => void out.push(...(await listed(kube, options, resource))))
  }
  return out
}

async function listed(kube: Kube, options: DeleteOptions, resource: ApiResource): Promise<Doomed[]> {
  const scope = options['all-namespaces'] ? undefined : kube.namespace
  const query = { labelSelector: options.selector || undefined, fieldSelector: options['field-selector'] || undefined }
  const list: AnyList = await kube.list(resource, scope, query)
  return list.items.map((item) => ({
    resource,
    namespace: item.metadata.namespace ?? kube.namespace,
    name: item.metadata.name ?? '',
  }))
}

/** The uid of what is going away; undefined when there was nothing to wait for. */
async function removeOne(
  kube: Kube,
  options: DeleteOptions,
  dryRun: DryRun,
  { resource, namespace, name }: Doomed,
): Promise<string | undefined> {
  const path = resourcePath(resource, namespace, name)
  const propagation = PROPAGATION[cascadeOf(options.cascade)]
  const body = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    gracePeriodSeconds: gracePeriod(options),
    propagationPolicy: propagation,
  }
  let answer: AnyObject & { details?: { uid?: string } } = { apiVersion: '', kind: '', metadata: {} }
  if (dryRun === 'client') await kube.get(resource, name, namespace)
  else {
    try {
      answer = await kube.client.json(path, { method: 'DELETE', body, query: dryRunQuery(dryRun) })
    } catch (error) {
      if (options['ignore-not-found'] && error instanceof ApiFailure && error.reason === 'NotFound') return undefined
      throw error
    }
  }
  const force = options.force && gracePeriod(options) === 0 ? 'force ' : ''
  const from = resource.namespaced ? ` from ${namespace} namespace` : ''
  const line =
    options.output === 'name'
      ? `${kindName(resource)}/${name}`
      : `${kindName(resource)} "${name}" ${force}deleted${from}${dryRunSuffix(dryRun)}`
  await kube.process.print(`${line}\n`)
  return answer.details?.uid ?? answer.metadata?.uid ?? ''
}

/** Watches until the object with that uid is no more. */
async function gone(
  kube: Kube,
  { resource, namespace, name, uid }: Doomed & { uid?: string },
  timeout: number,
): Promise<void> {
  const path = resourcePath(resource, namespace)
  const fieldSelector = `metadata.name=${name}`
  const list = await kube.client.json<AnyList>(path, { query: { fieldSelector } })
  const left = list.items.find((item) => !uid || item.metadata.uid === uid)
  if (!left) return
  const query = {
    fieldSelector,
    watch: true,
    resourceVersion: list.metadata.resourceVersion,
    timeoutSeconds: timeout > 0 ? Math.ceil(timeout / 1000) : undefined,
  }
  const stream = await kube.client.stream(path, { query })
  for await (const { type, object } of jsonLines<WatchEvent<AnyObject>>(stream)) {
    if (type === 'DELETED' && (!uid || object.metadata.uid === uid)) return
  }
  throw new StatusError(`error: timed out waiting for the condition on ${resource.name}/${name}`)
}
