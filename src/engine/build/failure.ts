// What a classic build fails with.
import type { Copy } from '../../image/dockerfile/instruction.ts'
import type { MissingFile } from './files.ts'

/** An error of a step; `code` is that of the process that failed. */
export class StepFailure extends Error {
  readonly code: number | undefined
  constructor(message: string, code?: number) {
    super(message)
    this.code = code
  }
}

export const requiresBuildKit = (what: string): StepFailure =>
  new StepFailure(
    `the ${what} requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled`,
  )

export function missingFile({ name, from }: Copy, { path, outside }: MissingFile): StepFailure {
  if (outside) return new StepFailure(`${name} failed: forbidden path outside the build context: ${path} ()`)
  const where = from ? '' : 'file not found in build context or excluded by .dockerignore: '
  return new StepFailure(`${name} failed: ${where}stat ${path.replace(/^\//, '')}: file does not exist`)
}
