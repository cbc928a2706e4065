// kubectl create service (clusterip, nodeport, loadbalancer, externalname) and ingress.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { bareGroup } from '../group.ts'
import { COMMON, generate, oneName } from './generator.ts'

type Kind = 'ClusterIP' | 'NodePort' | 'LoadBalancer'

interface Port {
  name: string
  port: number
  protocol: 'TCP'
  targetPort: number | string
  nodePort?: number
}

/** `80`, `80:8080`. Throws kubectl's words. */
function parsePort(word: string, nodePort: number): Port {
  const [from, to = from] = word.split(':')
  const port = Number(from)
  if (!/^\d+$/.test(from ?? ''))
    throw new StatusError(`error: strconv.ParseUint: parsing ${JSON.stringify(from)}: invalid syntax`)
  return {
    name: word.replace(':', '-'),
    protocol: 'TCP',
    port,
    targetPort: /^\d+$/.test(to!) ? Number(to) : to!,
    ...(nodePort ? { nodePort } : {}),
  }
}

const serviceOf = (type: Kind) =>
  command({
    name: type.toLowerCase(),
    usage: `NAME [--tcp=${type === 'ClusterIP' ? '<port>:<targetPort>' : 'port:targetPort'}] [--dry-run=server|client|none]`,
    summary: `Create a ${type} service`,
    flags: {
      ...COMMON,
      tcp: { type: 'csv', summary: 'Ports: port:targetPort' },
      ...(type === 'ClusterIP'
        ? ({ clusterip: { type: 'string', default: '', summary: 'The address; None for a headless service' } } as const)
        : {}),
      ...(type === 'NodePort'
        ? ({ 'node-port': { type: 'int', default: 0, summary: 'Port on every node' } } as const)
        : {}),
    },
    run: (process, options, args, call) => {
      const given = options as unknown as { tcp: string[]; clusterip?: string; 'node-port'?: number }
      const service = oneName(args, call)
      if (given.tcp.length === 0 && given.clusterip !== 'None')
        throw new StatusError('error: at least one tcp port specifier must be provided')
      const ports = given.tcp.map((word) => parsePort(word, given['node-port'] ?? 0))
      const labels = { app: service }
      const clusterIP = given.clusterip ? { clusterIP: given.clusterip } : {}
      return generate(
        process,
        options,
        call,
        () => ({
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: service, labels },
          spec: { ...(ports.length > 0 ? { ports } : {}), selector: labels, ...clusterIP, type },
          status: { loadBalancer: {} },
        }),
        `${type} service:`,
      )
    },
  })

const externalname = command({
  name: 'externalname',
  usage: 'NAME --external-name external.name [--dry-run=server|client|none]',
  summary: 'Create an ExternalName service',
  flags: {
    ...COMMON,
    'external-name': { type: 'string', default: '', summary: 'Name that the service stands for' },
    tcp: { type: 'csv', summary: 'Ports: port:targetPort' },
  },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    if (!options['external-name']) throw new StatusError('error: required flag(s) "external-name" not set')
    const ports = options.tcp.map((word) => parsePort(word, 0))
    const spec = {
      type: 'ExternalName',
      externalName: options['external-name'],
      selector: { app: name },
      ...(ports.length > 0 ? { ports } : {}),
    }
    return generate(
      process,
      options,
      call,
      () => ({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, labels: { app: name } },
        spec,
        status: { loadBalancer: {} },
      }),
      'ExternalName service:',
    )
  },
})

export const service = command({
  name: 'service',
  aliases: ['svc'],
  usage: '[flags]',
  summary: 'Create a service using a specified subcommand',
  flags: {},
  subcommands: [serviceOf('ClusterIP'), externalname, serviceOf('LoadBalancer'), serviceOf('NodePort')],
  run: bareGroup,
})

interface Rule {
  host: string
  path: string
  pathType: 'Prefix' | 'Exact'
  backend: { service: { name: string; port: { number?: number; name?: string } } }
  tls?: string
}

/** `host/path*=service:port[,tls=secret]`. Throws kubectl's words. */
function parseRule(word: string): Rule {
  const match = /^([^/=]*)(\/[^=,]*)?=([^:,]+):([^,]+)(?:,(tls)(?:=(.*))?)?$/.exec(word)
  if (!match)
    throw new StatusError(
      `error: rule ${word} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
    )
  const [, host, path = '/', name, port, secure, secret] = match
  const number = /^\d+$/.test(port!) ? { number: Number(port) } : { name: port! }
  const prefix = path.endsWith('*')
  return {
    host: host!,
    path: prefix ? path.slice(0, -1) : path,
    pathType: prefix ? 'Prefix' : 'Exact',
    backend: { service: { name: name!, port: number } },
    tls: secure && (secret ?? ''),
  }
}

export const ingress = command({
  name: 'ingress',
  aliases: ['ing'],
  usage: 'NAME --rule=host/path=service:port[,tls[=secret]] ',
  summary: 'Create an ingress with the specified name',
  flags: {
    ...COMMON,
    rule: { type: 'list', summary: 'host/path=service:port' },
    class: { type: 'string', default: '', summary: 'The ingress class' },
    annotation: { type: 'list', summary: 'Annotations: name=value' },
    'default-backend': { type: 'string', default: '', summary: 'service:port for what no rule takes' },
  },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    if (options.rule.length === 0 && !options['default-backend'])
      throw new StatusError(
        'error: not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      )
    const parsed = options.rule.map(parseRule)
    const hosts = [...new Set(parsed.map(({ host }) => host))]
    const rules = hosts.map((host) => ({
      ...(host ? { host } : {}),
      http: {
        paths: parsed
          .filter((rule) => rule.host === host)
          .map(({ path, pathType, backend }) => ({ path, pathType, backend })),
      },
    }))
    const tls = parsed
      .filter((rule) => rule.tls !== undefined)
      .map(({ host, tls: secretName }) => ({ hosts: [host], ...(secretName ? { secretName } : {}) }))
    const annotations =
      options.annotation.length > 0
        ? {
            annotations: Object.fromEntries(
              options.annotation.map((word) => word.split(/=(.*)/s, 2) as [string, string]),
            ),
          }
        : {}
    const spec = {
      ...(options.class ? { ingressClassName: options.class } : {}),
      ...(options['default-backend'] ? { defaultBackend: parseRule(`/=${options['default-backend']}`).backend } : {}),
      ...(rules.length > 0 ? { rules } : {}),
      ...(tls.length > 0 ? { tls } : {}),
    }
    return generate(
      process,
      options,
      call,
      () => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name, ...annotations },
        spec,
        status: { loadBalancer: {} },
      }),
      'ingress:',
    )
  },
})
