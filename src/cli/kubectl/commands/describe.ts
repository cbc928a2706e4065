// kubectl describe: everything a person wants to know of an object, its events included.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiFailure } from '../client.ts'
import { resourceNames } from '../completion.ts'
import { describerOf } from '../describe/index.ts'
import type { ApiResource } from '../discovery.ts'
import { readManifests } from '../files.ts'
import { FILES, SELECTOR } from '../flags.ts'
import type { AnyObject } from '../object.ts'
import { targets } from '../resource.ts'
import { Kube } from '../session.ts'
import { Failures } from '../voice.ts'

const NO_TYPE =
  'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.'

export const describe = command({
  name: 'describe',
  usage: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  summary: 'Show details of a specific resource or group of resources',
  group: 'Troubleshooting and Debugging Commands',
  flags: {
    ...FILES,
    ...SELECTOR,
    'all-namespaces': { type: 'bool', short: 'A', summary: 'Objects of every namespace' },
    'chunk-size': { type: 'int', default: 500, summary: 'Ask for long lists in pieces of this size' },
    'show-events': { type: 'bool', default: true, summary: 'Show events about the object' },
  },
  complete: resourceNames,
  run: async (process, options, args, call) => {
    if (args.length === 0 && options.filename.length === 0) throw new StatusError(NO_TYPE)
    const kube = await Kube.open(process, call)
    const failures = new Failures(process)
    const found: AnyObject[] = []
    if (options.filename.length > 0) {
      for (const manifest of await readManifests(process, options)) {
        const resource = await kube.resourceOf(manifest)
        await failures.attempt(
          async () =>
            void found.push(
              await kube.get(resource, manifest.object.metadata.name!, kube.namespaceOf(manifest.object)),
            ),
        )
      }
    } else {
      for (const { resource, name } of await targets(kube.mapper, args)) {
        const scope = options['all-namespaces'] || !resource.namespaced ? undefined : kube.namespace
        await failures.attempt(
          async () =>
            void found.push(...(await objects(kube, resource, name, scope, options.selector, args.length > 1))),
        )
      }
    }
    let first = true
    for (const object of found) {
      await failures.attempt(async () => {
        const text = await describerOf(object.kind)(kube, object, options['show-events'])
        await process.print(`${first ? '' : '\n\n'}${text}`)
        first = false
      })
    }
    if (found.length === 0 && failures.count === 0)
      await process.error(`No resources found${options['all-namespaces'] ? '' : ` in ${kube.namespace} namespace.`}\n`)
    return failures.exit
  },
})

/** A name that is not there may be the beginning of names that are. */
async function objects(
  kube: Kube,
  resource: ApiResource,
  name: string | undefined,
  scope: string | undefined,
  labelSelector: string,
  mayBePrefix: boolean,
): Promise<AnyObject[]> {
  if (name !== undefined) {
    try {
      return [await kube.get(resource, name, scope)]
    } catch (error) {
      if (!(error instanceof ApiFailure && error.reason === 'NotFound')) throw error
      const list = mayBePrefix ? await kube.list(resource, scope) : { items: [] as AnyObject[], apiVersion: '' }
      const begun = list.items.filter((item) => item.metadata.name?.startsWith(name))
      if (begun.length === 0) throw error
      return begun.map((item) => ({
        ...item,
        apiVersion: item.apiVersion ?? list.apiVersion,
        kind: item.kind ?? resource.kind,
      }))
    }
  }
  const list = await kube.list(resource, scope, { labelSelector: labelSelector || undefined })
  return list.items.map((item) => ({ ...item, apiVersion: list.apiVersion, kind: item.kind ?? resource.kind }))
}
