// kubectl scale: another number of pods.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { resourceNames } from '../completion.ts'
import { type ApiResource } from '../discovery.ts'
import { readManifests } from '../files.ts'
import { DRY_RUN, FILES, PRINT, SELECTOR } from '../flags.ts'
import { type AnyObject, at } from '../object.ts'
import { printerFor } from '../print/output.ts'
import { RECORD, recordAt } from '../record.ts'
import { targets } from '../resource.ts'
import { NOTHING_NAMED } from '../selection.ts'
import { Kube, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith, reference } from '../session.ts'
import { Failures } from '../voice.ts'

export const scale = command({
  name: 'scale',
  usage: '[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  summary: 'Set a new size for a deployment, replica set, or replication controller',
  group: 'Deploy Commands',
  flags: {
    ...PRINT,
    ...FILES,
    ...SELECTOR,
    ...DRY_RUN,
    ...RECORD,
    all: { type: 'bool', summary: 'Every object of the type' },
    'current-replicas': { type: 'int', default: -1, summary: 'Only where it is this size now' },
    replicas: { type: 'int', default: 0, summary: 'How many pods' },
    'resource-version': { type: 'string', default: '', summary: 'Only at this version of the object' },
    timeout: {
      type: 'duration',
      default: '0s',
      shownDefault: '0s',
      summary: 'How long to wait; 0 does not wait',
      absent: true,
    },
  },
  complete: resourceNames,
  run: async (process, options, args, call) => {
    if (!call.changed('replicas')) throw new StatusError('error: required flag(s) "replicas" not set')
    if (options.replicas < 0)
      throw new StatusError(
        'error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
      )
    const dryRun = dryRunOf(options['dry-run'])
    const kube = await Kube.open(process, call)
    const failures = new Failures(process)
    for (const { resource, name, namespace } of await scaled(kube, options, args)) {
      await failures.attempt(async () => {
        if (!resource.subresources.includes('scale'))
          throw new StatusError(`Error from server (NotFound): the server could not find the requested resource`)
        await checkSize(kube, resource, name, options)
        const patch = { spec: { replicas: options.replicas } }
        const query = dryRunQuery(dryRun)
        if (dryRun !== 'client') await kube.patch(resource, { name, namespace }, patch, { subresource: 'scale', query })
        if (dryRun === 'none') await recordAt(kube, call, args, resource, { name, namespace })
        const printer = printerFor(process, options, nameOfWith(resource))
        if (printer) await printer(await kube.get(resource, name, namespace))
        else await process.print(`${reference(resource, name)} scaled${dryRunSuffix(dryRun)}\n`)
      })
    }
    return failures.finish()
  },
})

interface Scaled {
  resource: ApiResource
  name: string
  namespace: string
}

async function scaled(
  kube: Kube,
  options: { filename: string[]; kustomize: string; recursive: boolean; all: boolean; selector: string },
  args: string[],
): Promise<Scaled[]> {
  if (options.filename.length > 0) {
    const manifests = await readManifests(kube.process, options)
    return Promise.all(
      manifests.map(async (manifest) => ({
        resource: await kube.resourceOf(manifest),
        name: manifest.object.metadata.name!,
        namespace: kube.namespaceOf(manifest.object),
      })),
    )
  }
  if (args.length === 0) throw new StatusError(NOTHING_NAMED)
  const out: Scaled[] = []
  for (const { resource, name } of await targets(kube.mapper, args)) {
    if (name !== undefined) out.push({ resource, name, namespace: kube.namespace })
    else if (options.all || options.selector) {
      const list = await kube.list(resource, kube.namespace, { labelSelector: options.selector || undefined })
      out.push(...list.items.map((item) => ({ resource, name: item.metadata.name!, namespace: kube.namespace })))
    } else throw new StatusError('error: resource(s) were provided, but no name was specified')
  }
  if (out.length === 0) throw new StatusError('error: no objects passed to scale')
  return out
}

async function checkSize(
  kube: Kube,
  resource: ApiResource,
  name: string,
  options: { 'current-replicas': number; 'resource-version': string },
): Promise<void> {
  if (options['current-replicas'] < 0 && !options['resource-version']) return
  const object: AnyObject = await kube.get(resource, name)
  const now = Number(at(object, 'spec', 'replicas'))
  if (options['current-replicas'] >= 0 && now !== options['current-replicas']) {
    throw new StatusError(`error: Expected replicas to be ${options['current-replicas']}, was ${now}`)
  }
  if (options['resource-version'] && object.metadata.resourceVersion !== options['resource-version']) {
    throw new StatusError(
      `error: Expected resource version to be ${options['resource-version']}, was ${object.metadata.resourceVersion}`,
    )
  }
}
