// kubectl edit: an object in an editor, and back to the server.
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { loadYaml } from '../../kubeconfig.ts'
import { threeWayPatch } from '../apply/three-way.ts'
import { resourceNames } from '../completion.ts'
import { FIELD_MANAGER, FILES, PRINT, VALIDATE } from '../flags.ts'
import type { AnyObject } from '../object.ts'
import { clean } from '../print/output.ts'
import { toYaml } from '../print/yaml.ts'
import { RECORD, recordAt } from '../record.ts'
import { targets } from '../resource.ts'
import { NOTHING_NAMED } from '../selection.ts'
import { Kube, reference } from '../session.ts'

const HEAD = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`

export const edit = command({
  name: 'edit',
  usage: '(RESOURCE/NAME | -f FILENAME)',
  summary: 'Edit a resource on the server',
  group: 'Basic Commands (Intermediate)',
  flags: {
    ...FILES,
    ...PRINT,
    ...VALIDATE,
    ...FIELD_MANAGER('kubectl-edit'),
    ...RECORD,
    'output-patch': { type: 'bool', summary: 'Show the patch that was sent' },
    'windows-line-endings': { type: 'bool', summary: 'Taken, and of no effect here' },
    'save-config': { type: 'bool', summary: 'Taken, and of no effect here' },
    subresource: { type: 'string', default: '', summary: 'Act on this subresource' },
  },
  complete: resourceNames,
  run: async (process, options, args, call) => {
    const kube = await Kube.open(process, call)
    const [target] = await targets(kube.mapper, args)
    if (!target?.name)
      throw new StatusError(target ? 'error: resource(s) were provided, but no name was specified' : NOTHING_NAMED)
    const { resource, name } = target
    const live = await kube.get(resource, name)
    const before = clean(live, false) as AnyObject
    const text = HEAD + toYaml(before)
    const edited = await inEditor(process, text)
    if (edited === undefined || edited === text || edited.trim() === '') {
      await process.print('Edit cancelled, no changes made.\n')
      return 0
    }
    const { parse } = await loadYaml(process)
    const wanted = parse(edited) as AnyObject
    const patch = threeWayPatch(before, wanted, before)
    if (Object.keys(patch).length === 0) {
      await process.print('Edit cancelled, no changes made.\n')
      return 0
    }
    await kube.patch(resource, { name }, patch, {
      type: 'strategic',
      query: { fieldManager: options['field-manager'] },
      subresource: options.subresource || undefined,
    })
    await recordAt(kube, call, args, resource, { name })
    await process.print(`${reference(resource, name)} edited\n`)
    return 0
  },
})

/** Quotes and backslashes are the shell's business; other words are taken apart here. */
function editorWords({ env }: Process, editor: string, path: string): string[] {
  if (/["'\\]/.test(editor)) return [env.SHELL || '/bin/bash', '-c', `${editor} ${JSON.stringify(path)}`]
  return [...editor.split(/\s+/), path]
}

/** $KUBE_EDITOR, $EDITOR, else vi, on a temporary file. Undefined when it was left without saving. */
async function inEditor(process: Process, text: string): Promise<string | undefined> {
  const editor = process.env.KUBE_EDITOR || process.env.EDITOR || 'vi'
  const path = `/tmp/kubectl-edit-${process.kernel.rng.below(1e9)}.yaml`
  process.writeFile(path, text)
  try {
    const child = process.spawn(editorWords(process, editor, path))
    const exit = await process.alive(() => child.exited)
    if (exit !== 0) throw new StatusError(`error: there was a problem with the editor "${editor}"`)
    return process.readText(path)
  } finally {
    process.fs.remove(path)
  }
}
