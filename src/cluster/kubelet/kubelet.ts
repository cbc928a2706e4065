// kubelet: runs the pods of one node, and says how they are.
import type { Pod } from '../../api/kubernetes/core.ts'
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import { fromBase64, text } from '../../kernel/bytes.ts'
import type { Rng } from '../../kernel/rng.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Machine } from '../../machine/machine.ts'
import type { Process } from '../../machine/process.ts'
import type { Program } from '../../machine/program.ts'
import { ApiClient, ApiError, refused } from '../client/client.ts'
import { EventRecorder } from '../client/events.ts'
import { type Change, Informer, quietly } from '../client/informer.ts'
import { configMaps } from '../kinds/configmap.ts'
import { nodes } from '../kinds/node.ts'
import { persistentVolumeClaims } from '../kinds/persistentvolumeclaim.ts'
import { persistentVolumes } from '../kinds/persistentvolume.ts'
import { pods } from '../kinds/pod.ts'
import { secrets } from '../kinds/secret.ts'
import { serviceAccounts } from '../kinds/serviceaccount.ts'
import { services } from '../kinds/service.ts'
import { type KubeletConfig, kubeletConfig } from './configuration.ts'
import { Containerd } from './containerd.ts'
import type { Sources } from './environment.ts'
import { type AuthConfigs, Images } from './images.ts'
import { NodeAgent } from './node-agent.ts'
import { PodTable } from './pod-table.ts'
import type { Surroundings } from './reference.ts'
import { References, mounts } from './references.ts'
import type { SandboxOptions } from './sandbox.ts'
import { serveKubelet } from './server.ts'
import { Statuses } from './statuses.ts'
import { readStaticPods } from './static-pods.ts'
import { type VolumeSources, VolumeError } from './volume-files.ts'
import { type Claims, setUpVolumes } from './volumes.ts'
import type { PodWorker } from './worker.ts'

/** Mounted config maps and secrets follow their objects about this late. */
const VOLUME_SYNC_MS = 60_000

export const kubelet: Program = async (process) => {
  let config: KubeletConfig
  try {
    config = kubeletConfig(process)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    await process.error(`E run.go:72] "command failed" err="${error.message}"\n`)
    return 1
  }
  const running = new Kubelet(process, config)
  process.allocate(45_000_000)
  if (!serveKubelet(running)) {
    await process.error(
      'E server.go:212] "Failed to listen and serve" err="listen tcp 0.0.0.0:10250: bind: address already in use"\n',
    )
    return 1
  }
  return running.run()
}

export class Kubelet {
  readonly process: Process
  readonly machine: Machine
  readonly config: KubeletConfig
  readonly client: ApiClient
  readonly containerd: Containerd
  readonly images: Images
  readonly statuses: Statuses
  readonly references: References
  readonly agent: NodeAgent
  readonly table: PodTable
  readonly chance: Rng
  /** The API server knows the node. */
  registered = false
  private readonly recorder: EventRecorder
  private readonly services: Informer<import('../../api/kubernetes/core.ts').Service>

  constructor(process: Process, config: KubeletConfig) {
    this.process = process
    this.machine = process.machine
    this.config = config
    this.client = new ApiClient(process, config.client)
    this.containerd = Containerd.of(process.machine)
    this.chance = process.kernel.chance(`kubelet ${config.nodeName}`)
    this.recorder = new EventRecorder(this.client, 'kubelet', config.nodeName)
    this.images = new Images(this)
    this.statuses = new Statuses(this)
    this.references = new References(this)
    this.agent = new NodeAgent(this)
    this.table = new PodTable(this)
    this.services = new Informer(this.client, services)
  }

  get hostIp(): string {
    return this.config.nodeIp ?? this.machine.net.address()
  }

  /** Virtual ms. */
  now(): number {
    return this.machine.kernel.clock.now
  }

  unix(): number {
    return this.machine.kernel.clock.unix()
  }

  /** A task that ends with the kubelet. */
  task(run: () => Promise<unknown>): void {
    this.machine.kernel.spawn(() => quietly(run()))
  }

  async run(): Promise<never> {
    this.readManifests()
    if (!this.config.registers) return this.process.forever()
    await this.agent.register()
    this.registered = true
    this.agent.announce()
    const mine = new Informer(this.client, pods, { fieldSelector: `spec.nodeName=${this.config.nodeName}` })
    const node = new Informer(this.client, nodes, { fieldSelector: `metadata.name=${this.config.nodeName}` })
    mine.onChange((change: Change<Pod>) => this.table.changed(change))
    node.onChange(({ type, object }) => void (type === 'DELETED' ? 0 : this.agent.learn(object)))
    for (const informer of [this.services, node, mine] as unknown as Informer[]) this.task(() => informer.run())
    this.task(() => this.agent.run())
    await mine.whenSynced()
    this.table.synced()
    return this.process.forever()
  }

  readManifests(): void {
    const { manifests, nodeName } = this.config
    this.table.statics(readStaticPods(this.machine.fs, manifests, nodeName, this.machine.kernel.clock.rfc3339()))
  }

  tell(
    about: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    cause: Cause,
    container?: string,
  ): void {
    const initial =
      container !== undefined && (about as Pod).spec.initContainers?.some(({ name }) => name === container)
    const field = container && `spec.${initial ? 'initContainers' : 'containers'}{${container}}`
    this.recorder.record({ about, type, reason, message, ...(field ? { fieldPath: field } : {}) }, cause)
  }

  decide(topic: string, about: Record<string, string | number>, cause: Cause): void {
    const by = this.process.component
    this.machine.kernel.trace.add({
      kind: 'decision',
      topic: `kubelet.${topic}`,
      by,
      about: { node: this.config.nodeName, ...about },
      cause,
    })
  }

  sandboxOptions(): SandboxOptions {
    const { machine, config, hostIp } = this
    const podCidr = this.agent.node?.spec.podCIDR
    const cluster = { dns: config.clusterDns, domain: config.clusterDomain }
    return { machine, network: this.containerd.network, podCidr, hostIp, cluster }
  }

  around(podIp: string | undefined): Surroundings {
    return { node: this.agent.node, hostIp: this.hostIp, podIp }
  }

  environmentSources(pod: Pod): Sources {
    const namespace = pod.metadata.namespace ?? ''
    return {
      configMap: (name) => this.references.known(configMaps, namespace, name),
      secret: (name) => this.references.known(secrets, namespace, name),
      services: this.services.cache.list(),
    }
  }

  /** Services must have been read once before an environment can be made of them. */
  async servicesKnown(): Promise<void> {
    await this.services.whenSynced()
  }

  volumeSources(pod: Pod): VolumeSources {
    const namespace = pod.metadata.namespace ?? ''
    return {
      configMap: (name) => this.references.get(configMaps, namespace, name),
      secret: (name) => this.references.get(secrets, namespace, name),
      token: (account, audience, seconds) => this.token(pod, account, audience, seconds),
      node: this.agent.node,
      hostIp: this.hostIp,
      podIp: pod.status.podIP,
    }
  }

  private async token(pod: Pod, account: string, audience: string | undefined, seconds: number): Promise<string> {
    const { name, namespace = '', uid } = pod.metadata
    const body = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {
        audiences: audience ? [audience] : [],
        expirationSeconds: seconds,
        boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
      },
    }
    try {
      const answer = await this.client.post(serviceAccounts, namespace, account, 'token', body)
      return (answer as unknown as { status: { token: string } }).status.token
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      throw new VolumeError(`failed to fetch token: ${error.message}`)
    }
  }

  claims(pod: Pod): Claims {
    const namespace = pod.metadata.namespace ?? ''
    return {
      claim: (name) => this.found(this.client.get(persistentVolumeClaims, namespace, name)),
      volume: (name) => this.found(this.client.get(persistentVolumes, '', name)),
    }
  }

  private async found<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer
    } catch (error) {
      if (refused(error, 'NotFound')) return undefined
      throw error
    }
  }

  async pullSecrets(pod: Pod): Promise<AuthConfigs[]> {
    const all: AuthConfigs[] = []
    for (const { name } of pod.spec.imagePullSecrets ?? []) {
      const secret = await this.references.get(secrets, pod.metadata.namespace ?? '', name ?? '')
      const config = text(fromBase64(secret?.data?.['.dockerconfigjson'] ?? '') ?? new Uint8Array(0))
      if (config) all.push((JSON.parse(config) as { auths?: AuthConfigs }).auths ?? {})
    }
    return all
  }

  /** An object that pods mount has changed: its files follow in about a minute. */
  refreshVolumes(namespace: string, kind: string, name: string): void {
    const { clock } = this.machine.kernel
    clock.after(VOLUME_SYNC_MS, () => {
      if (this.process.exitCode !== undefined) return
      for (const worker of this.table.workers.values()) {
        const { pod } = worker
        if (pod.metadata.namespace !== namespace || !mounts(pod, kind, name) || worker.over) continue
        this.task(async () => {
          await setUpVolumes(this.machine, pod, this.volumeSources(pod), this.claims(pod)).catch((error: unknown) => {
            if (!(error instanceof Error)) throw error
          })
        })
      }
    })
  }

  /** Nothing of a pod is left here: the API server may forget it. */
  async finished(worker: PodWorker, gone: boolean, cause: Cause): Promise<void> {
    const { pod } = worker
    const { namespace = '', name, uid } = pod.metadata
    if (!gone) {
      await this.statuses.settled(uid)
      const options = { gracePeriodSeconds: 0, preconditions: { uid }, cause }
      try {
        await this.client.delete(pods, namespace, name, options)
      } catch (error) {
        if (!refused(error, 'NotFound') && !refused(error, 'Conflict')) throw error
      }
    }
    this.statuses.forget(uid)
    this.table.forget(worker)
  }
}
