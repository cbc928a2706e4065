// Two ways to run commands: where they are allowed to fail, and as the body of a subshell.
import type { Shell } from './shell.ts'

/** Runs what is allowed to fail: conditions, all but the last of && and ||, what `!` turns round. */
export async function sheltered<T>(shell: Shell, run: () => Promise<T>): Promise<T> {
  shell.sheltered++
  try {
    return await run()
  } finally {
    shell.sheltered--
  }
}

export async function inSubshell(sub: Shell, run: () => Promise<void>): Promise<number> {
  await run()
  return sub.status
}
