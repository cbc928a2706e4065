// kubectl apply --prune: what was applied before and is in no file now goes away.
import { StatusError } from '../../error.ts'
import { type ApiResource, resourcePath } from '../discovery.ts'
import type { AnyObject } from '../object.ts'
import { type DryRun, type Kube, dryRunQuery, dryRunSuffix, reference } from '../session.ts'
import { LAST_APPLIED } from './annotation.ts'

/** Types that are looked at where --prune-allowlist names none. */
const DEFAULT_TYPES =
  'configmaps endpoints namespaces persistentvolumeclaims persistentvolumes pods replicationcontrollers secrets services jobs.batch cronjobs.batch ingresses.networking.k8s.io daemonsets.apps deployments.apps replicasets.apps statefulsets.apps'.split(
    ' ',
  )

interface PruneOptions {
  all: boolean
  selector: string
  'prune-allowlist': readonly string[]
}

export async function prune(
  kube: Kube,
  options: PruneOptions,
  dryRun: DryRun,
  applied: readonly (readonly [ApiResource, AnyObject])[],
): Promise<void> {
  if (!options.all && !options.selector)
    throw new StatusError(
      'error: all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    )
  const kept = new Set(applied.map(([, object]) => object.metadata.uid))
  const namespaces = new Set(applied.map(([, object]) => object.metadata.namespace ?? kube.namespace))
  for (const resource of await typesOf(kube, options['prune-allowlist'])) {
    for (const namespace of resource.namespaced ? namespaces : [undefined]) {
      const list = await kube.list(resource, namespace, { labelSelector: options.selector || undefined })
      for (const { metadata } of list.items) {
        if (metadata.annotations?.[LAST_APPLIED] === undefined || kept.has(metadata.uid)) continue
        const path = resourcePath(resource, namespace, metadata.name)
        if (dryRun !== 'client') await kube.client.json(path, { method: 'DELETE', query: dryRunQuery(dryRun) })
        await kube.process.print(`${reference(resource, metadata.name!)} pruned${dryRunSuffix(dryRun)}\n`)
      }
    }
  }
}

/** `core/v1/ConfigMap`, `apps/v1/Deployment`. */
async function typesOf(kube: Kube, allowed: readonly string[]): Promise<ApiResource[]> {
  if (allowed.length === 0) return Promise.all(DEFAULT_TYPES.map((word) => kube.mapper.find(word)))
  const out: ApiResource[] = []
  for (const word of allowed) {
    const [group, version, kind] = word.split('/') as [string, string?, string?]
    if (!version || !kind)
      throw new StatusError(`error: invalid GroupVersionKind format: ${word}, please follow <group/version/kind>`)
    const found = await kube.mapper.forKind(group === 'core' || group === '' ? version : `${group}/${version}`, kind)
    if (!found) throw new StatusError(`error: no matches for kind "${kind}" in version "${group}/${version}"`)
    out.push(found)
  }
  return out
}
