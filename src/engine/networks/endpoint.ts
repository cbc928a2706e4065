// A container's place in a network: what was asked for, and what it has while it runs.
import type { EndpointSettings } from '../../api/docker.ts'
import type { NetworkRecord } from './network.ts'

/** What it has while it runs. Empty where there is none. */
export interface Live {
  id: string
  address: string
  address6: string
  mac: string
}

export interface Endpoint {
  network: NetworkRecord
  /** As asked for: addresses, aliases, links. */
  asked: Partial<EndpointSettings>
  live: Live | undefined
}

/** Names that other containers of the network find it by. */
export const dnsNames = (endpoint: Endpoint, container: { name: string; id: string }): string[] => [
  ...new Set([container.name, ...(endpoint.asked.Aliases ?? []), container.id.slice(0, 12)]),
]

export function endpointSettings(endpoint: Endpoint, container: { name: string; id: string }): EndpointSettings {
  const { network, asked, live } = endpoint
  const { bridge } = network
  const named = network.isUserDefined
  return {
    IPAMConfig: asked.IPAMConfig ?? null,
    Links: asked.Links ?? null,
    Aliases: asked.Aliases ?? null,
    MacAddress: live?.mac ?? '',
    DriverOpts: asked.DriverOpts ?? null,
    GwPriority: asked.GwPriority ?? 0,
    NetworkID: network.id,
    EndpointID: live?.id ?? '',
    Gateway: live && bridge && !bridge.internal ? bridge.gateway : '',
    IPAddress: live?.address ?? '',
    IPPrefixLen: live && bridge ? bridge.prefix : 0,
    IPv6Gateway: live && bridge?.six && !bridge.internal ? bridge.six.gateway : '',
    GlobalIPv6Address: live?.address6 ?? '',
    GlobalIPv6PrefixLen: live && bridge?.six ? bridge.six.prefix : 0,
    DNSNames: named ? dnsNames(endpoint, container) : null,
  }
}
