// polymorphichelpers.StatusViewer: how far a rollout is, in one line.
import { StatusError } from '../error.ts'
import { type AnyObject, at } from './object.ts'
import { REVISION } from './revisions.ts'

export interface RolloutState {
  message: string
  done: boolean
}

/**
 * `revision` is the one that a deployment must be at; 0 is whichever it is. Throws StatusError for kinds that do not
 * roll out, and when a deployment gave up or is at another revision.
 */
export function rolloutState(object: AnyObject, revision: number): RolloutState {
  if (object.kind === 'Deployment') return deployment(object, revision)
  if (object.kind === 'DaemonSet') return daemonSet(object)
  if (object.kind === 'StatefulSet') return statefulSet(object)
  throw new StatusError(`error: no status viewer has been implemented for ${object.kind}`)
}

const number = (object: AnyObject, ...path: string[]): number => Number(at(object, ...path) ?? 0)
const observed = (object: AnyObject): boolean =>
  number(object, 'status', 'observedGeneration') >= (object.metadata.generation ?? 0)
const waiting = (message: string): RolloutState => ({ message, done: false })

function deployment(object: AnyObject, revision: number): RolloutState {
  const { name } = object.metadata
  const running = Number(object.metadata.annotations?.[REVISION] ?? 0)
  if (revision > 0 && revision !== running)
    throw new StatusError(`error: desired revision (${revision}) is different from the running revision (${running})`)
  if (!observed(object)) return waiting('Waiting for deployment spec update to be observed...\n')
  const conditions = (at(object, 'status', 'conditions') as { type: string; reason?: string }[] | undefined) ?? []
  if (conditions.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded')) {
    throw new StatusError(`error: deployment "${name}" exceeded its progress deadline`)
  }
  const replicas = Number(at(object, 'spec', 'replicas') ?? 1)
  const [updated, all, available] = ['updatedReplicas', 'replicas', 'availableReplicas'].map((field) =>
    number(object, 'status', field),
  ) as [number, number, number]
  const head = `Waiting for deployment "${name}" rollout to finish: `
  if (updated < replicas) return waiting(`${head}${updated} out of ${replicas} new replicas have been updated...\n`)
  if (all > updated) return waiting(`${head}${all - updated} old replicas are pending termination...\n`)
  if (available < updated) return waiting(`${head}${available} of ${updated} updated replicas are available...\n`)
  return { message: `deployment "${name}" successfully rolled out\n`, done: true }
}

function daemonSet(object: AnyObject): RolloutState {
  const { name } = object.metadata
  if (!observed(object)) return waiting('Waiting for daemon set spec update to be observed...\n')
  const [updated, desired, available] = ['updatedNumberScheduled', 'desiredNumberScheduled', 'numberAvailable'].map(
    (field) => number(object, 'status', field),
  ) as [number, number, number]
  const head = `Waiting for daemon set "${name}" rollout to finish: `
  if (updated < desired) return waiting(`${head}${updated} out of ${desired} new pods have been updated...\n`)
  if (available < desired) return waiting(`${head}${available} of ${desired} updated pods are available...\n`)
  return { message: `daemon set "${name}" successfully rolled out\n`, done: true }
}

function statefulSet(object: AnyObject): RolloutState {
  if (!observed(object)) return waiting('Waiting for statefulset spec update to be observed...\n')
  const replicas = Number(at(object, 'spec', 'replicas') ?? 1)
  const ready = number(object, 'status', 'readyReplicas')
  if (ready < replicas) return waiting(`Waiting for ${replicas - ready} pods to be ready...\n`)
  const [current, update] = ['currentRevision', 'updateRevision'].map((field) =>
    String(at(object, 'status', field) ?? ''),
  )
  const updated = number(object, 'status', 'updatedReplicas')
  if (current !== update)
    return waiting(`waiting for statefulset rolling update to complete ${updated} pods at revision ${update}...\n`)
  return {
    message: `statefulset rolling update complete ${number(object, 'status', 'currentReplicas')} pods at revision ${current}...\n`,
    done: true,
  }
}
