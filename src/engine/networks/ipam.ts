// Which subnets a network gets: what a request may say of them (api/types/network), and libnetwork's pools of subnets.
import type { IpamConfig } from '../../api/docker.ts'
import { sha256Bytes } from '../../image/digest.ts'
import { hex, utf8 } from '../../kernel/bytes.ts'
import type { Machine } from '../../machine/machine.ts'
import { containsAddress, isAddress, nthAddress, overlaps } from '../../net/address.ts'
import { isAddress6 } from '../../net/address6.ts'
import { badRequest } from '../errors.ts'

/** Default address pools: 172.17…172.31 by /16, then 192.168 by /20. */
const POOLS = [
  ...Array.from({ length: 15 }, (_, i) => `172.${17 + i}.0.0/16`),
  ...Array.from({ length: 16 }, (_, i) => `192.168.${16 * i}.0/20`),
]
/** So many /64 subnets are in the /48 of a host. */
const SUBNETS_OF_A_HOST = 65_536

/** fd00::/8 with 40 bits of the daemon's id: every host has subnets of its own (RFC 4193). */
function uniqueLocalSubnet(hostId: string, n: number): string {
  const [a, b, c, d, e] = hex(sha256Bytes(utf8(hostId)).slice(3, 8)).match(/../g)!
  return `${nthAddress(`fd${a}:${b}${c}:${d}${e}:${n.toString(16)}::/64`, 0)}/64`
}

export class AddressSpace {
  private readonly machine: Machine
  private readonly hostId: string

  constructor(machine: Machine, hostId: string) {
    this.machine = machine
    this.hostId = hostId
  }

  free4(): string | undefined {
    return POOLS.find((pool) => !this.isRouted(pool))
  }

  free6(): string | undefined {
    for (let n = 0; n < SUBNETS_OF_A_HOST; n++) {
      const subnet = uniqueLocalSubnet(this.hostId, n)
      if (!this.isRouted(subnet)) return subnet
    }
    return undefined
  }

  /** A subnet of docker's choice keeps clear of what the host has a route to. */
  private isRouted(subnet: string): boolean {
    const routed = this.machine.net.interfaces.flatMap(({ network }) => [network.subnet, network.subnet6 ?? []].flat())
    return routed.some((other) => !other.startsWith('0.0.0.0/0') && overlaps(subnet, other))
  }
}

export const isSix = ({ Subnet = '' }: IpamConfig): boolean => Subnet.includes(':')

/** Every fault of every subnet. Throws ApiError. */
export function checkIpam(configs: readonly IpamConfig[], enableIPv6: boolean): void {
  const faults = configs.flatMap((config) => faultsOf(config, enableIPv6))
  if (faults.length > 0) throw badRequest(`invalid network config:\n${joined(faults)}`)
}

/** One alone, or a list. */
export const joined = (faults: readonly string[]): string =>
  faults.length === 1 ? faults[0]! : `* ${faults.join('\n* ')}`

function faultsOf(config: IpamConfig, enableIPv6: boolean): string[] {
  const { Subnet = '', IPRange, Gateway, AuxiliaryAddresses = {} } = config
  const masked = maskedPrefix(Subnet)
  if (masked === undefined) return [`invalid subnet ${Subnet}: invalid CIDR block notation`]
  if (isSix(config) && !enableIPv6) return []
  const gateway = Gateway && addressFault(Gateway, Subnet)
  return [
    ...(isMasked(Subnet) ? [] : [`invalid subnet ${Subnet}: it should be ${masked}`]),
    ...(IPRange ? rangeFaults(IPRange, Subnet) : []),
    ...(gateway ? [`invalid gateway ${Gateway}: ${gateway}`] : []),
    ...Object.entries(AuxiliaryAddresses).flatMap(([name, address]) => {
      const fault = addressFault(address, Subnet)
      return fault ? [`invalid auxiliary address ${name}: ${fault}`] : []
    }),
  ]
}

/** `10.1.0.0/16` of `10.1.2.3/16`. Undefined for what is no CIDR block. */
function maskedPrefix(prefix: string): string | undefined {
  const [address = '', bits = ''] = prefix.split('/')
  const most = isAddress(address) ? 32 : isAddress6(address) ? 128 : -1
  return /^\d+$/.test(bits) && Number(bits) <= most ? `${nthAddress(prefix, 0)}/${bits}` : undefined
}

/** No bit of the address is beyond its prefix. */
const isMasked = (prefix: string): boolean => {
  const [address, bits] = prefix.split('/')
  return nthAddress(`${address}/${address!.includes(':') ? 128 : 32}`, 0) === nthAddress(`${address}/${bits}`, 0)
}

const family = (address: string) => (address.includes(':') ? 'IPv6' : 'IPv4')

function rangeFaults(range: string, subnet: string): string[] {
  const masked = maskedPrefix(range)
  if (masked === undefined) return [`invalid ip-range ${range}: invalid CIDR block notation`]
  if (family(range) !== family(subnet))
    return [`invalid ip-range ${range}: parent subnet is an ${family(subnet)} block`]
  const bits = (prefix: string) => Number(prefix.split('/')[1])
  return [
    ...(bits(range) < bits(subnet)
      ? [`invalid ip-range ${range}: CIDR block is bigger than its parent subnet ${subnet}`]
      : []),
    ...(isMasked(range) ? [] : [`invalid ip-range ${range}: it should be ${masked}`]),
    ...(overlaps(subnet, range) ? [] : [`invalid ip-range ${range}: parent subnet ${subnet} doesn't contain ip-range`]),
  ]
}

function addressFault(address: string, subnet: string): string | undefined {
  if (!isAddress(address) && !isAddress6(address)) return 'invalid address'
  if (family(address) !== family(subnet)) return `parent subnet is an ${family(subnet)} block`
  return containsAddress(subnet, address) ? undefined : `parent subnet ${subnet} doesn't contain this address`
}
