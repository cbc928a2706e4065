// kubectl describe: everything a person wants to know of an object, its events included.
import { type Options, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiFailure } from '../answer.ts'
import { resourceNames } from '../completion.ts'
import { describerOf } from '../describe/index.ts'
import type { ApiResource } from '../discovery.ts'
import { readManifests } from '../files.ts'
import { FILES, SELECTOR } from '../flags.ts'
import type { AnyObject } from '../object.ts'
import { targets } from '../resource.ts'
import { Kube } from '../session.ts'
import { Failures, failureText } from '../voice.ts'

const NO_TYPE =
  'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.'

const FLAGS = {
  ...FILES,
  ...SELECTOR,
  'all-namespaces': { type: 'bool', short: 'A', summary: 'Objects of every namespace' },
  'chunk-size': { type: 'int', default: 500, summary: 'Ask for long lists in pieces of this size' },
  'show-events': { type: 'bool', default: true, summary: 'Show events about the object' },
} as const

export const describe = command({
  name: 'describe',
  usage: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  summary: 'Show details of a specific resource or group of resources',
  group: 'Troubleshooting and Debugging Commands',
  flags: FLAGS,
  complete: resourceNames,
  run: async (process, options, args, call) => {
    if (args.length === 0 && options.filename.length === 0) throw new StatusError(NO_TYPE)
    const kube = await Kube.open(process, call)
    const failures = new Failures(process)
    const found: AnyObject[] = []
    for (const wanted of await sought(kube, options, args)) {
      try {
        found.push(...(await objects(kube, wanted, options)))
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error
        if (error.reason === 'NotFound' && args.length === 2) return matching(kube, options, args, error)
        failures.add(failureText(error))
      }
    }
    // Events of many objects would be too many questions: only asked for do they come.
    const showEvents = found.length > 1 && !call.changed('show-events') ? false : options['show-events']
    let first = true
    for (const object of found) {
      await failures.attempt(async () => {
        const text = await describerOf(object.kind)(kube, object, showEvents)
        await process.print(`${first ? '' : '\n\n'}${text}`)
        first = false
      })
    }
    if (found.length === 0 && failures.count === 0)
      await process.error(`No resources found${options['all-namespaces'] ? '' : ` in ${kube.namespace} namespace.`}\n`)
    return failures.finish()
  },
})

interface Sought {
  resource: ApiResource
  name?: string
  namespace: string | undefined
}

async function sought(kube: Kube, options: Options<typeof FLAGS>, args: string[]): Promise<Sought[]> {
  if (options.filename.length > 0 || options.kustomize) {
    const out: Sought[] = []
    for (const manifest of await readManifests(kube.process, options)) {
      const { object } = manifest
      out.push({
        resource: await kube.resourceOf(manifest),
        name: object.metadata.name,
        namespace: kube.namespaceOf(object),
      })
    }
    return out
  }
  const namespace = options['all-namespaces'] ? undefined : kube.namespace
  return (await targets(kube.mapper, args)).map((target) => ({ ...target, namespace }))
}

async function objects(kube: Kube, wanted: Sought, options: Options<typeof FLAGS>): Promise<AnyObject[]> {
  const { resource, name, namespace } = wanted
  if (name !== undefined) return [await kube.get(resource, name, namespace)]
  return listed(kube, resource, namespace, options.selector)
}

async function listed(kube: Kube, resource: ApiResource, namespace: string | undefined, selector = '') {
  const list = await kube.list(resource, namespace, { labelSelector: selector || undefined })
  return list.items.map((item) => ({ ...item, apiVersion: list.apiVersion, kind: resource.kind }))
}

/** `TYPE PREFIX`: a name that is not there may be the beginning of names that are; without their events. */
async function matching(
  kube: Kube,
  options: Options<typeof FLAGS>,
  [type, prefix]: string[],
  notFound: ApiFailure,
): Promise<number> {
  if (type!.includes('/')) throw notFound
  const resource = await kube.mapper.find(type!)
  const scope = options['all-namespaces'] ? undefined : kube.namespace
  const found = (await listed(kube, resource, scope)).filter((item) => item.metadata.name?.startsWith(prefix!))
  if (found.length === 0) throw notFound
  for (const object of found) await kube.process.print(`${await describerOf(object.kind)(kube, object, false)}\n`)
  return 0
}
