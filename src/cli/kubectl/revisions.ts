// Revisions of a workload: ReplicaSets of a deployment, ControllerRevisions of the others.
import { StatusError } from '../error.ts'
import { tabulate } from '../tabwriter.ts'
import { describeTemplate } from './describe/template.ts'
import type { ApiResource } from './discovery.ts'
import { type AnyObject, at } from './object.ts'
import { CHANGE_CAUSE } from './record.ts'
import { type DryRun, type Kube, dryRunQuery, dryRunSuffix } from './session.ts'

export const REVISION = 'deployment.kubernetes.io/revision'
const HASH = 'pod-template-hash'
const NO_CAUSE = '<none>'

interface Revision {
  number: number
  cause: string
  template: unknown
}

/** Oldest first. Throws StatusError for kinds without a history. */
async function revisions(kube: Kube, object: AnyObject, what: 'history' | 'rollbacker'): Promise<Revision[]> {
  const deployment = object.kind === 'Deployment'
  if (!deployment && object.kind !== 'DaemonSet' && object.kind !== 'StatefulSet') {
    throw new StatusError(
      `error: error retrieving ${what} for "${object.kind}", no visitor method exists for { ${object.kind}}`,
    )
  }
  const resource = await kube.mapper.find(deployment ? 'replicasets.apps' : 'controllerrevisions.apps')
  const { items } = await kube.list(resource, object.metadata.namespace)
  const owned = items.filter((item) => item.metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid))
  const found = owned.map((item) => ({
    number: deployment ? Number(item.metadata.annotations?.[REVISION] ?? 0) : Number(item.revision ?? 0),
    cause: item.metadata.annotations?.[CHANGE_CAUSE] ?? NO_CAUSE,
    template: deployment ? at(item, 'spec', 'template') : at(item, 'data', 'spec', 'template'),
  }))
  return found.sort((a, b) => a.number - b.number)
}

export async function rolloutHistory(kube: Kube, object: AnyObject, revision: number): Promise<string> {
  const all = await revisions(kube, object, 'history')
  if (revision > 0) {
    const found = all.find(({ number }) => number === revision)
    if (!found) throw new StatusError(`error: unable to find the specified revision`)
    return `with revision #${revision}\n${describeTemplate(withCause(found))}`
  }
  return `\n${tabulate(['REVISION\tCHANGE-CAUSE', ...all.map(({ number, cause }) => `${number}\t${cause}`)].join('\n'), { minWidth: 0, padding: 2 })}\n`
}

/** The change cause stands among the annotations of the template. */
function withCause({ template, cause }: Revision): unknown {
  if (cause === NO_CAUSE) return template
  const { metadata, ...rest } = template as AnyObject
  return { ...rest, metadata: { ...metadata, annotations: { ...metadata.annotations, [CHANGE_CAUSE]: cause } } }
}

/** What is said of it. A dry run shows the template that would be. */
export async function rolloutUndo(
  kube: Kube,
  resource: ApiResource,
  object: AnyObject,
  to: number,
  dryRun: DryRun,
): Promise<string> {
  if (at(object, 'spec', 'paused'))
    throw new StatusError(
      `error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`,
    )
  const all = await revisions(kube, object, 'rollbacker')
  const target = to === 0 ? all.at(-2) : all.find(({ number }) => number === to)
  if (!target)
    throw new StatusError(
      to === 0
        ? `error: no rollout history found for ${resource.singular} "${object.metadata.name}"`
        : `error: unable to find specified revision ${to} in history`,
    )
  if (dryRun === 'client') return `${describeTemplate(target.template)} (dry run)`
  const template = JSON.parse(JSON.stringify(target.template)) as AnyObject
  if (template.metadata?.labels) delete template.metadata.labels[HASH]
  const now = JSON.stringify(at(object, 'spec', 'template'))
  if (now === JSON.stringify(template))
    return `skipped rollback (current template already matches revision ${target.number})`
  const name = object.metadata.name!
  const patch = [{ op: 'replace', path: '/spec/template', value: template }]
  await kube.patch(resource, { name, namespace: object.metadata.namespace }, patch, {
    type: 'json',
    query: dryRunQuery(dryRun),
  })
  return `rolled back${dryRunSuffix(dryRun)}`
}
