// kubectl rollout: the history of a workload, waiting for it, going back, pausing, restarting.
import { type Call, type Command, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { resourceNames } from '../completion.ts'
import type { ApiResource } from '../discovery.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT, SELECTOR } from '../flags.ts'
import { bareGroupToStdout } from '../group.ts'
import { type AnyObject, at } from '../object.ts'
import { printerFor } from '../print/output.ts'
import { rolloutHistory, rolloutUndo } from '../revisions.ts'
import { rolloutState } from '../rollout-status.ts'
import { type Choice, type Chosen, choose } from '../selection.ts'
import { Kube, dryRunOf, nameOfWith, reference } from '../session.ts'
import { Failures } from '../voice.ts'
import { watchUntil } from '../watching.ts'

/** All of a type, where no name is said. Throws StatusError where nothing is said at all. */
async function wanted(kube: Kube, choice: Choice, args: string[]): Promise<Chosen[]> {
  if (args.length === 0 && choice.filename.length === 0 && !choice.kustomize)
    throw new StatusError('error: required resource not specified')
  return choose(kube, { ...choice, all: true }, args)
}

const PAUSABLE = 'Deployment'

/** `act` gives the object as it is afterwards; `done` is what is said of it. */
const simple = (
  name: string,
  summary: string,
  done: string,
  act: (kube: Kube, resource: ApiResource, object: AnyObject, manager: string) => Promise<AnyObject>,
): Command =>
  command({
    name,
    usage: 'RESOURCE',
    summary,
    flags: { ...PRINT, ...FILES, ...SELECTOR, ...FIELD_MANAGER('kubectl-rollout') },
    complete: resourceNames,
    run: async (process, options, args, call) => {
      const kube = await Kube.open(process, call)
      const failures = new Failures(process)
      for (const { resource, object } of await wanted(kube, options, args)) {
        await failures.attempt(async () => {
          const after = await act(kube, resource, object, options['field-manager'])
          const printer = printerFor(process, options, nameOfWith(resource))
          if (printer) await printer(after)
          else await process.print(`${reference(resource, object.metadata.name!)} ${done}\n`)
        })
      }
      return failures.finish()
    },
  })

const change = (kube: Kube, resource: ApiResource, { metadata }: AnyObject, patch: unknown, fieldManager: string) =>
  kube.patch(resource, { name: metadata.name!, namespace: metadata.namespace }, patch, {
    type: 'strategic',
    query: { fieldManager },
  })

const RESTARTED = 'kubectl.kubernetes.io/restartedAt'

const restart = simple('restart', 'Restart a resource', 'restarted', async (kube, resource, object, manager) => {
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
  return change(kube, resource, object, patch, manager)
})

const setPaused = (verb: 'pause' | 'resume', summary: string) =>
  simple(verb, summary, `${verb}d`, async (kube, resource, object, manager) => {
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
    return change(kube, resource, object, { spec: { paused } }, manager)
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
    const { timeout } = options
    const deadline = timeout > 0 ? process.kernel.clock.now + timeout : Infinity
    for (const chosen of await wanted(kube, options, args))
      await follow(kube, chosen, options.revision, options.watch ? deadline : undefined)
    return 0
  },
})

/** Tells how far it is until it is done; once, where there is no deadline. Throws StatusError when time is up. */
async function follow(
  kube: Kube,
  { resource, object }: Chosen,
  revision: number,
  deadline: number | undefined,
): Promise<void> {
  const { process } = kube
  const tell = async (now: AnyObject): Promise<boolean> => {
    const { message, done } = rolloutState(now, revision)
    await process.print(message)
    return done
  }
  if ((await tell(object)) || deadline === undefined) return
  const { name = '', namespace = kube.namespace, resourceVersion } = object.metadata
  await watchUntil(kube, { resource, name, namespace, resourceVersion }, deadline, ({ type, object: now }) => {
    if (type === 'DELETED') throw new StatusError('error: object has been deleted')
    return tell(now)
  })
}

const history = command({
  name: 'history',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  summary: 'View rollout history',
  flags: {
    ...PRINT,
    output: { ...PRINT.output, absent: true },
    ...FILES,
    ...SELECTOR,
    revision: { type: 'int', default: 0, summary: 'Details of this revision' },
  },
  complete: resourceNames,
  run: async (process, options, args, call: Call) => {
    const kube = await Kube.open(process, call)
    for (const { resource, object } of await wanted(kube, options, args)) {
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
    for (const { resource, object } of await wanted(kube, options, args)) {
      const said = await rolloutUndo(kube, resource, object, options['to-revision'], dryRunOf(options['dry-run']))
      const printer = printerFor(process, options, nameOfWith(resource))
      if (printer) await printer(object)
      else await process.print(`${reference(resource, object.metadata.name!)} ${said}\n`)
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
