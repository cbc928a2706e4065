// The memory of a shell: long values are seen in its process, and there is an end to them.
import type { Process } from '../process.ts'
import { ShellError } from './flow.ts'

/** Bytes of a shell without any, and of the longest value. */
const OWN = 1_500_000
const MOST = 2 ** 27

/** Throws ShellError when there is no more. */
export function holdValue(process: Process, length: number): void {
  if (length > MOST) throw new ShellError(`xmalloc: cannot allocate ${length} bytes`, 2, true)
  if (OWN + length > process.memory) process.allocate(OWN + length)
}
