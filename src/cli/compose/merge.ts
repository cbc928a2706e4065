// Several compose files, or a service and the one it extends, as one tree (compose-go, override).
import { type Tree, asMap, asTree, isTree } from './normalize.ts'

/** Lists of `NAME=value` and mappings are the same thing. */
const MAPPINGS = new Set([
  'environment',
  'labels',
  'args',
  'annotations',
  'sysctls',
  'additional_contexts',
  'storage_opt',
])
const REPLACED = new Set(['command', 'entrypoint', 'test'])

/** What stands in `after` wins. */
export function merge(before: unknown, after: unknown, key = ''): unknown {
  if (after === undefined) return before
  if (before === undefined || before === null) return after
  if (MAPPINGS.has(key)) return { ...asMap(before), ...asMap(after) }
  if (key === 'depends_on') return merge(dependencies(before), dependencies(after))
  if (key === 'networks' && (Array.isArray(before) || Array.isArray(after))) return merge(named(before), named(after))
  if (key === 'build') return merge(building(before), building(after))
  if (key === 'volumes' && Array.isArray(before) && Array.isArray(after)) return mounts([...before, ...after])
  if (Array.isArray(before) && Array.isArray(after) && !REPLACED.has(key)) return unique([...before, ...after])
  if (
    key === 'logging' &&
    isTree(before) &&
    isTree(after) &&
    after.driver !== undefined &&
    after.driver !== before.driver
  )
    return after
  if (!isTree(before) || !isTree(after)) return after ?? before
  const out: Tree = { ...before }
  for (const [name, value] of Object.entries(after)) out[name] = merge(before[name], value, name)
  return out
}

const dependencies = (value: unknown): Tree =>
  Array.isArray(value)
    ? Object.fromEntries(value.map((name) => [String(name), { condition: 'service_started', required: true }]))
    : asTree(value)

const named = (value: unknown): Tree =>
  Array.isArray(value) ? Object.fromEntries(value.map((name) => [String(name), null])) : asTree(value)

const building = (value: unknown): Tree => (typeof value === 'string' ? { context: value } : asTree(value))

/** The last of those with one target; the first keeps its place. */
function mounts(list: unknown[]): unknown[] {
  const target = (item: unknown) =>
    isTree(item) ? String(item.target) : (String(item).split(':')[1] ?? String(item).split(':')[0]!)
  const byTarget = new Map<string, unknown>()
  for (const item of list) byTarget.set(target(item), item)
  return [...byTarget.values()]
}

function unique(list: unknown[]): unknown[] {
  const seen = new Set<string>()
  return list.filter((item) => {
    const shown = JSON.stringify(item)
    if (seen.has(shown)) return false
    seen.add(shown)
    return true
  })
}

/** Takes out what stands at a path (`!reset`, `!override`). */
export function without(tree: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || !isTree(tree) || !(key in tree)) return tree
  const { [key]: found, ...others } = tree
  return rest.length === 0 ? others : { ...others, [key]: without(found, rest) }
}
