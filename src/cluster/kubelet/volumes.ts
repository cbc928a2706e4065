// A pod's volumes on the node: made before its containers, mounted into them, gone with the pod (pkg/volume).
import type { Container, PersistentVolume, PersistentVolumeClaim, Pod, Volume } from '../../api/kubernetes/core.ts'
import { text } from '../../kernel/bytes.ts'
import { type FileSystem, FsError } from '../../machine/fs/filesystem.ts'
import { dirname } from '../../machine/fs/path.ts'
import type { Machine } from '../../machine/machine.ts'
import type { MountPoint } from '../../runtime/container.ts'
import { expand } from './expansion.ts'
import { podDirectory } from './sandbox.ts'
import { giveToGroup } from './security.ts'
import { type VolumeFile, type VolumeSources, VolumeError, volumeFiles } from './volume-files.ts'

export interface Claims {
  claim(name: string): Promise<PersistentVolumeClaim | undefined>
  volume(name: string): Promise<PersistentVolume | undefined>
}

/** FailedMount, with its message. */
export class MountError extends Error {}

const PLUGINS: [keyof Volume, string][] = [
  ['emptyDir', 'empty-dir'],
  ['configMap', 'configmap'],
  ['secret', 'secret'],
  ['projected', 'projected'],
  ['downwardAPI', 'downward-api'],
]

/** Where each volume lies on the node, by its name. Throws MountError. */
export async function setUpVolumes(
  machine: Machine,
  pod: Pod,
  sources: VolumeSources,
  claims: Claims,
): Promise<Map<string, string>> {
  const paths = new Map<string, string>()
  for (const volume of pod.spec.volumes ?? []) {
    try {
      paths.set(volume.name, await setUp(machine, pod, volume, sources, claims))
    } catch (error) {
      if (!(error instanceof VolumeError)) throw error
      throw new MountError(`MountVolume.SetUp failed for volume "${volume.name}" : ${error.message}`)
    }
  }
  return paths
}

async function setUp(
  machine: Machine,
  pod: Pod,
  volume: Volume,
  sources: VolumeSources,
  claims: Claims,
): Promise<string> {
  const { fs } = machine
  if (volume.hostPath) return hostPath(fs, volume.hostPath.path, volume.hostPath.type ?? '')
  const claimName =
    volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral && `${pod.metadata.name}-${volume.name}`)
  if (claimName) return claimed(fs, claimName, claims)
  const plugin = PLUGINS.find(([kind]) => volume[kind])?.[1] ?? 'empty-dir'
  const path = `${podDirectory(pod)}/volumes/kubernetes.io~${plugin}/${volume.name}`
  if (plugin === 'empty-dir') {
    if (!fs.exists(path)) fs.mkdir(path, { parents: true })
    fs.chmod(path, 0o777)
    giveToGroup(fs, path, pod, true)
    return path
  }
  writeFiles(fs, path, (await volumeFiles(pod, volume, sources)) ?? [])
  giveToGroup(fs, path, pod, false)
  return path
}

/** Replaces what is there: files that are no longer wanted go. */
export function writeFiles(fs: FileSystem, path: string, files: readonly VolumeFile[]): void {
  fs.mkdir(path, { parents: true })
  const wanted = new Set(files.map((file) => file.path.split('/')[0]!))
  for (const name of fs.list(path)) if (!wanted.has(name)) fs.remove(`${path}/${name}`, { recursive: true })
  for (const file of files) {
    const target = `${path}/${file.path}`
    fs.mkdir(dirname(target), { parents: true })
    fs.write(target, file.data, { mode: file.mode })
    fs.chmod(target, file.mode)
  }
}

async function claimed(fs: FileSystem, name: string, claims: Claims): Promise<string> {
  const claim = await claims.claim(name)
  if (!claim) throw new VolumeError(`persistentvolumeclaim "${name}" not found`)
  const volume = claim.spec.volumeName ? await claims.volume(claim.spec.volumeName) : undefined
  const path = volume?.spec.hostPath?.path ?? volume?.spec.local?.path
  if (!path) throw new VolumeError(`PVC is not bound`)
  return hostPath(fs, path, 'DirectoryOrCreate')
}

/** pkg/volume/hostpath: `type` says what must be there. */
function hostPath(fs: FileSystem, path: string, type: string): string {
  const is = fs.exists(path) ? fs.stat(path).type : undefined
  const fail = (what: string) => new VolumeError(`hostPath type check failed: ${path} is not a ${what}`)
  if (type === 'Directory' && is !== 'directory') throw fail('directory')
  if (type === 'File' && is !== 'file') throw fail('file')
  if (type === 'Socket' && is !== 'socket') throw fail('socket')
  if (is !== undefined) return path
  if (type === 'FileOrCreate') {
    fs.mkdir(dirname(path), { parents: true })
    fs.write(path, '')
  } else fs.mkdir(path, { parents: true })
  return path
}

/** What is mounted into a container: its volumes, and the files that the kubelet looks after. */
export function mountPoints(
  machine: Machine,
  pod: Pod,
  container: Container,
  paths: ReadonlyMap<string, string>,
  env: ReadonlyMap<string, string>,
): MountPoint[] {
  const { fs } = machine
  const directory = podDirectory(pod)
  const file = (target: string, root: string): MountPoint => ({
    target,
    mount: { fs, root, device: '/dev/vda1', type: 'ext4' },
  })
  const points = [
    file('/etc/hosts', `${directory}/etc-hosts`),
    file('/etc/hostname', `${directory}/hostname`),
    file('/etc/resolv.conf', `${directory}/resolv.conf`),
  ]
  const log = `${directory}/containers/${container.name}/termination-log`
  fs.mkdir(dirname(log), { parents: true })
  fs.write(log, '', { mode: 0o666 })
  points.push(file(container.terminationMessagePath ?? '/dev/termination-log', log))
  for (const { name, mountPath, readOnly, subPath, subPathExpr } of container.volumeMounts ?? []) {
    const base = paths.get(name)
    if (base === undefined) continue
    const below = subPathExpr ? expand(subPathExpr, env) : subPath
    const root = below ? `${base}/${below}` : base
    if (below && !fs.exists(root)) fs.mkdir(root, { parents: true })
    points.push({
      target: mountPath,
      mount: { fs, root, readOnly: readOnly ?? false, device: '/dev/vda1', type: 'ext4' },
    })
  }
  return points
}

/** What a container left in its termination log, cut as upstream cuts it. */
export function terminationMessage(machine: Machine, pod: Pod, container: string): string {
  const path = `${podDirectory(pod)}/containers/${container}/termination-log`
  try {
    const bytes = machine.fs.read(path).bytes()
    return text(bytes.subarray(0, 4096))
  } catch (error) {
    if (error instanceof FsError) return ''
    throw error
  }
}

export function tearDownVolumes(machine: Machine, pod: Pod): void {
  const directory = podDirectory(pod)
  if (machine.fs.exists(directory)) machine.fs.remove(directory, { recursive: true })
}
