// Port forwarding: one connection into a pod's network on a pair of channels, data and error (portforward.k8s.io).
import type { Duplex } from '../../kernel/queue.ts'
import type { Cause } from '../../kernel/trace.ts'
import { readChannels, sendChannel } from '../../net/channels.ts'
import { NetError } from '../../net/errors.ts'
import { type HttpRequest, type HttpResponse, plain } from '../../net/http.ts'
import type { Kubelet } from './kubelet.ts'
import type { PodWorker } from './worker.ts'

const DATA = 0
const FAILURE = 1

/** `?ports=8080`: each upgrade carries one connection. */
export function forwardPort(kubelet: Kubelet, worker: PodWorker, request: HttpRequest, cause: Cause): HttpResponse {
  const port = Number(request.query.ports?.[0] ?? 0)
  const { sandbox } = worker.record
  if (!sandbox) return plain(500, 'failed to find sandbox')
  if (!port) return plain(400, 'query parameter "port" is required')
  return {
    status: 101,
    headers: { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-protocol': 'v4.channel.k8s.io' },
    body: new Uint8Array(0),
    upgrade: (connection) => kubelet.task(() => carry(kubelet, worker, port, connection, cause)),
  }
}

async function carry(kubelet: Kubelet, worker: PodWorker, port: number, outer: Duplex, cause: Cause): Promise<void> {
  const { machine, process } = kubelet
  const { net } = worker.record.sandbox!
  const sender = { namespace: net, component: process.component, cause, cancel: process.killed }
  let inner: Duplex
  try {
    inner = await machine.fabric.connect(sender, { address: '127.0.0.1', port })
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    const { name, uid } = worker.pod.metadata
    await sendChannel(
      outer,
      FAILURE,
      `failed to forward port ${port} in pod ${name}_${uid}: dial tcp4 127.0.0.1:${port}: connect: connection refused`,
    )
    outer.close()
    return
  }
  kubelet.task(async () => {
    for (let chunk = await inner.read(); chunk; chunk = await inner.read()) await sendChannel(outer, DATA, chunk)
    outer.close()
  })
  for await (const { channel, data } of readChannels(outer)) if (channel === DATA) await inner.write(data)
  inner.close()
}
