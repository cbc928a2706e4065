// What is wrong with a pod spec (upstream: pkg/apis/core/validation/validation.go).
import type {
  Container,
  EphemeralContainer,
  PodSpec,
  PodTemplateSpec,
  Probe,
  Volume,
} from '../../api/kubernetes/core.ts'
import type { LabelSelector } from '../../api/kubernetes/meta.ts'
import { parseQuantity } from '../../api/kubernetes/quantity.ts'
import type { FieldErrors } from './field-errors.ts'
import { selects } from './label-selector.ts'
import { validateAnnotations, validateLabels, validateName } from './names.ts'

export function validatePodSpec(spec: PodSpec, at: string, errors: FieldErrors, claimed: string[] = []): void {
  const volumes = new Set<string>()
  spec.volumes?.forEach((volume, i) => validateVolume(volume, `${at}.volumes[${i}]`, volumes, errors))
  for (const name of claimed) volumes.add(name)
  const names = new Set<string>()
  if (!spec.containers?.length) errors.required(`${at}.containers`)
  spec.containers?.forEach((container, i) =>
    validateContainer(container, `${at}.containers[${i}]`, names, volumes, errors),
  )
  spec.initContainers?.forEach((container, i) => {
    validateContainer(container, `${at}.initContainers[${i}]`, names, volumes, errors)
    const lasting = container.restartPolicy === 'Always'
    if (!lasting)
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
        if (container[probe])
          errors.forbidden(
            `${at}.initContainers[${i}].${probe}`,
            'may not be set for init containers without restartPolicy=Always',
          )
      }
  })
  validateHostPorts(spec, at, errors)
  const policies = ['Always', 'OnFailure', 'Never']
  if (spec.restartPolicy && !policies.includes(spec.restartPolicy))
    errors.notSupported(`${at}.restartPolicy`, spec.restartPolicy, policies)
  const dns = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']
  if (spec.dnsPolicy && !dns.includes(spec.dnsPolicy)) errors.notSupported(`${at}.dnsPolicy`, spec.dnsPolicy, dns)
  if (spec.activeDeadlineSeconds !== undefined && spec.activeDeadlineSeconds < 1) {
    errors.invalid(
      `${at}.activeDeadlineSeconds`,
      spec.activeDeadlineSeconds,
      'must be between 1 and 2147483647, inclusive',
    )
  }
  for (const [name, rule, field] of [
    [spec.nodeName, 'subdomain', 'nodeName'],
    [spec.hostname, 'label', 'hostname'],
    [spec.serviceAccountName, 'subdomain', 'serviceAccountName'],
  ] as const) {
    if (name) validateName(name, rule, `${at}.${field}`, errors)
  }
  validateLabels(spec.nodeSelector, `${at}.nodeSelector`, errors)
}

function validateVolume(volume: Volume, at: string, names: Set<string>, errors: FieldErrors): void {
  if (!volume.name) errors.required(`${at}.name`)
  else {
    validateName(volume.name, 'label', `${at}.name`, errors)
    if (names.has(volume.name)) errors.duplicate(`${at}.name`, volume.name)
    names.add(volume.name)
  }
  const sources = Object.keys(volume).filter((key) => key !== 'name')
  if (sources.length > 1) errors.forbidden(`${at}.${sources[1]}`, 'may not specify more than 1 volume type')
  if (volume.configMap && !volume.configMap.name) errors.required(`${at}.configMap.name`)
  if (volume.secret && !volume.secret.secretName) errors.required(`${at}.secret.secretName`)
  if (volume.persistentVolumeClaim && !volume.persistentVolumeClaim.claimName)
    errors.required(`${at}.persistentVolumeClaim.claimName`)
  if (volume.hostPath && !volume.hostPath.path) errors.required(`${at}.hostPath.path`)
}

function validateContainer(
  container: Container,
  at: string,
  names: Set<string>,
  volumes: Set<string>,
  errors: FieldErrors,
): void {
  if (!container.name) errors.required(`${at}.name`)
  else {
    validateName(container.name, 'label', `${at}.name`, errors)
    if (names.has(container.name)) errors.duplicate(`${at}.name`, container.name)
    names.add(container.name)
  }
  if (!container.image) errors.required(`${at}.image`)
  else if (container.image !== container.image.trim())
    errors.invalid(`${at}.image`, container.image, 'must not have leading or trailing whitespace')
  const policies = ['Always', 'IfNotPresent', 'Never']
  if (container.imagePullPolicy && !policies.includes(container.imagePullPolicy))
    errors.notSupported(`${at}.imagePullPolicy`, container.imagePullPolicy, policies)
  validatePorts(container, at, errors)
  validateEnvironment(container, at, errors)
  const mounted = new Set<string>()
  container.volumeMounts?.forEach(({ name, mountPath }, i) => {
    const mount = `${at}.volumeMounts[${i}]`
    if (!name) errors.required(`${mount}.name`)
    else if (!volumes.has(name)) errors.notFound(`${mount}.name`, name)
    if (!mountPath) errors.required(`${mount}.mountPath`)
    else if (mounted.has(mountPath)) errors.invalid(`${mount}.mountPath`, mountPath, 'must be unique')
    mounted.add(mountPath)
  })
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const probe = container[name]
    if (probe) validateProbe(probe, name !== 'readinessProbe', `${at}.${name}`, errors)
  }
  validateResources(container, at, errors)
}

function validatePorts({ ports }: Container, at: string, errors: FieldErrors): void {
  const names = new Set<string>()
  ports?.forEach((port, i) => {
    const path = `${at}.ports[${i}]`
    if (port.name) {
      if (names.has(port.name)) errors.duplicate(`${path}.name`, port.name)
      names.add(port.name)
      if (port.name.length > 15) errors.invalid(`${path}.name`, port.name, 'must be no more than 15 characters')
      if (!/^[a-z0-9-]+$/.test(port.name)) {
        errors.invalid(
          `${path}.name`,
          port.name,
          'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        )
      } else if (!/[a-z]/.test(port.name))
        errors.invalid(`${path}.name`, port.name, 'must contain at least one letter (a-z)')
    }
    if (!port.containerPort) errors.required(`${path}.containerPort`)
    else validatePortNumber(port.containerPort, `${path}.containerPort`, errors)
    if (port.hostPort) validatePortNumber(port.hostPort, `${path}.hostPort`, errors)
    validateProtocol(port.protocol, `${path}.protocol`, errors)
  })
}

export function validatePortNumber(port: number, at: string, errors: FieldErrors): void {
  if (port < 1 || port > 65535) errors.invalid(at, port, 'must be between 1 and 65535, inclusive')
}

export function validateProtocol(protocol: string | undefined, at: string, errors: FieldErrors): void {
  const known = ['SCTP', 'TCP', 'UDP']
  if (protocol !== undefined && !known.includes(protocol)) errors.notSupported(at, protocol, known)
}

function validateHostPorts({ containers }: PodSpec, at: string, errors: FieldErrors): void {
  const seen = new Set<string>()
  containers?.forEach(({ ports = [] }, i) =>
    ports.forEach(({ hostPort, hostIP = '', protocol = 'TCP' }, j) => {
      if (!hostPort) return
      const key = `${protocol}/${hostIP}/${hostPort}`
      if (seen.has(key)) errors.duplicate(`${at}.containers[${i}].ports[${j}].hostPort`, key)
      seen.add(key)
    }),
  )
}

function validateEnvironment({ env, envFrom }: Container, at: string, errors: FieldErrors): void {
  env?.forEach(({ name, value, valueFrom }, i) => {
    const path = `${at}.env[${i}]`
    if (!name) errors.required(`${path}.name`)
    else if (/[=\0]/.test(name) || /[^\x20-\x7e]/.test(name)) {
      errors.invalid(
        `${path}.name`,
        name,
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      )
    }
    if (value && valueFrom) errors.invalid(`${path}.valueFrom`, '', 'may not be specified when `value` is not empty')
    for (const kind of ['configMapKeyRef', 'secretKeyRef'] as const) {
      const reference = valueFrom?.[kind]
      if (!reference) continue
      if (!reference.name) errors.required(`${path}.valueFrom.${kind}.name`)
      if (!reference.key) errors.required(`${path}.valueFrom.${kind}.key`)
    }
  })
  envFrom?.forEach(({ configMapRef, secretRef }, i) => {
    if (!configMapRef && !secretRef)
      errors.invalid(`${at}.envFrom[${i}]`, '', 'must specify one of: `configMapRef` or `secretRef`')
  })
}

function validateProbe(probe: Probe, once: boolean, at: string, errors: FieldErrors): void {
  const handlers = [probe.exec, probe.httpGet, probe.tcpSocket, probe.grpc].filter((handler) => handler !== undefined)
  if (handlers.length === 0) errors.required(at, 'must specify a handler type')
  if (handlers.length > 1) errors.forbidden(at, 'may not specify more than 1 handler type')
  if (once && (probe.successThreshold ?? 1) !== 1)
    errors.invalid(`${at}.successThreshold`, probe.successThreshold, 'must be 1')
}

const RESOURCES = ['cpu', 'memory', 'ephemeral-storage']

function validateResources({ resources }: Container, at: string, errors: FieldErrors): void {
  for (const part of ['limits', 'requests'] as const) {
    for (const [name, amount] of Object.entries(resources?.[part] ?? {})) {
      const path = `${at}.resources.${part}[${name}]`
      const standard = RESOURCES.includes(name) || name.startsWith('hugepages-')
      if (!standard && !name.includes('/')) {
        errors.invalid(path, name, 'must be a standard resource type or fully qualified')
        errors.invalid(path, name, 'must be a standard resource for containers')
      }
      if (parseQuantity(amount) < 0) errors.invalid(path, amount, 'must be greater than or equal to 0')
      const limit = resources?.limits?.[name]
      if (part === 'requests' && limit !== undefined && parseQuantity(amount) > parseQuantity(limit)) {
        errors.invalid(`${at}.resources.requests`, amount, `must be less than or equal to ${name} limit of ${limit}`)
      }
    }
  }
}

export function validateEphemeral(
  containers: readonly EphemeralContainer[] | undefined,
  at: string,
  errors: FieldErrors,
): void {
  containers?.forEach(({ name, image }, i) => {
    if (!name) errors.required(`${at}[${i}].name`)
    if (!image) errors.required(`${at}[${i}].image`)
  })
}

/** A workload's selector and template: they must belong together. */
export function validateTemplate(
  template: PodTemplateSpec | undefined,
  selector: LabelSelector | undefined,
  at: string,
  errors: FieldErrors,
  restartPolicies: string[] = ['Always'],
  volumes: string[] = [],
): void {
  if (!selector) errors.required(`${at}.selector`)
  else if (!selector.matchLabels && !selector.matchExpressions?.length) {
    errors.invalid(`${at}.selector`, selector, 'empty selector is invalid for deployment')
  }
  validateLabels(selector?.matchLabels, `${at}.selector.matchLabels`, errors)
  const labels = template?.metadata?.labels
  if (selector && !selects(selector, labels)) {
    errors.invalid(`${at}.template.metadata.labels`, labels ?? null, '`selector` does not match template `labels`')
  }
  validateTemplateSpec(template, `${at}.template`, errors, volumes)
  const policy = template?.spec?.restartPolicy
  if (policy && !restartPolicies.includes(policy))
    errors.notSupported(`${at}.template.spec.restartPolicy`, policy, restartPolicies)
}

/** `volumes`: names that will be there besides the template's own. */
export function validateTemplateSpec(
  template: PodTemplateSpec | undefined,
  at: string,
  errors: FieldErrors,
  volumes: string[] = [],
): void {
  validateLabels(template?.metadata?.labels, `${at}.labels`, errors)
  validateAnnotations(template?.metadata?.annotations, `${at}.annotations`, errors)
  if (template?.spec) validatePodSpec(template.spec, `${at}.spec`, errors, volumes)
  else errors.required(`${at}.spec.containers`)
}

export function validateNonNegative(value: number | undefined, at: string, errors: FieldErrors): void {
  if (value !== undefined && value < 0) errors.invalid(at, value, 'must be greater than or equal to 0')
}

/** Same JSON, or `field is immutable`. */
export function validateImmutable(next: unknown, old: unknown, at: string, errors: FieldErrors): void {
  if (JSON.stringify(next) !== JSON.stringify(old)) errors.invalid(at, next, 'field is immutable')
}
