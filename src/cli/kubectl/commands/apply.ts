// kubectl apply: makes objects what files say, changing only what was changed.
import { type Options, command } from '../../command.ts'
import type { Process } from '../../../machine/process.ts'
import { StatusError } from '../../error.ts'
import { LAST_APPLIED, saveConfig } from '../apply/annotation.ts'
import { patchedLocally } from '../apply/local-patch.ts'
import { threeWayPatch } from '../apply/three-way.ts'
import { ApiFailure } from '../answer.ts'
import { type ApiResource, resourcePath } from '../discovery.ts'
import { type Manifest, demandManifests } from '../files.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT, SELECTOR, VALIDATE } from '../flags.ts'
import type { AnyObject } from '../object.ts'
import { printerFor } from '../print/output.ts'
import { RECORD, recordOn } from '../record.ts'
import { prune } from '../apply/prune.ts'
import { type DryRun, Kube, dryRunOf, dryRunQuery, dryRunSuffix, reference } from '../session.ts'
import { Failures } from '../voice.ts'
import { validation } from '../validation.ts'
import { requireFiles } from './create.ts'
import { editLastApplied, setLastApplied, viewLastApplied } from './last-applied.ts'

const FLAGS = {
  ...PRINT,
  ...FILES,
  ...SELECTOR,
  ...DRY_RUN,
  ...VALIDATE,
  ...FIELD_MANAGER('kubectl-client-side-apply'),
  ...RECORD,
  all: { type: 'bool', summary: 'Every object of the types that --prune looks at' },
  cascade: {
    type: 'string',
    default: 'background',
    noValue: 'background',
    summary: 'For objects that --force deletes',
  },
  force: { type: 'bool', summary: 'Delete and make anew what cannot be changed' },
  'force-conflicts': { type: 'bool', summary: 'With --server-side: take fields over from other managers' },
  'grace-period': { type: 'int', default: -1, summary: 'For objects that --force deletes' },
  'openapi-patch': { type: 'bool', default: true, summary: 'Taken, and of no effect here' },
  overwrite: { type: 'bool', default: true, summary: 'Take the file as right where it and the object disagree' },
  prune: { type: 'bool', summary: 'Delete objects that were applied before and are in no file now' },
  'prune-allowlist': { type: 'list', summary: 'Types that --prune looks at' },
  'server-side': { type: 'bool', summary: 'Let the server merge' },
  timeout: { type: 'duration', default: '0s', shownDefault: '0s', summary: 'For objects that --force deletes' },
  subresource: { type: 'string', default: '', summary: 'Act on this subresource' },
  wait: { type: 'bool', summary: 'For objects that --force deletes' },
} as const

export const apply = command({
  name: 'apply',
  usage: '(-f FILENAME | -k DIRECTORY)',
  summary: 'Apply a configuration to a resource by file name or stdin',
  examples:
    '# Make what the file says so\nkubectl apply -f ./web.yaml\n\n# From standard input\ncat web.yaml | kubectl apply -f -',
  group: 'Advanced Commands',
  flags: FLAGS,
  subcommands: [editLastApplied, setLastApplied, viewLastApplied],
  run: async (process, options, args, call) => {
    requireFiles(call.path, options, args)
    const dryRun = dryRunOf(options['dry-run'])
    const kube = await Kube.open(process, call)
    kube.validates = validation(options.validate) !== 'Ignore'
    const manifests = await demandManifests(process, options, 'apply')
    const failures = new Failures(process)
    const applied: Applied[] = []
    for (const manifest of manifests) {
      await failures.attempt(async () => {
        const resource = await kube.resourceOf(manifest)
        recordOn(process, manifest.object, call, args)
        const [object, verb] = await applyOne(kube, options, dryRun, manifest, resource)
        applied.push([resource, object])
        if (!options.output)
          await process.print(`${reference(resource, object.metadata.name ?? '')} ${verb}${dryRunSuffix(dryRun)}\n`)
      })
    }
    await printAll(process, options, applied)
    if (options.prune) await prune(kube, options, dryRun, applied)
    return failures.finish()
  },
})

type Applied = [ApiResource, AnyObject]

/** Several objects are one list. */
async function printAll(process: Process, options: Options<typeof FLAGS>, applied: readonly Applied[]): Promise<void> {
  const [first] = applied
  const printer = printerFor(process, options, (object) => nameOf(applied, object))
  if (!printer || !first) return
  const objects = applied.map(([, object]) => object)
  if (objects.length === 1 || options.output === 'name') for (const object of objects) await printer(object)
  else await printer({ kind: 'List', apiVersion: 'v1', metadata: {}, items: objects })
}

function nameOf(applied: readonly Applied[], object: AnyObject): string {
  const [resource] = applied.find(([{ kind }]) => kind === object.kind)!
  return reference(resource, object.metadata.name ?? '')
}

/** The same failure, told with what was being done. */
async function during<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    throw new ApiFailure({ ...error.status, message: `${what}: ${error.message}` })
  }
}

const identity = (resource: ApiResource, name: string, namespace: string): string => {
  const { group, version, kind } = resource
  const place = `${group}/${version}`
  return `Resource: "${place}, Resource=${resource.name}", GroupVersionKind: "${place}, Kind=${kind}"\nName: "${name}", Namespace: "${resource.namespaced ? namespace : ''}"`
}

async function applyOne(
  kube: Kube,
  options: Options<typeof FLAGS>,
  dryRun: DryRun,
  manifest: Manifest,
  resource: ApiResource,
): Promise<[AnyObject, string]> {
  const { object } = manifest
  const namespace = kube.namespaceOf(object)
  const name = object.metadata.name ?? ''
  const query = {
    ...dryRunQuery(dryRun),
    fieldManager: options['field-manager'],
    fieldValidation: validation(options.validate),
  }
  const from = object.metadata.generateName
  if (!name && from) throw new StatusError(`error: from ${from}: cannot use generate name with apply`)
  if (!name)
    throw new StatusError(
      `error: error when retrieving current configuration of:\n${identity(resource, name, namespace)}\nfrom server for: "${manifest.source}": resource name may not be empty`,
    )
  if (options['server-side']) return serverSide(kube, options, resource, namespace, object, query)
  const live = await current(kube, resource, name, namespace)
  if (!live) {
    const wanted = named(object, resource, namespace)
    saveConfig(wanted)
    if (dryRun === 'client') return [wanted, 'created']
    const path = resourcePath(resource, namespace)
    const made = await during(`error when creating "${manifest.source}"`, () =>
      kube.client.json<AnyObject>(path, { method: 'POST', body: wanted, query }),
    )
    return [made, 'created']
  }
  if (live.metadata.annotations?.[LAST_APPLIED] === undefined) await warnUnmanaged(kube, resource, name)
  const patch = applyPatch(object, live, resource, namespace)
  if (Object.keys(patch).length === 0) return [live, 'unchanged']
  if (dryRun === 'client') return [patchedLocally(live, patch, patchType(resource)), 'configured']
  const doing = `error when applying patch:\n${JSON.stringify(patch)}\nto:\n${identity(resource, name, namespace)}\nfor: "${manifest.source}"`
  const changed = await during(doing, () =>
    kube.patch(resource, { name, namespace }, patch, { type: patchType(resource), query }),
  )
  return [changed, changed.metadata.resourceVersion === live.metadata.resourceVersion ? 'unchanged' : 'configured']
}

/** What makes the live object what the manifest says, apply's annotation included. */
export function applyPatch(object: AnyObject, live: AnyObject, resource: ApiResource, namespace: string) {
  const before = live.metadata.annotations?.[LAST_APPLIED]
  const wanted = named(object, resource, namespace)
  saveConfig(wanted)
  const applied = before === undefined ? undefined : (JSON.parse(before) as AnyObject)
  return threeWayPatch(applied, wanted, live)
}

/** Custom resources know no strategic merge. */
export const patchType = ({ group }: ApiResource) =>
  group.includes('.') && !group.endsWith('k8s.io') ? 'merge' : 'strategic'

/** A copy that says its namespace. */
function named(object: AnyObject, resource: ApiResource, namespace: string): AnyObject {
  const copy = JSON.parse(JSON.stringify(object)) as AnyObject
  if (resource.namespaced) copy.metadata.namespace = namespace
  return copy
}

async function current(
  kube: Kube,
  resource: ApiResource,
  name: string,
  namespace: string,
): Promise<AnyObject | undefined> {
  try {
    return await kube.get(resource, name, namespace)
  } catch (error) {
    if (error instanceof ApiFailure && error.reason === 'NotFound') return undefined
    throw error
  }
}

const warnUnmanaged = (kube: Kube, resource: ApiResource, name: string): Promise<void> =>
  kube.process.error(
    `Warning: resource ${resource.name}/${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
  )

async function serverSide(
  kube: Kube,
  options: Options<typeof FLAGS>,
  resource: ApiResource,
  namespace: string,
  object: AnyObject,
  query: Record<string, string | undefined>,
): Promise<[AnyObject, string]> {
  const manager = options['field-manager'] === 'kubectl-client-side-apply' ? 'kubectl' : options['field-manager']
  const force = options['force-conflicts'] ? 'true' : undefined
  const target = { name: object.metadata.name ?? '', namespace }
  const done = await kube.patch(resource, target, object, {
    type: 'apply',
    query: { ...query, fieldManager: manager, force },
  })
  return [done, 'serverside-applied']
}
