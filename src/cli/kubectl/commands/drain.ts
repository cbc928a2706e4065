// kubectl drain: a node without pods, for maintenance. Pods are evicted, which heeds disruption budgets.
import { type Options, command } from '../../command.ts'
import { ApiFailure } from '../answer.ts'
import { namesOf } from '../completion.ts'
import { resourcePath } from '../discovery.ts'
import { DRY_RUN, SELECTOR } from '../flags.ts'
import { type AnyObject, at } from '../object.ts'
import { type DryRun, Kube, dryRunOf, dryRunQuery, dryRunSuffix } from '../session.ts'
import { nodesOf, setSchedulable } from './cordon.ts'

const FLAGS = {
  ...DRY_RUN,
  ...SELECTOR,
  'chunk-size': { type: 'int', default: 500, summary: 'Ask for long lists in pieces of this size' },
  'delete-emptydir-data': { type: 'bool', summary: 'Go on where pods keep data in an emptyDir, which is lost' },
  'disable-eviction': { type: 'bool', summary: 'Delete instead of evict: disruption budgets are not heeded' },
  force: { type: 'bool', summary: 'Go on where pods have nobody that would make them anew' },
  'grace-period': { type: 'int', default: -1, summary: 'Seconds each pod has to end; -1 is its own' },
  'ignore-daemonsets': { type: 'bool', summary: 'Leave pods of daemon sets where they are' },
  'pod-selector': { type: 'string', default: '', summary: 'Only pods with these labels' },
  'skip-wait-for-delete-timeout': { type: 'int', default: 0, summary: 'Do not wait for pods deleted so long ago' },
  timeout: { type: 'duration', default: '0s', shownDefault: '0s', summary: 'How long to wait; 0 is for ever' },
} as const

type DrainOptions = Options<typeof FLAGS>

export const drain = command({
  name: 'drain',
  usage: 'NODE',
  summary: 'Drain node in preparation for maintenance',
  group: 'Cluster Management Commands',
  flags: FLAGS,
  complete: namesOf('nodes'),
  run: async (process, options, args, call) => {
    const dryRun = dryRunOf(options['dry-run'])
    const kube = await Kube.open(process, call)
    const nodes = await nodesOf(kube, options, args, 'drain')
    for (const node of nodes) await setSchedulable(kube, node, false, dryRun)
    const failed: { name: string; reason: string }[] = []
    for (const node of nodes) {
      const name = node.metadata.name!
      const reason = await empty(kube, options, name, dryRun)
      if (reason === undefined) await process.print(`node/${name} drained${dryRunSuffix(dryRun)}\n`)
      else {
        failed.push({ name, reason })
        await process.error(`error: unable to drain node "${name}" due to error: ${reason}, continuing command...\n`)
      }
    }
    if (failed.length === 0) return 0
    const pending = failed.map(({ name }) => ` ${name}\n`).join('')
    await process.error(`There are pending nodes to be drained:\n${pending}`)
    await process.error(failed.map(({ reason }) => `${reason}\n`).join(''))
    return 1
  },
})

interface Verdict {
  evict: boolean
  warning?: string
  error?: string
}

const MIRROR = 'kubernetes.io/config.mirror'
const FINISHED = new Set(['Succeeded', 'Failed'])

/** What draining means for one pod: filters of kubectl's pkg/drain. */
function judge(pod: AnyObject, options: DrainOptions): Verdict {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller)
  const finished = FINISHED.has(String(at(pod, 'status', 'phase')))
  if (owner?.kind === 'DaemonSet' && !finished) {
    if (options['ignore-daemonsets']) return { evict: false, warning: 'ignoring DaemonSet-managed Pods' }
    return { evict: false, error: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' }
  }
  if (pod.metadata.annotations?.[MIRROR] !== undefined) return { evict: false }
  const volumes = (at(pod, 'spec', 'volumes') as { emptyDir?: unknown }[] | undefined) ?? []
  if (volumes.some(({ emptyDir }) => emptyDir !== undefined) && !finished && !options['delete-emptydir-data'])
    return { evict: false, error: 'Pods with local storage (use --delete-emptydir-data to override)' }
  if (!owner && !finished) {
    if (options.force) return { evict: true, warning: 'deleting Pods that declare no controller' }
    return { evict: false, error: 'Pods that declare no controller (use --force to override)' }
  }
  return { evict: true }
}

function grouped(found: readonly [string, string][]): string[] {
  const groups = new Map<string, string[]>()
  for (const [reason, pod] of found) groups.set(reason, [...(groups.get(reason) ?? []), pod])
  return [...groups].map(([reason, pods]) => `${reason}: ${pods.join(', ')}`)
}

/** Undefined when the node is empty; otherwise why it is not. */
async function empty(kube: Kube, options: DrainOptions, node: string, dryRun: DryRun): Promise<string | undefined> {
  const pods = await kube.mapper.find('pods')
  const query = { fieldSelector: `spec.nodeName=${node}`, labelSelector: options['pod-selector'] || undefined }
  const { items } = await kube.list(pods, undefined, query)
  const warnings: [string, string][] = []
  const errors: [string, string][] = []
  const doomed: AnyObject[] = []
  for (const pod of items) {
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`
    const { evict, warning, error } = judge(pod, options)
    if (warning) warnings.push([warning, name])
    if (error) errors.push([`cannot delete ${error}`, name])
    if (evict) doomed.push(pod)
  }
  const problems = grouped(errors)
  if (problems.length > 0) return problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`
  if (warnings.length > 0) await kube.process.error(`Warning: ${grouped(warnings).join('; ')}\n`)
  const results = await Promise.all(doomed.map((pod) => evict(kube, options, pod, dryRun)))
  const failed = results.filter((reason) => reason !== undefined)
  return failed.length === 0 ? undefined : failed.length === 1 ? failed[0] : `[${failed.join(', ')}]`
}

const RETRY_MS = 5000
const POLL_MS = 1000

async function evict(kube: Kube, options: DrainOptions, pod: AnyObject, dryRun: DryRun): Promise<string | undefined> {
  const { process } = kube
  const { name, namespace, uid } = pod.metadata
  const id = `${namespace}/${name}`
  const [doing, done] = options['disable-eviction'] ? ['deleting', 'deleted'] : ['evicting', 'evicted']
  if (dryRun === 'client') {
    await process.print(`${doing} pod ${id} (dry run)\n`)
    return undefined
  }
  const pods = await kube.mapper.find('pods')
  const late = options.timeout > 0 ? process.kernel.clock.now + options.timeout : Infinity
  const tooLate = `error when ${doing} pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: global timeout reached: ${options.timeout / 1000}s`
  for (;;) {
    await process.print(`${doing} pod ${id}${dryRunSuffix(dryRun)}\n`)
    try {
      await ask(kube, options, pod, dryRun)
      break
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      if (error.reason === 'NotFound') return undefined
      if (error.status.code !== 429)
        return `error when ${doing} pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: ${error.message}`
      await process.error(
        `error when ${doing} pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after 5s): ${error.message}\n`,
      )
    }
    if (process.kernel.clock.now + RETRY_MS > late) return tooLate
    await process.sleep(RETRY_MS)
  }
  if (dryRun === 'server') return undefined
  for (;;) {
    const left = await stillThere(() => kube.get(pods, name!, namespace))
    if (left?.metadata.uid !== uid) break
    if (process.kernel.clock.now >= late) return tooLate
    await process.sleep(POLL_MS)
  }
  await process.print(`pod/${name} ${done}\n`)
  return undefined
}

async function stillThere(get: () => Promise<AnyObject>): Promise<AnyObject | undefined> {
  try {
    return await get()
  } catch (error) {
    if (error instanceof ApiFailure && error.reason === 'NotFound') return undefined
    throw error
  }
}

async function ask(kube: Kube, options: DrainOptions, pod: AnyObject, dryRun: DryRun): Promise<void> {
  const pods = await kube.mapper.find('pods')
  const { name, namespace } = pod.metadata
  const grace = options['grace-period']
  const deleteOptions = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
  }
  const query = dryRunQuery(dryRun)
  if (options['disable-eviction']) {
    await kube.client.json(resourcePath(pods, namespace, name), { method: 'DELETE', body: deleteOptions, query })
    return
  }
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions }
  await kube.client.json(resourcePath(pods, namespace, name, 'eviction'), { method: 'POST', body, query })
}
