// kubectl cluster-info dump: what the cluster consists of, and the logs of its pods.
import { text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import { dirname } from '../../../machine/fs/path.ts'
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiFailure } from '../answer.ts'
import { resourcePath } from '../discovery.ts'
import { PRINT } from '../flags.ts'
import { containersOf } from '../pods.ts'
import { clean, toJson } from '../print/output.ts'
import { toYaml } from '../print/yaml.ts'
import { Kube } from '../session.ts'

/** Of every namespace, in this order. */
const TYPES: readonly [file: string, type: string][] = [
  ['events', 'events'],
  ['replication-controllers', 'replicationcontrollers'],
  ['services', 'services'],
  ['daemonsets', 'daemonsets.apps'],
  ['deployments', 'deployments.apps'],
  ['replicasets', 'replicasets.apps'],
  ['pods', 'pods'],
]

export const dump = command({
  name: 'dump',
  usage: '',
  summary: 'Dump relevant information for debugging and diagnosis',
  flags: {
    ...PRINT,
    output: { ...PRINT.output, default: 'json' },
    'all-namespaces': { type: 'bool', short: 'A', summary: 'Every namespace' },
    namespaces: { type: 'csv', summary: 'These namespaces; otherwise the current one and kube-system' },
    'output-directory': { type: 'string', default: '', summary: 'Folder to write files to; - is standard output' },
    'pod-running-timeout': {
      type: 'duration',
      default: '20s',
      shownDefault: '20s',
      summary: 'How long to wait for a pod',
    },
  },
  run: async (process, options, _, call) => {
    const { output, 'output-directory': directory } = options
    if (output !== 'json' && output !== 'yaml')
      throw new StatusError(`error: unable to match a printer suitable for the output format ${JSON.stringify(output)}`)
    const kube = await Kube.open(process, call)
    const folder = directory === '-' ? '' : directory
    const show = (value: unknown) => {
      const shown = clean(value, options['show-managed-fields'])
      return output === 'json' ? `${toJson(shown)}\n` : toYaml(shown)
    }
    const write = (path: string, content: string) => put(process, folder, path, content)
    await write(`nodes.${output}`, show(await kube.list(await kube.mapper.find('nodes'), undefined)))
    for (const namespace of await namespacesOf(kube, options)) {
      for (const [file, type] of TYPES) {
        const list = await kube.list(await kube.mapper.find(type), namespace)
        await write(`${namespace}/${file}.${output}`, show(list))
      }
      await logs(kube, namespace, folder)
    }
    if (folder) await process.print(`Cluster info dumped to ${folder}\n`)
    return 0
  },
})

async function namespacesOf(
  kube: Kube,
  options: { 'all-namespaces': boolean; namespaces: string[] },
): Promise<string[]> {
  if (options['all-namespaces'])
    return (await kube.list(await kube.mapper.find('namespaces'), undefined)).items.map(
      ({ metadata }) => metadata.name!,
    )
  return options.namespaces.length > 0 ? options.namespaces : [...new Set(['kube-system', kube.namespace])]
}

async function put(process: Process, folder: string, path: string, content: string): Promise<void> {
  if (!folder) return process.print(content)
  const file = process.path(`${folder}/${path}`)
  const { uid, gid } = process.user
  process.fs.mkdir(dirname(file), { parents: true, mode: 0o755, uid, gid })
  process.writeFile(file, content)
}

async function logs(kube: Kube, namespace: string, folder: string): Promise<void> {
  const { process } = kube
  const pods = await kube.mapper.find('pods')
  for (const pod of (await kube.list(pods, namespace)).items) {
    for (const { name } of containersOf(pod)) {
      const content = await logOf(kube, resourcePath(pods, namespace, pod.metadata.name, 'log'), name)
      const title = `logs for container ${name} of pod ${namespace}/${pod.metadata.name}`
      const whole = `==== START ${title} ====\n${content}==== END ${title} ====\n`
      await put(process, folder, `${namespace}/${pod.metadata.name}/logs.txt`, whole)
    }
  }
}

async function logOf(kube: Kube, path: string, container: string): Promise<string> {
  try {
    const response = await kube.client.stream(path, { query: { container }, accept: '*/*' })
    return text(await readAll(response.body))
  } catch (error) {
    if (error instanceof ApiFailure) return `Request log error: ${error.message}\n`
    throw error
  }
}
