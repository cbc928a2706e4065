// IPv4 addresses and subnets; a subnet of either family is asked in the same words.
import { containsAddress6, nthAddress6, subnetSize6 } from './address6.ts'

const [DOT, ZERO, NINE] = [46, 48, 57]

/** Every connection asks for this several times, so it looks at each character once. Undefined when it is no address. */
function parsed(text: string): number | undefined {
  let [whole, part, digits, parts] = [0, 0, 0, 1]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === DOT) {
      if (digits === 0 || parts === 4) return undefined
      whole = whole * 256 + part
      part = digits = 0
      parts++
    } else if (code < ZERO || code > NINE || ++digits > 3) return undefined
    else {
      part = part * 10 + code - ZERO
      if (part > 255) return undefined
    }
  }
  return parts === 4 && digits > 0 ? whole * 256 + part : undefined
}

export const isAddress = (text: string): boolean => parsed(text) !== undefined

/** NaN for what is no address. */
export const toNumber = (address: string): number => parsed(address) ?? NaN

export const toAddress = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')

const subnets = new Map<string, { base: number; size: number }>()

function subnetOf(text: string): { base: number; size: number } {
  const known = subnets.get(text)
  if (known) return known
  const [address, bits] = text.split('/')
  const size = 2 ** (32 - Number(bits ?? 32))
  const made = { base: Math.floor(toNumber(address!) / size) * size, size }
  subnets.set(text, made)
  return made
}

/** True when `10.1.2.3` lies in `10.1.0.0/16`. */
export function containsAddress(subnet: string, address: string): boolean {
  const number = parsed(address)
  if (number === undefined) return isSubnet6(subnet) && containsAddress6(subnet, address)
  if (isSubnet6(subnet)) return false
  const { base, size } = subnetOf(subnet)
  return number >= base && number < base + size
}

/** The n-th address of a subnet: `nth('172.17.0.0/16', 1)` is its gateway by custom. */
export const nthAddress = (subnet: string, n: number): string =>
  isSubnet6(subnet) ? nthAddress6(subnet, n) : toAddress(subnetOf(subnet).base + n)

export const subnetSize = (subnet: string): number => (isSubnet6(subnet) ? subnetSize6(subnet) : subnetOf(subnet).size)

const isSubnet6 = (subnet: string): boolean => subnet.includes(':')

/** Two subnets share an address. */
export const overlaps = (a: string, b: string): boolean =>
  containsAddress(a, nthAddress(b, 0)) || containsAddress(b, nthAddress(a, 0))
