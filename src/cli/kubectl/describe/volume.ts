// The Volumes section of pods and pod templates.
import type { Volume } from 'kubernetes-types/core/v1'
import type { Page } from './writer.ts'

export function describeVolumes(page: Page, volumes: readonly Volume[] | undefined, level = 0): void {
  if (!volumes || volumes.length === 0) return void page.line(level, 'Volumes:\t<none>')
  page.line(level, 'Volumes:')
  for (const volume of volumes) {
    page.line(1, `${level > 0 ? ' ' : ''}${volume.name}:`)
    for (const [name, value] of volumeRows(volume)) page.line(2, value === undefined ? name : `${name}:\t${value}`)
  }
}

/** A name and its value; or one line as it is. */
type Row = [string, string?]

export function volumeRows(volume: Volume): Row[] {
  const { emptyDir, hostPath, configMap, secret, projected, persistentVolumeClaim: claim, downwardAPI } = volume
  if (emptyDir) {
    return [
      ['Type', "EmptyDir (a temporary directory that shares a pod's lifetime)"],
      ['Medium', emptyDir.medium ?? ''],
      ['SizeLimit', emptyDir.sizeLimit ?? '<unset>'],
    ]
  }
  if (hostPath)
    return [
      ['Type', 'HostPath (bare host directory volume)'],
      ['Path', hostPath.path],
      ['HostPathType', hostPath.type ?? '<none>'],
    ]
  if (configMap) {
    return [
      ['Type', 'ConfigMap (a volume populated by a ConfigMap)'],
      ['Name', configMap.name ?? ''],
      ['Optional', String(configMap.optional ?? false)],
    ]
  }
  if (secret) {
    return [
      ['Type', 'Secret (a volume populated by a Secret)'],
      ['SecretName', secret.secretName ?? ''],
      ['Optional', String(secret.optional ?? false)],
    ]
  }
  if (claim) {
    return [
      ['Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)'],
      ['ClaimName', claim.claimName],
      ['ReadOnly', String(claim.readOnly ?? false)],
    ]
  }
  if (projected) return projectedRows(volume)
  if (downwardAPI) {
    const items = (downwardAPI.items ?? []).map(({ path, fieldRef, resourceFieldRef }): Row => {
      return [`  ${fieldRef?.fieldPath ?? resourceFieldRef?.resource} -> ${path}`]
    })
    return [['Type', 'DownwardAPI (a volume populated by information about the pod)'], ['Items:'], ...items]
  }
  return [['Type', '<unknown>']]
}

function projectedRows({ projected }: Volume): Row[] {
  const out: Row[] = [['Type', 'Projected (a volume that contains injected data from multiple sources)']]
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of projected?.sources ?? []) {
    if (secret) out.push(['SecretName', secret.name ?? ''], ['Optional', String(secret.optional ?? false)])
    else if (downwardAPI) out.push(['DownwardAPI', 'true'])
    else if (configMap)
      out.push(['ConfigMapName', configMap.name ?? ''], ['Optional', String(configMap.optional ?? false)])
    else if (serviceAccountToken)
      out.push(['TokenExpirationSeconds', String(serviceAccountToken.expirationSeconds ?? 3600)])
  }
  return out
}
