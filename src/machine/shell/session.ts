// The lines entered at people's shells that are under way, each with the terminal it was entered on.
import type { Kernel } from '../../kernel/kernel.ts'
import type { Tty } from '../tty.ts'

const lines = new WeakMap<Kernel, Map<number, Tty | undefined>>()

/** `seq` of the input event → its terminal. */
export function underWay(kernel: Kernel): Map<number, Tty | undefined> {
  const known = lines.get(kernel) ?? new Map<number, Tty | undefined>()
  lines.set(kernel, known)
  return known
}

/** A command that waits for keys (ssh, a shell in a container, top) keeps nobody busy; what was entered within it may. */
export const isBusy = (kernel: Kernel): boolean => [...underWay(kernel).values()].some((tty) => !tty?.awaited)
