// klog: what client libraries log on stderr. https://pkg.go.dev/k8s.io/klog/v2
import type { Process } from '../../machine/process.ts'
import { quote } from '../golang.ts'

/** `E0907 00:30:12.345000    1234 memcache.go:265] "Unhandled Error" err="…"`. */
export async function logError(process: Process, where: string, message: string): Promise<void> {
  const now = new Date(process.kernel.clock.unix())
  const two = (n: number) => String(n).padStart(2, '0')
  const time = `${two(now.getUTCMonth() + 1)}${two(now.getUTCDate())} ${now.toISOString().slice(11, 23)}000`
  const pid = String(process.pid).padStart(7)
  await process.error(`E${time} ${pid} ${where}] "Unhandled Error" err=${quote(message)}\n`)
}
