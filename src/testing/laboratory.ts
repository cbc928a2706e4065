// A control plane on one bare machine, for tests: etcd, the API server, and a client's process.
import { Kernel } from '../kernel/kernel.ts'
import { utf8 } from '../kernel/bytes.ts'
import { Machine } from '../machine/machine.ts'
import { OverlayFs } from '../machine/fs/overlay.ts'
import type { Process } from '../machine/process.ts'
import { Fabric } from '../net/fabric.ts'
import { bodyText, encodeQuery, type Query } from '../net/http.ts'
import { NetworkNamespace } from '../net/namespace.ts'
import { settled } from './drive.ts'
import { ApiClient } from '../cluster/client/client.ts'
import { serviceAccounts } from '../cluster/kinds/serviceaccount.ts'
import { etcd } from '../cluster/store/etcd.ts'
import { kubeApiServer } from '../cluster/apiserver/server.ts'

export interface Answer {
  status: number
  headers: Record<string, string>
  body: unknown
}

export class Laboratory {
  readonly kernel = new Kernel({ seed: 1, epoch: Date.UTC(2026, 10, 23) })
  readonly machine: Machine
  readonly client: ApiClient
  private readonly process: Process

  constructor(latency = 1) {
    const { kernel } = this
    const link = { latency, bandwidth: 1e6, interactive: 1 }
    const fs = new OverlayFs({ now: () => kernel.clock.unix() })
    this.machine = new Machine({
      name: 'cp',
      hostname: 'cp',
      kernel,
      fabric: new Fabric(kernel, () => link),
      fs,
      net: new NetworkNamespace('cp', 'cp'),
      programs: new Map(),
      hardware: { cpus: 2, memory: 2 ** 31, disk: 2 ** 34 },
      release: '6.8',
      os: 'Linux',
    })
    this.boot()
    this.process = this.machine.start({ argv: ['kubectl'], program: (process) => process.forever() })
    this.client = new ApiClient(this.process, { server: 'https://127.0.0.1:8443' })
  }

  boot(): void {
    this.machine.start({ argv: ['etcd'], program: etcd })
    const flags = ['--secure-port=8443', '--advertise-address=192.168.49.2']
    this.machine.start({ argv: ['kube-apiserver', ...flags], program: kubeApiServer })
  }

  /** Waits until the server has made what every cluster begins with. */
  async ready(): Promise<void> {
    await this.kernel.clock.sleep(3000)
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    query: Query = {},
  ): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const content = body === undefined ? {} : { body: utf8(text) }
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const init = { method, headers: { ...type, 'user-agent': 'test', ...headers }, ...content }
    const response = await this.process.request(`https://127.0.0.1:8443${path}${encodeQuery(query)}`, init)
    const answer = await bodyText(response)
    const json = response.headers['content-type']?.startsWith('application/json') && !path.includes('watch=true')
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(answer) : answer }
  }
}

/** With the service account that pods need. */
export async function readyLaboratory(): Promise<Laboratory> {
  const lab = new Laboratory()
  const prepare = async () => {
    await lab.ready()
    await lab.client.create(serviceAccounts, { metadata: { name: 'default', namespace: 'default' } })
  }
  await settled(lab.kernel, prepare())
  return lab
}

export const PODS = '/api/v1/namespaces/default/pods'
export const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'

export const pod = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: 'main', image: 'nginx', ...more }] },
})

export const web = (replicas = 2) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.25' }] } },
  },
})
