// The line that shows the same thing in the terminal.
import type { Subject } from '../../stage/scene/box.ts'

type Making = (id: string, name: string) => string

const LINES: Record<string, Making> = {
  container: (id, name) => `docker inspect ${name || id.slice(0, 12)}`,
  image: (id, name) => `docker image inspect ${name || id.slice(7, 19)}`,
  nodeimage: () => 'kubectl get nodes -o yaml',
  network: (_, name) => `docker network inspect ${name}`,
  volume: (_, name) => `docker volume inspect ${name}`,
  repository: (id) => `docker manifest inspect ${id.replace(/^library\//, '')}`,
  registry: () => 'docker info',
  engine: () => 'docker info',
  account: () => 'cat ~/.docker/config.json',
  build: () => 'docker history',
  cluster: () => 'kubectl cluster-info',
  component: () => 'kubectl get pods -n kube-system -o wide',
  machine: (_, name) => (name === 'laptop' ? 'uname -a' : `ssh ${name}`),
  node: (_, name) => `kubectl describe node ${name}`,
}

export function sameCommand({ type, id }: Subject, name: string): string {
  const making = LINES[type]
  if (making) return making(id, name)
  const [namespace, object = namespace] = id.split('/')
  const scope = id.includes('/') && namespace !== 'default' ? ` -n ${namespace}` : ''
  return `kubectl get ${type} ${object}${scope} -o yaml`
}
