// What all `kubectl create <type>` do: make one object from words, send it, print it.
import type { Process } from '../../../machine/process.ts'
import type { Call } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { saveTyped } from '../apply/annotation.ts'
import { ApiFailure } from '../answer.ts'
import { Unreachable } from '../client.ts'
import { guessResource, resourcePath } from '../discovery.ts'
import { DRY_RUN, FIELD_MANAGER, PRINT, VALIDATE } from '../flags.ts'
import type { AnyObject } from '../object.ts'
import { type PrintOptions, printerFor } from '../print/output.ts'
import { Kube, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith, reference } from '../session.ts'
import { validation } from '../validation.ts'

export const COMMON = {
  ...PRINT,
  ...DRY_RUN,
  ...VALIDATE,
  ...FIELD_MANAGER('kubectl-create'),
  'save-config': { type: 'bool', summary: 'Keep the configuration in the annotation of kubectl apply' },
} as const

export interface CommonOptions extends PrintOptions {
  'dry-run': string
  validate: string
  'field-manager': string
  'save-config': boolean
}

/** Sends the object that `build` makes and prints what came of it. `what` begins its own words for a failure: `deployment:`. */
export async function generate(
  process: Process,
  options: CommonOptions,
  call: Call,
  build: (kube: Kube) => Promise<AnyObject> | AnyObject,
  what = '',
): Promise<number> {
  const dryRun = dryRunOf(options['dry-run'])
  const kube = await Kube.open(process, call)
  const object = await build(kube)
  const resource = guessResource(object)
  if (resource.namespaced && (kube.client.connection.namespaceGiven || dryRun !== 'client'))
    object.metadata.namespace ??= kube.namespace
  if (options['save-config']) saveTyped(object)
  const query = {
    ...dryRunQuery(dryRun),
    fieldManager: options['field-manager'],
    fieldValidation: validation(options.validate),
  }
  const path = resourcePath(resource, kube.namespace)
  const made = dryRun === 'client' ? object : await send(kube, path, object, query, what)
  const printer = printerFor(process, options, nameOfWith(resource), { typed: true })
  if (printer) await printer(made)
  else await process.print(`${reference(resource, made.metadata.name ?? '')} created${dryRunSuffix(dryRun)}\n`)
  return 0
}

async function send(
  kube: Kube,
  path: string,
  body: AnyObject,
  query: Record<string, string | undefined>,
  what: string,
): Promise<AnyObject> {
  const ask = { method: 'POST', body, query }
  if (!what) return kube.client.json<AnyObject>(path, ask)
  try {
    return await kube.client.json<AnyObject>(path, ask)
  } catch (error) {
    if (error instanceof ApiFailure) throw new StatusError(`error: failed to create ${what} ${error.message}`)
    if (error instanceof Unreachable) throw new StatusError(`error: failed to create ${what} ${error.dial}`)
    throw error
  }
}

/** The one NAME that a generator takes. Throws kubectl's words. */
export function oneName(args: readonly string[], call: Call): string {
  if (args.length === 1) return args[0]!
  throw new StatusError(
    `error: exactly one NAME is required, got ${args.length}\nSee '${call.path} -h' for help and examples`,
  )
}
