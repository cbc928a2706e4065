// IPv4 addresses and subnets.

export const isAddress = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) < 256)

export const toNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

export const toAddress = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')

/** True when `10.1.2.3` lies in `10.1.0.0/16`. */
export function containsAddress(subnet: string, address: string): boolean {
  if (!isAddress(address)) return false
  const [base, bits] = subnet.split('/')
  const size = 2 ** (32 - Number(bits ?? 32))
  return Math.floor(toNumber(base!) / size) === Math.floor(toNumber(address) / size)
}

/** The n-th address of a subnet: `nth('172.17.0.0/16', 1)` is its gateway by custom. */
export function nthAddress(subnet: string, n: number): string {
  const [base, bits] = subnet.split('/')
  const size = 2 ** (32 - Number(bits ?? 32))
  return toAddress(Math.floor(toNumber(base!) / size) * size + n)
}

export const subnetSize = (subnet: string): number => 2 ** (32 - Number(subnet.split('/')[1] ?? 32))
