// ComponentStatus objects: nobody keeps them, the server asks its neighbours when it is asked (deprecated since 1.19).
import type { ComponentStatus } from '../../api/kubernetes/core.ts'
import type { Cause } from '../../kernel/trace.ts'
import { NetError } from '../../net/errors.ts'
import { type HttpResponse, bodyText } from '../../net/http.ts'
import type { Call } from './call.ts'
import type { Cluster } from './cluster.ts'
import { respondList, respondObject } from './respond.ts'
import { notFound } from './status.ts'

const WARNING = 'v1 ComponentStatus is deprecated in v1.19+'

/** Name → address of its health check. */
const COMPONENTS: [string, (cluster: Cluster) => string][] = [
  ['controller-manager', () => 'https://127.0.0.1:10257/healthz'],
  ['scheduler', () => 'https://127.0.0.1:10259/healthz'],
  ['etcd-0', ({ options }) => `${options.etcd}/health`],
]

export async function componentStatuses(call: Call): Promise<HttpResponse> {
  call.warnings.push(WARNING)
  const { cluster, info, peer } = call
  const asked = COMPONENTS.filter(([name]) => !info.name || name === info.name)
  if (asked.length === 0) throw notFound(call.kind, info.name)
  const found: ComponentStatus[] = []
  for (const [name, address] of asked) found.push(await check(cluster, name, address(cluster), peer.cause))
  if (info.name) return respondObject(call, 200, found[0]!)
  return respondList(call, found, {})
}

async function check({ process }: Cluster, name: string, address: string, cause: Cause): Promise<ComponentStatus> {
  const metadata = { name } as ComponentStatus['metadata']
  const status = (condition: object) =>
    ({
      apiVersion: 'v1',
      kind: 'ComponentStatus',
      metadata,
      conditions: [{ type: 'Healthy', ...condition }],
    }) as ComponentStatus
  try {
    const response = await process.request(address, { cause })
    const message = await bodyText(response)
    const well = response.status === 200
    return status({ status: well ? 'True' : 'False', message: message.includes('health') ? 'ok' : message })
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    const why = `Get ${JSON.stringify(address)}: dial tcp ${error.target}: connect: connection refused`
    return status({ status: 'False', message: why })
  }
}
