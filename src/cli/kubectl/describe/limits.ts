// kubectl describe of resource quotas and limit ranges.
import type { LimitRange, ResourceQuota } from 'kubernetes-types/core/v1'
import type { AnyObject } from '../object.ts'
import type { Kube } from '../session.ts'
import { Page } from './writer.ts'

export const LIMIT_HEADER = [
  'Type',
  'Resource',
  'Min',
  'Max',
  'Default Request',
  'Default Limit',
  'Max Limit/Request Ratio',
]

/** resource, used, hard. */
export function quotaRows(object: AnyObject): string[][] {
  const { status } = object as unknown as ResourceQuota
  const hard = status?.hard ?? {}
  return Object.keys(hard)
    .sort()
    .map((name) => [name, status?.used?.[name] ?? '0', hard[name]!])
}

/** One row for each resource that a limit names. */
export function limitRows(object: AnyObject): string[][] {
  const { spec } = object as unknown as LimitRange
  return (spec?.limits ?? []).flatMap((item) => {
    const lists = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio]
    const names = new Set(lists.flatMap((list) => Object.keys(list ?? {})))
    return [...names].sort().map((name) => [item.type, name, ...lists.map((list) => list?.[name] ?? '-')])
  })
}

const SCOPES: Record<string, string> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
}

export function writeScopes(page: Page, object: AnyObject, level: number, bullet: string): void {
  const scopes = [...((object as unknown as ResourceQuota).spec?.scopes ?? [])].sort()
  if (scopes.length === 0) return
  page.line(level, `Scopes:\t${scopes.join(', ')}`)
  for (const scope of scopes) if (SCOPES[scope]) page.line(level, bullet + SCOPES[scope])
}

export function describeResourceQuota(_: Kube, object: AnyObject): Promise<string> {
  const { metadata } = object as unknown as ResourceQuota & { metadata: AnyObject['metadata'] }
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  writeScopes(page, object, 0, ' * ')
  page.table(0, ['Resource', 'Used', 'Hard'], quotaRows(object))
  return Promise.resolve(page.toString())
}

export function describeLimitRange(_: Kube, object: AnyObject): Promise<string> {
  const page = new Page()
  page.line(0, `Name:\t${object.metadata.name}`).line(0, `Namespace:\t${object.metadata.namespace}`)
  page.table(0, LIMIT_HEADER, limitRows(object))
  return Promise.resolve(page.toString())
}
