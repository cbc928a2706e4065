// A Kubernetes resource type: names, strategy and printed columns (upstream: pkg/registry/<group>/<kind>/strategy.go, pkg/printers).
import type { Json, JsonObject, KubeObject } from '../../api/kubernetes/meta.ts'
import type { FieldErrors } from './field-errors.ts'
import type { NameRule } from './names.ts'

export type Subresource =
  | 'status'
  | 'scale'
  | 'binding'
  | 'eviction'
  | 'log'
  | 'exec'
  | 'attach'
  | 'portforward'
  | 'proxy'
  | 'ephemeralcontainers'
  | 'resize'
  | 'token'
  | 'approval'
  | 'finalize'

/** What a client needs to name objects of a type on the wire. `T` is their shape. */
export interface Resource<T extends KubeObject = KubeObject> {
  /** '' is the core group. */
  group: string
  version: string
  kind: string
  plural: string
  namespaced: boolean
  /** Never set: carries T. */
  readonly shape?: T
}

/** Things a strategy may need: chance, the time, and what else the cluster holds. */
export interface StrategyContext {
  /** RFC 3339. */
  now: string
  /** Lower-case letters and digits, as names are made unique. */
  random(length: number): string
}

/** One column of `kubectl get`. */
export interface Column<T extends KubeObject = KubeObject> {
  name: string
  /** `now` is Unix ms. */
  cell(object: T, now: number): Json
  type?: 'string' | 'integer' | 'date' | 'boolean'
  /** Shown with `-o wide` only. */
  wide?: boolean
}

/** The same objects under another group and version. */
export interface View<T extends KubeObject = KubeObject> {
  group: string
  version: string
  show(object: T): JsonObject
  read(object: JsonObject): JsonObject
}

/** Methods, not function fields, so that a `Kind<Pod>` is a `Kind`. */
export interface Kind<T extends KubeObject = KubeObject> extends Resource<T> {
  singular: string
  shortNames?: string[]
  categories?: string[]
  subresources?: Subresource[]
  /** Other group versions in which the same objects are served. */
  alsoServed?: View<T>[]
  /** The verbs it takes; all of them where it is not said. */
  verbs?: string[]
  /** The name of its type in the schema table, where it is not the kind's. */
  type?: string
  columns: Column<T>[]
  /** Fields that field selectors know besides metadata.name and metadata.namespace. */
  fields?(object: T): Record<string, string>
  /** Fills what the client left out. */
  defaults?(object: T): void
  prepareForCreate?(object: T, context: StrategyContext): void
  /** `next` is about to replace `old`; generation and status are looked after by the server. */
  prepareForUpdate?(next: T, old: T): void
  validate?(object: T, errors: FieldErrors): void
  validateUpdate?(next: T, old: T, errors: FieldErrors): void
  /** What names must be; DNS subdomains where it is not said. */
  nameRule?: NameRule
  /** Spec changes count: `metadata.generation`. */
  generated?: boolean
  /** Seconds that an object may take to end before it is deleted; `asked` is the client's wish. None: deleted at once. */
  gracePeriod?(object: T, asked: number | undefined): number
  /** DELETE answers with the object instead of a Status. */
  returnsDeleted?: boolean
}

/** `apps/v1`, or `v1` for the core group. */
export const groupVersion = (resource: { group: string; version: string }): string =>
  resource.group ? `${resource.group}/${resource.version}` : resource.version

/** `pods`, `deployments.apps`: how errors and kubectl name a resource. */
export const groupResource = (resource: { group: string; plural: string }): string =>
  resource.group ? `${resource.plural}.${resource.group}` : resource.plural

/** The key of an object in caches and work queues: `namespace/name`, or `name`. */
export const objectKey = (object: { metadata: { namespace?: string; name: string } }): string =>
  object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name
