// k8s.io/apimachinery/pkg/apis/meta/v1: what every Kubernetes object has, and what is said around objects.
import type * as meta from 'kubernetes-types/meta/v1'

export type {
  APIGroup,
  APIGroupList,
  APIResource,
  APIResourceList,
  APIVersions,
  Condition,
  DeleteOptions,
  LabelSelector,
  LabelSelectorRequirement,
  ListMeta,
  ManagedFieldsEntry,
  ObjectMeta,
  OwnerReference,
  StatusCause,
} from 'kubernetes-types/meta/v1'

/** Whatever JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
export type JsonObject = { [name: string]: Json }

export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Metadata of an object that a server keeps. */
export type Metadata = Mutable<Omit<meta.ObjectMeta, 'name' | 'uid' | 'resourceVersion' | 'creationTimestamp'>> & {
  name: string
  uid: string
  /** The revision of the store at its last change. Opaque to clients, comparable as a number since 1.35. */
  resourceVersion: string
  /** RFC 3339, seconds. */
  creationTimestamp: string
}

/** Any object that a server keeps. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: Metadata
}

/** An object of type T as the server keeps it; `P` are the parts that it always has. */
export type Kept<T, P extends keyof T = never> = Mutable<Omit<T, 'apiVersion' | 'kind' | 'metadata' | P>> &
  Mutable<Required<Pick<T, P>>> &
  KubeObject

/** What a client sends to have an object made: server-set parts may be absent. */
export type Draft<T> = Partial<Omit<T, 'metadata'>> & { metadata: meta.ObjectMeta }

export interface KubeList<T = KubeObject> {
  apiVersion: string
  kind: string
  metadata: meta.ListMeta
  items: T[]
}

/** metav1.Status: how the API server says what went wrong. */
export interface Status {
  kind: 'Status'
  apiVersion: 'v1'
  metadata: meta.ListMeta
  status: 'Success' | 'Failure'
  message?: string
  reason?: string
  details?: {
    name?: string
    group?: string
    kind?: string
    uid?: string
    causes?: meta.StatusCause[]
    retryAfterSeconds?: number
  }
  code?: number
}

/** One line of a watch stream. */
export interface WatchEvent<T = KubeObject> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  object: T
}

/** meta.k8s.io/v1 Table: what `kubectl get` prints. */
export interface Table {
  kind: 'Table'
  apiVersion: 'meta.k8s.io/v1'
  metadata: meta.ListMeta
  columnDefinitions: ColumnDefinition[] | null
  rows: TableRow[]
}

export interface ColumnDefinition {
  name: string
  type: string
  format: string
  description: string
  /** 0 is always shown, 1 only in wide output. */
  priority: number
}

export interface TableRow {
  cells: Json[]
  object: Json
}
