// kubectl patch: changes fields of an object by a patch in JSON or YAML.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { loadYaml } from '../../kubeconfig.ts'
import { patchedLocally } from '../apply/local-patch.ts'
import { resourceNames } from '../completion.ts'
import { readManifests } from '../files.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT } from '../flags.ts'
import { printerFor } from '../print/output.ts'
import { RECORD, recordAt } from '../record.ts'
import { targets } from '../resource.ts'
import { NOTHING_NAMED } from '../selection.ts'
import { Kube, type PatchType, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith, reference } from '../session.ts'
import { Failures } from '../voice.ts'

export const patch = command({
  name: 'patch',
  usage: '(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  summary: 'Update fields of a resource',
  examples: `# Another image\nkubectl patch deployment web -p '{"spec":{"template":{"spec":{"containers":[{"name":"nginx","image":"nginx:1.28"}]}}}}'`,
  group: 'Advanced Commands',
  flags: {
    ...PRINT,
    ...FILES,
    ...DRY_RUN,
    ...FIELD_MANAGER('kubectl-patch'),
    ...RECORD,
    local: { type: 'bool', summary: 'Do not ask the server', absent: true },
    patch: { type: 'string', short: 'p', default: '', summary: 'The patch' },
    'patch-file': { type: 'string', default: '', summary: 'File with the patch' },
    subresource: { type: 'string', default: '', summary: 'Act on this subresource' },
    type: { type: 'string', default: 'strategic', summary: 'json, merge or strategic' },
  },
  complete: resourceNames,
  run: async (process, options, args, call) => {
    if (!options.patch && !options['patch-file'])
      throw new StatusError('error: must specify --patch or --patch-file containing the contents of the patch')
    if (!['json', 'merge', 'strategic'].includes(options.type))
      throw new StatusError(`error: --type must be one of [json merge strategic], not ${JSON.stringify(options.type)}`)
    const dryRun = dryRunOf(options['dry-run'])
    const { parse } = await loadYaml(process)
    const text = options['patch-file'] ? process.readText(options['patch-file']) : options.patch
    let content: unknown
    try {
      content = parse(text)
    } catch {
      throw new StatusError(`error: unable to parse ${JSON.stringify(text)}: yaml: did not find expected node content`)
    }
    const kube = await Kube.open(process, call)
    const failures = new Failures(process)
    const found =
      options.filename.length > 0
        ? await Promise.all(
            (await readManifests(process, options)).map(async (manifest) => ({
              resource: await kube.resourceOf(manifest),
              name: manifest.object.metadata.name,
            })),
          )
        : await targets(kube.mapper, args)
    if (found.length === 0) throw new StatusError(NOTHING_NAMED)
    for (const { resource, name } of found) {
      if (name === undefined) throw new StatusError('error: resource(s) were provided, but no name was specified')
      await failures.attempt(async () => {
        const before = await kube.get(resource, name)
        const query = { ...dryRunQuery(dryRun), fieldManager: options['field-manager'] }
        const subresource = options.subresource || undefined
        const after =
          dryRun === 'client'
            ? patchedLocally(before, content, options.type as 'json' | 'merge' | 'strategic')
            : await kube.patch(resource, { name }, content, { type: options.type as PatchType, query, subresource })
        if (dryRun === 'none') await recordAt(kube, call, args, resource, { name })
        const printer = printerFor(process, options, nameOfWith(resource))
        if (printer) return printer(after)
        const same = after.metadata.resourceVersion === before.metadata.resourceVersion
        await process.print(
          `${reference(resource, name)} patched${dryRunSuffix(dryRun)}${same && dryRun === 'none' ? ' (no change)' : ''}\n`,
        )
      })
    }
    return failures.finish()
  },
})
