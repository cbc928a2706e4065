// gcloud container clusters: Kubernetes in the cloud.
import { text, utf8 } from '../../kernel/bytes.ts'
import type { Process } from '../../machine/process.ts'
import { bodyText } from '../../net/http.ts'
import { type Call, command } from '../command.ts'
import { StatusError } from '../error.ts'
import { readKubeconfig, setNamed, writeKubeconfig } from '../kubeconfig.ts'
import { readProperties } from './properties.ts'

interface Cluster {
  name: string
  location: string
  status: string
  endpoint: string
  currentNodeCount: number
  currentMasterVersion: string
  currentNodeVersion: string
  nodeConfig: { machineType: string }
  selfLink: string
  createTime: string
  statusMessage?: string
}

interface Operation {
  name: string
  status: string
  error?: { message: string }
}

const POLL_MS = 2000

const location = {
  zone: { type: 'string', short: 'z', default: '', summary: 'Zone of the cluster' },
  region: { type: 'string', default: '', summary: 'Region of the cluster' },
  location: { type: 'string', default: '', summary: 'Zone or region of the cluster' },
} as const

interface Where {
  project: string
  place: string
}

function where(process: Process, call: Call, options: { zone: string; region: string; location: string }): Where {
  const properties = readProperties(process)
  const project = String(call.global.project || properties['core/project'] || '')
  if (!project)
    throw new StatusError(
      'ERROR: (gcloud.container.clusters) The required property [project] is not currently set.\nYou may set it for your current workspace by running:\n\n  $ gcloud config set project VALUE\n',
    )
  const place =
    options.location ||
    options.zone ||
    options.region ||
    properties['compute/zone'] ||
    properties['compute/region'] ||
    ''
  if (!place)
    throw new StatusError(
      `ERROR: (gcloud.${call.path.split(' ').slice(1).join('.')}) One of [--location, --zone, --region] must be supplied.`,
    )
  return { project, place }
}

async function api<T>(
  process: Process,
  call: Call,
  at: Where,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const url = `https://container.googleapis.com/v1/projects/${at.project}/locations/${at.place}/${path}`
  const response = await process.request(url, {
    method,
    ...(body === undefined ? {} : { body: utf8(JSON.stringify(body)) }),
  })
  const answer = JSON.parse((await bodyText(response)) || '{}') as T & { error?: { code: number; message: string } }
  if (response.status < 300) return answer
  const verb = call.path.split(' ').slice(1).join('.')
  throw new StatusError(
    `ERROR: (gcloud.${verb}) ResponseError: code=${response.status}, message=${answer.error?.message}`,
  )
}

async function finished(process: Process, call: Call, at: Where, operation: Operation): Promise<void> {
  let now = operation
  while (now.status !== 'DONE') {
    await process.sleep(POLL_MS)
    await process.error('.')
    now = await api<Operation>(process, call, at, 'GET', `operations/${operation.name}`)
  }
  if (now.error)
    throw new StatusError(
      `\nERROR: (gcloud.${call.path.split(' ').slice(1).join('.')}) Operation [${now.name}] finished with error: ${now.error.message}`,
    )
  await process.error('done.\n')
}

const HEADER = [
  'NAME',
  'LOCATION',
  'MASTER_VERSION',
  'MASTER_IP',
  'MACHINE_TYPE',
  'NODE_VERSION',
  'NUM_NODES',
  'STATUS',
]

function table(clusters: Cluster[]): string {
  const rows = clusters.map((c) => [
    c.name,
    c.location,
    c.currentMasterVersion,
    c.endpoint,
    c.nodeConfig.machineType,
    c.currentNodeVersion,
    String(c.currentNodeCount),
    c.status,
  ])
  const widths = HEADER.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
  return [HEADER, ...rows]
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

async function writeCredentials(process: Process, at: Where, cluster: Cluster): Promise<void> {
  const name = `gke_${at.project}_${cluster.location}_${cluster.name}`
  const config = await readKubeconfig(process)
  setNamed(config.clusters, { cluster: { server: `https://${cluster.endpoint}` }, name })
  setNamed(config.contexts, { context: { cluster: name, user: name }, name })
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    command: 'gke-gcloud-auth-plugin',
    provideClusterInfo: true,
  }
  setNamed(config.users, { name, user: { exec } })
  config['current-context'] = name
  await writeKubeconfig(process, config)
  await process.error(`kubeconfig entry generated for ${cluster.name}.\n`)
}

const create = command({
  name: 'create',
  usage: 'NAME [flags]',
  summary: 'Create a cluster for running containers',
  args: { min: 1, max: 1 },
  flags: {
    ...location,
    'num-nodes': { type: 'int', default: 3, summary: 'How many nodes' },
    'machine-type': { type: 'string', short: 'm', default: 'e2-medium', summary: 'Kind of machine of the nodes' },
    'cluster-version': { type: 'string', default: '', summary: 'Kubernetes version of the cluster', absent: true },
    async: { type: 'bool', summary: 'Do not wait until it is there' },
  },
  run: async (process, options, [name], call) => {
    const at = where(process, call, options)
    const cluster = {
      name,
      initialNodeCount: options['num-nodes'],
      nodeConfig: { machineType: options['machine-type'] },
    }
    const operation = await api<Operation>(process, call, at, 'POST', 'clusters', { cluster })
    if (options.async) return 0
    await process.error(`Creating cluster ${name} in ${at.place}...`)
    await finished(process, call, at, operation)
    const made = await api<Cluster>(process, call, at, 'GET', `clusters/${name}`)
    await process.error(`Created [${made.selfLink}].\n`)
    await process.error(
      `To inspect the contents of your cluster, go to: https://console.cloud.google.com/kubernetes/workload_/gcloud/${at.place}/${name}?project=${at.project}\n`,
    )
    await writeCredentials(process, at, made)
    await process.print(table([made]))
    return 0
  },
})

const getCredentials = command({
  name: 'get-credentials',
  usage: 'NAME [flags]',
  summary: 'Fetch credentials for a running cluster',
  args: { min: 1, max: 1 },
  flags: location,
  run: async (process, options, [name], call) => {
    const at = where(process, call, options)
    await process.error('Fetching cluster endpoint and auth data.\n')
    await writeCredentials(process, at, await api<Cluster>(process, call, at, 'GET', `clusters/${name}`))
    return 0
  },
})

const list = command({
  name: 'list',
  usage: '[flags]',
  summary: 'List existing clusters',
  flags: location,
  run: async (process, options, _, call) => {
    const anywhere = { ...options, location: options.location || options.zone || options.region || '-' }
    const found = await api<{ clusters: Cluster[] }>(process, call, where(process, call, anywhere), 'GET', 'clusters')
    if (found.clusters.length > 0) await process.print(table(found.clusters))
    return 0
  },
})

const describe = command({
  name: 'describe',
  usage: 'NAME [flags]',
  summary: 'Describe an existing cluster',
  args: { min: 1, max: 1 },
  flags: location,
  run: async (process, options, [name], call) => {
    const found = await api<Cluster>(process, call, where(process, call, options), 'GET', `clusters/${name}`)
    const { stringify } = await process.kernel.load(() => import('yaml'))
    await process.print(stringify(found))
    return 0
  },
})

const remove = command({
  name: 'delete',
  usage: 'NAME [flags]',
  summary: 'Delete an existing cluster',
  args: { min: 1, max: 1 },
  flags: { ...location, quiet: { type: 'bool', short: 'q', summary: 'Do not ask' } },
  run: async (process, options, [name], call) => {
    const at = where(process, call, options)
    await process.error(`The following clusters will be deleted.\n - [${name}] in [${at.place}]\n\n`)
    if (!options.quiet && !(await confirmed(process)))
      throw new StatusError(`ERROR: (gcloud.container.clusters.delete) Aborted by user.`)
    const operation = await api<Operation>(process, call, at, 'DELETE', `clusters/${name}`)
    await process.error(`Deleting cluster ${name}...`)
    await finished(process, call, at, operation)
    await process.error(
      `Deleted [https://container.googleapis.com/v1/projects/${at.project}/zones/${at.place}/clusters/${name}].\n`,
    )
    return 0
  },
})

async function confirmed(process: Process): Promise<boolean> {
  if (!process.isTty.stdin) return true
  await process.error('Do you want to continue (Y/n)?  ')
  const answer = await process.stdin.read()
  return answer !== null && !/^n/i.test(text(answer))
}

export const clusters = command({
  name: 'clusters',
  usage: '',
  summary: 'Deploy and teardown Google Kubernetes Engine clusters',
  flags: {},
  subcommands: [create, remove, describe, getCredentials, list],
})
