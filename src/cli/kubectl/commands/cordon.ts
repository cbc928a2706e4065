// kubectl cordon and uncordon: nodes that take no new pods, or take them again.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { namesOf } from '../completion.ts'
import { DRY_RUN, SELECTOR } from '../flags.ts'
import { type AnyObject, at } from '../object.ts'
import { type DryRun, Kube, dryRunOf, dryRunQuery, dryRunSuffix } from '../session.ts'
import { Failures } from '../voice.ts'

export interface NodeChoice {
  selector: string
}

/** The nodes that words or a selector name. Throws kubectl's words. */
export async function nodesOf(kube: Kube, { selector }: NodeChoice, args: readonly string[], verb: string) {
  if (args.length === 0 && !selector)
    throw new StatusError(`error: USAGE: ${verb} NODE [flags]\nSee 'kubectl ${verb} -h' for help and examples`)
  if (args.length > 0 && selector)
    throw new StatusError('error: error: cannot specify both a node name and a --selector option')
  kube.mapper.tries ??= 4
  const nodes = await kube.mapper.find('nodes')
  if (selector) return (await kube.list(nodes, undefined, { labelSelector: selector })).items
  const out: AnyObject[] = []
  for (const word of args) out.push(await kube.get(nodes, word.replace(/^(nodes?|no)\//, '')))
  return out
}

/** Says what it did: `node/n1 cordoned`, `node/n1 already cordoned`. */
export async function setSchedulable(kube: Kube, node: AnyObject, schedulable: boolean, dryRun: DryRun): Promise<void> {
  const name = node.metadata.name!
  const verb = schedulable ? 'uncordoned' : 'cordoned'
  if (Boolean(at(node, 'spec', 'unschedulable')) !== schedulable) {
    await kube.process.print(`node/${name} already ${verb}${dryRunSuffix(dryRun)}\n`)
    return
  }
  const patch = { spec: { unschedulable: schedulable ? null : true } }
  if (dryRun !== 'client') {
    const nodes = await kube.mapper.find('nodes')
    await kube.patch(nodes, { name }, patch, { type: 'strategic', query: dryRunQuery(dryRun) })
  }
  await kube.process.print(`node/${name} ${verb}${dryRunSuffix(dryRun)}\n`)
}

const marking = (verb: 'cordon' | 'uncordon', summary: string) =>
  command({
    name: verb,
    usage: 'NODE',
    summary,
    group: 'Cluster Management Commands',
    flags: { ...DRY_RUN, ...SELECTOR },
    complete: namesOf('nodes'),
    run: async (process, options, args, call) => {
      const dryRun = dryRunOf(options['dry-run'])
      const kube = await Kube.open(process, call)
      const failures = new Failures(process)
      for (const node of await nodesOf(kube, options, args, verb)) {
        await failures.attempt(() => setSchedulable(kube, node, verb === 'uncordon', dryRun))
      }
      return failures.finish()
    },
  })

export const cordon = marking('cordon', 'Mark node as unschedulable')
export const uncordon = marking('uncordon', 'Mark node as schedulable')
