// kubectl scale: another number of pods.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { resourceNames } from '../completion.ts'
import { type ApiResource } from '../discovery.ts'
import { DRY_RUN, FILES, PRINT, SELECTOR } from '../flags.ts'
import { type AnyObject, at } from '../object.ts'
import { printerFor } from '../print/output.ts'
import { RECORD, recordAt } from '../record.ts'
import { placesOf } from '../selection.ts'
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
    const places = await placesOf(kube, options, args)
    if (places.length === 0) throw new StatusError('error: no objects passed to scale')
    for (const { resource, name, namespace } of places) {
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
