// DefaultStorageClass: a claim that names no class gets the default one.
import type { PersistentVolumeClaim } from '../../../api/kubernetes/core.ts'
import { storageClasses } from '../../kinds/storageclass.ts'
import type { Admission } from './admission.ts'

export const defaultStorageClass: Admission = ({ cluster, operation, kind, object }) => {
  if (operation !== 'CREATE' || kind.kind !== 'PersistentVolumeClaim') return
  const { spec } = object as PersistentVolumeClaim
  if (spec.storageClassName !== undefined) return
  const isDefault = cluster
    .list(storageClasses)
    .find(({ metadata }) => metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true')
  if (isDefault) spec.storageClassName = isDefault.metadata.name
}
