// The story, third part: a cluster, pods that wait, replicas that heal.
import { expect } from '@playwright/test'
import type { Person } from '../page.ts'
import { boxes, diffIds, image, isInside, messages, named, pulled, seenInFlight } from '../scene.ts'

/** The row of a pod in what `kubectl get pods -o wide` printed last. */
function nodeOf(text: string, pod: string): string {
  const row = text.split('\n').findLast((line) => line.startsWith(`${pod} `))
  return row?.trim().split(/\s+/).at(-3) ?? ''
}

export async function cluster(me: Person): Promise<void> {
  await me.says('kubectl get nodes', /was refused - did you specify the right host or port\?/)
  await me.says('minikube start --nodes 3', /Done! kubectl is now configured to use "minikube" cluster/)
  const scene = await me.state()
  expect(boxes(scene, 'node').map(({ content }) => [content.name, content.status])).toEqual([
    ['minikube', 'Ready'],
    ['minikube-m02', 'Ready'],
    ['minikube-m03', 'Ready'],
  ])
  expect(boxes(scene, 'component').map(({ content }) => [content.name, content.up])).toEqual([
    ['kube-apiserver', true],
    ['etcd', true],
    ['kube-scheduler', true],
    ['kube-controller-manager', true],
  ])
  await me.says('kubectl cluster-info', /Kubernetes control plane.* is running at/, /CoreDNS.* is running at/)
  const get = await me.says('kubectl get nodes', /^minikube\s+Ready\s+control-plane\s/m, /^minikube-m03\s+Ready/m)
  const asked = messages(get.trace).find(({ from, path }) => from === 'laptop/kubectl' && path.includes('/nodes'))!
  expect(asked.to).toBe('minikube/kube-apiserver')
  await seenInFlight(me, asked, 'place/laptop', 'controlplane/minikube')
  await me.says('kubectl describe node minikube-m02', /^Name:\s+minikube-m02$/m, /^Conditions:$/m, /^Allocatable:$/m)
  await me.says("echo 'alias k=kubectl' >> ~/.bashrc; source ~/.bashrc")
  await me.says('k get nodes', /^minikube-m03\s+Ready/m)
  const at = await me.line()
  await me.keys('k get no')
  await me.press('Tab')
  await me.until(at - 1, /k get nodes /)
  await me.press('Enter')
  expect(await me.prompt(at)).toMatch(/^minikube-m02\s+Ready/m)
}

export async function backOff(me: Person, words: RegExp): Promise<void> {
  const run = await me.says('kubectl run crane --image=crane --port=8080', /^pod\/crane created$/)
  expect(messages(run.trace).some(({ method, path }) => method === 'POST' && path.endsWith('/pods'))).toBe(true)
  await me.says('sleep 60')
  const { trace } = { trace: await me.trace() }
  const kubelets = messages(trace).filter(({ from, status }) => from === 'docker.io/registry' && (status ?? 0) >= 400)
  expect(
    kubelets.some(({ to }) => /^minikube/.test(to)),
    'the registry refuses a node',
  ).toBe(true)
  expect(trace.some(({ topic }) => topic === 'scheduler.bind')).toBe(true)
  await me.says('kubectl get pods', /^crane\s+0\/1\s+(ErrImagePull|ImagePullBackOff)\s+0\s/m)
  const held = await me.sees('a countdown', (scene) =>
    boxes(scene, 'pod').some(({ content }) => content.name === 'crane' && (content.retryAt ?? 0) > scene.now + 1000),
  )
  await expect(me.page.locator(`[data-box="${named(held, 'pod', 'crane').id}"]`)).toContainText(words)
  await me.says(
    'kubectl describe pod crane',
    /Failed to pull image "crane"/,
    /Back-off pulling image "crane"/,
    /pull access denied|repository does not exist|authorization/,
  )
  await me.says('kubectl run crane --image=heejeong/crane --port=8080 --generator=run/v1', /unknown flag: --generator/)
  await me.says('kubectl delete pod crane', /^pod "crane" deleted/)
}

export async function pod(me: Person): Promise<void> {
  const from = await me.events()
  await me.says('kubectl run crane --image=heejeong/crane --port=8080', /^pod\/crane created$/)
  const watch = await me.begin('kubectl get pods -o wide -w')
  await me.until(watch, /^crane\s+1\/1\s+Running\s/m)
  await me.press('Control+c')
  await me.prompt(watch)
  const { text } = await me.says('kubectl get pods -o wide', /^crane\s+1\/1\s+Running\s+0\s+\S+\s+10\.\d+\.\d+\.\d+\s/m)
  const node = nodeOf(text, 'crane')
  const layers = pulled(await me.trace(from), 'docker.io', `${node}/kubelet`)
  expect(layers.length, `layers that came to ${node}`).toBeGreaterThan(0)
  await seenInFlight(me, layers[0]!, 'place/registries', `node/${node}`)
  const scene = await me.state()
  const box = named(scene, 'pod', 'crane')
  expect(box.content.phase).toBe('Running')
  expect(isInside(scene, box, `node/${node}`), `the pod stands on ${node}`).toBe(true)
  const cached = image(scene, 'heejeong/crane:latest', `node/${node}`)
  expect(diffIds(cached.content)).toEqual(diffIds(image(scene, 'crane:latest', 'place/laptop').content))
  await expect(me.page.locator(`[data-box="${cached.id}"]`)).toBeAttached()
  await me.says('kubectl exec crane -- hostname', /^crane$/)
  await me.enter('kubectl exec -it crane -- bash')
  await me.says('ps aux', /^root\s+1\s.*java/m)
  await me.says('exit')
  await me.says('kubectl logs crane')
}

export async function waitingPods(me: Person): Promise<void> {
  await me.says("kubectl run crash --image=busybox -- sh -c 'exit 1'", /^pod\/crash created$/)
  await me.says('sleep 90; kubectl get pod crash', /^crash\s+0\/1\s+(CrashLoopBackOff|Error)\s+[2-9]/m)
  const crash = named(await me.state(), 'pod', 'crash')
  expect(crash.content.restarts).toBeGreaterThan(1)
  await me.says('docker tag crane heejeong/late')
  await me.says('kubectl run late --image=heejeong/late', /^pod\/late created$/)
  await me.says('sleep 30; kubectl get pod late', /(ErrImagePull|ImagePullBackOff)/)
  await me.says('docker push heejeong/late', /digest: sha256/)
  await me.says('kubectl wait --for=condition=Ready pod/late --timeout=330s', /^pod\/late condition met$/m)
  expect(named(await me.state(), 'pod', 'late').content.phase).toBe('Running')
}

export async function replicas(me: Person): Promise<void> {
  await me.says('kubectl create -f crane-rc.yaml', /^replicationcontroller\/crane created$/)
  await me.says('kubectl expose rc crane --type=LoadBalancer --name crane-http', /^service\/crane-http exposed$/)
  await me.says('kubectl scale rc crane --replicas=3', /^replicationcontroller\/crane scaled$/)
  await me.says('sleep 60; kubectl get rc crane', /^crane\s+3\s+3\s+3\s/m)
  const { text } = await me.says('kubectl get pods -o wide')
  const scene = await me.state()
  const names = [...text.matchAll(/^(crane-\S+)\s+1\/1\s+Running/gm)].map(([, name]) => name!)
  expect(names).toHaveLength(3)
  expect(new Set(names.map((name) => nodeOf(text, name))).size).toBeGreaterThan(1)
  for (const name of names) {
    expect(isInside(scene, named(scene, 'pod', name), `node/${nodeOf(text, name)}`), `${name} on its node`).toBe(true)
  }
  expect(named(scene, 'object', 'crane').content.detail).toBe('3/3')
  await me.says('minikube service crane-http --url', /^http:\/\/[\d.]+:\d+$/m)
  await me.says(
    'for i in 1 2 3 4 5 6; do curl -s $(minikube service crane-http --url); done | sort | uniq -c | wc -l',
    /^\s*[23]$/m,
  )
  await me.says(`kubectl delete pod ${names[0]}`, new RegExp(`^pod "${names[0]}" deleted`))
  await me.says('sleep 10; kubectl get rc crane', /^crane\s+3\s+3\s+3\s/m)
  expect(boxes(await me.state(), 'pod').map(({ content }) => content.name)).not.toContain(names[0])
}

export async function lostNode(me: Person): Promise<void> {
  await me.says('minikube node stop minikube-m02')
  await me.says('sleep 60; kubectl get nodes', /^minikube-m02\s+NotReady\s/m)
  expect(named(await me.state(), 'node', 'minikube-m02').content.tone).toBe('bad')
  await me.says('sleep 400; kubectl get rc crane', /^crane\s+3\s+3\s+3\s/m)
  const scene = await me.state()
  const healthy = boxes(scene, 'pod').filter(
    (box) => /^crane-/.test(box.content.name) && box.content.phase === 'Running',
  )
  expect(healthy.filter((box) => !isInside(scene, box, 'node/minikube-m02')).length).toBeGreaterThanOrEqual(3)
}
