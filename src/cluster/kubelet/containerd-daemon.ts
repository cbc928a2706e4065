// containerd, the daemon: keeps what stands in containerd.ts and shows it to crictl on its socket.
import type { Program } from '../../machine/program.ts'
import { imageSize } from '../../runtime/content.ts'
import { json } from '../../net/http.ts'
import { Router } from '../../net/router.ts'
import { Containerd } from './containerd.ts'

export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock'

export interface ListedImage {
  names: string[]
  id: string
  size: number
}

export interface ListedContainer {
  id: string
  image: string
  createdAt: number
  running: boolean
  name: string
  attempt: number
  podId: string
  pod: string
  namespace: string
}

export const containerd: Program = (process) => {
  const state = Containerd.of(process.machine)
  const images = (): ListedImage[] =>
    [...state.store.images.values()].map((image) => ({
      names: state.store.namesOf(image.id),
      id: image.id,
      size: imageSize(image),
    }))
  const containers = (): ListedContainer[] =>
    [...state.pods.values()].flatMap(({ facts, pod, sandbox }) =>
      [...facts.containers.values()].flatMap(({ name, life, restarts }) =>
        life
          ? [
              {
                id: life.id,
                image: life.imageId,
                createdAt: life.startedAt,
                running: life.finishedAt === undefined,
                name,
                attempt: restarts,
                podId: sandbox?.id ?? '',
                pod: pod.metadata.name,
                namespace: pod.metadata.namespace ?? '',
              },
            ]
          : [],
      ),
    )
  const router = new Router([
    { method: 'GET', pattern: '/images', topic: 'containerd.images', handle: () => json(200, images()) },
    { method: 'GET', pattern: '/containers', topic: 'containerd.containers', handle: () => json(200, containers()) },
  ])
  process.fs.mkdir('/run/containerd', { parents: true })
  process.listenUnix(CONTAINERD_SOCKET, {
    router,
    http: (request, peer) => {
      const match = router.match(request.method, request.path)
      return match ? match.route.handle(request, match.params, peer) : json(404, { message: 'unknown service' })
    },
  })
  process.allocate(52_000_000)
  process.on('TERM', () => process.signal('KILL'))
  return process.forever()
}
