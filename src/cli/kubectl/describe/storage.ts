// kubectl describe of persistent volumes, claims and storage classes.
import type { PersistentVolume, PersistentVolumeClaim } from 'kubernetes-types/core/v1'
import type { StorageClass } from 'kubernetes-types/storage/v1'
import { type AnyObject, at } from '../object.ts'
import type { Kube } from '../session.ts'
import { eventsOf, writeEvents } from './events.ts'
import { labelsText } from './selector.ts'
import { since } from './time.ts'
import { volumeRows } from './volume.ts'
import { Page } from './writer.ts'

type As<T> = T & { metadata: AnyObject['metadata'] }

const MODES: Record<string, string> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}

const modesText = (modes: readonly string[] | undefined): string =>
  Object.keys(MODES)
    .filter((mode) => modes?.includes(mode))
    .map((mode) => MODES[mode])
    .join(',')

const finalizers = (object: AnyObject): string =>
  `[${((object.metadata.finalizers as string[] | undefined) ?? []).join(' ')}]`

function status(kube: Kube, page: Page, object: AnyObject): void {
  const { deletionTimestamp } = object.metadata
  const phase = String(at(object, 'status', 'phase') ?? '')
  page.line(
    0,
    `Status:\t${deletionTimestamp ? `Terminating (lasts ${since(kube.process, deletionTimestamp)})` : phase}`,
  )
}

export async function describeVolume(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, spec, status: state } = object as unknown as As<PersistentVolume>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, `Finalizers:\t${finalizers(object)}`).line(0, `StorageClass:\t${spec?.storageClassName ?? ''}`)
  status(kube, page, object)
  const claim = spec?.claimRef
  page.line(0, `Claim:\t${claim ? `${claim.namespace}/${claim.name}` : ''}`)
  page.line(0, `Reclaim Policy:\t${spec?.persistentVolumeReclaimPolicy ?? ''}`)
  page.line(0, `Access Modes:\t${modesText(spec?.accessModes)}`)
  if (spec?.volumeMode) page.line(0, `VolumeMode:\t${spec.volumeMode}`)
  page.line(0, `Capacity:\t${spec?.capacity?.storage ?? '0'}`)
  nodeAffinity(page, spec?.nodeAffinity)
  page.line(0, `Message:\t${state?.message ?? ''}`).line(0, 'Source:')
  for (const [name, value] of volumeRows(spec as never)) page.line(2, `${name}:\t${value}`)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

type NodeAffinity = NonNullable<NonNullable<PersistentVolume['spec']>['nodeAffinity']>

function nodeAffinity(page: Page, affinity: NodeAffinity | undefined): void {
  if (!affinity) return void page.line(0, 'Node Affinity:\t<none>')
  page.line(0, 'Node Affinity:\t')
  const terms = affinity.required?.nodeSelectorTerms
  if (!terms) return void page.line(1, 'Required Terms:\t<none>')
  page.line(1, 'Required Terms:\t')
  terms.forEach(({ matchExpressions = [] }, i) => {
    const text = matchExpressions.map(({ key, operator, values }) =>
      values?.length ? `${key} ${operator.toLowerCase()} [${values.join(', ')}]` : `${key} ${operator.toLowerCase()}`,
    )
    if (text.length === 0) return page.line(2, `Term ${i}:\t<none>`)
    text.forEach((line, j) => page.line(2, j === 0 ? `Term ${i}:\t${line}` : `\t${line}`))
  })
}

export async function describeClaim(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, spec, status: state } = object as unknown as As<PersistentVolumeClaim>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.line(0, `StorageClass:\t${spec?.storageClassName ?? ''}`)
  status(kube, page, object)
  const bound = Boolean(spec?.volumeName)
  page.line(0, `Volume:\t${spec?.volumeName ?? ''}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, `Finalizers:\t${finalizers(object)}`)
  page.line(0, `Capacity:\t${bound ? (state?.capacity?.storage ?? '0') : ''}`)
  page.line(0, `Access Modes:\t${bound ? modesText(state?.accessModes) : ''}`)
  if (spec?.volumeMode) page.line(0, `VolumeMode:\t${spec.volumeMode}`)
  const pods = await kube.list(await kube.mapper.find('pods'), metadata.namespace)
  const users = pods.items.filter((pod) =>
    ((at(pod, 'spec', 'volumes') as { persistentVolumeClaim?: { claimName: string } }[] | undefined) ?? []).some(
      ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name,
    ),
  )
  if (users.length === 0) page.line(0, 'Used By:\t<none>')
  users.forEach((pod, i) => page.line(0, `${i === 0 ? 'Used By:' : ''}\t${pod.metadata.name}`))
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class'

export async function describeStorageClass(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, provisioner, parameters, allowVolumeExpansion, mountOptions, reclaimPolicy, volumeBindingMode } =
    object as unknown as As<StorageClass>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `IsDefaultClass:\t${metadata.annotations?.[DEFAULT_CLASS] === 'true' ? 'Yes' : 'No'}`)
  page.line(0, `Annotations:\t${labelsText(metadata.annotations)}`)
  page.line(0, `Provisioner:\t${provisioner}`).line(0, `Parameters:\t${labelsText(parameters)}`)
  const expansion = allowVolumeExpansion === undefined ? '<unset>' : allowVolumeExpansion ? 'True' : 'False'
  page.line(0, `AllowVolumeExpansion:\t${expansion}`)
  if (!mountOptions?.length) page.line(0, 'MountOptions:\t<none>')
  else page.line(0, 'MountOptions:')
  for (const option of mountOptions ?? []) page.line(1, option)
  if (reclaimPolicy) page.line(0, `ReclaimPolicy:\t${reclaimPolicy}`)
  if (volumeBindingMode) page.line(0, `VolumeBindingMode:\t${volumeBindingMode}`)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}
