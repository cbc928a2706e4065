// ~/.kube/config: clusters, users and contexts, as kubectl, minikube and gcloud read and write it.
import { text } from '../kernel/bytes.ts'
import { FsError } from '../machine/fs/filesystem.ts'
import { dirname, joinPath } from '../machine/fs/path.ts'
import type { Process } from '../machine/process.ts'
import { toYaml } from './kubectl/print/yaml.ts'

export interface ClusterEntry {
  server: string
  'tls-server-name'?: string
  'proxy-url'?: string
  'certificate-authority'?: string
  'certificate-authority-data'?: string
  'insecure-skip-tls-verify'?: boolean
  extensions?: { name: string; extension: Record<string, string> }[]
}

export interface UserEntry {
  'client-certificate'?: string
  'client-key'?: string
  'client-certificate-data'?: string
  'client-key-data'?: string
  token?: string
  username?: string
  password?: string
  'auth-provider'?: { config: Record<string, string>; name: string }
  exec?: {
    apiVersion: string
    args?: string[] | null
    command: string
    env?: { name: string; value: string }[] | null
    installHint?: string
    interactiveMode?: string
    provideClusterInfo?: boolean
  }
}

export interface ContextEntry {
  cluster: string
  user: string
  namespace?: string
  extensions?: { name: string; extension: Record<string, string> }[]
}

/** In the order in which client-go writes the fields. */
export interface Kubeconfig {
  apiVersion: 'v1'
  clusters: { cluster: ClusterEntry; name: string }[]
  contexts: { context: ContextEntry; name: string }[]
  'current-context': string
  kind: 'Config'
  preferences?: Record<string, never>
  users: { name: string; user: UserEntry }[]
}

export const emptyKubeconfig = (): Kubeconfig => ({
  apiVersion: 'v1',
  clusters: [],
  contexts: [],
  'current-context': '',
  kind: 'Config',
  users: [],
})

/** The files in order: --kubeconfig, else every path of $KUBECONFIG, else ~/.kube/config. */
export function kubeconfigPaths(process: Process, flag?: string): string[] {
  if (flag) return [joinPath(process.cwd, flag)]
  const fromEnv = (process.env.KUBECONFIG ?? '').split(':').filter(Boolean)
  if (fromEnv.length > 0) return fromEnv.map((path) => joinPath(process.cwd, path))
  return [`${process.env.HOME ?? process.user.home}/.kube/config`]
}

export const loadYaml = (process: Process) => process.kernel.load(() => import('yaml'))

/** The files merged: the first that names a thing wins. Missing files count as empty; throws Error for broken YAML. */
export async function readKubeconfig(process: Process, flag?: string): Promise<Kubeconfig> {
  const merged = emptyKubeconfig()
  for (const path of kubeconfigPaths(process, flag)) {
    const one = await readFile(process, path)
    if (!one) continue
    merged['current-context'] ||= one['current-context'] ?? ''
    mergeByName(merged.clusters, one.clusters)
    mergeByName(merged.contexts, one.contexts)
    mergeByName(merged.users, one.users)
  }
  return merged
}

async function readFile(process: Process, path: string): Promise<Kubeconfig | undefined> {
  let raw: string
  try {
    raw = text(process.fs.read(path).bytes())
  } catch (error) {
    if (error instanceof FsError && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined
    throw error
  }
  if (!raw.trim()) return undefined
  const { parse } = await loadYaml(process)
  const config = parse(raw) as Partial<Kubeconfig> | null
  return { ...emptyKubeconfig(), ...config }
}

/** Writes to the file that `kubectl config` changes: the first that exists, else the last. */
export function writeKubeconfig(process: Process, config: Kubeconfig, flag?: string): Promise<void> {
  const paths = kubeconfigPaths(process, flag)
  const path = paths.find((candidate) => process.fs.exists(candidate)) ?? paths.at(-1)!
  process.fs.mkdir(dirname(path), { mode: 0o750, parents: true, uid: process.user.uid, gid: process.user.gid })
  const { uid, gid } = process.user
  process.fs.write(path, toYaml(written(config)), { mode: 0o600, uid, gid })
  return Promise.resolve()
}

/** As clientcmd writes it: entries in the order of their names, empty lists as null. */
export function written(config: Kubeconfig): Record<string, unknown> {
  const list = <T extends { name: string }>(entries: readonly T[]) =>
    entries.length === 0 ? null : [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))
  const { clusters, contexts, users } = config
  return { ...config, clusters: list(clusters), contexts: list(contexts), users: list(users) }
}

/** Adds or replaces the entry of that name. */
export function setNamed<T extends { name: string }>(list: T[], entry: T): void {
  const at = list.findIndex((candidate) => candidate.name === entry.name)
  if (at < 0) list.push(entry)
  else list[at] = entry
}

function mergeByName<T extends { name: string }>(into: T[], from: T[] | null | undefined): void {
  for (const entry of from ?? []) if (!into.some((known) => known.name === entry.name)) into.push(entry)
}
