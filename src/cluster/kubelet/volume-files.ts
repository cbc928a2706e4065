// The files of volumes that are made of API objects: config maps, secrets, the downward API, tokens.
import type { ConfigMap, KeyToPath, Node, Pod, Secret, VolumeProjection, Volume } from '../../api/kubernetes/core.ts'
import { fromBase64, utf8 } from '../../kernel/bytes.ts'
import { fieldValue, resourceValue } from './reference.ts'

export interface VolumeFile {
  path: string
  data: Uint8Array
  mode: number
}

/** What a pod's volumes are made of; every method gives undefined for what is not there. */
export interface VolumeSources {
  configMap(name: string): Promise<ConfigMap | undefined>
  secret(name: string): Promise<Secret | undefined>
  token(account: string, audience: string | undefined, seconds: number): Promise<string>
  node: Node | undefined
  hostIp: string
  podIp: string | undefined
}

/** MountVolume.SetUp failed. */
export class VolumeError extends Error {}

const MODE = 0o644

/** undefined for volumes that are not made of files of ours. */
export async function volumeFiles(pod: Pod, volume: Volume, sources: VolumeSources): Promise<VolumeFile[] | undefined> {
  if (volume.configMap) {
    const { name = '', items, optional, defaultMode = MODE } = volume.configMap
    return fromConfigMap(await sources.configMap(name), name, items, optional, defaultMode)
  }
  if (volume.secret) {
    const { secretName = '', items, optional, defaultMode = MODE } = volume.secret
    return fromSecret(await sources.secret(secretName), secretName, items, optional, defaultMode)
  }
  if (volume.downwardAPI)
    return downward(pod, volume.downwardAPI.items ?? [], sources, volume.downwardAPI.defaultMode ?? MODE)
  if (!volume.projected) return undefined
  const files: VolumeFile[] = []
  for (const source of volume.projected.sources ?? []) {
    files.push(...(await projected(pod, source, sources, volume.projected.defaultMode ?? MODE)))
  }
  return files
}

async function projected(
  pod: Pod,
  source: VolumeProjection,
  sources: VolumeSources,
  mode: number,
): Promise<VolumeFile[]> {
  if (source.configMap) {
    const { name = '', items, optional } = source.configMap
    return fromConfigMap(await sources.configMap(name), name, items, optional, mode)
  }
  if (source.secret) {
    const { name = '', items, optional } = source.secret
    return fromSecret(await sources.secret(name), name, items, optional, mode)
  }
  if (source.downwardAPI) return downward(pod, source.downwardAPI.items ?? [], sources, mode)
  if (!source.serviceAccountToken) return []
  const { path, audience, expirationSeconds = 3600 } = source.serviceAccountToken
  const token = await sources.token(pod.spec.serviceAccountName ?? 'default', audience, expirationSeconds)
  return [{ path, data: utf8(token), mode }]
}

type Items = KeyToPath[] | undefined

function fromConfigMap(
  map: ConfigMap | undefined,
  name: string,
  items: Items,
  optional: boolean | undefined,
  mode: number,
): VolumeFile[] {
  if (!map && !optional) throw new VolumeError(`configmap "${name}" not found`)
  const data = new Map<string, Uint8Array>()
  for (const [key, value] of Object.entries(map?.data ?? {})) data.set(key, utf8(value))
  for (const [key, value] of Object.entries(map?.binaryData ?? {}))
    data.set(key, fromBase64(value) ?? new Uint8Array(0))
  return chosen(data, items, optional, mode)
}

function fromSecret(
  secret: Secret | undefined,
  name: string,
  items: Items,
  optional: boolean | undefined,
  mode: number,
): VolumeFile[] {
  if (!secret && !optional) throw new VolumeError(`secret "${name}" not found`)
  const data = new Map<string, Uint8Array>()
  for (const [key, value] of Object.entries(secret?.data ?? {})) data.set(key, fromBase64(value) ?? new Uint8Array(0))
  return chosen(data, items, optional, mode)
}

function chosen(
  data: Map<string, Uint8Array>,
  items: Items,
  optional: boolean | undefined,
  mode: number,
): VolumeFile[] {
  if (!items) return [...data].map(([path, bytes]) => ({ path, data: bytes, mode }))
  return items.flatMap((item) => {
    const bytes = data.get(item.key)
    if (bytes) return [{ path: item.path, data: bytes, mode: item.mode ?? mode }]
    if (optional) return []
    throw new VolumeError(`references non-existent config key: ${item.key}`)
  })
}

type Downward = NonNullable<NonNullable<Volume['downwardAPI']>['items']>

function downward(
  pod: Pod,
  items: Downward,
  { node, hostIp, podIp }: VolumeSources,
  defaultMode: number,
): VolumeFile[] {
  return items.map(({ path, fieldRef, resourceFieldRef, mode = defaultMode }) => {
    if (fieldRef) return { path, data: utf8(fieldValue(pod, fieldRef.fieldPath, { node, hostIp, podIp }) ?? ''), mode }
    const { containerName, resource = '', divisor } = resourceFieldRef ?? {}
    const container = pod.spec.containers.find(({ name }) => name === containerName) ?? pod.spec.containers[0]!
    return { path, data: utf8(resourceValue(container, resource, divisor, node)), mode }
  })
}
