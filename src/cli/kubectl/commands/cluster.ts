// kubectl cluster-info, version, api-resources, api-versions: what the server is and has.
import type { Process } from '../../../machine/process.ts'
import { NetError } from '../../../net/errors.ts'
import { bodyText } from '../../../net/http.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiFailure, NoApiServer, document } from '../answer.ts'
import { Unreachable } from '../client.ts'
import { type ApiResource, discover, groupVersion } from '../discovery.ts'
import { at } from '../object.ts'
import { dump } from './dump.ts'
import { toJson } from '../print/output.ts'
import { columns } from '../print/table.ts'
import { toYaml } from '../print/yaml.ts'
import { Kube } from '../session.ts'

const green = (process: Process, text: string) => (process.isTty.stdout ? `\x1b[0;32m${text}\x1b[0m` : text)
const yellow = (process: Process, text: string) => (process.isTty.stdout ? `\x1b[0;33m${text}\x1b[0m` : text)

const HINT = "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n"

export const clusterInfo = command({
  name: 'cluster-info',
  usage: '[flags]',
  summary: 'Display cluster information',
  group: 'Cluster Management Commands',
  flags: {},
  subcommands: [dump],
  run: async (process, _, __, call) => {
    const kube = await Kube.open(process, call)
    const services = await kube.mapper.find('services').catch(async (error: unknown) => {
      await process.print(HINT)
      throw error
    })
    const list = await kube.list(services, 'kube-system', { labelSelector: 'kubernetes.io/cluster-service=true' })
    const { server } = kube.client.connection
    const line = (name: string, url: string) =>
      process.print(`${green(process, name)} is running at ${yellow(process, url)}\n`)
    await line('Kubernetes control plane', server)
    for (const service of list.items) {
      const name = service.metadata.labels?.['kubernetes.io/name'] ?? service.metadata.name!
      const port = at(service, 'spec', 'ports', 0, 'name') as string | undefined
      await line(
        name,
        `${server}/api/v1/namespaces/kube-system/services/${service.metadata.name}${port ? `:${port}` : ''}/proxy`,
      )
    }
    await process.print(HINT)
    return 0
  },
})

const CLIENT = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.4',
  gitCommit: 'bb826b1d48562f110659e64e8ec444327433db95',
  gitTreeState: 'clean',
  buildDate: '2026-09-29T20:03:31Z',
  goVersion: 'go1.27.1',
  compiler: 'gc',
  platform: 'linux/amd64',
}

export const version = command({
  name: 'version',
  usage: '[flags]',
  summary: 'Print the client and server version information',
  group: 'Other Commands',
  flags: {
    client: { type: 'bool', summary: 'Only the client' },
    output: { type: 'string', short: 'o', default: '', summary: 'json or yaml' },
  },
  run: async (process, options, args, call) => {
    if (args.length > 0) throw new StatusError(`error: extra arguments: [${args.join(' ')}]`)
    if (!['', 'json', 'yaml'].includes(options.output))
      throw new StatusError(`error: --output must be 'yaml' or 'json'`)
    const kustomize = 'v5.8.1'
    let server: { gitVersion: string } | undefined
    let failure: unknown
    if (!options.client) {
      const kube = await Kube.open(process, call)
      try {
        const response = await kube.client.raw('/version', { query: { timeout: '32s' } })
        server = document<{ gitVersion: string }>(response.status, await bodyText(response))
      } catch (error) {
        if (error instanceof NetError) failure = kube.client.unreachable(error, '/version?timeout=32s')
        else if (error instanceof NoApiServer)
          failure = new StatusError(`error: unable to parse the server version: ${error.fault}`)
        else failure = error
      }
    }
    const all = { clientVersion: CLIENT, kustomizeVersion: kustomize, ...(server ? { serverVersion: server } : {}) }
    if (options.output === 'json') await process.print(`${JSON.stringify(all, null, 2)}\n`)
    else if (options.output === 'yaml') await process.print(`${toYaml(all)}\n`)
    else {
      await process.print(`Client Version: ${CLIENT.gitVersion}\nKustomize Version: ${kustomize}\n`)
      if (server) await process.print(`Server Version: ${server.gitVersion}\n`)
    }
    if (failure) throw failure
    return 0
  },
})

export const apiVersions = command({
  name: 'api-versions',
  usage: '',
  summary: 'Print the supported API versions on the server, in the form of "group/version"',
  group: 'Other Commands',
  args: { max: 0 },
  flags: {},
  run: async (process, _, __, call) => {
    const kube = await Kube.open(process, call)
    const found = await discover(kube.client, true, 1).catch((error: unknown) => {
      throw new StatusError(`error: couldn't get available api versions from server: ${inGo(error)}`)
    })
    const versions = [...new Set(found.map(groupVersion))].sort()
    await process.print(versions.map((name) => `${name}\n`).join(''))
    return 0
  },
})

export const apiResources = command({
  name: 'api-resources',
  usage: '[flags]',
  summary: 'Print the supported API resources on the server',
  group: 'Other Commands',
  flags: {
    'api-group': { type: 'string', default: '', summary: 'Only this group' },
    cached: { type: 'bool', summary: 'Use what was asked before' },
    categories: { type: 'csv', summary: 'Only of these categories' },
    namespaced: {
      type: 'bool',
      default: true,
      summary: 'Only those in namespaces, or (false) only those that are not',
    },
    'no-headers': { type: 'bool', summary: 'Leave the header line out' },
    'show-managed-fields': { type: 'bool', summary: 'Taken, and of no effect here' },
    output: { type: 'string', short: 'o', default: '', summary: 'wide, name, json or yaml' },
    'sort-by': { type: 'string', default: '', summary: 'name or kind' },
    verbs: { type: 'csv', summary: 'Only those with all these verbs' },
  },
  run: async (process, options, args, call) => {
    if (args.length > 0)
      throw new StatusError(
        `error: unexpected arguments: [${args.join(' ')}]\nSee 'kubectl api-resources -h' for help and examples`,
      )
    const kube = await Kube.open(process, call)
    const found = await discover(kube.client, !options.cached, 1)
    const preferred = (resource: ApiResource) =>
      found.find(({ name, group }) => name === resource.name && group === resource.group) === resource
    const all = found.filter(
      (resource) =>
        preferred(resource) &&
        (!call.changed('api-group') || resource.group === options['api-group']) &&
        (!call.changed('namespaced') || resource.namespaced === options.namespaced) &&
        options.verbs.every((verb) => resource.verbs.includes(verb)) &&
        options.categories.every((category) => resource.categories.includes(category)),
    )
    const key = (resource: ApiResource) =>
      options['sort-by'] === 'kind'
        ? resource.kind
        : options['sort-by'] === 'name'
          ? resource.name
          : `${resource.group} ${resource.name}`
    all.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
    await process.print(shown(all, options.output, options['no-headers']))
    return 0
  },
})

function shown(all: ApiResource[], output: string, noHeaders: boolean): string {
  if (output === 'name')
    return all.map((resource) => `${resource.name}${resource.group ? `.${resource.group}` : ''}\n`).join('')
  if (output === 'json' || output === 'yaml') {
    const list = { apiVersion: 'v1', groupVersion: '', kind: 'APIResourceList', resources: all }
    return output === 'json' ? `${toJson(list)}\n` : toYaml(list)
  }
  const header = [
    'NAME',
    'SHORTNAMES',
    'APIVERSION',
    'NAMESPACED',
    'KIND',
    ...(output === 'wide' ? ['VERBS', 'CATEGORIES'] : []),
  ]
  const rows = all.map((resource) => [
    resource.name,
    resource.shortNames.join(','),
    groupVersion(resource),
    String(resource.namespaced),
    resource.kind,
    ...(output === 'wide' ? [resource.verbs.join(','), resource.categories.join(',')] : []),
  ])
  return `${columns([...(noHeaders ? [] : [header]), ...rows].map((cells) => cells.join('\t')).join('\n'))}\n`
}

/** The error as the code below kubectl had it, without kubectl's own words. */
function inGo(error: unknown): string {
  if (error instanceof Unreachable) return error.dial
  if (error instanceof NoApiServer) return error.fault
  if (error instanceof ApiFailure) return error.message
  throw error
}
