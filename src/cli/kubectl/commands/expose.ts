// kubectl expose: a Service in front of a workload, a pod or another service.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { saveTyped } from '../apply/annotation.ts'
import { resourceNames } from '../completion.ts'
import { resourcePath } from '../discovery.ts'
import { readManifests } from '../files.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT } from '../flags.ts'
import { type AnyObject, at } from '../object.ts'
import { type Container, containersOf } from '../pods.ts'
import { RECORD, recordOn } from '../record.ts'
import { printerFor } from '../print/output.ts'
import { targets } from '../resource.ts'
import { NOTHING_NAMED } from '../selection.ts'
import { Kube, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith } from '../session.ts'

const EXPOSABLE = new Set(['pods', 'services', 'replicationcontrollers', 'deployments', 'replicasets'])

export const expose = command({
  name: 'expose',
  usage:
    '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  summary: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  group: 'Basic Commands (Beginner)',
  flags: {
    ...PRINT,
    ...FILES,
    selector: { type: 'string', default: '', summary: 'Labels that the service looks for' },
    ...DRY_RUN,
    ...FIELD_MANAGER('kubectl-expose'),
    ...RECORD,
    'cluster-ip': { type: 'string', default: '', summary: 'The address of the service; None for a headless one' },
    'external-ip': { type: 'string', default: '', summary: 'One more address at which nodes take it' },
    labels: { type: 'string', short: 'l', default: '', summary: 'Labels of the service' },
    'load-balancer-ip': { type: 'string', default: '', summary: 'Address for the load balancer' },
    name: { type: 'string', default: '', summary: 'Name of the service' },
    'override-type': { type: 'string', default: 'merge', summary: 'How --overrides is merged', absent: true },
    overrides: { type: 'string', default: '', summary: 'JSON laid over the service', absent: true },
    port: { type: 'string', default: '', summary: 'Port of the service' },
    protocol: { type: 'string', default: '', summary: 'TCP, UDP or SCTP' },
    'save-config': { type: 'bool', summary: 'Keep the configuration in the annotation of kubectl apply' },
    'session-affinity': { type: 'string', default: '', summary: 'None or ClientIP' },
    'target-port': { type: 'string', default: '', summary: 'Port of the container, number or name' },
    type: { type: 'string', default: '', summary: 'ClusterIP, NodePort, LoadBalancer or ExternalName' },
  },
  complete: resourceNames,
  run: async (process, options, args, call) => {
    const dryRun = dryRunOf(options['dry-run'])
    const kube = await Kube.open(process, call)
    const object = await exposed(kube, options, args)
    const selector = options.selector ? fromWords(options.selector) : selectorOf(object)
    const name = options.name || object.metadata.name!
    const ports = portsOf(object, options)
    const service: AnyObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name,
        ...(dryRun === 'client' && !kube.client.connection.namespaceGiven
          ? {}
          : { namespace: object.metadata.namespace }),
        labels: options.labels ? fromWords(options.labels) : object.metadata.labels,
      },
      spec: {
        ports,
        selector,
        ...(options.type ? { type: options.type } : {}),
        ...(options['cluster-ip'] ? { clusterIP: options['cluster-ip'] } : {}),
        ...(options['external-ip'] ? { externalIPs: [options['external-ip']] } : {}),
        ...(options['load-balancer-ip'] ? { loadBalancerIP: options['load-balancer-ip'] } : {}),
        ...(options['session-affinity'] ? { sessionAffinity: options['session-affinity'] } : {}),
      },
      status: { loadBalancer: {} },
    }
    recordOn(process, service, call, args)
    if (options['save-config']) saveTyped(service)
    const services = await kube.mapper.find('services')
    const query = { ...dryRunQuery(dryRun), fieldManager: options['field-manager'] }
    const path = resourcePath(services, object.metadata.namespace)
    const made =
      dryRun === 'client' ? service : await kube.client.json<AnyObject>(path, { method: 'POST', body: service, query })
    const printer = printerFor(process, options, nameOfWith(services))
    if (printer) await printer(made)
    else await process.print(`service/${name} exposed${dryRunSuffix(dryRun)}\n`)
    return 0
  },
})

async function exposed(
  kube: Kube,
  options: { filename: string[]; kustomize: string; recursive: boolean },
  args: string[],
): Promise<AnyObject> {
  if (options.filename.length > 0) {
    const [manifest] = await readManifests(kube.process, options)
    return kube.get(
      await kube.resourceOf(manifest!),
      manifest!.object.metadata.name!,
      kube.namespaceOf(manifest!.object),
    )
  }
  const [target] = await targets(kube.mapper, args)
  if (!target?.name) throw new StatusError(NOTHING_NAMED)
  const { resource, name } = target
  if (!EXPOSABLE.has(resource.name))
    throw new StatusError(`error: cannot expose a ${resource.kind}${resource.group ? `.${resource.group}` : ''}`)
  return kube.get(resource, name)
}

function selectorOf(object: AnyObject): Record<string, string> {
  const labels = (
    object.kind === 'Pod'
      ? object.metadata.labels
      : (at(object, 'spec', 'selector', 'matchLabels') ?? at(object, 'spec', 'selector'))
  ) as Record<string, string> | undefined
  if (labels && Object.keys(labels).length > 0) return labels
  throw new StatusError(
    `error: couldn't retrieve selectors via --selector flag or introspection: the ${object.kind.toLowerCase()} has no labels and cannot be exposed`,
  )
}

const fromWords = (words: string): Record<string, string> =>
  Object.fromEntries(words.split(',').map((word) => word.split('=', 2) as [string, string]))

interface ServicePort {
  name?: string
  port: number
  protocol: string
  targetPort: number | string
}

function portsOf(object: AnyObject, options: { port: string; protocol: string; 'target-port': string }): ServicePort[] {
  const declared = declaredPorts(object)
  const numbers = options.port ? options.port.split(',').map(Number) : declared.map(({ port }) => port)
  if (numbers.length === 0) throw new StatusError("error: couldn't find port via --port flag or introspection")
  const target = (port: number): number | string => {
    const word = options['target-port']
    if (word) return /^\d+$/.test(word) ? Number(word) : word
    return port
  }
  return numbers.map((port, i) => ({
    ...(numbers.length > 1 ? { name: `port-${i + 1}` } : {}),
    port,
    protocol: options.protocol || declared.find((known) => known.port === port)?.protocol || 'TCP',
    targetPort: target(port),
  }))
}

function declaredPorts(object: AnyObject): { port: number; protocol: string }[] {
  if (object.kind === 'Service')
    return ((at(object, 'spec', 'ports') as { port: number; protocol?: string }[]) ?? []).map(
      ({ port, protocol = 'TCP' }) => ({ port, protocol }),
    )
  const pod =
    object.kind === 'Pod' ? object : ({ ...object, spec: at(object, 'spec', 'template', 'spec') } as AnyObject)
  const all = containersOf(pod) as (Container & { ports?: { containerPort: number; protocol?: string }[] })[]
  return all.flatMap(({ ports = [] }) =>
    ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol })),
  )
}
