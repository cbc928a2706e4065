// From a pod template to pods, and to the short hash that names its revisions.
import { hash } from '../../kernel/content.ts'
import { utf8 } from '../../kernel/bytes.ts'
import type { PodSpec, PodTemplateSpec } from '../../api/kubernetes/core.ts'
import type { Draft, KubeObject } from '../../api/kubernetes/meta.ts'
import type { Pod } from '../../api/kubernetes/core.ts'
import { ownedBy } from './owner.ts'

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

export interface PodDraft {
  apiVersion: 'v1'
  kind: 'Pod'
  metadata: Draft<Pod>['metadata']
  spec: PodSpec
}

export function podFromTemplate(
  owner: KubeObject,
  template: PodTemplateSpec | undefined,
  name?: {
    name?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
    spec?: Partial<PodSpec>
  },
): PodDraft {
  const labels = { ...template?.metadata?.labels, ...name?.labels }
  const annotations = { ...template?.metadata?.annotations, ...name?.annotations }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(name?.name ? { name: name.name } : { generateName: `${owner.metadata.name}-` }),
      namespace: owner.metadata.namespace,
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      ...(template?.metadata?.finalizers ? { finalizers: template.metadata.finalizers } : {}),
      ownerReferences: [ownedBy(owner)],
    },
    spec: { ...template!.spec!, ...name?.spec },
  }
}

/** The FNV-1a hash of a value, in letters and digits that make no words. Equal values, equal hashes, whatever the order of their keys. */
export function shortHash(value: unknown, collisions = 0): string {
  const number = hash(utf8(ordered(value) + (collisions > 0 ? `#${collisions}` : '')))
  return [...String(number)].map((digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join('')
}

export function ordered(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(ordered).join(',')}]`
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${ordered(member)}`).join(',')}}`
}

/** Whether two values of JSON say the same: the order of keys and members that are undefined do not count. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  const [one, other] = [a ?? null, b ?? null]
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
    return one.every((member, i) => same(member, other[i]))
  }
  const [mine, theirs] = [one as Record<string, unknown>, other as Record<string, unknown>]
  const keys = Object.keys(mine).filter((key) => mine[key] !== undefined)
  if (keys.length !== Object.keys(theirs).filter((key) => theirs[key] !== undefined).length) return false
  return keys.every((key) => theirs[key] !== undefined && same(mine[key], theirs[key]))
}
