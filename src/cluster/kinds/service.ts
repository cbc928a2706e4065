// Service: one address for many pods.
import type { Service } from '../../api/kubernetes/core.ts'
import { age, name } from './columns.ts'
import type { FieldErrors } from './field-errors.ts'
import type { Kind } from './kind.ts'
import { labelsText } from './label-selector.ts'
import { validateLabels } from './names.ts'
import { validatePortNumber, validateProtocol } from './pod-validation.ts'

export const services: Kind<Service> = {
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  nameRule: 'service',
  returnsDeleted: true,
  subresources: ['proxy', 'status'],
  columns: [
    name,
    { name: 'Type', cell: ({ spec }) => spec.type ?? '' },
    { name: 'Cluster-IP', cell: ({ spec }) => spec.clusterIP || '<none>' },
    { name: 'External-IP', cell: externalIp },
    { name: 'Port(s)', cell: ports },
    age,
    { name: 'Selector', wide: true, cell: ({ spec }) => labelsText(spec.selector) },
  ],
  fields: ({ spec }) => ({ 'spec.clusterIP': spec?.clusterIP ?? '', 'spec.type': spec?.type ?? '' }),
  defaults(service) {
    const spec = (service.spec ??= {})
    service.status ??= {}
    spec.type ||= 'ClusterIP'
    spec.sessionAffinity ||= 'None'
    if (spec.sessionAffinity === 'ClientIP') spec.sessionAffinityConfig ??= { clientIP: { timeoutSeconds: 10800 } }
    for (const port of spec.ports ?? []) {
      port.protocol ||= 'TCP'
      port.targetPort ||= port.port
    }
    if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') spec.externalTrafficPolicy ||= 'Cluster'
    else delete spec.externalTrafficPolicy
    if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true
    else delete spec.allocateLoadBalancerNodePorts
    if (spec.type === 'ExternalName') return
    spec.internalTrafficPolicy ||= 'Cluster'
    spec.ipFamilies ??= ['IPv4']
    spec.ipFamilyPolicy ??= 'SingleStack'
  },
  prepareForCreate(service) {
    service.status = { loadBalancer: {} }
  },
  validate,
  validateUpdate(next, old, errors) {
    const typed = next.spec.type !== 'ExternalName' && old.spec.type !== 'ExternalName'
    if (typed && old.spec.clusterIP && next.spec.clusterIP !== old.spec.clusterIP) {
      errors.invalid('spec.clusterIPs[0]', [next.spec.clusterIP], 'may not change once set')
    }
  },
}

function externalIp({ spec, status }: Service): string {
  const given = spec.externalIPs ?? []
  switch (spec.type) {
    case 'ExternalName':
      return spec.externalName ?? ''
    case 'LoadBalancer': {
      const points = (status.loadBalancer?.ingress ?? []).map((one) => one.ip || one.hostname || '')
      return [...points, ...given].join(',') || '<pending>'
    }
    default:
      return given.join(',') || '<none>'
  }
}

function ports({ spec }: Service): string {
  const list = (spec.ports ?? []).map(
    ({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`,
  )
  return list.join(',') || '<none>'
}

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']

function validate({ spec }: Service, errors: FieldErrors): void {
  if (spec.type && !TYPES.includes(spec.type)) errors.notSupported('spec.type', spec.type, TYPES)
  if (spec.type === 'ExternalName' && !spec.externalName) errors.required('spec.externalName')
  const headless = spec.clusterIP === 'None'
  if (headless && spec.type && ['LoadBalancer', 'NodePort'].includes(spec.type)) {
    errors.invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`)
  }
  if (!spec.ports?.length && !headless && spec.type !== 'ExternalName') errors.required('spec.ports')
  validateLabels(spec.selector, 'spec.selector', errors)
  validatePorts(spec, errors)
}

function validatePorts({ ports = [] }: Service['spec'], errors: FieldErrors): void {
  const names = new Set<string>()
  const numbers = new Set<string>()
  ports.forEach(({ name, port, protocol, targetPort }, i) => {
    const at = `spec.ports[${i}]`
    if (!name && ports.length > 1) errors.required(`${at}.name`)
    if (name && names.has(name)) errors.duplicate(`${at}.name`, name)
    if (name) names.add(name)
    if (!port) errors.invalid(`${at}.port`, port ?? 0, 'must be between 1 and 65535, inclusive')
    else validatePortNumber(port, `${at}.port`, errors)
    validateProtocol(protocol, `${at}.protocol`, errors)
    if (typeof targetPort === 'number') validatePortNumber(targetPort, `${at}.targetPort`, errors)
    const key = `${protocol}:${port}`
    if (numbers.has(key)) errors.duplicate(at, { protocol, port })
    numbers.add(key)
  })
}
