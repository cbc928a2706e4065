// etcd: where a cluster's objects are kept. One member; speaks the JSON gateway's paths on its client port.
import { utf8 } from '../../kernel/bytes.ts'
import type { Process } from '../../machine/process.ts'
import type { Program } from '../../machine/program.ts'
import { ChunkQueue } from '../../net/chunks.ts'
import { type HttpRequest, type HttpResponse, type Peer, bodyText, json, parseUrl } from '../../net/http.ts'
import { type Route, Router } from '../../net/router.ts'
import { KeyValueStore, type StoreEvent } from './keyvalue.ts'
import { StoreDisk } from './disk.ts'
import type {
  DeleteRangeRequest,
  PutRequest,
  RangeRequest,
  RequestOp,
  TxnRequest,
  WatchRequest,
  WatchResponse,
} from './protocol.ts'

export const etcd: Program = async (process) => {
  const flag = (name: string, fallback: string) =>
    process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback
  const dataDir = flag('data-dir', '/var/lib/etcd')
  const urls = flag('listen-client-urls', 'https://127.0.0.1:2379').split(',')
  const store = new KeyValueStore()
  const found = new StoreDisk(process.fs, dataDir).attach(store)
  const server = new Server(process, store)
  for (const url of urls) {
    const { port = 2379, host = '' } = parseUrl(url) ?? {}
    const listener = { http: server.handle, router: server.router, tls: url.startsWith('https') }
    if (!process.listen(port, listener, urls.length > 1 ? host : undefined)) {
      await log(
        process,
        'fatal',
        'etcdmain/etcd.go:181',
        `discovery failed: listen tcp ${host}:${port}: bind: address already in use`,
      )
      return 1
    }
  }
  process.allocate(60_000_000)
  await log(process, 'info', 'etcdmain/etcd.go:73', 'Running: ', { args: process.argv })
  await log(process, 'info', 'mvcc/kvstore.go:423', 'kvstore restored', { 'current-rev': store.revision, keys: found })
  await log(process, 'info', 'embed/serve.go:210', 'serving client traffic securely', { address: urls[0]! })
  return process.forever()
}

/** zap's JSON lines, as `kubectl logs` of the real thing shows them. */
function log(process: Process, level: string, caller: string, msg: string, more: Record<string, unknown> = {}) {
  const ts = process.kernel.clock.rfc3339Nano()
  return process.error(`${JSON.stringify({ level, ts, caller, msg, ...more })}\n`)
}

class Server {
  readonly router: Router
  private readonly store: KeyValueStore
  private readonly watchers = new Set<ChunkQueue>()

  constructor(process: Process, store: KeyValueStore) {
    this.store = store
    const post = (pattern: string, topic: string, run: (body: string, peer: Peer) => HttpResponse): Route => ({
      method: 'POST',
      pattern,
      topic,
      handle: async (request, _, peer) => run(await bodyText(request), peer),
    })
    this.router = new Router([
      post('/v3/kv/range', 'etcd.range', (body) => this.range(JSON.parse(body) as RangeRequest)),
      post('/v3/kv/put', 'etcd.put', (body) => this.put(JSON.parse(body) as PutRequest)),
      post('/v3/kv/deleterange', 'etcd.delete', (body) => this.deleteRange(JSON.parse(body) as DeleteRangeRequest)),
      post('/v3/kv/txn', 'etcd.txn', (body) => this.txn(JSON.parse(body) as TxnRequest)),
      post('/v3/watch', 'etcd.watch', (body, peer) => this.watch(JSON.parse(body) as WatchRequest, peer)),
      {
        method: 'GET',
        pattern: '/health',
        topic: 'etcd.health',
        handle: () => json(200, { health: 'true', reason: '' }),
      },
    ])
    process.defer(() => {
      for (const stream of this.watchers) stream.end()
    })
  }

  handle = async (request: HttpRequest, peer: Peer): Promise<HttpResponse> => {
    const match = this.router.match(request.method, request.path)
    if (!match) return json(404, { error: 'Not Found', code: 5, message: 'Not Found', details: [] })
    return match.route.handle(request, match.params, peer)
  }

  private header() {
    return {
      cluster_id: '14841639068965178418',
      member_id: '10276657743932975437',
      revision: this.store.revision,
      raft_term: 2,
    }
  }

  private range({ key, range_end }: RangeRequest): HttpResponse {
    const kvs = this.store.range(key, range_end)
    return json(200, { header: this.header(), kvs, count: kvs.length })
  }

  private put({ key, value }: PutRequest): HttpResponse {
    this.store.put(key, value)
    return json(200, { header: this.header() })
  }

  private deleteRange({ key }: DeleteRangeRequest): HttpResponse {
    const deleted = this.store.delete(key) ? 1 : 0
    return json(200, { header: this.header(), deleted })
  }

  private txn({ compare, success, failure }: TxnRequest): HttpResponse {
    const succeeded = compare.every((one) => this.store.holds(one))
    const responses = (succeeded ? success : failure).map((op) => this.perform(op))
    return json(200, { header: this.header(), succeeded, responses })
  }

  private perform({ request_put, request_delete_range, request_range }: RequestOp) {
    if (request_put) this.store.put(request_put.key, request_put.value)
    if (request_delete_range) this.store.delete(request_delete_range.key)
    return request_range
      ? { response_range: { kvs: this.store.range(request_range.key, request_range.range_end) } }
      : {}
  }

  private watch({ create_request }: WatchRequest, peer: Peer): HttpResponse {
    const { key, range_end, start_revision = this.store.revision + 1 } = create_request
    const inside = ({ kv }: StoreEvent) =>
      range_end === undefined ? kv.key === key : kv.key >= key && kv.key < range_end
    const past = this.store.since(start_revision)
    const stream = new ChunkQueue()
    if (!past) {
      stream.push(line({ header: this.header(), canceled: true, compact_revision: this.store.revision, events: [] }))
      stream.end()
    } else {
      stream.push(line({ header: this.header(), created: true, events: [] }))
      const tell = (event: StoreEvent) =>
        stream.push(line({ header: this.header(), events: [event] }), undefined, {
          type: event.type,
          key: event.kv.key,
        })
      past.filter(inside).forEach(tell)
      const off = this.store.watch((event) => void (inside(event) && tell(event)))
      this.watchers.add(stream)
      peer.gone.onCancel(() => {
        off()
        this.watchers.delete(stream)
        stream.end()
      })
    }
    return { status: 200, headers: { 'content-type': 'application/json' }, body: stream }
  }
}

const line = (result: WatchResponse['result']) => utf8(`${JSON.stringify({ result })}\n`)
