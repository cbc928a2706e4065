// kubectl taint: what keeps pods away from nodes.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { namesOf } from '../completion.ts'
import { DRY_RUN, FIELD_MANAGER, PRINT, SELECTOR, VALIDATE } from '../flags.ts'
import { printerFor } from '../print/output.ts'
import { choose } from '../selection.ts'
import { Kube, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith, reference } from '../session.ts'
import { Failures } from '../voice.ts'

interface Taint {
  key: string
  value?: string
  effect?: string
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']
const NAME = /^([a-z0-9.-]+\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const NAME_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

const usage = (message: string) => new StatusError(`error: ${message}\nSee 'kubectl taint -h' for help and examples`)

/** `key=value:Effect`, `key:Effect`, and with a `-` after them what is to go. Throws kubectl's words. */
function parse(specs: readonly string[]): { added: Taint[]; removed: Taint[] } {
  const added: Taint[] = []
  const removed: Taint[] = []
  for (const spec of specs) {
    const going = spec.endsWith('-')
    const [head, effect, ...rest] = (going ? spec.slice(0, -1) : spec).split(':') as [string, string?, ...string[]]
    const [key, value, ...more] = head.split('=') as [string, string?, ...string[]]
    if (rest.length > 0 || more.length > 0) throw usage(`invalid taint spec: ${spec}`)
    if (!NAME.test(effect === undefined && !going ? spec : key))
      throw usage(`invalid taint spec: ${spec}, ${NAME_RULE}`)
    if (effect !== undefined && !EFFECTS.includes(effect))
      throw usage(`invalid taint effect: ${effect}, unsupported taint effect`)
    if (!going && effect === undefined) throw usage(`invalid taint effect: , unsupported taint effect`)
    const taint = { key, ...(value ? { value } : {}), ...(effect ? { effect } : {}) }
    ;(going ? removed : added).push(taint)
  }
  return { added, removed }
}

const same = (a: Taint, b: Taint) => a.key === b.key && (!b.effect || a.effect === b.effect)

function change(name: string, before: readonly Taint[], added: Taint[], removed: Taint[], overwrite: boolean) {
  const clash = added.find((taint) => before.some((there) => same(there, taint)))
  if (clash && !overwrite) {
    throw new StatusError(
      `error: node ${name} already has ${clash.key} taint(s) with same effect(s) and --overwrite is false`,
    )
  }
  for (const taint of removed) {
    if (!before.some((there) => same(there, taint)))
      throw new StatusError(
        `error: taint ${JSON.stringify(taint.key + (taint.effect ? `:${taint.effect}` : ''))} not found`,
      )
  }
  const kept = before.filter((there) => ![...removed, ...added].some((taint) => same(there, taint)))
  const verb = added.length === 0 ? 'untainted' : removed.length > 0 || clash ? 'modified' : 'tainted'
  return { taints: [...added, ...kept], verb }
}

export const taint = command({
  name: 'taint',
  usage: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  summary: 'Update the taints on one or more nodes',
  examples:
    '# Keep pods off a node that do not tolerate it\nkubectl taint nodes node-1 dedicated=special:NoSchedule\n\n# Let them on again\nkubectl taint nodes node-1 dedicated:NoSchedule-',
  group: 'Cluster Management Commands',
  flags: {
    ...PRINT,
    ...DRY_RUN,
    ...SELECTOR,
    ...VALIDATE,
    ...FIELD_MANAGER('kubectl-taint'),
    all: { type: 'bool', summary: 'Every node' },
    overwrite: { type: 'bool', summary: 'Replace taints that are there' },
  },
  complete: ({ args, ...rest }) => (args.length === 0 ? ['nodes'] : namesOf('nodes')({ ...rest, args: [] })),
  run: async (process, options, args, call) => {
    const first = args.findIndex((word) => word.includes('=') || word.includes(':') || word.endsWith('-'))
    const specs = first < 0 ? [] : args.slice(first)
    const words = first < 0 ? args : args.slice(0, first)
    if (args.length === 0) throw new StatusError('error: one or more resources must be specified as <resource> <name>')
    if (specs.length === 0) throw new StatusError('error: at least one taint update is required')
    const { added, removed } = parse(specs)
    const dryRun = dryRunOf(options['dry-run'])
    const kube = await Kube.open(process, call)
    kube.mapper.tries = 2
    const type = await kube.mapper.find(words[0]!.split('/')[0]!)
    if (type.name !== 'nodes')
      throw new StatusError(`error: invalid resource type ${type.name}, only node types are supported`)
    const failures = new Failures(process)
    const choice = { ...options, filename: [], kustomize: '', recursive: false }
    for (const { resource, object } of await choose(kube, choice, words)) {
      await failures.attempt(async () => {
        const name = object.metadata.name!
        const before = (object.spec as { taints?: Taint[] } | undefined)?.taints ?? []
        const { taints, verb } = change(name, before, added, removed, options.overwrite)
        const patch = { spec: { taints: taints.length > 0 ? taints : null } }
        const query = { ...dryRunQuery(dryRun), fieldManager: options['field-manager'] }
        const after =
          dryRun === 'client' ? object : await kube.patch(resource, { name }, patch, { type: 'strategic', query })
        const printer = printerFor(process, options, nameOfWith(resource))
        if (printer) await printer(after)
        else await process.print(`${reference(resource, name)} ${verb}${dryRunSuffix(dryRun)}\n`)
      })
    }
    return failures.finish()
  },
})
