// An etcd client: what the API server needs of etcd's API.
import { utf8 } from '../../kernel/bytes.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Process } from '../../machine/process.ts'
import { bodyText } from '../../net/http.ts'
import type { RangeResponse, TxnRequest, TxnResponse } from './protocol.ts'

/** Methods reject with NetError when etcd cannot be reached. */
export class EtcdClient {
  private readonly process: Process
  private readonly endpoint: string

  constructor(process: Process, endpoint: string) {
    this.process = process
    this.endpoint = endpoint
  }

  range(key: string, range_end: string, cause?: Cause): Promise<RangeResponse> {
    return this.post('/v3/kv/range', { key, range_end }, { key }, cause)
  }

  /** `about` goes into the trace: the key and what is done to it. */
  txn(request: TxnRequest, about: Record<string, string>, cause: Cause): Promise<TxnResponse> {
    return this.post('/v3/kv/txn', request, about, cause)
  }

  private async post<R>(path: string, body: unknown, about: Record<string, string>, cause: Cause): Promise<R> {
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: utf8(JSON.stringify(body)), about, cause }
    return JSON.parse(await bodyText(await this.process.request(this.endpoint + path, init))) as R
  }
}
