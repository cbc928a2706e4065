// kubectl edit: an object in an editor, and back to the server; what the server refuses opens the editor again.
import { notSimulated } from '../../error.ts'
import { type Call, type Options, command } from '../../command.ts'
import { ApiFailure } from '../answer.ts'
import { saveConfig } from '../apply/annotation.ts'
import { threeWayPatch } from '../apply/three-way.ts'
import { resourceNames } from '../completion.ts'
import { type Edited, inEditor } from '../editor.ts'
import { readDocuments } from '../files.ts'
import { FIELD_MANAGER, FILES, PRINT, VALIDATE } from '../flags.ts'
import { yamlWords } from '../go-yaml.ts'
import type { AnyObject } from '../object.ts'
import { clean, printerFor, toJson } from '../print/output.ts'
import { toYaml } from '../print/yaml.ts'
import { RECORD, recordOn } from '../record.ts'
import { type Chosen, choose } from '../selection.ts'
import { Kube, nameOfWith, reference } from '../session.ts'
import { validation } from '../validation.ts'

const HEAD = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`

const FLAGS = {
  ...FILES,
  ...PRINT,
  ...VALIDATE,
  ...FIELD_MANAGER('kubectl-edit'),
  ...RECORD,
  'output-patch': { type: 'bool', summary: 'Show the patch that was sent' },
  'windows-line-endings': { type: 'bool', summary: 'Lines end as on Windows', absent: true },
  'save-config': { type: 'bool', summary: 'Keep the configuration in the annotation of kubectl apply' },
  subresource: { type: 'string', default: '', summary: 'Act on this subresource' },
} as const

export const edit = command({
  name: 'edit',
  usage: '(RESOURCE/NAME | -f FILENAME)',
  summary: 'Edit a resource on the server',
  group: 'Basic Commands (Intermediate)',
  flags: FLAGS,
  complete: resourceNames,
  run: async (process, options, args, call) => {
    const kube = await Kube.open(process, call)
    const [chosen, another] = await choose(kube, { ...options, all: true }, args)
    if (another) throw notSimulated('kubectl edit of several objects at once')
    if (!chosen) {
      await process.error('error: edit cancelled, no objects found\n')
      return 1
    }
    return new Session(kube, chosen, options, args, call).run()
  },
})

/** Why the editor opens again: it stands at the top of the file. */
interface Reason {
  head: string
  causes: string[]
}

const commented = ({ head, causes }: Reason): string =>
  [`${head}${causes.length > 0 ? ':' : ''}`, ...causes.map((cause) => `* ${cause}`)]
    .map((line) => `# ${line.replaceAll('\n', '\n# ')}\n`)
    .join('') + '#\n'

const withoutComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')

/** One object, from its first opening until it is saved or given up. */
class Session {
  private readonly kube: Kube
  private readonly chosen: Chosen
  private readonly options: Options<typeof FLAGS>
  private readonly args: string[]
  private readonly call: Call
  private readonly before: AnyObject

  constructor(kube: Kube, chosen: Chosen, options: Options<typeof FLAGS>, args: string[], call: Call) {
    this.kube = kube
    this.chosen = chosen
    this.options = options
    this.args = args
    this.call = call
    this.before = clean(chosen.object, options['show-managed-fields']) as AnyObject
  }

  async run(): Promise<number> {
    const { process } = this.kube
    const json = this.options.output === 'json'
    const original = json ? `${toJson(this.before)}\n` : toYaml(this.before)
    let shown = original
    let reason: Reason | undefined
    for (;;) {
      const header = json ? '' : HEAD + (reason ? commented(reason) : '')
      const edited = await inEditor(process, header + shown, json ? '.json' : '.yaml')
      const text = withoutComments(edited.text)
      if (reason && text === withoutComments(shown))
        return this.preserved(edited, 'Edit cancelled, no valid changes were saved.')
      if (text === withoutComments(original)) return this.cancelled(edited, 'no changes made')
      if (text.trim() === '') return this.cancelled(edited, 'saved file was empty')
      const outcome = await this.save(edited)
      if (typeof outcome === 'number') return outcome
      process.fs.remove(edited.path)
      reason = outcome
      shown = text
    }
  }

  private async cancelled({ path }: Edited, why: string): Promise<number> {
    const { process } = this.kube
    process.fs.remove(path)
    await process.error(`Edit cancelled, ${why}.\n`)
    return 0
  }

  private async preserved({ path }: Edited, message: string): Promise<number> {
    await this.kube.process.error(`A copy of your changes has been stored to "${path}"\nerror: ${message}\n`)
    return 1
  }

  /** The exit code, or why it has to be edited again. */
  private async save(edited: Edited): Promise<number | Reason> {
    const { process } = this.kube
    const [document] = await readDocuments(process, edited.text)
    if (!document || 'fault' in document || typeof document.value !== 'object' || document.value === null) {
      const words = document && 'fault' in document ? yamlWords(edited.text, document.fault) : undefined
      const what = words ? `error converting YAML to JSON: yaml: ${words}` : 'invalid object to validate'
      return this.invalid([`<nil>: Invalid value: "The edited file failed validation": ${what}`])
    }
    const wanted = document.value as AnyObject
    const { before } = this
    const same = (a: AnyObject, b: AnyObject) =>
      a.apiVersion === b.apiVersion && a.kind === b.kind && a.metadata?.name === b.metadata.name
    if (!same(wanted, before)) return this.preserved(edited, 'At least one of apiVersion, kind and name was changed')
    if (Object.keys(threeWayPatch(before, wanted, before)).length === 0) return this.done(edited, before, 'skipped')
    if (this.options['save-config']) saveConfig(wanted)
    recordOn(process, wanted, this.call, this.args)
    return this.send(edited, threeWayPatch(before, wanted, before))
  }

  private async send(edited: Edited, patch: unknown): Promise<number | Reason> {
    const { kube, options, chosen } = this
    const { name, namespace } = this.before.metadata
    try {
      if (options['output-patch']) await kube.process.print(`Patch: ${JSON.stringify(patch)}\n`)
      const after = await kube.patch(chosen.resource, { name: name!, namespace }, patch, {
        type: 'strategic',
        query: { fieldManager: options['field-manager'], fieldValidation: validation(options.validate) },
        subresource: options.subresource || undefined,
      })
      return this.done(edited, after, 'edited')
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      if (error.reason !== 'Invalid') return this.refused(edited, error)
      const causes = error.status.details?.causes ?? []
      return this.invalid(causes.map(({ field, message }) => `${field}: ${message}`))
    }
  }

  private async refused({ path }: Edited, error: ApiFailure): Promise<number> {
    const gone = error.reason === 'NotFound'
    await this.kube.process.error(
      gone
        ? `error: ${this.title} could not be found on the server\nThe edits you made on deleted resources have been saved to "${path}"\n`
        : `error: ${this.title} could not be patched: ${error.message}\nYou can run \`kubectl replace -f ${path}\` to try this update again.\n`,
    )
    return 1
  }

  private async invalid(causes: string[]): Promise<Reason> {
    await this.kube.process.error(`error: ${this.title} is invalid\n`)
    return { head: `${this.title} was not valid`, causes }
  }

  private async done({ path }: Edited, object: AnyObject, verb: 'edited' | 'skipped'): Promise<number> {
    const { process } = this.kube
    const { resource } = this.chosen
    process.fs.remove(path)
    const printer = printerFor(process, this.options, nameOfWith(resource))
    if (printer) await printer(object)
    else await process.print(`${reference(resource, object.metadata.name!)} ${verb}\n`)
    return 0
  }

  /** `deployments.apps "web"`. */
  private get title(): string {
    const { name, group } = this.chosen.resource
    return `${name}${group ? `.${group}` : ''} "${this.before.metadata.name}"`
  }
}
