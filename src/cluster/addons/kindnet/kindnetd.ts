// kindnetd: the network plugin. Writes the node's CNI configuration and keeps a route to the pods of every other node.
import type { Node } from '../../../api/kubernetes/core.ts'
import type { Program } from '../../../machine/program.ts'
import { ApiClient } from '../../client/client.ts'
import { Informers } from '../../client/informer.ts'
import { nodes } from '../../kinds/node.ts'
import { inClusterConfig } from '../../kubelet/configuration.ts'
import { CNI_DIRECTORY } from '../../kubelet/pod-network.ts'

const FILE = `${CNI_DIRECTORY}/10-kindnet.conflist`

export const kindnetd: Program = async (process) => {
  const { HOST_IP: hostIp = process.machine.net.address() } = process.env
  const informer = new Informers(new ApiClient(process, inClusterConfig(process))).of(nodes)
  const { net } = process.machine
  const addressOf = (node: Node) => node.status.addresses?.find(({ type }) => type === 'InternalIP')?.address
  const own = new Map<string, (typeof net.routes)[number]>()
  const sync = () => {
    for (const node of informer.cache.list()) {
      const { podCIDR } = node.spec
      const address = addressOf(node)
      if (!podCIDR || !address) continue
      if (address === hostIp) writeConfiguration(podCIDR)
      else route(podCIDR, address)
    }
  }
  const route = (subnet: string, address: string) => {
    const via = net.locate(address)
    const known = own.get(subnet) ?? net.routes.find((candidate) => candidate.subnet === subnet)
    if (!via || known?.via === via) return
    if (known) net.routes.splice(net.routes.indexOf(known), 1)
    const added = { subnet, via }
    net.routes.push(added)
    own.set(subnet, added)
    void process.print(`Adding route {Dst: ${subnet} Gw: ${address}}\n`)
  }
  const writeConfiguration = (subnet: string) => {
    const content = configuration(subnet)
    process.fs.mkdir(CNI_DIRECTORY, { parents: true })
    if (!process.fs.exists(FILE) || process.readText(FILE) !== content) process.fs.write(FILE, content, { mode: 0o644 })
  }
  informer.onChange(sync)
  process.allocate(11_000_000)
  process.on('TERM', () => process.signal('KILL'))
  await informer.whenSynced()
  sync()
  return process.forever()
}

/** `name: kindnet`: point-to-point interfaces, host-local addresses, port maps. */
const configuration = (subnet: string): string =>
  `${JSON.stringify(
    {
      cniVersion: '0.3.1',
      name: 'kindnet',
      plugins: [
        {
          type: 'ptp',
          ipMasq: false,
          ipam: {
            type: 'host-local',
            dataDir: '/run/cni-ipam-state',
            routes: [{ dst: '0.0.0.0/0' }],
            ranges: [[{ subnet }]],
          },
          mtu: 1500,
        },
        { type: 'portmap', capabilities: { portMappings: true } },
      ],
    },
    undefined,
    2,
  )}\n`
