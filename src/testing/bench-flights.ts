// A trace written for measuring: a large cluster, and many messages on their way through it at once.
import type { MessageEvent, TraceEvent } from '../kernel/trace.ts'

const NODES = 84
const PODS = 2
const SERVER = 'n0'

type Unstamped = TraceEvent extends infer E ? (E extends TraceEvent ? Omit<E, 'seq' | 'at' | 'topic'> : never) : never

/** Events from `seq` on at the virtual time `at`: a line that was typed, and the cluster that came of it. */
export function largeCluster(seq: number, at: number): TraceEvent[] {
  const events: TraceEvent[] = []
  const add = (event: Unstamped) =>
    events.push({ topic: event.kind, cause: seq, ...event, seq: seq + events.length, at } as TraceEvent)
  const object = (type: string, place: string, id: string, data: Record<string, unknown>) =>
    add({ kind: 'object', type, place, id, data })
  add({ kind: 'input', on: 'laptop', line: 'many nodes' })
  object('cluster', 'big', 'big', { flavour: 'minikube', version: 'v1.36.4', server: SERVER })
  for (let i = 0; i < NODES; i++) {
    const name = `n${i}`
    const node = { hostname: name, role: 'node', address: '', os: '', up: true, cluster: 'big' }
    object('machine', name, name, node)
    object('node', 'big', name, { metadata: { name }, status: { conditions: [{ type: 'Ready', status: 'True' }] } })
    for (let j = 0; j < PODS; j++) object('pod', 'big', `default/p${i}-${j}`, pod(`p${i}-${j}`, name))
  }
  return events
}

function pod(name: string, nodeName: string) {
  return {
    metadata: { name, namespace: 'default' },
    spec: { nodeName, containers: [{ name: 'web', image: 'nginx' }] },
    status: {
      phase: 'Running',
      podIP: '10.244.0.1',
      containerStatuses: [{ name: 'web', ready: true, restartCount: 0, state: { running: {} } }],
    },
  }
}

/** So many messages between the API server and kubelets, of every shape, each under way for `ms`. */
export function flights(count: number, seq: number, at: number, cause: number, ms: number): MessageEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const kubelet = `n${1 + (i % (NODES - 1))}/kubelet`
    const isLayer = i % 4 === 3
    return {
      kind: 'message',
      form: isLayer ? 'response' : i % 4 === 2 ? 'chunk' : 'request',
      topic: isLayer ? 'registry.blob.get' : 'kube.pod',
      from: isLayer ? 'docker.io/registry' : `${SERVER}/kube-apiserver`,
      to: kubelet,
      method: 'GET',
      path: `/api/v1/namespaces/default/pods/p${i}`,
      status: 200,
      bytes: isLayer ? 30_000_000 : 400,
      about: (isLayer ? { diffId: `sha256:${i}`, name: `layer ${i}` } : { type: 'MODIFIED', name: `p${i}` }) as Record<
        string,
        string
      >,
      seq: seq + i,
      at: at + i * 7,
      until: at + ms,
      cause,
    }
  })
}
