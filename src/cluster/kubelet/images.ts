// The kubelet's image manager: is the image here, may it be pulled now, and what came of it (pkg/kubelet/images).
import type { Container, Pod } from '../../api/kubernetes/core.ts'
import type { AuthConfig } from '../../api/docker.ts'
import {
  InvalidReference,
  type Reference,
  canonical,
  familiarName,
  parseReference,
  withDefaultTag,
} from '../../image/reference.ts'
import type { Cancel } from '../../kernel/cancel.ts'
import type { Cause } from '../../kernel/trace.ts'
import { RegistryClient, RegistryError } from '../../runtime/distribution.ts'
import { imageSize, type StoredImage } from '../../runtime/content.ts'
import { pull } from '../../runtime/pull.ts'
import { Backoff } from './backoff.ts'
import { goDuration } from './duration.ts'
import { pullFailure } from './image-error.ts'
import type { Kubelet } from './kubelet.ts'
import { VERSION } from './containerd.ts'

/** Why a container waits for its image. */
export class ImageError extends Error {
  readonly reason: 'ErrImagePull' | 'ImagePullBackOff' | 'ErrImageNeverPull' | 'InvalidImageName'
  /** Virtual ms at which it is worth trying again. */
  readonly retryAt: number | undefined

  constructor(reason: ImageError['reason'], message: string, retryAt?: number) {
    super(message)
    this.reason = reason
    this.retryAt = retryAt
  }
}

export interface PresentImage {
  image: StoredImage
  /** As the container status names it: `docker.io/library/busybox:latest`. */
  name: string
}

export class Images {
  private readonly kubelet: Kubelet
  private readonly backoff = new Backoff()
  private readonly failures = new Map<string, string>()

  constructor(kubelet: Kubelet) {
    this.kubelet = kubelet
  }

  forget(pod: Pod): void {
    this.backoff.forget(`${pod.metadata.uid}_`)
  }

  /** Throws ImageError. */
  async ensure(
    pod: Pod,
    container: Container,
    secrets: readonly AuthConfigs[],
    cancel: Cancel,
    cause: Cause,
  ): Promise<PresentImage> {
    const { store } = this.kubelet.containerd
    const reference = this.reference(pod, container, cause)
    const policy = container.imagePullPolicy ?? (reference.tag === 'latest' ? 'Always' : 'IfNotPresent')
    const present = store.find(canonical(reference))
    if (present && policy !== 'Always') {
      const message = `Container image "${container.image}" already present on machine and can be accessed by the pod`
      this.tell(pod, container, 'Normal', 'Pulled', message, cause)
      this.decide(
        'image.present',
        pod,
        { image: container.image ?? '', reason: `image is on the node already and pull policy is ${policy}` },
        cause,
      )
      return { image: present, name: canonical({ ...reference, digest: undefined }) }
    }
    if (policy === 'Never') {
      const message = `Container image "${container.image}" is not present with pull policy of Never`
      this.tell(pod, container, 'Warning', 'ErrImageNeverPull', message, cause)
      throw new ImageError('ErrImageNeverPull', message)
    }
    this.refuseWhileBackingOff(pod, container, cause)
    return this.pull(pod, container, reference, secrets, cancel, cause)
  }

  private reference(pod: Pod, container: Container, cause: Cause): Reference {
    try {
      return withDefaultTag(parseReference(container.image ?? ''))
    } catch (error) {
      if (!(error instanceof InvalidReference)) throw error
      const message = `Failed to apply default image tag "${container.image}": couldn't parse image name "${container.image}": ${error.message}`
      this.tell(pod, container, 'Warning', 'InspectFailed', message, cause)
      throw new ImageError('InvalidImageName', message)
    }
  }

  private refuseWhileBackingOff(pod: Pod, container: Container, cause: Cause): void {
    const key = `${pod.metadata.uid}_${container.image}`
    const until = this.backoff.until(key, this.kubelet.now())
    if (until === undefined) return
    const message = `Back-off pulling image "${container.image}"`
    this.tell(pod, container, 'Normal', 'BackOff', message, cause)
    throw new ImageError('ImagePullBackOff', `${message}: ErrImagePull: ${this.failures.get(key) ?? ''}`, until)
  }

  private async pull(
    pod: Pod,
    container: Container,
    reference: Reference,
    secrets: readonly AuthConfigs[],
    cancel: Cancel,
    cause: Cause,
  ): Promise<PresentImage> {
    const { process, containerd } = this.kubelet
    const { image: asked } = container
    this.tell(pod, container, 'Normal', 'Pulling', `Pulling image "${asked}"`, cause)
    const begin = this.kubelet.now()
    await this.turn(cancel)
    const started = this.kubelet.now()
    try {
      const auth = authFor(reference, secrets)
      const client = new RegistryClient({
        process,
        domain: reference.domain,
        ...(auth ? { auth } : {}),
        cause,
        userAgent: `containerd/v${VERSION}`,
      })
      const platform = { os: 'linux', architecture: 'amd64' }
      const result = await cancel.guard(pull(reference, { process, store: containerd.store, client, platform }))
      const [took, waited] = [this.kubelet.now() - started, this.kubelet.now() - begin]
      const size = imageSize(result.image)
      const message = `Successfully pulled image "${asked}" in ${goDuration(took)} (${goDuration(waited)} including waiting). Image size: ${size} bytes.`
      this.tell(pod, container, 'Normal', 'Pulled', message, client.cause)
      return { image: result.image, name: canonical({ ...reference, digest: undefined }) }
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error
      throw this.failed(pod, container, pullFailure(error, reference), cause)
    } finally {
      containerd.pulls.give()
    }
  }

  /** Waits for a place among the pulls; whoever gives up waiting leaves it to the next. */
  private async turn(cancel: Cancel): Promise<void> {
    const { pulls } = this.kubelet.containerd
    const taken = pulls.take()
    try {
      await cancel.guard(taken)
    } catch (error) {
      void taken.then(() => pulls.give())
      throw error
    }
  }

  private failed(pod: Pod, container: Container, why: string, cause: Cause): ImageError {
    const key = `${pod.metadata.uid}_${container.image}`
    this.tell(pod, container, 'Warning', 'Failed', `Failed to pull image "${container.image}": ${why}`, cause)
    const delay = this.backoff.next(key, this.kubelet.now())
    this.failures.set(key, why)
    const seconds = delay / 1000
    const image = container.image ?? ''
    this.decide(
      'pull.backoff',
      pod,
      { image, seconds, reason: `pull failed: waits ${goDuration(delay)} before the next try` },
      cause,
    )
    return new ImageError('ErrImagePull', why, this.kubelet.now() + delay)
  }

  private tell(
    pod: Pod,
    container: Container,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    cause: Cause,
  ): void {
    this.kubelet.tell(pod, type, reason, message, cause, container.name)
  }

  private decide(topic: string, pod: Pod, about: Record<string, string | number>, cause: Cause): void {
    this.kubelet.decide(topic, { pod: `${pod.metadata.namespace}/${pod.metadata.name}`, ...about }, cause)
  }
}

/** `.dockerconfigjson`: registry → credentials. */
export type AuthConfigs = Record<string, AuthConfig & { auth?: string }>

function authFor(reference: Reference, secrets: readonly AuthConfigs[]): AuthConfig | undefined {
  const { domain } = reference
  const keys =
    domain === 'docker.io'
      ? ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'registry-1.docker.io']
      : [domain, `https://${domain}`]
  for (const auths of secrets) {
    const found = Object.entries(auths).find(
      ([host]) => keys.includes(host) || `${domain}/${familiarName(reference)}`.startsWith(host),
    )
    if (found) return found[1]
  }
  return undefined
}
