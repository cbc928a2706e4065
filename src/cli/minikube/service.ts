// minikube service and tunnel: ways from the laptop to a Service.
import type { Process } from '../../machine/process.ts'
import { NetError } from '../../net/errors.ts'
import { command } from '../command.ts'
import { StatusError } from '../error.ts'
import { callApi } from './access.ts'
import { type Profile, primaryOf, requireProfile } from './profile.ts'
import { complain, step } from './step.ts'

interface Service {
  metadata: { name: string; namespace: string }
  spec: {
    type?: string
    clusterIP?: string
    ports?: { name?: string; port: number; targetPort?: number | string; nodePort?: number }[]
  }
  status?: { loadBalancer?: { ingress?: { ip: string }[] } }
}

interface ServiceList {
  items: Service[]
}

interface PodList {
  items: { status?: { phase?: string } }[]
}

const urls = (profile: Profile, service: Service): string[] =>
  (service.spec.ports ?? []).flatMap((port) =>
    port.nodePort ? [`http://${primaryOf(profile).IP}:${port.nodePort}`] : [],
  )

/** A table of box-drawing lines, as minikube prints it. */
function table(header: string[], rows: string[][]): string {
  const widths = header.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => Math.max(...row[i]!.split('\n').map((l) => l.length)))),
  )
  const line = (left: string, middle: string, right: string) =>
    `${left}${widths.map((width) => '─'.repeat(width + 2)).join(middle)}${right}\n`
  const center = (cell: string, width: number) => {
    const space = width - cell.length
    return `${' '.repeat(Math.floor(space / 2))}${cell}${' '.repeat(Math.ceil(space / 2))}`
  }
  const body = rows.map((row) => {
    const height = Math.max(...row.map((cell) => cell.split('\n').length))
    return Array.from(
      { length: height },
      (_, i) => `│ ${row.map((cell, c) => (cell.split('\n')[i] ?? '').padEnd(widths[c]!)).join(' │ ')} │\n`,
    ).join('')
  })
  const head = `│ ${header.map((title, i) => center(title, widths[i]!)).join(' │ ')} │\n`
  return `${line('┌', '┬', '┐')}${head}${line('├', '┼', '┤')}${body.join('')}${line('└', '┴', '┘')}`
}

const row = (profile: Profile, service: Service): string[] => {
  const found = urls(profile, service)
  const ports = (service.spec.ports ?? []).map((port) => `${port.name ? `${port.name}/` : ''}${port.port}`)
  return [
    service.metadata.namespace,
    service.metadata.name,
    found.length > 0 ? ports.join('\n') : 'No node port',
    found.join('\n'),
  ]
}

const list = command({
  name: 'list',
  usage: '[flags]',
  summary: 'Lists the URLs of the services',
  flags: { namespace: { type: 'string', short: 'n', default: '', summary: 'Only this namespace' } },
  run: async (process, options, _, call) => {
    const profile = await requireProfile(process, String(call.global.profile))
    const path = options.namespace ? `/api/v1/namespaces/${options.namespace}/services` : '/api/v1/services'
    const services = await callApi<ServiceList>(process, profile, 'GET', path)
    await process.print(
      table(
        ['NAMESPACE', 'NAME', 'TARGET PORT', 'URL'],
        (services?.items ?? []).map((service) => row(profile, service)),
      ),
    )
    return 0
  },
})

export const service = command({
  name: 'service',
  usage: '[flags] SERVICE',
  summary: 'Returns a URL to connect to a service',
  group: 'Networking and Connectivity Commands',
  flags: {
    namespace: { type: 'string', short: 'n', default: 'default', summary: 'Namespace of the service' },
    url: { type: 'bool', summary: 'Print the URL instead of opening it' },
    https: { type: 'bool', summary: 'https:// instead of http://' },
    wait: { type: 'int', default: 2, summary: 'Seconds to wait for a pod of the service' },
    all: { type: 'bool', summary: 'Every service of the namespace' },
    format: { type: 'string', default: 'http://{{.IP}}:{{.Port}}', summary: 'Form of the URL', absent: true },
    interval: { type: 'int', default: 1, summary: 'Seconds between two looks' },
  },
  subcommands: [list],
  run: async (process, options, args, call) => {
    const profile = await requireProfile(process, String(call.global.profile))
    const path = `/api/v1/namespaces/${options.namespace}/services`
    if (args.length === 0 && !options.all) {
      throw new StatusError('❌  Exiting due to MK_USAGE: You must specify one or more service name(s), or --all', 64)
    }
    const names = options.all
      ? ((await callApi<ServiceList>(process, profile, 'GET', path))?.items ?? []).map((item) => item.metadata.name)
      : args
    for (const name of names) {
      const found = await callApi<Service>(process, profile, 'GET', `${path}/${name}`)
      if (!found) throw missing(profile, options.namespace, name)
      await hasPods(process, profile, found)
      const links = urls(profile, found).map((url) => (options.https ? url.replace('http:', 'https:') : url))
      if (links.length === 0) await complain(process, 'sad', `service ${options.namespace}/${name} has no node port`)
      if (options.url) for (const link of links) await process.print(`${link}\n`)
      else await show(process, profile, found, links)
    }
    return 0
  },
})

const missing = (profile: Profile, namespace: string, name: string) =>
  new StatusError(
    `\n❌  Exiting due to SVC_NOT_FOUND: Service '${name}' was not found in '${namespace}' namespace.\nYou may select another namespace by using 'minikube service ${name} -n <namespace>'. Or list out all the services using 'minikube service list'${profile.Name === 'minikube' ? '' : ` -p ${profile.Name}`}`,
    115,
  )

async function show(process: Process, profile: Profile, service: Service, links: string[]): Promise<void> {
  await process.print(table(['NAMESPACE', 'NAME', 'TARGET PORT', 'URL'], [row(profile, service)]))
  for (const link of links) {
    await step(
      process,
      'launch',
      `Opening service ${service.metadata.namespace}/${service.metadata.name} in default browser...`,
    )
    await process.print(`${link}\n`)
  }
}

async function hasPods(process: Process, profile: Profile, service: Service): Promise<void> {
  const selector = (service.spec as { selector?: Record<string, string> }).selector
  if (!selector) return
  const labels = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
  const { namespace, name } = service.metadata
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(labels)}`
  const pods = await callApi<PodList>(process, profile, 'GET', path)
  if (pods?.items.some((pod) => pod.status?.phase === 'Running')) return
  throw new StatusError(
    `\n❌  Exiting due to SVC_UNREACHABLE: service not available: no running pod for service ${name} found`,
    119,
  )
}

const TUNNEL_POLL_MS = 3000

export const tunnel = command({
  name: 'tunnel',
  usage: '[flags]',
  summary: 'Connects the laptop to LoadBalancer services',
  group: 'Networking and Connectivity Commands',
  flags: { cleanup: { type: 'bool', default: true, summary: 'Take routes of earlier tunnels away' } },
  run: async (process, _, __, call) => {
    const profile = await requireProfile(process, String(call.global.profile))
    const { net } = process.namespaces
    const via = net.locate(primaryOf(profile).IP)
    if (!via?.up) throw new NetError('EHOSTUNREACH', primaryOf(profile).IP)
    const route = { subnet: profile.KubernetesConfig.ServiceCIDR, via }
    net.routes.push(route)
    const served = new Set<string>()
    process.defer(() => net.routes.splice(net.routes.indexOf(route), 1))
    await process.print(status(profile, process.pid, []))
    for (;;) {
      const services = await callApi<ServiceList>(process, profile, 'GET', '/api/v1/services')
      const wanted = (services?.items ?? []).filter((item) => item.spec.type === 'LoadBalancer')
      for (const item of wanted) await serve(process, profile, item, served)
      await process.sleep(TUNNEL_POLL_MS)
    }
  },
})

async function serve(process: Process, profile: Profile, item: Service, served: Set<string>): Promise<void> {
  const { namespace, name } = item.metadata
  const key = `${namespace}/${name}`
  if (item.status?.loadBalancer?.ingress?.length || !item.spec.clusterIP) return
  const patch = { status: { loadBalancer: { ingress: [{ ip: item.spec.clusterIP }] } } }
  await callApi(process, profile, 'PATCH', `/api/v1/namespaces/${namespace}/services/${name}/status`, patch)
  if (served.has(key)) return
  served.add(key)
  await process.print(status(profile, process.pid, [...served]))
}

const status = (profile: Profile, pid: number, services: string[]) =>
  [
    'Status:\t',
    `\tmachine: ${profile.Name}`,
    `\tpid: ${pid}`,
    `\troute: ${profile.KubernetesConfig.ServiceCIDR} -> ${primaryOf(profile).IP}`,
    '\tminikube: Running',
    `\tservices: [${services.map((key) => key.split('/')[1]).join(', ')}]`,
    '    errors: ',
    '\t\tminikube: no errors',
    '\t\trouter: no errors',
    '\t\tloadbalancer emulator: no errors',
    '',
    '',
  ].join('\n')
