// A container's place in a network: what was asked for, and what it has while it runs.
import type { EndpointSettings } from '../../api/docker.ts'
import type { NetworkRecord } from './network.ts'

export interface Endpoint {
  network: NetworkRecord
  /** As asked for: addresses, aliases, links. */
  asked: Partial<EndpointSettings>
  /** While it runs. */
  live: { id: string; address: string; mac: string } | undefined
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
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    DNSNames: named ? dnsNames(endpoint, container) : null,
  }
}
