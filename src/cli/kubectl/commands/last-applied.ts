// kubectl apply view-last-applied, set-last-applied, edit-last-applied: what apply remembers.
import { command } from '../../command.ts'
import { StatusError, notSimulated } from '../../error.ts'
import { LAST_APPLIED, saveConfig } from '../apply/annotation.ts'
import { resourceNames } from '../completion.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT, SELECTOR, VALIDATE } from '../flags.ts'
import { readManifests } from '../files.ts'
import type { AnyObject } from '../object.ts'
import { printerFor } from '../print/output.ts'
import { toYaml } from '../print/yaml.ts'
import { choose } from '../selection.ts'
import { Kube, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith, reference } from '../session.ts'
import { Failures } from '../voice.ts'

export const viewLastApplied = command({
  name: 'view-last-applied',
  usage: '(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  summary: 'View the latest last-applied-configuration annotations of a resource/object',
  flags: {
    ...FILES,
    ...SELECTOR,
    all: { type: 'bool', summary: 'Every object of the type' },
    output: { type: 'string', short: 'o', default: 'yaml', summary: 'yaml or json' },
  },
  complete: resourceNames,
  run: async (process, options, args, call) => {
    if (options.output !== 'yaml' && options.output !== 'json')
      throw new StatusError(
        `error: Unexpected -o output mode: ${options.output}, the flag 'output' must be one of yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples`,
      )
    const kube = await Kube.open(process, call)
    for (const { object } of await choose(kube, options, args)) {
      const kept = object.metadata.annotations?.[LAST_APPLIED]
      if (kept === undefined)
        throw new StatusError(
          `error: no last-applied-configuration annotation found on resource: ${object.metadata.name}`,
        )
      const value = JSON.parse(kept) as unknown
      await process.print(options.output === 'json' ? `${JSON.stringify(value, undefined, 2)}\n` : toYaml(value))
    }
    return 0
  },
})

export const setLastApplied = command({
  name: 'set-last-applied',
  usage: '-f FILENAME',
  summary: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  flags: {
    ...PRINT,
    ...DRY_RUN,
    ...FIELD_MANAGER('kubectl-set'),
    'create-annotation': { type: 'bool', summary: 'Even where there is none yet' },
    filename: FILES.filename,
  },
  run: async (process, options, _, call) => {
    const dryRun = dryRunOf(options['dry-run'])
    const kube = await Kube.open(process, call)
    const failures = new Failures(process)
    const files = { filename: options.filename, kustomize: '', recursive: false }
    for (const manifest of await readManifests(process, files)) {
      await failures.attempt(async () => {
        const resource = await kube.resourceOf(manifest)
        const namespace = kube.namespaceOf(manifest.object)
        const name = manifest.object.metadata.name!
        const live = await kube.get(resource, name, namespace)
        if (live.metadata.annotations?.[LAST_APPLIED] === undefined && !options['create-annotation'])
          throw new StatusError(
            `error: no last-applied-configuration annotation found on resource: ${name}, to create the annotation, run the command with --create-annotation`,
          )
        const wanted = JSON.parse(JSON.stringify(manifest.object)) as AnyObject
        if (resource.namespaced) wanted.metadata.namespace = namespace
        saveConfig(wanted)
        const annotations = { [LAST_APPLIED]: wanted.metadata.annotations![LAST_APPLIED] }
        const query = { ...dryRunQuery(dryRun), fieldManager: options['field-manager'] }
        const after =
          dryRun === 'client'
            ? live
            : await kube.patch(resource, { name, namespace }, { metadata: { annotations } }, { query })
        const printer = printerFor(process, options, nameOfWith(resource))
        if (printer) await printer(after)
        else await process.print(`${reference(resource, name)} configured${dryRunSuffix(dryRun)}\n`)
      })
    }
    return failures.finish()
  },
})

export const editLastApplied = command({
  name: 'edit-last-applied',
  usage: '(RESOURCE/NAME | -f FILENAME)',
  summary: 'Edit latest last-applied-configuration annotations of a resource/object',
  flags: {
    ...PRINT,
    ...FILES,
    ...VALIDATE,
    ...FIELD_MANAGER('kubectl-client-side-apply'),
    'windows-line-endings': { type: 'bool', summary: 'Lines end as on Windows' },
  },
  run: () => Promise.reject(notSimulated('kubectl apply edit-last-applied')),
})
