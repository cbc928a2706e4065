// kubectl rollout: the history of a workload, waiting for it, going back, pausing, restarting.
import type { WatchEvent } from '../../../api/kubernetes/meta.ts'
import { type Call, type Command, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import type { Process } from '../../../machine/process.ts'
import { jsonLines } from '../client.ts'
import { resourceNames } from '../completion.ts'
import { type ApiResource, resourcePath } from '../discovery.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT, SELECTOR } from '../flags.ts'
import { bareGroupToStdout } from '../group.ts'
import { type AnyObject, at } from '../object.ts'
import { targets } from '../resource.ts'
import { rolloutHistory, rolloutUndo } from '../revisions.ts'
import { rolloutState } from '../rollout-status.ts'
import { Kube, dryRunOf, reference } from '../session.ts'

async function wanted(kube: Kube, args: string[]): Promise<{ resource: ApiResource; object: AnyObject }[]> {
  if (args.length === 0) throw new StatusError('error: required resource not specified')
  const found: { resource: ApiResource; object: AnyObject }[] = []
  for (const { resource, name } of await targets(kube.mapper, args)) {
    if (name !== undefined) found.push({ resource, object: await kube.get(resource, name) })
    else
      for (const item of (await kube.list(resource, kube.namespace)).items)
        found.push({ resource, object: { ...item, kind: resource.kind } })
  }
  return found
}

const PAUSABLE = 'Deployment'

const simple = (
  name: string,
  summary: string,
  act: (kube: Kube, resource: ApiResource, object: AnyObject) => Promise<string>,
): Command =>
  command({
    name,
    usage: 'RESOURCE',
    summary,
    flags: { ...PRINT, ...FILES, ...SELECTOR, ...FIELD_MANAGER('kubectl-rollout') },
    complete: resourceNames,
    run: async (process, _, args, call) => {
      const kube = await Kube.open(process, call)
      for (const { resource, object } of await wanted(kube, args)) {
        await process.print(`${reference(resource, object.metadata.name!)} ${await act(kube, resource, object)}\n`)
      }
      return 0
    },
  })

const RESTARTED = 'kubectl.kubernetes.io/restartedAt'

const restart = simple('restart', 'Restart a resource', async (kube, resource, object) => {
  if (!at(object, 'spec', 'template') || object.kind === 'ReplicaSet')
    throw new StatusError(`error: ${resource.name} "${object.metadata.name}" restarting is not supported`)
  if (at(object, 'spec', 'paused'))
    throw new StatusError(
      `error: ${resource.name}.${resource.group} "${object.metadata.name}" can't restart paused deployment (run rollout resume first)`,
    )
  const restartedAt = kube.process.kernel.clock.rfc3339()
  if (at(object, 'spec', 'template', 'metadata', 'annotations', RESTARTED) === restartedAt)
    throw new StatusError(
      `error: failed to create patch for ${object.metadata.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
    )
  const patch = { spec: { template: { metadata: { annotations: { [RESTARTED]: restartedAt } } } } }
  await kube.patch(resource, { name: object.metadata.name! }, patch, { type: 'strategic' })
  return 'restarted'
})

const setPaused = (verb: 'pause' | 'resume', summary: string) =>
  simple(verb, summary, async (kube, resource, object) => {
    const paused = verb === 'pause'
    const name = object.metadata.name!
    if (object.kind !== PAUSABLE)
      throw new StatusError(
        `error: ${resource.name} "${name}" ${verb === 'pause' ? 'pausing' : 'resuming'} is not supported`,
      )
    if (Boolean(at(object, 'spec', 'paused')) === paused)
      throw new StatusError(
        `error: ${resource.name}.${resource.group} "${name}" is ${paused ? 'already paused' : 'not paused'}`,
      )
    await kube.patch(resource, { name }, { spec: { paused } }, { type: 'strategic' })
    return paused ? 'paused' : 'resumed'
  })

const status = command({
  name: 'status',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  summary: 'Show the status of the rollout',
  flags: {
    ...FILES,
    ...SELECTOR,
    revision: { type: 'int', default: 0, summary: 'The revision; 0 is the newest' },
    timeout: {
      type: 'duration',
      default: '0s',
      shownDefault: '0s',
      summary: 'How long to watch; 0 is as long as it takes',
    },
    watch: { type: 'bool', short: 'w', default: true, summary: 'Watch until it is done' },
  },
  complete: resourceNames,
  run: async (process, options, args, call) => {
    const kube = await Kube.open(process, call)
    for (const { resource, object } of await wanted(kube, args))
      await follow(process, kube, resource, object, options.watch)
    return 0
  },
})

async function follow(
  process: Process,
  kube: Kube,
  resource: ApiResource,
  object: AnyObject,
  watch: boolean,
): Promise<void> {
  const tell = async (now: AnyObject): Promise<boolean> => {
    const { message, done } = rolloutState(now)
    await process.print(message)
    return done
  }
  if ((await tell(object)) || !watch) return
  const query = {
    watch: true,
    fieldSelector: `metadata.name=${object.metadata.name}`,
    resourceVersion: object.metadata.resourceVersion,
  }
  const stream = await kube.client.stream(resourcePath(resource, kube.namespace), { query })
  for await (const { type, object: now } of jsonLines<WatchEvent<AnyObject>>(stream)) {
    if (type === 'DELETED') throw new StatusError('error: object has been deleted')
    if (type !== 'BOOKMARK' && (await tell(now))) return
  }
}

const history = command({
  name: 'history',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  summary: 'View rollout history',
  flags: {
    ...PRINT,
    ...FILES,
    ...SELECTOR,
    revision: { type: 'int', default: 0, summary: 'Details of this revision' },
  },
  complete: resourceNames,
  run: async (process, options, args, call: Call) => {
    const kube = await Kube.open(process, call)
    for (const { resource, object } of await wanted(kube, args)) {
      await process.print(
        `${reference(resource, object.metadata.name!)} ${await rolloutHistory(kube, object, options.revision)}\n`,
      )
    }
    return 0
  },
})

const undo = command({
  name: 'undo',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  summary: 'Undo a previous rollout',
  flags: {
    ...PRINT,
    ...FILES,
    ...SELECTOR,
    ...DRY_RUN,
    'to-revision': { type: 'int', default: 0, summary: 'The revision to go back to; 0 is the one before' },
  },
  complete: resourceNames,
  run: async (process, options, args, call) => {
    const kube = await Kube.open(process, call)
    for (const { resource, object } of await wanted(kube, args)) {
      await process.print(
        `${reference(resource, object.metadata.name!)} ${await rolloutUndo(kube, resource, object, options['to-revision'], dryRunOf(options['dry-run']))}\n`,
      )
    }
    return 0
  },
})

export const rollout = command({
  name: 'rollout',
  usage: 'SUBCOMMAND',
  summary: 'Manage the rollout of a resource',
  group: 'Deploy Commands',
  flags: {},
  subcommands: [
    history,
    setPaused('pause', 'Mark the provided resource as paused'),
    restart,
    setPaused('resume', 'Resume a paused resource'),
    status,
    undo,
  ],
  run: bareGroupToStdout,
})
