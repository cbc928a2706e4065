// kubectl replace: objects become exactly what files say; with --force they are deleted and made anew.
import { type Options, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { saveConfig } from '../apply/annotation.ts'
import { ApiFailure } from '../answer.ts'
import { type ApiResource, kindName, resourcePath } from '../discovery.ts'
import { type Manifest, demandManifests } from '../files.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT, VALIDATE } from '../flags.ts'
import type { AnyObject } from '../object.ts'
import { printerFor } from '../print/output.ts'
import { type DryRun, Kube, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith, reference } from '../session.ts'
import { validation } from '../validation.ts'
import { Failures } from '../voice.ts'
import { requireFiles } from './create.ts'

const FLAGS = {
  ...PRINT,
  ...FILES,
  ...DRY_RUN,
  ...VALIDATE,
  ...FIELD_MANAGER('kubectl-replace'),
  cascade: {
    type: 'string',
    default: 'background',
    noValue: 'background',
    summary: 'What becomes of objects that a deleted one owns: background, orphan or foreground',
  },
  force: { type: 'bool', summary: 'Delete the objects and make them anew' },
  'grace-period': { type: 'int', default: -1, summary: 'Seconds that a deleted object has to end; -1 is its own' },
  raw: { type: 'string', default: '', summary: 'PUT the file to this path' },
  'save-config': { type: 'bool', summary: 'Keep the configuration in the annotation of kubectl apply' },
  subresource: { type: 'string', default: '', summary: 'Act on this subresource' },
  timeout: { type: 'duration', default: '0s', shownDefault: '0s', summary: 'How long to wait for a deletion' },
  wait: { type: 'bool', summary: 'Wait until deleted objects are gone' },
} as const

type ReplaceOptions = Options<typeof FLAGS>

export const replace = command({
  name: 'replace',
  usage: '-f FILENAME',
  summary: 'Replace a resource by file name or stdin',
  group: 'Advanced Commands',
  flags: FLAGS,
  run: async (process, options, args, call) => {
    requireFiles(call.path, options, args)
    if (options['grace-period'] >= 0 && !options.force)
      throw new StatusError('error: --grace-period must have --force specified')
    const dryRun = dryRunOf(options['dry-run'])
    const kube = await Kube.open(process, call)
    kube.validates = validation(options.validate) !== 'Ignore'
    const manifests = await demandManifests(process, options, 'replace')
    const failures = new Failures(process)
    if (options.force)
      for (const manifest of manifests) await failures.attempt(() => removeOne(kube, options, manifest))
    for (const manifest of manifests) {
      const verb = options.force ? 'creating' : 'replacing'
      await failures.attempt(
        () => replaceOne(kube, options, dryRun, manifest),
        (message) =>
          message.replace(
            /^(Error from server(?: \([^)]*\))?): (.*)$/s,
            `$1: error when ${verb} "${manifest.source}": $2`,
          ),
      )
    }
    return failures.finish()
  },
})

async function replaceOne(kube: Kube, options: ReplaceOptions, dryRun: DryRun, manifest: Manifest): Promise<void> {
  const resource = await kube.resourceOf(manifest)
  const { object } = manifest
  const namespace = kube.namespaceOf(object)
  if (options['save-config']) saveConfig(object)
  const query = {
    ...dryRunQuery(dryRun),
    fieldManager: options['field-manager'],
    fieldValidation: validation(options.validate),
  }
  const name = options.force ? undefined : object.metadata.name
  const path = resourcePath(resource, namespace, name, options.subresource || undefined)
  const method = options.force ? 'POST' : 'PUT'
  const made = dryRun === 'client' ? object : await kube.client.json<AnyObject>(path, { method, body: object, query })
  const printer = printerFor(kube.process, options, nameOfWith(resource))
  if (printer) return printer(made)
  await kube.process.print(`${reference(resource, made.metadata.name ?? '')} replaced${dryRunSuffix(dryRun)}\n`)
}

/** What is not there needs not go. */
async function removeOne(kube: Kube, options: ReplaceOptions, manifest: Manifest): Promise<void> {
  const resource = await kube.resourceOf(manifest)
  const namespace = kube.namespaceOf(manifest.object)
  const name = manifest.object.metadata.name!
  const path = resourcePath(resource, namespace, name)
  const grace = options['grace-period'] >= 0 ? options['grace-period'] : undefined
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: grace }
  try {
    await kube.client.json(path, { method: 'DELETE', body })
  } catch (error) {
    if (error instanceof ApiFailure && error.reason === 'NotFound') return
    throw error
  }
  const from = resource.namespaced ? ` from ${namespace} namespace` : ''
  await kube.process.print(`${kindName(resource)} "${name}" deleted${from}\n`)
  await gone(kube, resource, namespace, name, options.timeout)
}

const POLL_MS = 1000

async function gone(kube: Kube, resource: ApiResource, namespace: string, name: string, timeout: number) {
  const { process } = kube
  const late = process.kernel.clock.now + (timeout > 0 ? timeout : Infinity)
  for (;;) {
    try {
      await kube.get(resource, name, namespace)
    } catch (error) {
      if (error instanceof ApiFailure && error.reason === 'NotFound') return
      throw error
    }
    if (process.kernel.clock.now >= late) throw new StatusError('error: timed out waiting for the condition')
    await process.sleep(POLL_MS)
  }
}
