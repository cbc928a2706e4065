// IPv6 addresses and subnets (RFC 4291), written as RFC 5952 says.

const GROUPS = 8

/** Undefined when it is no address. */
export function parsed6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2 || !text.includes(':')) return undefined
  const [head, tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = GROUPS - head!.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...head!, ...Array.from({ length: missing }, () => '0'), ...tail]
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined
  return groups.reduce((whole, group) => (whole << 16n) + BigInt(`0x${group}`), 0n)
}

export const isAddress6 = (text: string): boolean => parsed6(text) !== undefined

/** The longest run of two or more zeros, the first of equals, becomes `::`. */
export function toAddress6(number: bigint): string {
  const groups = Array.from({ length: GROUPS }, (_, i) => ((number >> BigInt(16 * (7 - i))) & 0xffffn).toString(16))
  let [start, length] = [0, 1]
  for (let i = 0; i < GROUPS; i++) {
    let end = i
    while (groups[end] === '0') end++
    if (end - i > length) [start, length] = [i, end - i]
  }
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}

function subnet6(text: string): { base: bigint; bits: bigint } {
  const [address, length] = text.split('/')
  const bits = 128n - BigInt(length ?? 128)
  return { base: ((parsed6(address!) ?? 0n) >> bits) << bits, bits }
}

export function containsAddress6(subnet: string, address: string): boolean {
  const number = parsed6(address)
  const { base, bits } = subnet6(subnet)
  return number !== undefined && number >> bits === base >> bits
}

export const nthAddress6 = (subnet: string, n: number): string => toAddress6(subnet6(subnet).base + BigInt(n))

/** As a number of the machine: exact up to 2⁵³, and only ever compared with less. */
export const subnetSize6 = (subnet: string): number => 2 ** Number(subnet6(subnet).bits)

/** The name that the address has below ip6.arpa: its 32 digits, the last one first. */
export const reverseName6 = (address: string): string =>
  `${[...(parsed6(address) ?? 0n).toString(16).padStart(32, '0')].reverse().join('.')}.ip6.arpa`

/** What the kernel gives every interface that speaks IPv6: the hardware address, its middle filled up (RFC 4291, appendix A). */
export function linkLocal(mac: string): string {
  const bytes = mac.split(':').map((byte) => parseInt(byte, 16))
  const filled = [bytes[0]! ^ 2, bytes[1]!, bytes[2]!, 0xff, 0xfe, ...bytes.slice(3)]
  return toAddress6((0xfe80n << 112n) + filled.reduce((whole, byte) => (whole << 8n) + BigInt(byte), 0n))
}

/** How an address stands before a port. */
export const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)
