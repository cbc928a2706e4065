// What all parts of one API server share: its process, its storage, the kinds it serves.
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import type { Rng } from '../../kernel/rng.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Process } from '../../machine/process.ts'
import type { Kind, StrategyContext } from '../kinds/kind.ts'
import type { Allocator } from './allocator.ts'
import type { KindRegistry } from './registry.ts'
import type { Storage } from './storage.ts'

export interface ServerOptions {
  port: number
  /** Address that others reach the server by. */
  advertise: string
  etcd: string
  serviceSubnet: string
  /** Cluster name: place of its objects in the trace. */
  place: string
}

/** Letters and digits that make no words (upstream: apimachinery/pkg/util/rand). */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

export class Cluster implements StrategyContext {
  readonly process: Process
  readonly storage: Storage
  readonly registry: KindRegistry
  readonly allocator: Allocator
  readonly options: ServerOptions
  readonly rng: Rng

  constructor(
    process: Process,
    options: ServerOptions,
    storage: Storage,
    registry: KindRegistry,
    allocator: Allocator,
    rng: Rng,
  ) {
    this.process = process
    this.options = options
    this.storage = storage
    this.registry = registry
    this.allocator = allocator
    this.rng = rng
  }

  /** RFC 3339. */
  get now(): string {
    return this.process.kernel.clock.rfc3339()
  }

  random(length: number): string {
    return this.rng.string(length, ALPHABET)
  }

  /** From the cache. */
  get<T extends KubeObject>(kind: Kind<T>, key: string): T | undefined {
    return this.storage.get(kind, key)?.object as T | undefined
  }

  list<T extends KubeObject>(kind: Kind<T>, namespace = ''): T[] {
    return this.storage.list(kind, namespace).map(({ object }) => object as T)
  }

  decide(topic: string, about: Record<string, string | number>, cause: Cause): void {
    this.process.kernel.trace.add({ kind: 'decision', topic, by: this.process.component, about, cause })
  }
}
