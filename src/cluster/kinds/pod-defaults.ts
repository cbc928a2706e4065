// What a pod spec gets that does not say otherwise (upstream: pkg/apis/core/v1/defaults.go).
import type { Container, PodSpec, Probe, Volume } from '../../api/kubernetes/core.ts'

/** Defaults of templates and pods alike; a pod itself gets more, see kinds/pod.ts. */
export function defaultPodSpec(spec: PodSpec): void {
  for (const container of spec.initContainers ?? []) defaultContainer(container, spec.hostNetwork ?? false)
  for (const container of spec.containers ?? []) defaultContainer(container, spec.hostNetwork ?? false)
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container as Container, false)
  for (const volume of spec.volumes ?? []) defaultVolume(volume)
  spec.restartPolicy ||= 'Always'
  spec.terminationGracePeriodSeconds ??= 30
  spec.dnsPolicy ||= 'ClusterFirst'
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName
  else if (spec.serviceAccount) spec.serviceAccountName = spec.serviceAccount
  spec.securityContext ??= {}
  spec.schedulerName ||= 'default-scheduler'
}

function defaultContainer(container: Container, hostNetwork: boolean): void {
  for (const port of container.ports ?? []) {
    port.protocol ||= 'TCP'
    if (hostNetwork) port.hostPort ??= port.containerPort
  }
  for (const { valueFrom } of container.env ?? []) if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ||= 'v1'
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe])
    if (probe) defaultProbe(probe)
  for (const hook of [container.lifecycle?.postStart, container.lifecycle?.preStop]) {
    if (hook?.httpGet) defaultHttpGet(hook.httpGet)
  }
  container.resources ??= {}
  container.terminationMessagePath ||= '/dev/termination-log'
  container.terminationMessagePolicy ||= 'File'
  container.imagePullPolicy ||= pullPolicy(container.image ?? '')
}

/** An image without a tag is `latest`, and `latest` is pulled every time. */
function pullPolicy(image: string): string {
  if (image.includes('@')) return 'IfNotPresent'
  const tag = /:([^/:]+)$/.exec(image)?.[1] ?? 'latest'
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

function defaultProbe(probe: Probe): void {
  if (probe.httpGet) defaultHttpGet(probe.httpGet)
  if (probe.grpc) probe.grpc.service ??= ''
  probe.timeoutSeconds ||= 1
  probe.periodSeconds ||= 10
  probe.successThreshold ||= 1
  probe.failureThreshold ||= 3
}

function defaultHttpGet(get: NonNullable<Probe['httpGet']>): void {
  get.path ||= '/'
  get.scheme ||= 'HTTP'
}

function defaultVolume(volume: Volume): void {
  if (volume.secret) volume.secret.defaultMode ??= 420
  if (volume.configMap) volume.configMap.defaultMode ??= 420
  if (volume.hostPath) volume.hostPath.type ??= ''
  if (volume.downwardAPI) {
    volume.downwardAPI.defaultMode ??= 420
    for (const { fieldRef } of volume.downwardAPI.items ?? []) if (fieldRef) fieldRef.apiVersion ||= 'v1'
  }
  if (volume.projected) {
    volume.projected.defaultMode ??= 420
    for (const { serviceAccountToken } of volume.projected.sources ?? []) {
      if (serviceAccountToken) serviceAccountToken.expirationSeconds ??= 3600
    }
  }
  if (Object.keys(volume).length === 1) volume.emptyDir = {}
}
