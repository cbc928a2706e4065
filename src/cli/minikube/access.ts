// How kubectl and minikube itself reach the cluster: certificates copied from the node, the kubeconfig's entries, plain API calls.
import { utf8 } from '../../kernel/bytes.ts'
import type { Process } from '../../machine/process.ts'
import { NetError } from '../../net/errors.ts'
import { bodyText } from '../../net/http.ts'
import { readKubeconfig, setNamed, writeKubeconfig } from '../kubeconfig.ts'
import { sshOrFail } from './machine.ts'
import { type Profile, VERSION, certificatePath, primaryOf } from './profile.ts'

const rfc1123 = (process: Process) => new Date(process.kernel.clock.unix()).toUTCString().replace('GMT', 'UTC')

export const apiServer = (profile: Profile): string => {
  const { IP, Port } = primaryOf(profile)
  return `https://${IP}:${Port}`
}

/** Fetches the cluster's certificates and points the kubeconfig's current context at it. */
export async function configureKubectl(process: Process, profile: Profile): Promise<void> {
  const { Name } = profile
  const { uid, gid } = process.user
  const authority = await sshOrFail(process, primaryOf(profile).IP, 'sudo cat /etc/kubernetes/pki/ca.crt')
  const save = (file: string, content: string) => {
    const path = certificatePath(process, Name, file)
    process.fs.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true, uid, gid })
    process.fs.write(path, content, { mode: 0o600, uid, gid })
    return path
  }
  const ca = save('ca.crt', authority)
  const certificate = save('client.crt', authority)
  const key = save('client.key', authority)
  const extensions = [
    {
      extension: { 'last-update': rfc1123(process), provider: 'minikube.sigs.k8s.io', version: VERSION },
      name: 'cluster_info',
    },
  ]
  const context = [{ ...extensions[0]!, name: 'context_info' }]
  const config = await readKubeconfig(process)
  setNamed(config.clusters, {
    cluster: { 'certificate-authority': ca, extensions, server: apiServer(profile) },
    name: Name,
  })
  setNamed(config.contexts, {
    context: { cluster: Name, extensions: context, namespace: 'default', user: Name },
    name: Name,
  })
  setNamed(config.users, { name: Name, user: { 'client-certificate': certificate, 'client-key': key } })
  config['current-context'] = Name
  await writeKubeconfig(process, config)
}

/** Takes the cluster's entries out again, as `minikube delete` does. */
export async function forgetCluster(process: Process, name: string): Promise<void> {
  const config = await readKubeconfig(process)
  config.clusters = config.clusters.filter((entry) => entry.name !== name)
  config.contexts = config.contexts.filter((entry) => entry.name !== name)
  config.users = config.users.filter((entry) => entry.name !== name)
  if (config['current-context'] === name) config['current-context'] = ''
  await writeKubeconfig(process, config)
}

/** One API call as the cluster's administrator; undefined when nobody answers or it is not found. */
export async function callApi<T>(
  process: Process,
  profile: Profile,
  method: string,
  path: string,
  body?: unknown,
): Promise<T | undefined> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (method === 'PATCH') headers['content-type'] = 'application/merge-patch+json'
  const content = body === undefined ? undefined : { body: utf8(JSON.stringify(body)) }
  try {
    const response = await process.request(`${apiServer(profile)}${path}`, { method, headers, ...content })
    const answer = await bodyText(response)
    return response.status < 300 ? (JSON.parse(answer) as T) : undefined
  } catch (error) {
    if (error instanceof NetError) return undefined
    throw error
  }
}
