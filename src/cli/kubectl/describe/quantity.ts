// Resource quantities, read as numbers and written as describe writes sums of them.
import { parseQuantity } from '../../../api/kubernetes/quantity.ts'

const UNITS: [string, number][] = [
  ['Gi', 1024 ** 3],
  ['Mi', 1024 ** 2],
  ['Ki', 1024],
]

/** CPUs or bytes; 0 for what is no quantity. */
export const amountOf = (text: string): number => parseQuantity(text) || 0

/** `250m`, `2`. */
export function cpuText(cpus: number): string {
  const milli = Math.round(cpus * 1000)
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`
}

/** `170Mi`: the largest binary unit that divides it. */
export function memoryText(bytes: number): string {
  const [unit, size] = UNITS.find(([, bytesOfUnit]) => bytes > 0 && bytes % bytesOfUnit === 0) ?? ['', 1]
  return `${bytes / size}${unit}`
}
