// Which processes are people's login shells: what is entered there is told to the trace.
import type { Process } from '../process.ts'

const told = new WeakSet<Process>()

export const markTold = (process: Process): void => void told.add(process)

export const isTold = (process: Process): boolean => told.has(process)
