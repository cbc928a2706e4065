// kubectl create: objects from files, or simple ones from words.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { saveConfig } from '../apply/annotation.ts'
import { resourcePath } from '../discovery.ts'
import { demandManifests } from '../files.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT, SELECTOR, VALIDATE } from '../flags.ts'
import type { AnyObject } from '../object.ts'
import { RECORD, recordOn } from '../record.ts'
import { type Printer, printerFor } from '../print/output.ts'
import { Kube, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith, reference } from '../session.ts'
import { Failures } from '../voice.ts'
import { validation } from '../validation.ts'
import { generators } from '../generate/index.ts'

/** `error: must specify one of -f and -k` and the hint below it. */
export function requireFiles(
  path: string,
  options: { filename: readonly string[]; kustomize: string },
  args: readonly string[],
): void {
  if (args.length > 0)
    throw new StatusError(`error: Unexpected args: [${args.join(' ')}]\nSee '${path} -h' for help and examples`)
  if (options.filename.length === 0 && !options.kustomize) throw new StatusError('error: must specify one of -f and -k')
}

export const create = command({
  name: 'create',
  usage: '-f FILENAME',
  summary: 'Create a resource from a file or from stdin',
  examples:
    '# What a file describes\nkubectl create -f ./pod.yaml\n\n# A deployment without a file\nkubectl create deployment web --image=nginx --replicas=2',
  group: 'Basic Commands (Beginner)',
  flags: {
    ...PRINT,
    ...FILES,
    ...SELECTOR,
    ...DRY_RUN,
    ...VALIDATE,
    ...FIELD_MANAGER('kubectl-create'),
    ...RECORD,
    edit: { type: 'bool', summary: 'Edit the object before it is made', absent: true },
    raw: { type: 'string', default: '', summary: 'POST the file to this path', absent: true },
    'save-config': { type: 'bool', summary: 'Keep the configuration in the annotation of kubectl apply' },
    'windows-line-endings': { type: 'bool', summary: 'Lines end as on Windows', absent: true },
  },
  subcommands: generators,
  run: async (process, options, args, call) => {
    if (args.length > 0 && options.filename.length === 0)
      throw new StatusError(
        `error: Unexpected args: [${args.join(' ')}]\nSee 'kubectl create -h' for help and examples`,
      )
    requireFiles(call.path, options, args)
    const dryRun = dryRunOf(options['dry-run'])
    const kube = await Kube.open(process, call)
    kube.validates = validation(options.validate) !== 'Ignore'
    const manifests = await demandManifests(process, options, 'create')
    const failures = new Failures(process)
    let printer: Printer | undefined
    for (const manifest of manifests) {
      const describe = (message: string) =>
        message.replace(
          /^(Error from server(?: \([^)]*\))?): (.*)$/s,
          `$1: error when creating "${manifest.source}": $2`,
        )
      await failures.attempt(async () => {
        const resource = await kube.resourceOf(manifest)
        const { object } = manifest
        recordOn(process, object, call, args)
        const namespace = kube.namespaceOf(object)
        if (resource.namespaced) object.metadata.namespace ??= namespace
        if (options['save-config']) saveConfig(object)
        const query = {
          ...dryRunQuery(dryRun),
          fieldManager: options['field-manager'],
          fieldValidation: validation(options.validate),
        }
        const made =
          dryRun === 'client'
            ? object
            : await kube.client.json<AnyObject>(resourcePath(resource, namespace), {
                method: 'POST',
                body: object,
                query,
              })
        printer ??= printerFor(process, options, nameOfWith(resource))
        if (options.output === 'name') printer = printerFor(process, options, nameOfWith(resource))
        if (printer) await printer(made)
        else await process.print(`${reference(resource, made.metadata.name ?? '')} created${dryRunSuffix(dryRun)}\n`)
      }, describe)
    }
    return failures.finish()
  },
})
