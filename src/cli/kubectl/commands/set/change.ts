// What the `kubectl set` commands share: change objects here, send what differs, say what was done.
import type { Process } from '../../../../machine/process.ts'
import type { Call } from '../../../command.ts'
import { StatusError } from '../../../error.ts'
import { threeWayPatch } from '../../apply/three-way.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT, SELECTOR } from '../../flags.ts'
import { type AnyObject, at } from '../../object.ts'
import { type PrintOptions, printerFor } from '../../print/output.ts'
import { recordOn } from '../../record.ts'
import { type Choice, choose } from '../../selection.ts'
import { Kube, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith, reference } from '../../session.ts'
import { Failures } from '../../voice.ts'

export const SET_FLAGS = {
  ...PRINT,
  ...FILES,
  ...SELECTOR,
  ...DRY_RUN,
  ...FIELD_MANAGER('kubectl-set'),
  all: { type: 'bool', summary: 'Every object of the types that are named' },
  local: { type: 'bool', summary: 'Change what the file says and print it; no server is asked' },
} as const

export interface SetOptions extends PrintOptions, Choice {
  'dry-run': string
  'field-manager': string
}

/** Changes a copy of the object; throws StatusError where it cannot. */
export type Change = (object: AnyObject, kube: Kube) => Promise<void> | void

/** `done` is what is said of each changed object: `image updated`. Objects that stay as they were are passed over. */
export async function changeObjects(
  process: Process,
  options: SetOptions,
  words: readonly string[],
  call: Call,
  done: string,
  change: Change,
  args: readonly string[] = words,
): Promise<number> {
  const dryRun = options.local ? 'client' : dryRunOf(options['dry-run'])
  const kube = await Kube.open(process, call)
  const failures = new Failures(process)
  for (const { resource, object } of await choose(kube, options, words)) {
    await failures.attempt(async () => {
      const wanted = JSON.parse(JSON.stringify(object)) as AnyObject
      await change(wanted, kube)
      const changed = Object.keys(threeWayPatch(object, wanted, object)).length > 0
      if (changed) recordOn(process, wanted, call, args)
      const patch = threeWayPatch(object, wanted, object)
      if (Object.keys(patch).length === 0 && !options.local) return
      const { name, namespace } = object.metadata
      const query = { ...dryRunQuery(dryRun), fieldManager: options['field-manager'] }
      const after =
        dryRun === 'client'
          ? wanted
          : await kube.patch(resource, { name: name!, namespace }, patch, { type: 'strategic', query })
      const printer = printerFor(process, options, nameOfWith(resource))
      if (printer) await printer(after)
      else await process.print(`${reference(resource, name!)} ${done}${options.local ? '' : dryRunSuffix(dryRun)}\n`)
    })
  }
  return failures.finish()
}

export interface Container {
  name: string
  image: string
  env?: EnvVar[]
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> }
}

export interface EnvVar {
  name: string
  value?: string
  valueFrom?: Record<string, { name?: string; key?: string; fieldPath?: string; resource?: string }>
}

export interface PodSpec {
  containers: Container[]
  initContainers?: Container[]
  serviceAccountName?: string
  serviceAccount?: string
}

/** The pod spec inside a pod, a workload or a cron job. Throws StatusError for what has none. */
export function podSpecOf(object: AnyObject): PodSpec {
  const spec =
    object.kind === 'Pod'
      ? object.spec
      : (at(object, 'spec', 'template', 'spec') ?? at(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec'))
  if (spec) return spec as PodSpec
  throw new StatusError(
    `error: ${plural(object.kind)}/${object.metadata.name} the object is not a pod or does not have a pod template: *v1.${object.kind}`,
  )
}

const plural = (kind: string): string => {
  const word = kind.toLowerCase()
  return word.endsWith('s') ? `${word}es` : word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`
}
