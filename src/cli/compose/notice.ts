// Warnings as compose logs them (logrus): with the time, or short and yellow on a terminal.
import type { Process } from '../../machine/process.ts'
import { quote } from '../golang.ts'

export function warning(process: Process, message: string): Promise<void> {
  if (process.isTty.stderr) return process.error(`\x1b[33mWARN\x1b[0m[0000] ${message}\n`)
  return process.error(`time="${process.kernel.clock.rfc3339()}" level=warning msg=${quote(message)}\n`)
}
