// One container as dockerd keeps it: configuration, state, disk, log, and who waits for it.
import type { ContainerConfig, ContainerStatus, HostConfig } from '../../api/docker.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { OverlayFs } from '../../machine/fs/overlay.ts'
import type { NetworkNamespace } from '../../net/namespace.ts'
import type { Mount } from '../../machine/fs/filesystem.ts'
import type { Container as Contained, MountPoint } from '../../runtime/container.ts'
import type { StoredImage } from '../../runtime/content.ts'
import { Log } from '../../runtime/logs.ts'
import { Output, type Streams } from '../../runtime/streams.ts'
import type { Endpoint } from '../networks/endpoint.ts'
import type { ContainerMount } from '../volumes/mounts.ts'
import type { HealthMonitor } from './health.ts'

export interface State {
  running: boolean
  paused: boolean
  restarting: boolean
  removing: boolean
  dead: boolean
  oomKilled: boolean
  exitCode: number
  error: string
  /** Virtual ms. */
  startedAt: number | undefined
  finishedAt: number | undefined
}

export type WaitCondition = 'not-running' | 'next-exit' | 'removed'

export interface Published {
  containerPort: number
  protocol: string
  hostIp: string
  hostPort: number
}

export interface ContainerInit {
  id: string
  name: string
  image: StoredImage
  config: ContainerConfig
  hostConfig: HostConfig
  fs: OverlayFs
  platform: string
}

export class Container {
  readonly id: string
  /** Without the slash. */
  name: string
  readonly created: number
  readonly image: StoredImage
  readonly config: ContainerConfig
  readonly hostConfig: HostConfig
  readonly fs: OverlayFs
  readonly log: Log
  readonly output: Output
  readonly state: State = {
    running: false,
    paused: false,
    restarting: false,
    removing: false,
    dead: false,
    oomKilled: false,
    exitCode: 0,
    error: '',
    startedAt: undefined,
    finishedAt: undefined,
  }
  /** Its own network namespace, or the host's, or another container's. */
  net: NetworkNamespace | undefined
  uts = { hostname: '' }
  contained: Contained | undefined
  streams: Streams | undefined
  /** By network name. */
  readonly endpoints = new Map<string, Endpoint>()
  mounts: ContainerMount[] = []
  published: Published[] = []
  /** Mounts of the builder's own, besides what users ask for. */
  extraMounts: readonly MountPoint[] = []
  /** The /dev/shm that others may join. */
  shm: Mount | undefined
  readonly execIds = new Set<string>()
  health: HealthMonitor | undefined
  restartCount = 0
  /** Somebody asked for it to stop: no restart policy brings it back. */
  manuallyStopped = false
  /** Ends the wait for the next automatic restart. */
  cancelRestart: (() => void) | undefined
  /** Runs between the state's change and the `die` event, when a stop waits for it. */
  onStopped: (() => void) | undefined
  sandboxId = ''
  private readonly waiters = new Set<{ condition: WaitCondition; resolve: (code: number) => void }>()
  private readonly attached = new Set<() => void>()

  constructor(kernel: Kernel, init: ContainerInit) {
    this.id = init.id
    this.name = init.name
    this.image = init.image
    this.config = init.config
    this.hostConfig = init.hostConfig
    this.fs = init.fs
    this.created = kernel.clock.now
    this.log = new Log(kernel.clock)
    this.output = new Output(init.hostConfig.LogConfig.Type === 'none' ? undefined : this.log)
  }

  get status(): ContainerStatus {
    const { state } = this
    if (state.running) return state.paused ? 'paused' : state.restarting ? 'restarting' : 'running'
    if (state.restarting) return 'restarting'
    if (state.removing) return 'removing'
    if (state.dead) return 'dead'
    return state.startedAt === undefined ? 'created' : 'exited'
  }

  get shortId(): string {
    return this.id.slice(0, 12)
  }

  /** The command line as `docker ps` shows it. */
  get path(): string {
    return this.argv[0] ?? ''
  }

  get argv(): string[] {
    return [...(this.config.Entrypoint ?? []), ...(this.config.Cmd ?? [])]
  }

  /** Resolves with the exit code once the condition holds. */
  wait(condition: WaitCondition): Promise<number> {
    if (condition === 'not-running' && !this.state.running && !this.state.restarting) {
      return Promise.resolve(this.state.exitCode)
    }
    return new Promise((resolve) => this.waiters.add({ condition, resolve }))
  }

  /** An exit: whoever waited for it learns of it. */
  tellExit(): void {
    for (const waiter of [...this.waiters]) {
      if (waiter.condition === 'removed' || (waiter.condition === 'not-running' && this.state.restarting)) continue
      this.waiters.delete(waiter)
      waiter.resolve(this.state.exitCode)
    }
  }

  tellRemoved(): void {
    for (const waiter of [...this.waiters]) waiter.resolve(this.state.exitCode)
    this.waiters.clear()
  }

  onDetach(close: () => void): () => void {
    this.attached.add(close)
    return () => void this.attached.delete(close)
  }

  /** The process is gone: attached clients see the end. */
  detachAll(): void {
    for (const close of [...this.attached]) close()
    this.attached.clear()
  }
}
