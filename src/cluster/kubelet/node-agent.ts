// The kubelet's word for its node: registers it, renews its lease every 10 s, tells its status when it changed or every 5 min.
import type { Node } from '../../api/kubernetes/core.ts'
import type { Lease } from '../../api/kubernetes/coordination.ts'
import { NetError } from '../../net/errors.ts'
import { ApiError, refused } from '../client/client.ts'
import { NODE_LEASES } from '../controllers/node-lifecycle.ts'
import { leases } from '../kinds/lease.ts'
import { nodes } from '../kinds/node.ts'
import type { Kubelet } from './kubelet.ts'
import { type NodeFacts, newNode, nodeStatus } from './node-status.ts'

const LEASE_MS = 10_000
const LEASE_SECONDS = 40
const REPORT_MS = 300_000
const RETRY_MS = 1000

export class NodeAgent {
  node: Node | undefined
  private readonly kubelet: Kubelet
  private lease: Lease | undefined
  private told: { status: Node['status']; at: number } | undefined

  constructor(kubelet: Kubelet) {
    this.kubelet = kubelet
  }

  private get facts(): NodeFacts {
    const { machine, containerd, config, hostIp } = this.kubelet
    const podCidr = this.node?.spec.podCIDR
    return {
      machine,
      containerd,
      name: config.nodeName,
      ip: hostIp,
      version: config.version,
      podCidr,
      before: this.node,
    }
  }

  /** Tries until the API server has the node. */
  async register(): Promise<void> {
    const { client, config } = this.kubelet
    for (;;) {
      try {
        const draft = newNode(this.facts, config.labels, config.taints, this.kubelet.unix())
        this.node = await client.create(nodes, draft as never)
        return
      } catch (error) {
        if (refused(error, 'AlreadyExists')) {
          this.node = await client.get(nodes, '', config.nodeName)
          return
        }
        if (!(error instanceof NetError) && !(error instanceof ApiError)) throw error
        await this.kubelet.process.sleep(RETRY_MS)
      }
    }
  }

  /** Events of a kubelet that has just come up. */
  announce(): void {
    if (!this.node) return
    const { kubelet, node } = this
    const tell = (reason: string, message: string) => kubelet.tell(node, 'Normal', reason, message, undefined)
    tell('Starting', 'Starting kubelet.')
    for (const [type, reason] of [
      ['NodeHasSufficientMemory', 'NodeHasSufficientMemory'],
      ['NodeHasNoDiskPressure', 'NodeHasNoDiskPressure'],
      ['NodeHasSufficientPID', 'NodeHasSufficientPID'],
    ] as const) {
      tell(reason, `Node ${node.metadata.name} status is now: ${type}`)
    }
    tell('NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods')
  }

  async run(): Promise<void> {
    let due = this.kubelet.now()
    for (;;) {
      if (this.kubelet.now() >= due) {
        due = this.kubelet.now() + LEASE_MS
        await this.attempt(() => this.renew())
      }
      await this.attempt(() => this.report())
      this.kubelet.readManifests()
      const ready = this.told?.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
      const pause = ready ? Math.max(RETRY_MS / 10, due - this.kubelet.now()) : RETRY_MS
      await this.kubelet.process.sleep(pause)
    }
  }

  private async attempt(what: () => Promise<void>): Promise<void> {
    try {
      await what()
    } catch (error) {
      if (!(error instanceof NetError) && !(error instanceof ApiError)) throw error
    }
  }

  private async renew(): Promise<void> {
    const { client, config } = this.kubelet
    const { nodeName: name } = config
    const renewTime = `${new Date(Math.floor(this.kubelet.unix())).toISOString().slice(0, 23)}000Z`
    const spec = { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime }
    try {
      if (this.lease) {
        this.lease = await client.update(leases, { ...this.lease, spec })
        return
      }
      const { uid } = this.node!.metadata
      const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name, uid }]
      this.lease = await client.create(leases, { metadata: { name, namespace: NODE_LEASES, ownerReferences }, spec })
    } catch (error) {
      if (refused(error, 'AlreadyExists') || refused(error, 'Conflict'))
        this.lease = await client.get(leases, NODE_LEASES, name)
      else if (refused(error, 'NotFound')) this.lease = undefined
      else throw error
    }
  }

  /** What is told anew: changes, and everything once in five minutes. */
  private async report(): Promise<void> {
    const status = nodeStatus(this.facts, this.kubelet.unix())
    const fresh = this.told && this.kubelet.now() - this.told.at < REPORT_MS
    if (fresh && timeless(status) === timeless(this.told!.status)) return
    const wasReady = this.told?.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
    const { client, config } = this.kubelet
    this.node = await client.patch(nodes, '', config.nodeName, 'strategic', { status }, { subresource: 'status' })
    this.told = { status, at: this.kubelet.now() }
    const isReady = status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
    if (isReady && !wasReady) {
      this.kubelet.tell(this.node, 'Normal', 'NodeReady', `Node ${config.nodeName} status is now: NodeReady`, undefined)
    }
  }

  /** Others wrote to the node (a pod CIDR, a condition): the next report has it. */
  learn(node: Node): void {
    this.node = node
    const ready = node.status.conditions?.find(({ type }) => type === 'Ready')
    if (ready?.status === 'Unknown') this.told = undefined
  }
}

const timeless = (status: Node['status']): string =>
  JSON.stringify({
    ...status,
    conditions: status.conditions?.map(({ type, status: is, reason }) => [type, is, reason]),
  })
