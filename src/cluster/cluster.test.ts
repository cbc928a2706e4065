// A whole cluster of three nodes, from kubeadm init to a node that is switched off.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Pod } from '../api/kubernetes/core.ts'
import { type ChannelMessage, ERROR, STDOUT, readChannels } from '../net/channels.ts'
import { bodyText } from '../net/http.ts'
import { text } from '../kernel/bytes.ts'
import { ClusterWorld } from '../testing/cluster-world.ts'
import { events } from './kinds/event.ts'
import { nodes } from './kinds/node.ts'
import { pods } from './kinds/pod.ts'
import { replicationControllers } from './kinds/replicationcontroller.ts'
import { services } from './kinds/service.ts'

let world: ClusterWorld

beforeAll(async () => {
  world = await ClusterWorld.create({ nodes: 3 })
}, 60_000)

const NAMESPACE = 'default'

function podOf(name: string, image: string, args?: string[]) {
  const container = { name, image, ...(args ? { args } : {}) }
  return { metadata: { name, namespace: NAMESPACE, labels: { run: name } }, spec: { containers: [container] } } as never
}

const get = (name: string): Promise<Pod> => world.until(world.client.get(pods, NAMESPACE, name))

async function messages(name: string): Promise<string[]> {
  const list = await world.until(world.client.list(events, NAMESPACE))
  return list.items
    .filter((event) => event.involvedObject.name === name)
    .map(({ reason, message }) => `${reason}: ${message}`)
}

async function url(address: string): Promise<string> {
  return world.until(world.student.request(address).then(bodyText))
}

describe('a cluster of three', () => {
  it('has its own pods running', async () => {
    const list = await world.until(world.client.list(pods, 'kube-system'))
    const names = list.items.map(({ metadata }) => metadata.name.replace(/(-[a-z0-9]{8,10})?-[a-z0-9]{5}$/, ''))
    expect([...new Set(names)].toSorted()).toEqual([
      'coredns',
      'etcd-minikube',
      'kindnet',
      'kube-apiserver-minikube',
      'kube-controller-manager-minikube',
      'kube-proxy',
      'kube-scheduler-minikube',
      'storage-provisioner',
    ])
    expect(list.items.every(({ status }) => status.phase === 'Running')).toBe(true)
  })

  it('runs a pod and tells how', async () => {
    await world.until(world.client.create(pods, podOf('web', 'nginx')))
    await world.pass(10_000)
    const pod = await get('web')
    expect(pod.status.phase).toBe('Running')
    expect(pod.status.podIP).toMatch(/^10\.244\.[012]\.\d+$/)
    const told = await messages('web')
    expect(told[0]).toBe(`Scheduled: Successfully assigned default/web to ${pod.spec.nodeName}`)
    expect(told[1]).toBe('Pulling: Pulling image "nginx"')
    expect(told[2]).toMatch(
      /^Pulled: Successfully pulled image "nginx" in \S+ \(\S+ including waiting\)\. Image size: \d+ bytes\.$/,
    )
    expect(told.slice(3)).toEqual(['Created: Container created', 'Started: Container started'])
  })

  it('backs off from an image that it may not pull', async () => {
    await world.until(world.client.create(pods, podOf('crane', 'crane')))
    await world.pass(45_000)
    const [status] = (await get('crane')).status.containerStatuses!
    expect(status!.state!.waiting!.reason).toBe('ImagePullBackOff')
    const told = await messages('crane')
    const why =
      'failed to pull and unpack image "docker.io/library/crane:latest": failed to resolve reference "docker.io/library/crane:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'
    expect(told).toContain(`Failed: Failed to pull image "crane": ${why}`)
    expect(told).toContain('BackOff: Back-off pulling image "crane"')
    const waits = world.kernel.trace.events.flatMap((event) =>
      event.kind === 'decision' && event.topic === 'kubelet.pull.backoff' ? [event.about.seconds] : [],
    )
    expect(waits).toEqual([10, 20, 40])
  })

  it('restarts what crashes, later and later', async () => {
    await world.until(world.client.create(pods, podOf('crash', 'busybox', ['nosuch'])))
    await world.until(world.client.create(pods, podOf('quits', 'busybox', ['false'])))
    await world.pass(50_000)
    const [crash] = (await get('crash')).status.containerStatuses!
    expect(crash!.lastState!.terminated).toMatchObject({ exitCode: 128, reason: 'StartError' })
    const [quits] = (await get('quits')).status.containerStatuses!
    expect(quits).toMatchObject({ restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } })
    expect(quits!.state!.waiting!.message).toMatch(
      /^back-off 40s restarting failed container=quits pod=quits_default\(/,
    )
  })

  it('spreads replicas and reaches all of them through a service', async () => {
    const template = { metadata: { labels: { app: 'three' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } }
    const metadata = { name: 'three', namespace: NAMESPACE }
    const controller = { metadata, spec: { replicas: 3, selector: { app: 'three' }, template } }
    await world.until(world.client.create(replicationControllers, controller as never))
    const spec = { type: 'NodePort', selector: { app: 'three' }, ports: [{ port: 80 }] }
    const service = await world.until(world.client.create(services, { metadata, spec } as never))
    await world.pass(10_000)
    const own = (await world.until(world.client.list(pods, NAMESPACE, { labelSelector: 'app=three' }))).items
    expect(new Set(own.map((pod) => pod.spec.nodeName)).size).toBe(3)
    const port = service.spec.ports![0]!.nodePort!
    const from = world.kernel.trace.events.length
    for (let i = 0; i < 8; i++) expect(await url(`http://192.168.39.102:${port}/`)).toContain('Welcome to nginx!')
    const reached = new Set(
      world.kernel.trace.events
        .slice(from)
        .flatMap((event) => (event.kind === 'message' && event.from === 'laptop/sh' ? [event.to] : [])),
    )
    expect(reached.size).toBeGreaterThan(1)
  })

  it('gives logs and runs commands', async () => {
    const path = `/api/v1/namespaces/default/pods/web`
    expect(await url(`https://192.168.39.101:8443${path}/log?tailLines=1`)).not.toBe('')
    const target = `https://192.168.39.101:8443${path}/exec?command=hostname&stdout=1&stderr=1`
    const response = await world.until(world.student.request(target, { headers: { upgrade: 'websocket' } }))
    const heard: ChannelMessage[] = []
    const listen = async () => {
      for await (const message of readChannels(response.connection!)) heard.push(message)
    }
    await world.until(listen())
    expect(heard.map(({ channel, data }) => [channel, text(data)])).toEqual([
      [STDOUT, 'web\n'],
      [ERROR, '{"metadata":{},"status":"Success"}'],
    ])
  })

  it('finds services by name', async () => {
    await world.until(
      world.client.create(pods, podOf('asks', 'nginx', ['curl', '-s', 'http://three.default.svc.cluster.local/'])),
    )
    await world.pass(12_000)
    expect(await url('https://192.168.39.101:8443/api/v1/namespaces/default/pods/asks/log')).toContain(
      'Welcome to nginx!',
    )
  })

  it('replaces the pods of a node that is gone', async () => {
    const [, , third] = world.machines
    third!.powerOff()
    await world.pass(60_000)
    const node = await world.until(world.client.get(nodes, '', 'minikube-m03'))
    expect(node.status.conditions!.find(({ type }) => type === 'Ready')!.status).toBe('Unknown')
    await world.pass(340_000)
    const own = (await world.until(world.client.list(pods, NAMESPACE, { labelSelector: 'app=three' }))).items
    const alive = own.filter((pod) => !pod.metadata.deletionTimestamp)
    expect(alive.map((pod) => pod.status.phase)).toEqual(['Running', 'Running', 'Running'])
    expect(alive.some((pod) => pod.spec.nodeName === 'minikube-m03')).toBe(false)
    third!.boot()
    await world.pass(60_000)
    const back = await world.until(world.client.get(nodes, '', 'minikube-m03'))
    expect(back.status.conditions!.find(({ type }) => type === 'Ready')!.status).toBe('True')
    const after = (await world.until(world.client.list(pods, NAMESPACE, { labelSelector: 'app=three' }))).items
    expect(after).toHaveLength(3)
    expect(world.kernel.bugs).toEqual([])
  }, 60_000)
})
