// The kubelet's own server on port 10250: logs, exec, attach, port forwarding, health (pkg/kubelet/server).
import { objectKey } from '../kinds/kind.ts'
import { type HttpRequest, type HttpResponse, json, plain } from '../../net/http.ts'
import { type Params, type Route, Router } from '../../net/router.ts'
import type { Kubelet } from './kubelet.ts'
import { containerLogs } from './log-stream.ts'
import { forwardPort } from './port-forward.ts'
import { attach, exec } from './remote-command.ts'
import type { PodWorker } from './worker.ts'

export const KUBELET_PORT = 10250
const HEALTH_PORT = 10248

/** A worker and a container name, or why not. */
export type Target = { worker: PodWorker; container: string }

/** False when the port is in use. */
export function serveKubelet(kubelet: Kubelet): boolean {
  const router = new Router(routes(kubelet))
  const http = (request: HttpRequest, peer: Parameters<Route['handle']>[2]) => {
    const match = router.match(request.method, request.path)
    return match ? match.route.handle(request, match.params, peer) : plain(404, '404 page not found\n')
  }
  const health = new Router([
    { method: 'GET', pattern: '/healthz', topic: 'kubelet.healthz', handle: () => plain(200, 'ok') },
  ])
  kubelet.process.listen(HEALTH_PORT, { router: health, http: () => plain(200, 'ok') }, '127.0.0.1')
  return kubelet.process.listen(KUBELET_PORT, { router, http, tls: true })
}

function routes(kubelet: Kubelet): Route[] {
  const about = (params: Params) => ({ pod: `${params.namespace}/${params.pod}`, container: params.container ?? '' })
  const on =
    (run: (target: Target, request: HttpRequest, cause: number | undefined) => HttpResponse): Route['handle'] =>
    (request, params, peer) => {
      const target = find(kubelet, params)
      return 'status' in target ? target : run(target, request, peer.cause)
    }
  const command = '/:namespace/:pod/:container'
  const both = (path: string, topic: string, handle: Route['handle']): Route[] =>
    ['GET', 'POST'].map((method) => ({ method, pattern: path, topic, about, handle }))
  return [
    {
      method: 'GET',
      pattern: `/containerLogs${command}`,
      topic: 'kubelet.log',
      about,
      handle: (request, params, peer) => {
        const target = find(kubelet, params)
        return 'status' in target ? target : containerLogs(kubelet, target, request, peer.gone)
      },
    },
    ...both(
      `/exec${command}`,
      'kubelet.exec',
      on((target, request, cause) => exec(kubelet, target, request, cause)),
    ),
    ...both(
      `/attach${command}`,
      'kubelet.attach',
      on((target, request) => attach(kubelet, target, request)),
    ),
    ...both(
      '/portForward/:namespace/:pod',
      'kubelet.portforward',
      on((target, request, cause) => forwardPort(kubelet, target.worker, request, cause)),
    ),
    { method: 'GET', pattern: '/pods', topic: 'kubelet.pods', handle: () => json(200, podList(kubelet)) },
    { method: 'GET', pattern: '/healthz', topic: 'kubelet.healthz', handle: () => plain(200, 'ok') },
  ]
}

const podList = (kubelet: Kubelet) => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: {},
  items: [...kubelet.table.workers.values()].map((worker) => ({ ...worker.pod, status: worker.status() })),
})

function find(kubelet: Kubelet, { namespace, pod, container = '' }: Params): Target | HttpResponse {
  const worker = kubelet.table.find(objectKey({ metadata: { namespace, name: pod! } }))
  if (!worker) return plain(404, `pod does not exist`)
  return { worker, container }
}
