// RFC 6902: JSON patch. Works on the document in place.
import type { Json } from '../../../api/kubernetes/meta.ts'

export interface Operation {
  op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test'
  path: string
  from?: string
  value?: Json
}

/** Why a patch cannot be applied. */
export class PatchMistake extends Error {}

export function jsonPatch(document: Json, operations: readonly Operation[]): Json {
  let root = document
  for (const operation of operations) root = apply(root, operation)
  return root
}

function apply(root: Json, { op, path, from, value }: Operation): Json {
  const fail = (): never => {
    throw new PatchMistake(
      `${op} operation does not apply: doc is missing path: ${JSON.stringify(path)}: missing value`,
    )
  }
  switch (op) {
    case 'test':
      if (JSON.stringify(read(root, path)) !== JSON.stringify(value ?? null))
        throw new PatchMistake(`testing value ${path} failed: test failed`)
      return root
    case 'add':
      return put(root, path, value ?? null, true) ?? fail()
    case 'replace':
      if (read(root, path) === undefined) fail()
      return put(root, path, value ?? null, false) ?? fail()
    case 'remove':
      if (read(root, path) === undefined) fail()
      take(root, path)
      return root
    case 'move':
    case 'copy': {
      const moved = read(root, from ?? '')
      if (moved === undefined) return fail()
      if (op === 'move') take(root, from!)
      return put(root, path, JSON.parse(JSON.stringify(moved)) as Json, true) ?? fail()
    }
    default:
      throw new PatchMistake(`Unexpected kind: ${String(op)}`)
  }
}

const steps = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))

function read(root: Json, path: string): Json | undefined {
  let at: Json | undefined = root
  for (const step of steps(path)) {
    if (Array.isArray(at)) at = at[Number(step)]
    else if (typeof at === 'object' && at !== null) at = at[step]
    else return undefined
  }
  return at
}

/** undefined: the place's parent does not exist. */
function put(root: Json, path: string, value: Json, insert: boolean): Json | undefined {
  const way = steps(path)
  const last = way.pop()
  if (last === undefined) return value
  const parent = read(root, way.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''))
  if (Array.isArray(parent)) {
    const at = last === '-' ? parent.length : Number(last)
    if (!Number.isInteger(at) || at < 0 || at > parent.length) return undefined
    parent.splice(at, insert ? 0 : 1, value)
    return root
  }
  if (typeof parent !== 'object' || parent === null) return undefined
  parent[last] = value
  return root
}

function take(root: Json, path: string): void {
  const way = steps(path)
  const last = way.pop()!
  const parent = read(root, way.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''))
  if (Array.isArray(parent)) parent.splice(Number(last), 1)
  else if (typeof parent === 'object' && parent !== null) delete parent[last]
}
