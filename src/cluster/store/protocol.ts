// etcd's v3 API as its JSON gateway speaks it (POST /v3/kv/…), with keys and values as plain text instead of base64.
import type { Compare, KeyValue, StoreEvent } from './keyvalue.ts'

export interface ResponseHeader {
  cluster_id: string
  member_id: string
  revision: number
  raft_term: number
}

export interface RangeRequest {
  key: string
  range_end?: string
}

export interface RangeResponse {
  header: ResponseHeader
  kvs: KeyValue[]
  count: number
}

export interface PutRequest {
  key: string
  value: string
}

export interface DeleteRangeRequest {
  key: string
}

export interface RequestOp {
  request_put?: PutRequest
  request_delete_range?: DeleteRangeRequest
  request_range?: RangeRequest
}

/** All of `success` happen when every comparison holds, else all of `failure`. */
export interface TxnRequest {
  compare: Compare[]
  success: RequestOp[]
  failure: RequestOp[]
}

export interface TxnResponse {
  header: ResponseHeader
  succeeded: boolean
  /** Of ranges among the operations performed. */
  responses: { response_range?: { kvs: KeyValue[] } }[]
}

export interface WatchRequest {
  create_request: { key: string; range_end?: string; start_revision?: number }
}

export interface WatchResponse {
  result: {
    header: ResponseHeader
    created?: boolean
    canceled?: boolean
    compact_revision?: number
    events: StoreEvent[]
  }
}
