// securityContext of a pod and of a container: whom it runs as, what it may do, what it may write (pkg/securitycontext, containerd's CRI).
import type { Container, Pod } from '../../api/kubernetes/core.ts'
import { ALL_CAPABILITIES, adjusted } from '../../machine/capability.ts'
import { MACHINE_DEVICES } from '../../machine/fs/devices.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import type { ContainerOptions } from '../../runtime/container.ts'

interface Person {
  runAsUser?: number
  runAsGroup?: number
  runAsNonRoot?: boolean
}

interface OfPod extends Person {
  fsGroup?: number
  supplementalGroups?: number[]
  sysctls?: { name: string; value: string }[]
}

interface OfContainer extends Person {
  capabilities?: { add?: string[]; drop?: string[] }
  privileged?: boolean
  readOnlyRootFilesystem?: boolean
}

const ofPod = (pod: Pod): OfPod => (pod.spec.securityContext ?? {}) as OfPod
const ofContainer = (spec: Container): OfContainer => (spec.securityContext ?? {}) as OfContainer

/** The container's own word counts before the pod's. */
const person = (pod: Pod, spec: Container): Person => ({ ...ofPod(pod), ...ofContainer(spec) })

/** `user[:group]`. A group alone is the image's user's. */
export function userOf(pod: Pod, spec: Container, image: string): string {
  const { runAsUser, runAsGroup } = person(pod, spec)
  const user = runAsUser === undefined ? image : String(runAsUser)
  return runAsGroup === undefined ? user : `${user.split(':')[0] || '0'}:${runAsGroup}`
}

/** Groups besides: those asked for, and the one that volumes belong to. */
export function groupsOf(pod: Pod): string[] {
  const { fsGroup = [], supplementalGroups = [] } = ofPod(pod)
  return [fsGroup, supplementalGroups].flat().map(String)
}

export const isReadOnly = (spec: Container): boolean => ofContainer(spec).readOnlyRootFilesystem ?? false

/** True when it may not run as this image's user. */
export function isForbiddenRoot(pod: Pod, spec: Container, image: string): boolean {
  const user = userOf(pod, spec, image).split(':')[0]!
  return person(pod, spec).runAsNonRoot === true && ['', '0', 'root'].includes(user)
}

/** What the runtime is told of rights; a privileged container has all of the node's. */
export function rightsOf(pod: Pod, spec: Container): Partial<ContainerOptions> {
  const { capabilities: { add = [], drop = [] } = {}, privileged } = ofContainer(spec)
  const sysctls = new Map((ofPod(pod).sysctls ?? []).map(({ name, value }) => [name, value]))
  if (!privileged) return { sysctls, capabilities: adjusted(add, drop) }
  const devices = new Map(MACHINE_DEVICES.map((name) => [`/${name}`, name]))
  return { sysctls, capabilities: ALL_CAPABILITIES, privileged: true, devices, masked: [], readOnlyPaths: [] }
}

/** pkg/volume's SetVolumeOwnership: the files of a volume belong to the pod's group, and so will those that are made there. */
export function giveToGroup(fs: FileSystem, path: string, pod: Pod, isWritable: boolean): void {
  const { fsGroup } = ofPod(pod)
  if (fsGroup === undefined) return
  const { type, mode } = fs.lstat(path)
  if (type === 'symlink') return
  const bits = isWritable ? 0o660 : 0o440
  fs.chown(path, { gid: fsGroup })
  fs.chmod(path, mode | (type === 'directory' ? bits | 0o2110 : bits))
  if (type === 'directory') for (const name of fs.list(path)) giveToGroup(fs, `${path}/${name}`, pod, isWritable)
}
