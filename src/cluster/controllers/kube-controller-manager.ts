// kube-controller-manager: runs all controllers in one process.
import type { Process } from '../../machine/process.ts'
import type { Program } from '../../machine/program.ts'
import { plain } from '../../net/http.ts'
import { ApiClient } from '../client/client.ts'
import { runControllers } from '../client/controller.ts'
import type { Informers } from '../client/informer.ts'
import { nodes } from '../kinds/node.ts'
import { services } from '../kinds/service.ts'
import { flags, readKubeconfig } from '../kubelet/configuration.ts'
import { controllers } from './index.ts'

const PORT = 10257

/** A cloud's network: a load balancer's address leads to the nodes, whose kube-proxy knows the rest. */
function announceAddresses(process: Process, informers: Informers): void {
  const all = informers.of(nodes)
  informers.of(services).onChange(({ type, object }) => {
    for (const { ip } of object.status.loadBalancer?.ingress ?? []) {
      const address = all.cache.list().flatMap((node) => node.status.addresses ?? [])[0]?.address
      const node = address && process.namespaces.net.locate(address)
      const network = node && node.interfaces.find((link) => link.network.kind === 'internet')?.network
      if (!ip || !network || !node) continue
      const holder = network.members.get(ip)
      if (type !== 'DELETED' && !holder) node.attach(network, ip, 'lb0')
      if (type === 'DELETED' && holder) network.members.delete(ip)
    }
  })
}

export const kubeControllerManager: Program = async (process) => {
  const given = flags(process.argv)
  const path = given.get('kubeconfig') ?? '/etc/kubernetes/controller-manager.conf'
  if (!process.fs.exists(path)) {
    await process.error(
      `E controllermanager.go:108] "Error building Kubernetes client" err="stat ${path}: no such file or directory"\n`,
    )
    return 1
  }
  const ca = given.get('root-ca-file') ?? '/etc/kubernetes/pki/ca.crt'
  process.listen(PORT, { http: () => plain(200, 'ok'), tls: true })
  process.allocate(58_000_000)
  process.on('TERM', () => process.signal('KILL'))
  const pool = given.get('load-balancer-cidr')
  const settings = {
    clusterCidr: given.get('cluster-cidr') ?? '10.244.0.0/16',
    rootCertificate: process.fs.exists(ca) ? process.readText(ca) : '',
    ...(pool ? { loadBalancers: pool } : {}),
  }
  const informers = runControllers(
    process,
    new ApiClient(process, readKubeconfig(process, path)),
    controllers(settings),
  )
  if (pool) announceAddresses(process, informers)
  await process.error('I controllermanager.go:205] "Starting" version="v1.36.4"\n')
  return process.forever()
}
