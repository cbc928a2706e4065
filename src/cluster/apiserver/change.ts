// A change of a stored object, and the line that watchers get of it: made once for all of them.
import type { KubeObject, WatchEvent } from '../../api/kubernetes/meta.ts'
import { utf8 } from '../../kernel/bytes.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Kind } from '../kinds/kind.ts'

export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  kind: Kind
  object: KubeObject
  /** The object before. */
  old: KubeObject | undefined
  revision: number
  /** The trace event of the change. */
  cause: Cause
  /** The line of a watch stream, made once for all watchers: see `lineOf`. */
  line?: Uint8Array
}

/** The bytes of a change for watchers who see it as it is. */
export function lineOf(change: Change): Uint8Array {
  change.line ??= watchLine(change.type, change.object)
  return change.line
}

export const watchLine = (type: WatchEvent['type'], object: unknown): Uint8Array =>
  utf8(`${JSON.stringify({ type, object })}\n`)
