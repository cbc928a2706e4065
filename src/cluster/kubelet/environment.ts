// The environment of a container: envFrom, env, and the variables of services (pkg/kubelet/kubelet_pods.go).
import type { ConfigMap, Container, EnvVar, Pod, Secret, Service } from '../../api/kubernetes/core.ts'
import { fromBase64, text } from '../../kernel/bytes.ts'
import { expand } from './expansion.ts'
import { type Surroundings, fieldValue, resourceValue } from './reference.ts'

/** Objects of the pod's namespace by name; undefined: there is none. */
export interface Sources {
  configMap(name: string): ConfigMap | undefined
  secret(name: string): Secret | undefined
  services: readonly Service[]
}

/** CreateContainerConfigError: what the container asks for is not there. */
export class ConfigError extends Error {}

export function environment(
  pod: Pod,
  container: Container,
  sources: Sources,
  around: Surroundings,
): Map<string, string> {
  const namespace = pod.metadata?.namespace ?? 'default'
  const services = serviceVariables(sources.services, namespace, pod.spec?.enableServiceLinks ?? true)
  const result = new Map<string, string>()
  for (const from of container.envFrom ?? []) {
    const data = from.configMapRef
      ? configMapData(sources, namespace, from.configMapRef)
      : secretData(sources, namespace, from.secretRef ?? {})
    for (const [key, value] of data) result.set((from.prefix ?? '') + key, value)
  }
  for (const variable of container.env ?? []) {
    const known = new Map([...services, ...result])
    const value = variableValue(pod, container, variable, known, sources, around)
    if (value !== undefined) result.set(variable.name, value)
  }
  for (const [name, value] of services) if (!result.has(name)) result.set(name, value)
  return result
}

function variableValue(
  pod: Pod,
  container: Container,
  variable: EnvVar,
  known: ReadonlyMap<string, string>,
  sources: Sources,
  around: Surroundings,
): string | undefined {
  const from = variable.valueFrom
  if (!from) return expand(variable.value ?? '', known)
  const namespace = pod.metadata?.namespace ?? 'default'
  if (from.fieldRef) return fieldValue(pod, from.fieldRef.fieldPath, around)
  if (from.resourceFieldRef) {
    const { containerName, resource, divisor } = from.resourceFieldRef
    const of = pod.spec?.containers.find((other) => other.name === containerName) ?? container
    return resourceValue(of, resource, divisor, around.node)
  }
  const reference = from.configMapKeyRef ?? from.secretKeyRef
  if (!reference) return ''
  const kind = from.configMapKeyRef ? 'ConfigMap' : 'Secret'
  const { optional, key } = reference
  const read = from.configMapKeyRef ? configMapData : secretData
  const value = read(sources, namespace, reference).get(key)
  if (value === undefined && !optional) {
    throw new ConfigError(`couldn't find key ${key} in ${kind} ${namespace}/${reference.name}`)
  }
  return value
}

interface Named {
  name?: string
  optional?: boolean
}

function configMapData(sources: Sources, _namespace: string, { name = '', optional }: Named): Map<string, string> {
  const found = sources.configMap(name)
  if (!found && !optional) throw new ConfigError(`configmap "${name}" not found`)
  return new Map(Object.entries(found?.data ?? {}))
}

function secretData(sources: Sources, _namespace: string, { name = '', optional }: Named): Map<string, string> {
  const found = sources.secret(name)
  if (!found && !optional) throw new ConfigError(`secret "${name}" not found`)
  return new Map(
    Object.entries(found?.data ?? {}).map(([key, value]) => [key, text(fromBase64(value) ?? new Uint8Array(0))]),
  )
}

/** `REDIS_SERVICE_HOST` and docker-link style variables; `kubernetes` of the default namespace always. */
export function serviceVariables(services: readonly Service[], namespace: string, links: boolean): Map<string, string> {
  const out = new Map<string, string>()
  for (const service of services) {
    const { name, namespace: home } = service.metadata
    const master = home === 'default' && name === 'kubernetes'
    const address = service.spec?.clusterIP
    if (!master && !(links && home === namespace)) continue
    if (!address || address === 'None') continue
    const prefix = name.toUpperCase().replaceAll('-', '_')
    const ports = service.spec?.ports ?? []
    out.set(`${prefix}_SERVICE_HOST`, address)
    if (ports[0]) out.set(`${prefix}_SERVICE_PORT`, String(ports[0].port))
    for (const port of ports) {
      if (port.name) {
        out.set(`${prefix}_SERVICE_PORT_${port.name.toUpperCase().replaceAll('-', '_')}`, String(port.port))
      }
    }
    ports.forEach((port, i) => {
      const protocol = port.protocol ?? 'TCP'
      const url = `${protocol.toLowerCase()}://${address}:${port.port}`
      const one = `${prefix}_PORT_${port.port}_${protocol}`
      if (i === 0) out.set(`${prefix}_PORT`, url)
      out.set(one, url)
      out.set(`${one}_PROTO`, protocol.toLowerCase())
      out.set(`${one}_PORT`, String(port.port))
      out.set(`${one}_ADDR`, address)
    })
  }
  return out
}
