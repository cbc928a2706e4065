// RFC 7386: JSON merge patch.
import type { Json } from '../../../api/kubernetes/meta.ts'

/** Changes nothing in place. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const base = typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete base[name]
    else base[name] = mergePatch(base[name], value)
  }
  return base
}
