// Which pod and container a word means: `crane`, `pod/crane`, `deploy/web`, with -c or its default.
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'
import type { AnyObject } from './object.ts'
import { at } from './object.ts'
import type { Kube } from './session.ts'

export interface Container {
  name: string
  image?: string
  tty?: boolean
  stdin?: boolean
}

export const containersOf = (pod: AnyObject): Container[] =>
  (at(pod, 'spec', 'containers') as Container[] | undefined) ?? []
const initContainersOf = (pod: AnyObject): Container[] =>
  (at(pod, 'spec', 'initContainers') as Container[] | undefined) ?? []

/** A pod by name, or the first ready pod of a workload. */
export async function findPod(kube: Kube, word: string): Promise<AnyObject> {
  const slash = word.indexOf('/')
  kube.mapper.tries ??= 4
  const resource = await kube.mapper.find(slash < 0 ? 'pods' : word.slice(0, slash))
  const object = await kube.get(resource, slash < 0 ? word : word.slice(slash + 1))
  if (resource.name === 'pods') return object
  const pods = await podsOf(kube, object)
  const [first] = pods
  if (!first) throw new StatusError('error: timed out waiting for the condition')
  return first
}

/** The pods that a workload's or service's selector picks, running ones first, older ones first. */
export async function podsOf(kube: Kube, object: AnyObject): Promise<AnyObject[]> {
  const selector = (at(object, 'spec', 'selector', 'matchLabels') ?? at(object, 'spec', 'selector')) as
    | Record<string, string>
    | undefined
  if (!selector)
    throw new StatusError(`error: cannot attach to ${object.kind}: selector for ${object.kind} not implemented`)
  const labelSelector = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
  const { items } = await kube.list(await kube.mapper.find('pods'), object.metadata.namespace, { labelSelector })
  const rank = (pod: AnyObject) => (at(pod, 'status', 'phase') === 'Running' ? 0 : 1)
  return [...items].sort(
    (a, b) => rank(a) - rank(b) || (a.metadata.creationTimestamp! < b.metadata.creationTimestamp! ? -1 : 1),
  )
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container'

/** The container that -c names, the annotated default, or the first (which is told when there are others). */
export async function pickContainer(
  process: Process,
  pod: AnyObject,
  wanted: string,
  quiet = false,
): Promise<Container> {
  const all = [...containersOf(pod), ...initContainersOf(pod)]
  if (wanted) {
    const found = all.find(({ name }) => name === wanted)
    if (found) return found
    throw new StatusError(
      `Error from server (BadRequest): container ${wanted} is not valid for pod ${pod.metadata.name}`,
    )
  }
  const annotated = pod.metadata.annotations?.[DEFAULT_CONTAINER]
  const chosen = all.find(({ name }) => name === annotated) ?? all[0]
  if (!chosen) throw new StatusError(`error: pod ${pod.metadata.name} has no containers`)
  if (all.length > 1 && !annotated && !quiet) {
    await process.error(
      `Defaulted container "${chosen.name}" out of: ${all.map(({ name }, i) => (i < containersOf(pod).length ? name : `${name} (init)`)).join(', ')}\n`,
    )
  }
  return chosen
}
