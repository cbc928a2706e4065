// kubectl apply: makes objects what files say, changing only what was changed.
import { type Options, command } from '../../command.ts'
import { notSimulated } from '../../error.ts'
import { LAST_APPLIED, saveConfig } from '../apply/annotation.ts'
import { threeWayPatch } from '../apply/three-way.ts'
import { ApiFailure } from '../client.ts'
import { type ApiResource, resourcePath } from '../discovery.ts'
import { type Manifest, readManifests } from '../files.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT, SELECTOR, VALIDATE } from '../flags.ts'
import type { AnyObject } from '../object.ts'
import { type Printer, printerFor } from '../print/output.ts'
import { type DryRun, Kube, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith, reference } from '../session.ts'
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
    if (options.prune) throw notSimulated('kubectl apply --prune')
    const dryRun = dryRunOf(options['dry-run'])
    const kube = await Kube.open(process, call)
    kube.validates = validation(options.validate) !== 'Ignore'
    const manifests = await readManifests(process, options)
    const failures = new Failures(process)
    for (const manifest of manifests) {
      await failures.attempt(
        async () => {
          const resource = await kube.resourceOf(manifest)
          const [object, verb] = await applyOne(kube, options, dryRun, manifest, resource)
          const printer: Printer | undefined = printerFor(process, options, nameOfWith(resource))
          if (printer) await printer(object)
          else
            await process.print(`${reference(resource, object.metadata.name ?? '')} ${verb}${dryRunSuffix(dryRun)}\n`)
        },
        (message) => withSource(message, manifest),
      )
    }
    return failures.exit
  },
})

const withSource = (message: string, { source }: Manifest): string =>
  message.startsWith('Error from server')
    ? message.replace(/^(Error from server(?: \([^)]*\))?): (.*)$/s, `$1: error when creating "${source}": $2`)
    : message

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
  if (options['server-side']) return serverSide(kube, options, resource, namespace, object, query)
  const live = await current(kube, resource, name, namespace)
  if (!live) {
    const wanted = named(object, resource, namespace)
    saveConfig(wanted)
    if (dryRun === 'client') return [wanted, 'created']
    return [
      await kube.client.json(resourcePath(resource, namespace), { method: 'POST', body: wanted, query }),
      'created',
    ]
  }
  if (live.metadata.annotations?.[LAST_APPLIED] === undefined) await warnUnmanaged(kube, resource, name)
  const { wanted, patch } = applyPatch(object, live, resource, namespace)
  if (Object.keys(patch).length === 0) return [live, 'unchanged']
  if (dryRun === 'client') return [wanted, 'configured']
  const changed = await kube.patch(resource, { name, namespace }, patch, { type: patchType(resource), query })
  return [changed, changed.metadata.resourceVersion === live.metadata.resourceVersion ? 'unchanged' : 'configured']
}

/** What makes the live object what the manifest says, and the manifest with apply's annotation. */
export function applyPatch(object: AnyObject, live: AnyObject, resource: ApiResource, namespace: string) {
  const before = live.metadata.annotations?.[LAST_APPLIED]
  const wanted = named(object, resource, namespace)
  saveConfig(wanted)
  const applied = before === undefined ? undefined : (JSON.parse(before) as AnyObject)
  return { wanted, patch: threeWayPatch(applied, wanted, live) }
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
