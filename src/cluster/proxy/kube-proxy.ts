// kube-proxy: turns Services and EndpointSlices into rules of its node's kernel.
import type { Process } from '../../machine/process.ts'
import type { Program } from '../../machine/program.ts'
import { plain } from '../../net/http.ts'
import { ApiClient, type ClientConfig } from '../client/client.ts'
import { Informers } from '../client/informer.ts'
import { endpointSlices } from '../kinds/endpointslice.ts'
import { services } from '../kinds/service.ts'
import { flags, inClusterConfig, readKubeconfig } from '../kubelet/configuration.ts'
import { Rules } from './rules.ts'
import { serviceTable } from './table.ts'

const HEALTH_PORT = 10256
const KUBECONFIG = '/var/lib/kube-proxy/kubeconfig.conf'

/** The server by its own address, for services do not work before this runs; who we are from the pod's account. */
function clientConfig(process: Process): ClientConfig {
  const own = inClusterConfig(process)
  return process.fs.exists(KUBECONFIG) ? { ...own, server: readKubeconfig(process, KUBECONFIG).server } : own
}

export const kubeProxy: Program = async (process) => {
  const given = flags(process.argv)
  const node = given.get('hostname-override') ?? process.env.NODE_NAME ?? process.machine.namespaces.uts.hostname
  const { kernel } = process
  const chance = kernel.chance(`kube-proxy ${node}`)
  const rules = Rules.of(
    process.machine.net,
    kernel.clock,
    chance,
    given.get('service-cluster-ip-range') ?? '10.96.0.0/12',
  )
  const informers = new Informers(new ApiClient(process, clientConfig(process)))
  const [all, slices] = [informers.of(services), informers.of(endpointSlices)]
  let ready = false
  const sync = () => {
    if (ready) rules.replace(serviceTable(all.cache.list(), slices.cache.list(), node))
  }
  all.onChange(sync)
  slices.onChange(sync)
  process.listen(HEALTH_PORT, { http: () => plain(200, JSON.stringify({ healthy: true })) })
  process.allocate(12_000_000)
  process.on('TERM', () => process.signal('KILL'))
  await informers.synced()
  ready = true
  sync()
  await process.error('I server_linux.go:171] "Using iptables Proxier"\n')
  return process.forever()
}
