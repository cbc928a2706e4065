// Google Kubernetes Engine's API (container.googleapis.com/v1): clusters whose machines are somewhere else.
import { text } from '../kernel/bytes.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Cause } from '../kernel/trace.ts'
import type { Machine } from '../machine/machine.ts'
import { type Handler, type HttpResponse, bodyBytes, json } from '../net/http.ts'
import { type Params, type Route, Router } from '../net/router.ts'
import { bringUp } from './bring-up.ts'

export const GKE_VERSION = 'v1.36.4'

interface CloudCluster {
  name: string
  location: string
  status: 'PROVISIONING' | 'RUNNING' | 'STOPPING' | 'ERROR'
  endpoint: string
  initialNodeCount: number
  currentNodeCount: number
  currentMasterVersion: string
  currentNodeVersion: string
  nodeConfig: { machineType: string }
  createTime: string
  selfLink: string
  statusMessage?: string
}

interface Operation {
  name: string
  operationType: string
  status: 'RUNNING' | 'DONE'
  targetLink: string
  detail?: string
  error?: { message: string }
}

/** What the cloud needs of the world. */
export interface Datacenter {
  kernel: Kernel
  /** A machine with a public and a private address, switched on. */
  create: (spec: { name: string; cluster: string }, cause: Cause) => Promise<Machine>
  remove: (machine: Machine, cause: Cause) => void
  publicAddress: (machine: Machine) => string
}

/** `projects/P/locations/L/clusters/NAME` → the cluster. */
export class Cloud {
  readonly router: Router
  readonly http: Handler
  private readonly center: Datacenter
  private readonly clusters = new Map<string, { cluster: CloudCluster; machines: Machine[] }>()
  private readonly operations = new Map<string, Operation>()

  constructor(center: Datacenter) {
    this.center = center
    this.router = new Router(this.routes())
    this.http = (request, peer) => {
      const match = this.router.match(request.method, request.path)
      return match ? match.route.handle(request, match.params, peer) : failure(404, 'NOT_FOUND', 'Method not found.')
    }
  }

  private routes(): Route[] {
    const base = '/v1/projects/:project/locations/:location'
    const about = (params: Params) => ({ name: params.name ?? '' })
    return [
      { method: 'GET', pattern: `${base}/clusters`, topic: 'gke.list', handle: (_, params) => this.list(params) },
      {
        method: 'POST',
        pattern: `${base}/clusters`,
        topic: 'gke.create',
        handle: async (request, params, peer) =>
          this.create(params, JSON.parse(text(await bodyBytes(request))), peer.cause),
      },
      {
        method: 'GET',
        pattern: `${base}/clusters/:name`,
        topic: 'gke.get',
        about,
        handle: (_, params) => this.known(params, ({ cluster }) => json(200, cluster)),
      },
      {
        method: 'DELETE',
        pattern: `${base}/clusters/:name`,
        topic: 'gke.delete',
        about,
        handle: (_, params, peer) => this.remove(params, peer.cause),
      },
      {
        method: 'GET',
        pattern: `${base}/operations/:name`,
        topic: 'gke.operation',
        about,
        handle: (_, params) => this.operation(params),
      },
    ]
  }

  private list({ location }: Params): HttpResponse {
    const all = [...this.clusters.values()].map((entry) => entry.cluster)
    return json(200, { clusters: all.filter((cluster) => location === '-' || cluster.location === location) })
  }

  private operation({ name }: Params): HttpResponse {
    const operation = this.operations.get(name!)
    return operation ? json(200, operation) : failure(404, 'NOT_FOUND', `Not found: operation ${name}.`)
  }

  private known(
    params: Params,
    act: (entry: { cluster: CloudCluster; machines: Machine[] }) => HttpResponse,
  ): HttpResponse {
    const entry = this.clusters.get(key(params))
    const { project, location, name } = params
    return entry
      ? act(entry)
      : failure(404, 'NOT_FOUND', `Not found: projects/${project}/zones/${location}/clusters/${name}.`)
  }

  private create(params: Params, body: unknown, cause: Cause): HttpResponse {
    const wanted = (
      body as { cluster: { name: string; initialNodeCount?: number; nodeConfig?: { machineType?: string } } }
    ).cluster
    const { project, location } = params
    const path = { ...params, name: wanted.name }
    const selfLink = `https://container.googleapis.com/v1/projects/${project}/zones/${location}/clusters/${wanted.name}`
    if (this.clusters.has(key(path))) {
      return failure(
        409,
        'ALREADY_EXISTS',
        `Already exists: projects/${project}/zones/${location}/clusters/${wanted.name}.`,
      )
    }
    const count = wanted.initialNodeCount ?? 3
    const cluster: CloudCluster = {
      name: wanted.name,
      location: location!,
      status: 'PROVISIONING',
      endpoint: '',
      initialNodeCount: count,
      currentNodeCount: count,
      currentMasterVersion: `${GKE_VERSION.slice(1)}-gke.1000`,
      currentNodeVersion: `${GKE_VERSION.slice(1)}-gke.1000`,
      nodeConfig: { machineType: wanted.nodeConfig?.machineType ?? 'e2-medium' },
      createTime: this.center.kernel.clock.rfc3339(),
      selfLink,
    }
    const entry = { cluster, machines: [] as Machine[] }
    this.clusters.set(key(path), entry)
    const operation = this.begin('CREATE_CLUSTER', selfLink)
    this.center.kernel.spawn(() => this.provision(entry, operation, cause))
    return json(200, operation)
  }

  private async provision(
    entry: { cluster: CloudCluster; machines: Machine[] },
    operation: Operation,
    cause: Cause,
  ): Promise<void> {
    const { cluster, machines } = entry
    const pool = this.center.kernel.rng.hex(8)
    const suffix = () => this.center.kernel.rng.string(4, 'bcdfghjklmnpqrstvwxz2456789')
    const names = [`gke-${cluster.name}-control-plane`]
    for (let i = 0; i < cluster.initialNodeCount; i++)
      names.push(`gke-${cluster.name}-default-pool-${pool}-${suffix()}`)
    try {
      for (const name of names) machines.push(await this.center.create({ name, cluster: cluster.name }, cause))
      const [controlPlane, ...workers] = machines
      cluster.endpoint = this.center.publicAddress(controlPlane!)
      operation.detail = 'Cluster is being configured'
      await bringUp({
        name: cluster.name,
        flavour: 'gke',
        version: GKE_VERSION,
        controlPlane: controlPlane!,
        address: cluster.endpoint,
        port: 443,
        workers,
        cause,
      })
      cluster.status = 'RUNNING'
      operation.detail = 'Cluster is being health-checked'
    } catch (error) {
      cluster.status = 'ERROR'
      cluster.statusMessage = error instanceof Error ? error.message : String(error)
      operation.error = { message: cluster.statusMessage }
    }
    operation.status = 'DONE'
  }

  private remove(params: Params, cause: Cause): HttpResponse {
    return this.known(params, (entry) => {
      entry.cluster.status = 'STOPPING'
      const operation = this.begin('DELETE_CLUSTER', entry.cluster.selfLink)
      this.center.kernel.clock.after(5000, () => {
        for (const machine of entry.machines) this.center.remove(machine, cause)
        this.clusters.delete(key(params))
        operation.status = 'DONE'
      })
      return json(200, operation)
    })
  }

  private begin(operationType: string, targetLink: string): Operation {
    const name = `operation-${this.center.kernel.rng.hex(12)}`
    const operation: Operation = { name, operationType, status: 'RUNNING', targetLink }
    this.operations.set(name, operation)
    return operation
  }
}

const key = ({ project, location, name }: Params) => `${project}/${location}/${name}`

const failure = (code: number, status: string, message: string) => json(code, { error: { code, message, status } })
