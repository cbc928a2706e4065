// ~/.minikube: the profiles (one a cluster), and `minikube config`.
import { text } from '../../kernel/bytes.ts'
import { FsError } from '../../machine/fs/filesystem.ts'
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'

export const VERSION = 'v1.38.1'
export const KUBERNETES = 'v1.36.4'
export const CONTAINERD = '2.2.1'

export interface ProfileNode {
  /** Empty for the primary control plane, `m02` … for the others, as minikube keeps it. */
  Name: string
  IP: string
  Port: number
  KubernetesVersion: string
  ControlPlane: boolean
  Worker: boolean
}

export interface Profile {
  Name: string
  Driver: string
  CPUs: number
  /** MB. */
  Memory: number
  DiskSize: number
  KubernetesConfig: { KubernetesVersion: string; ClusterName: string; ContainerRuntime: string; ServiceCIDR: string }
  Nodes: ProfileNode[]
  Addons: Record<string, boolean>
}

const home = (process: Process) => `${process.env.MINIKUBE_HOME ?? process.env.HOME ?? process.user.home}/.minikube`
const profileDirectory = (process: Process, name: string) => `${home(process)}/profiles/${name}`

function readJson<T>(process: Process, path: string): T | undefined {
  try {
    return JSON.parse(text(process.fs.read(path).bytes())) as T
  } catch (error) {
    if (error instanceof FsError || error instanceof SyntaxError) return undefined
    throw error
  }
}

function writeJson(process: Process, path: string, value: unknown): void {
  const { uid, gid } = process.user
  process.fs.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true, uid, gid })
  process.fs.write(path, `${JSON.stringify(value, null, '\t')}\n`, { mode: 0o600, uid, gid })
}

export const readProfile = (process: Process, name: string): Profile | undefined =>
  readJson<Profile>(process, `${profileDirectory(process, name)}/config.json`)

export const writeProfile = (process: Process, profile: Profile): void =>
  writeJson(process, `${profileDirectory(process, profile.Name)}/config.json`, profile)

export function removeProfile(process: Process, name: string): void {
  process.fs.remove(profileDirectory(process, name), { recursive: true })
}

export function listProfiles(process: Process): Profile[] {
  const directory = `${home(process)}/profiles`
  if (!process.fs.exists(directory)) return []
  return process.fs.list(directory).flatMap((name) => readProfile(process, name) ?? [])
}

export const readConfig = (process: Process): Record<string, string> =>
  readJson<Record<string, string>>(process, `${home(process)}/config/config.json`) ?? {}

export const writeConfig = (process: Process, config: Record<string, string>): void =>
  writeJson(process, `${home(process)}/config/config.json`, config)

/** Name of the machine behind a node: `minikube`, `minikube-m02`. */
export const machineName = (profile: Profile, node: ProfileNode): string =>
  node.Name === '' ? profile.Name : `${profile.Name}-${node.Name}`

export const primaryOf = (profile: Profile): ProfileNode => profile.Nodes.find((node) => node.ControlPlane)!

export const certificatePath = (process: Process, name: string, file: string): string =>
  file === 'ca.crt' ? `${home(process)}/ca.crt` : `${profileDirectory(process, name)}/${file}`

/** The profile, or minikube's own words that there is none (exit 85). */
export async function requireProfile(process: Process, name: string): Promise<Profile> {
  const profile = readProfile(process, name)
  if (profile) return profile
  await process.print(`🤷  Profile "${name}" not found. Run "minikube profile list" to view all profiles.\n`)
  await process.print(`👉  To start a cluster, run: "minikube start${name === 'minikube' ? '' : ` -p ${name}`}"\n`)
  throw new StatusError('', 85)
}
