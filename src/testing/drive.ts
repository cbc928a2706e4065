// Drives a kernel in tests: virtual time runs as fast as it can.
import type { Kernel } from '../kernel/kernel.ts'
import { Driver } from '../world/driver.ts'

/** One turn of Node's event loop. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A driver whose turn is Node's event loop. */
export const nodeDriver = (kernel: Kernel): Driver => new Driver(kernel, turn)

/** Runs the world until the promise is settled, and gives its value. Fails when nothing more can happen before. */
export async function settled<T>(kernel: Kernel, promise: Promise<T>): Promise<T> {
  let over = false
  const end = () => void (over = true)
  promise.then(end, end)
  const how = await nodeDriver(kernel).run(() => over)
  if (how !== 'done') throw new Error('the world is idle but the promise is still pending')
  return promise
}
