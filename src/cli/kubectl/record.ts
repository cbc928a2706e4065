// --record: keeps the command line as the change cause that `kubectl rollout history` shows.
import type { Process } from '../../machine/process.ts'
import type { Call, Flags } from '../command.ts'
import type { ApiResource } from './discovery.ts'
import type { AnyObject } from './object.ts'
import type { Kube } from './session.ts'

export const RECORD = {
  record: {
    type: 'bool',
    summary: 'Keep the command line in an annotation',
    deprecated: '--record will be removed in the future',
  },
} as const satisfies Flags

export const CHANGE_CAUSE = 'kubernetes.io/change-cause'

/** `kubectl scale deploy web --replicas=3 --record=true`: words, then the flags that were given, as they were typed. */
function commandLine(call: Call, args: readonly string[], typed: readonly string[]): string {
  const place = (name: string) => typed.findIndex((word) => word.split('=')[0] === `--${name}`)
  const flags = Object.keys(call.global)
    .filter((name) => call.changed(name))
    .sort((a, b) => place(a) - place(b))
    .map((name) => `--${name}=${String(call.global[name])}`)
  return [call.path, ...args, ...flags].join(' ')
}

/** Puts the annotation on the object itself, where it is wanted. */
export function recordOn({ argv }: Process, object: AnyObject, call: Call, args: readonly string[]): void {
  if (call.global.record !== true) return
  const annotations = { ...object.metadata.annotations, [CHANGE_CAUSE]: commandLine(call, args, argv) }
  object.metadata = { ...object.metadata, annotations }
}

/** The same for an object that the server has already. */
export async function recordAt(
  kube: Kube,
  call: Call,
  args: readonly string[],
  resource: ApiResource,
  object: { name: string; namespace?: string },
): Promise<void> {
  if (call.global.record !== true) return
  const annotations = { [CHANGE_CAUSE]: commandLine(call, args, kube.process.argv) }
  await kube.patch(resource, object, { metadata: { annotations } })
}
