// Config maps and secrets that pods of this node refer to: each watched by itself, as upstream's managers do.
import type { Container, Pod } from '../../api/kubernetes/core.ts'
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import { Informer } from '../client/informer.ts'
import { configMaps } from '../kinds/configmap.ts'
import type { Resource } from '../kinds/kind.ts'
import { secrets } from '../kinds/secret.ts'
import type { Kubelet } from './kubelet.ts'

export class References {
  private readonly kubelet: Kubelet
  private readonly informers = new Map<string, Informer>()

  constructor(kubelet: Kubelet) {
    this.kubelet = kubelet
  }

  /** undefined: there is none. Waits for the first answer. */
  async get<T extends KubeObject>(resource: Resource<T>, namespace: string, name: string): Promise<T | undefined> {
    const informer = this.informer(resource, namespace, name)
    await informer.whenSynced()
    return informer.cache.get(`${namespace}/${name}`)
  }

  known<T extends KubeObject>(resource: Resource<T>, namespace: string, name: string): T | undefined {
    return this.informer(resource, namespace, name).cache.get(`${namespace}/${name}`)
  }

  /** Everything that the environment of a container is made of. */
  async load(pod: Pod, container: Container): Promise<void> {
    const namespace = pod.metadata.namespace ?? ''
    const maps = new Set<string>()
    const keys = new Set<string>()
    for (const { configMapRef, secretRef } of container.envFrom ?? []) {
      if (configMapRef?.name) maps.add(configMapRef.name)
      if (secretRef?.name) keys.add(secretRef.name)
    }
    for (const { valueFrom } of container.env ?? []) {
      if (valueFrom?.configMapKeyRef?.name) maps.add(valueFrom.configMapKeyRef.name)
      if (valueFrom?.secretKeyRef?.name) keys.add(valueFrom.secretKeyRef.name)
    }
    for (const name of maps) await this.get(configMaps, namespace, name)
    for (const name of keys) await this.get(secrets, namespace, name)
  }

  private informer<T extends KubeObject>(resource: Resource<T>, namespace: string, name: string): Informer<T> {
    const key = `${resource.plural}/${namespace}/${name}`
    let informer = this.informers.get(key) as unknown as Informer<T> | undefined
    if (!informer) {
      const made = new Informer(this.kubelet.client, resource, { namespace, fieldSelector: `metadata.name=${name}` })
      this.informers.set(key, made as unknown as Informer)
      this.kubelet.task(() => made.run())
      made.onChange((change) => {
        if (change.old || change.type !== 'ADDED') this.kubelet.refreshVolumes(namespace, resource.kind, name)
      })
      informer = made
    }
    return informer
  }
}

/** Does a pod mount this config map or secret? */
export function mounts(pod: Pod, kind: string, name: string): boolean {
  return (pod.spec.volumes ?? []).some(({ configMap, secret, projected }) =>
    kind === 'ConfigMap'
      ? configMap?.name === name || projected?.sources?.some((source) => source.configMap?.name === name)
      : secret?.secretName === name || projected?.sources?.some((source) => source.secret?.name === name),
  )
}
