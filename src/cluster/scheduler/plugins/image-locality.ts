// ImageLocality: prefers nodes that have the pod's images, counted by size and by how many nodes have them.
import { type Plugin } from '../plugin.ts'

const MB = 1024 * 1024
const LEAST = 23 * MB
const MOST_A_CONTAINER = 1000 * MB

export const imageLocality: Plugin = {
  name: 'ImageLocality',
  weight: 1,
  score: (pod, info, snapshot) => {
    const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]
    let sum = 0
    for (const { image } of containers) {
      const name = normalName(image ?? '')
      const size = info.images.get(name)
      if (size === undefined) continue
      const having = snapshot.nodes.filter((other) => other.images.has(name)).length
      sum += Math.floor(size * (having / snapshot.nodes.length))
    }
    const most = MOST_A_CONTAINER * containers.length
    const clamped = Math.min(Math.max(sum, LEAST), most)
    return Math.floor((100 * (clamped - LEAST)) / (most - LEAST))
  },
}

/** As kubelets list images: with registry, `library/` and tag. */
function normalName(image: string): string {
  const [first, ...rest] = image.split('/')
  const hosted = rest.length > 0 && (/[.:]/.test(first!) || first === 'localhost')
  const path = hosted ? image : `docker.io/${rest.length > 0 ? image : `library/${image}`}`
  return /:[^/]*$|@/.test(path) ? path : `${path}:latest`
}
