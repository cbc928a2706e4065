// GET, LIST and WATCH, all from the watch cache (upstream: endpoints/handlers/get.go, watch.go, storage/cacher).
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import { base64, fromBase64, text, utf8 } from '../../kernel/bytes.ts'
import type { Cause } from '../../kernel/trace.ts'
import { ChunkQueue } from '../../net/chunks.ts'
import type { HttpResponse } from '../../net/http.ts'
import { groupVersion } from '../kinds/kind.ts'
import { type Call, keyOf, shown } from './call.ts'
import { flag, param } from './request-info.ts'
import { included, negotiate, respondList, respondObject } from './respond.ts'
import { type Selector, both, fieldSelector, labelSelector } from './selector.ts'
import { Refusal, badRequest, expired, notFound } from './status.ts'
import { type Change, lineOf, watchLine } from './change.ts'
import { partial, tableOf } from './table.ts'

export function get(call: Call): HttpResponse {
  const object = call.cluster.get(call.kind, keyOf(call))
  if (!object) throw notFound(call.kind, call.info.name)
  return respondObject(call, 200, object)
}

export function listSelector(call: Call): Selector | undefined {
  const { query } = call.request
  const fields = fieldSelector(param(query, 'fieldSelector'), call.kind)
  return both(labelSelector(param(query, 'labelSelector')), fields)
}

export function list(call: Call): HttpResponse {
  const { cluster, kind, info, request } = call
  const selected = listSelector(call)
  const all = cluster.list(kind, info.namespace)
  const matching = selected ? all.filter(selected) : all
  const resourceVersion = String(cluster.storage.revision)
  const limit = Number(param(request.query, 'limit')) || Infinity
  const start = startOf(param(request.query, 'continue'))
  const rest = start === undefined ? matching : matching.filter((object) => position(object) > start)
  const page = rest.slice(0, limit)
  if (page.length === rest.length) return respondList(call, page, { resourceVersion })
  const next = { v: 'meta.k8s.io/v1', rv: Number(resourceVersion), start: position(page.at(-1)!) }
  const token = base64(utf8(JSON.stringify(next))).replace(/=+$/, '')
  const remaining = selected ? {} : { remainingItemCount: rest.length - page.length }
  return respondList(call, page, { resourceVersion, continue: token, ...remaining })
}

const position = ({ metadata }: KubeObject) => `${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`

function startOf(token: string): string | undefined {
  if (!token) return undefined
  const bytes = fromBase64(token)
  try {
    return (JSON.parse(text(bytes!)) as { start: string }).start
  } catch {
    throw badRequest('continue key is not valid')
  }
}

/** A stream of JSON lines, each sent as a message of its own. */
export function watch(call: Call): HttpResponse {
  const { cluster, kind, peer, request } = call
  const { query } = request
  const stream = new ChunkQueue()
  const view = viewOf(call)
  const initial = flag(query, 'sendInitialEvents')
  const version = param(query, 'resourceVersion')
  const off = cluster.storage.watch(kind, (change) => send(stream, view, change))
  const end = () => {
    off()
    stream.end()
  }
  try {
    if (initial || version === '' || version === '0') sendState(call, stream, view)
    else sendPast(call, stream, view, Number(version))
  } catch (error) {
    off()
    throw error
  }
  if (initial && flag(query, 'allowWatchBookmarks'))
    stream.push(bookmark(call), peer.cause, { type: 'BOOKMARK', kind: kind.kind })
  const seconds = Number(param(query, 'timeoutSeconds'))
  const { clock } = cluster.process.kernel
  const timer = seconds > 0 ? clock.after(seconds * 1000, end) : undefined
  peer.gone.onCancel(() => {
    clock.clear(timer)
    end()
  })
  cluster.process.killed.onCancel(() => stream.end())
  return { status: 200, headers: { 'content-type': 'application/json' }, body: stream }
}

interface WatchView {
  /** What this watcher is to see of a change; undefined: nothing. */
  type(change: Change): Change['type'] | undefined
  line(type: Change['type'], change: Change): Uint8Array
}

function viewOf(call: Call): WatchView {
  const { info, kind, served, request, cluster } = call
  const selected = listSelector(call)
  const named = info.name ? (object: KubeObject) => object.metadata.name === info.name : undefined
  const wanted = both(selected, named)
  const { as } = negotiate(request)
  const plain = as === 'object' && !served.view
  let headers = true
  return {
    type(change) {
      if (info.namespace && change.object.metadata.namespace !== info.namespace) return undefined
      if (!wanted) return change.type
      const [was, is] = [change.old !== undefined && wanted(change.old), wanted(change.object)]
      if (change.type === 'DELETED') return was || is ? 'DELETED' : undefined
      if (is) return was ? 'MODIFIED' : 'ADDED'
      return was ? 'DELETED' : undefined
    },
    line(type, change) {
      if (plain && type === change.type) return lineOf(change)
      if (as === 'object') return watchLine(type, shown(call, change.object))
      if (as === 'PartialObjectMetadata') return watchLine(type, partial(change.object))
      const now = cluster.process.kernel.clock.unix()
      const metadata = { resourceVersion: change.object.metadata.resourceVersion }
      const show = (object: KubeObject) => shown(call, object)
      const table = tableOf(kind, [change.object], metadata, now, included(request), headers, show)
      headers = false
      return watchLine(type, table)
    },
  }
}

function send(stream: ChunkQueue, view: WatchView, change: Change): void {
  const type = view.type(change)
  if (!type) return
  const { name, namespace } = change.object.metadata
  const about = { type, kind: change.kind.kind, name, ...(namespace ? { namespace } : {}) }
  stream.push(view.line(type, change), change.cause, about)
}

/** What is there now, as if it had just come. */
function sendState({ cluster, kind, info, peer }: Call, stream: ChunkQueue, view: WatchView): void {
  for (const object of cluster.list(kind, info.namespace)) {
    const cause: Cause = peer.cause
    send(stream, view, {
      type: 'ADDED',
      kind,
      object,
      old: undefined,
      revision: Number(object.metadata.resourceVersion),
      cause,
    })
  }
}

function sendPast({ cluster, kind, peer }: Call, stream: ChunkQueue, view: WatchView, version: number): void {
  if (!Number.isInteger(version)) throw new Refusal(400, 'BadRequest', 'invalid resource version')
  const past = cluster.storage.since(kind, version)
  if (past) {
    for (const change of past) send(stream, view, change)
    return
  }
  const { status } = expired(`too old resource version: ${version} (${cluster.storage.revision})`)
  stream.push(watchLine('ERROR', status), peer.cause, { type: 'ERROR', kind: kind.kind })
  stream.end()
}

function bookmark(call: Call): Uint8Array {
  const { kind, served, cluster } = call
  const metadata = {
    resourceVersion: String(cluster.storage.revision),
    creationTimestamp: null,
    annotations: { 'k8s.io/initial-events-end': 'true' },
  }
  const { as } = negotiate(call.request)
  if (as === 'Table')
    return watchLine('BOOKMARK', {
      ...tableOf(kind, [], {}, 0, 'None', false),
      metadata: { resourceVersion: metadata.resourceVersion },
      rows: [{ cells: [], object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata } }],
    })
  return watchLine('BOOKMARK', { kind: kind.kind, apiVersion: groupVersion(served), metadata })
}
