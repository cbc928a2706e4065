// The logs of a container over HTTP: `tailLines`, `sinceSeconds`, `follow`, `previous` … (pkg/kubelet/kuberuntime/logs).
import { concat, utf8 } from '../../kernel/bytes.ts'
import type { Cancel } from '../../kernel/cancel.ts'
import { ChunkQueue } from '../../net/chunks.ts'
import { type HttpRequest, type HttpResponse, plain } from '../../net/http.ts'
import { type LogLine, type LogQuery, selectLines, wanted } from '../../runtime/logs.ts'
import { isRunning } from './facts.ts'
import type { Kubelet } from './kubelet.ts'
import type { Target } from './server.ts'

export function containerLogs(
  kubelet: Kubelet,
  { worker, container }: Target,
  request: HttpRequest,
  gone: Cancel,
): HttpResponse {
  const one = (name: string) => request.query[name]?.[0]
  const on = (name: string) => /^(1|true)$/i.test(one(name) ?? '')
  const { record, pod } = worker
  const facts = record.facts.containers.get(container)
  const logs = record.logs.get(container) ?? []
  const previous = on('previous')
  const log = previous ? logs.at(-2) : logs.at(-1)
  if (previous && (!log || !facts?.previous)) {
    return plain(
      400,
      `previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)} not found`,
    )
  }
  if (!log) return plain(400, waitingWords(worker, container))
  const query = logQuery(kubelet, one)
  const timestamps = on('timestamps')
  const limit = Number(one('limitBytes') ?? Infinity)
  const shown = (line: LogLine) =>
    timestamps ? concat([utf8(`${kubelet.machine.kernel.clock.rfc3339Nano(line.time)} `), line.bytes]) : line.bytes
  const now = concat(selectLines(log, query).map(shown)).subarray(0, limit)
  const headers = { 'content-type': 'text/plain' }
  if (!on('follow') || previous || !isRunning(facts)) return { status: 200, headers, body: now }
  const body = new ChunkQueue()
  body.push(now)
  const stop = log.follow((line) => {
    if (!line) body.end()
    else if (wanted(line, query)) body.push(shown(line))
  })
  gone.onCancel(stop)
  return { status: 200, headers, body }
}

function waitingWords({ record, pod }: Target['worker'], container: string): string {
  const { waiting } = record.facts.containers.get(container) ?? {}
  const name = JSON.stringify(container)
  const of = `container ${name} in pod ${JSON.stringify(pod.metadata.name)}`
  const reason = waiting?.reason ?? (pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating')
  if (reason === 'ErrImagePull' || reason === 'ImagePullBackOff')
    return `${of} is waiting to start: trying and failing to pull image`
  return `${of} is waiting to start: ${reason}`
}

function logQuery(kubelet: Kubelet, one: (name: string) => string | undefined): LogQuery {
  const { clock } = kubelet.machine.kernel
  const seconds = one('sinceSeconds')
  const time = one('sinceTime')
  const tail = one('tailLines')
  const since = seconds ? clock.now - Number(seconds) * 1000 : time ? Date.parse(time) - clock.epoch : undefined
  const stream = one('stream')
  return {
    stdout: stream !== 'Stderr',
    stderr: stream !== 'Stdout',
    ...(since === undefined ? {} : { since }),
    ...(tail === undefined ? {} : { tail: Number(tail) }),
  }
}
