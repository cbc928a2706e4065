// The messages of moby.buildkit.v1 (control, gateway) and of a client's session, as far as they are read or written here.
import { bool, bytes, int, many, map, message, nested, one, string, sub } from './protobuf.ts'

export const Empty = message({})

// --- moby.buildkit.v1.Control ---

const BuildkitVersion = message({ package: one(1, string), version: one(2, string), revision: one(3, string) })
export const InfoResponse = message({ buildkitVersion: sub(1, BuildkitVersion) })

const Platform = message({ architecture: one(1, string), os: one(2, string), variant: one(3, string) })
const WorkerRecord = message({
  id: one(1, string),
  labels: map(2, string),
  platforms: many(3, nested(Platform)),
  buildkitVersion: sub(5, BuildkitVersion),
})
export const ListWorkersResponse = message({ record: many(1, nested(WorkerRecord)) })

const Exporter = message({ type: one(1, string), attrs: map(2, string) })
const CacheOptionsEntry = message({ type: one(1, string), attrs: map(2, string) })
const CacheOptions = message({ exports: many(4, nested(CacheOptionsEntry)) })
export const ControlSolveRequest = message({
  ref: one(1, string),
  definition: sub(2, Empty),
  exporterDeprecated: one(3, string),
  exporterAttrsDeprecated: map(4, string),
  session: one(5, string),
  frontend: one(6, string),
  frontendAttrs: map(7, string),
  cache: sub(8, CacheOptions),
  exporters: many(13, nested(Exporter)),
})
export const ControlSolveResponse = message({ exporterResponse: map(1, string) })
export const StatusRequest = message({ ref: one(1, string) })

export const Timestamp = message({ seconds: one(1, int), nanos: one(2, int) })
const Vertex = message({
  digest: one(1, string),
  name: one(3, string),
  cached: one(4, bool),
  started: sub(5, Timestamp),
  completed: sub(6, Timestamp),
  error: one(7, string),
})
const VertexStatus = message({
  id: one(1, string),
  vertex: one(2, string),
  current: one(4, int),
  total: one(5, int),
  timestamp: sub(6, Timestamp),
  started: sub(7, Timestamp),
  completed: sub(8, Timestamp),
})
const VertexLog = message({
  vertex: one(1, string),
  timestamp: sub(2, Timestamp),
  stream: one(3, int),
  msg: one(4, bytes),
})
const SourceInfo = message({ filename: one(1, string), data: one(2, bytes) })
const Position = message({ line: one(1, int), character: one(2, int) })
const Range = message({ start: sub(1, Position), end: sub(2, Position) })
const VertexWarning = message({
  vertex: one(1, string),
  level: one(2, int),
  short: one(3, bytes),
  detail: many(4, bytes),
  url: one(5, string),
  info: sub(6, SourceInfo),
  ranges: many(7, nested(Range)),
})
export const StatusResponse = message({
  vertexes: many(1, nested(Vertex)),
  statuses: many(2, nested(VertexStatus)),
  logs: many(3, nested(VertexLog)),
  warnings: many(4, nested(VertexWarning)),
})

export const DiskUsageRequest = message({ filter: many(1, string) })
export const PruneRequest = message({
  filter: many(1, string),
  all: one(2, bool),
  keepDuration: one(3, int),
  reservedSpace: one(4, int),
  maxUsedSpace: one(5, int),
  minFreeSpace: one(6, int),
})
export const UsageRecord = message({
  id: one(1, string),
  mutable: one(2, bool),
  inUse: one(3, bool),
  size: one(4, int),
  createdAt: sub(6, Timestamp),
  lastUsedAt: sub(7, Timestamp),
  usageCount: one(8, int),
  description: one(9, string),
  recordType: one(10, string),
  shared: one(11, bool),
  parents: many(12, string),
})
export const DiskUsageResponse = message({ record: many(1, nested(UsageRecord)) })

// --- moby.buildkit.v1.frontend.LLBBridge ---

const APICap = message({ id: one(1, string), enabled: one(2, bool) })
export const PongResponse = message({
  frontendAPICaps: many(1, nested(APICap)),
  llbCaps: many(2, nested(APICap)),
  workers: many(3, nested(WorkerRecord)),
})
export const BridgeSolveRequest = message({
  definition: sub(1, Empty),
  frontend: one(2, string),
  frontendOpt: map(3, string),
  frontendInputs: map(13, nested(Empty)),
})
const Ref = message({ id: one(1, string) })
const Result = message({ ref: sub(3, Ref), metadata: map(10, bytes) })
export const BridgeSolveResponse = message({ result: sub(3, Result) })

const Any = message({ typeUrl: one(1, string), value: one(2, bytes) })
/** google.rpc.Status */
export const RpcStatus = message({ code: one(1, int), message: one(2, string), details: many(3, nested(Any)) })
export const ReturnRequest = message({ result: sub(1, Empty), error: sub(2, RpcStatus) })

// --- a session: the client serves these ---

/** fsutil.types */
const Stat = message({
  path: one(1, string),
  mode: one(2, int),
  uid: one(3, int),
  gid: one(4, int),
  size: one(5, int),
  /** Unix ns. */
  modTime: one(6, int),
  linkname: one(7, string),
})
export const Packet = message({ type: one(1, int), stat: sub(2, Stat), id: one(3, int), data: one(4, bytes) })
export type Stat = Partial<ReturnType<typeof Stat.decode>>

export const CredentialsRequest = message({ host: one(1, string) })
export const CredentialsResponse = message({ username: one(1, string), secret: one(2, string) })
export const GetSecretRequest = message({ id: one(1, string) })
export const GetSecretResponse = message({ data: one(1, bytes) })
/** moby.upload.v1 */
export const BytesMessage = message({ data: one(1, bytes) })
