// What Go programs log with logrus: with the time, or short and coloured on a terminal.
import type { Process } from '../machine/process.ts'
import { quote } from './golang.ts'

const LEVELS = { warning: '\x1b[33mWARN', error: '\x1b[31mERRO' }

export function log(process: Process, level: keyof typeof LEVELS, message: string): Promise<void> {
  if (process.isTty.stderr) return process.error(`${LEVELS[level]}\x1b[0m[0000] ${message}\n`)
  return process.error(`time="${process.kernel.clock.rfc3339()}" level=${level} msg=${quote(message)}\n`)
}
