// The node IPAM controller: each node gets its own part of the cluster's pod network (pkg/controller/nodeipam, RangeAllocator).
import { type Caches, type Controller, NOTHING, type Plan, itself } from '../client/controller.ts'
import { nodes } from '../kinds/node.ts'
import { nthAddress, toAddress, toNumber } from '../../net/address.ts'
import { note, patch } from './plan.ts'

const NODE_BITS = 24

/** `clusterCidr`: `10.244.0.0/16`. */
export const nodeIpam = (clusterCidr: string): Controller => ({
  name: 'nodeipam',
  component: 'cidrAllocator',
  watches: [{ resource: nodes, keys: itself }],
  workers: 1,
  reconcile: (key, caches) => allocate(key, caches, clusterCidr),
})

function allocate(key: string, caches: Caches, clusterCidr: string): Plan {
  const node = caches.of(nodes).get(key)
  if (!node || node.spec.podCIDR || node.metadata.deletionTimestamp) return NOTHING
  const taken = new Set(
    caches
      .of(nodes)
      .list()
      .map(({ spec }) => spec.podCIDR),
  )
  const size = 2 ** (32 - NODE_BITS)
  const first = toNumber(nthAddress(clusterCidr, 0))
  const count = 2 ** (NODE_BITS - Number(clusterCidr.split('/')[1]))
  for (let n = 0; n < count; n++) {
    const podCIDR = `${toAddress(first + n * size)}/${NODE_BITS}`
    if (taken.has(podCIDR)) continue
    return {
      writes: [patch(nodes, node, { spec: { podCIDR, podCIDRs: [podCIDR] } })],
      verb: 'allocate',
      reason: `node ${key} gets ${podCIDR} of ${clusterCidr}`,
    }
  }
  return {
    writes: [],
    events: [note(node, 'Normal', 'CIDRNotAvailable', `Node ${key} status is now: CIDRNotAvailable`)],
  }
}
