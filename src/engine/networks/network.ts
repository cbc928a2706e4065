// A network of dockerd's: bridge, host, none, and those that users make.
import type { IpamConfig } from '../../api/docker.ts'
import type { Container } from '../containers/container.ts'
import type { Bridge } from '../../runtime/network.ts'

export interface NetworkInit {
  id: string
  name: string
  driver: string
  created: number
  bridge?: Bridge
  ipam: IpamConfig[]
  fixedSubnets?: string[]
  ipamOptions: Record<string, string> | null
  options?: Record<string, string>
  labels?: Record<string, string>
  internal?: boolean
  attachable?: boolean
  enableIPv6?: boolean
  configOnly?: boolean
}

const PREDEFINED = new Set(['bridge', 'host', 'none'])

export const isPredefined = (name: string): boolean => PREDEFINED.has(name)

export class NetworkRecord {
  readonly id: string
  readonly name: string
  readonly driver: string
  readonly created: number
  readonly bridge: Bridge | undefined
  readonly ipam: IpamConfig[]
  /** Those that a user chose: an address in them may be asked for. */
  readonly fixedSubnets: readonly string[]
  readonly ipamOptions: Record<string, string> | null
  readonly options: Record<string, string>
  readonly labels: Record<string, string>
  readonly internal: boolean
  readonly attachable: boolean
  readonly enableIPv6: boolean
  readonly configOnly: boolean
  /** Containers that have an address in it now, by id. */
  readonly attached = new Map<string, Container>()

  constructor(init: NetworkInit) {
    this.id = init.id
    this.name = init.name
    this.driver = init.driver
    this.created = init.created
    this.bridge = init.bridge
    this.ipam = init.ipam
    this.fixedSubnets = init.fixedSubnets ?? []
    this.ipamOptions = init.ipamOptions
    this.options = init.options ?? {}
    this.labels = init.labels ?? {}
    this.internal = init.internal ?? false
    this.attachable = init.attachable ?? false
    this.enableIPv6 = init.enableIPv6 ?? false
    this.configOnly = init.configOnly ?? false
  }

  /** Has an embedded name server, and addresses that can be asked for. */
  get isUserDefined(): boolean {
    return !isPredefined(this.name)
  }
}
