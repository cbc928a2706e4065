// klog: what client libraries log on stderr. https://pkg.go.dev/k8s.io/klog/v2
import type { Process } from '../../machine/process.ts'
import { quote } from '../golang.ts'

/** `E0907 00:30:12.345000    1234 memcache.go:265] "Unhandled Error" err="…"`. */
export const logError = (process: Process, where: string, message: string): Promise<void> =>
  process.error(`${head(process, 'E', where)} "Unhandled Error" err=${quote(message)}\n`)

export const logWarning = (process: Process, where: string, message: string): Promise<void> =>
  process.error(`${head(process, 'W', where)} ${message}\n`)

function head(process: Process, severity: 'E' | 'W', where: string): string {
  const now = new Date(process.kernel.clock.unix())
  const two = (n: number) => String(n).padStart(2, '0')
  const time = `${two(now.getUTCMonth() + 1)}${two(now.getUTCDate())} ${now.toISOString().slice(11, 23)}000`
  return `${severity}${time} ${String(process.pid).padStart(7)} ${where}]`
}
