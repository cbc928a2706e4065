// Warnings of compose.
import type { Process } from '../../machine/process.ts'
import { log } from '../logrus.ts'

export const warning = (process: Process, message: string): Promise<void> => log(process, 'warning', message)
