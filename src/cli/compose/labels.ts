// The labels by which compose knows its containers, networks and volumes again.
import { sha256 } from '@noble/hashes/sha2.js'
import { hex, utf8 } from '../../kernel/bytes.ts'
import type { ContainerSummary } from '../../api/docker.ts'
import type { Client } from '../docker/client.ts'
import { COMPOSE_VERSION } from '../docker/version.ts'
import { asTree } from './normalize.ts'
import type { Project, Service } from './service.ts'

export const LABEL = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  number: 'com.docker.compose.container-number',
  oneoff: 'com.docker.compose.oneoff',
  hash: 'com.docker.compose.config-hash',
  directory: 'com.docker.compose.project.working_dir',
  files: 'com.docker.compose.project.config_files',
  version: 'com.docker.compose.version',
  image: 'com.docker.compose.image',
  depends: 'com.docker.compose.depends_on',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
} as const

/** Changes when a service's containers must be made anew. */
export function configHash(service: Service): string {
  const { scale: _scale, depends_on: _depends, profiles: _profiles, build: _build, deploy, ...rest } = service.model
  const { replicas: _replicas, ...deployed } = asTree(deploy)
  return hex(sha256(utf8(JSON.stringify({ ...rest, deploy: deployed }))))
}

export function containerLabels(
  project: Project,
  service: Service,
  number: number,
  imageId: string,
  oneoff: boolean,
): Record<string, string> {
  const depends = Object.entries(service.depends_on)
    .map(([name, { condition, restart }]) => `${name}:${condition}:${restart === true}`)
    .join(',')
  return {
    ...service.labels,
    [LABEL.hash]: configHash(service),
    [LABEL.number]: String(number),
    [LABEL.depends]: depends,
    [LABEL.image]: imageId,
    [LABEL.oneoff]: oneoff ? 'True' : 'False',
    [LABEL.project]: project.name,
    [LABEL.files]: project.files.join(','),
    [LABEL.directory]: project.directory,
    [LABEL.service]: service.name,
    [LABEL.version]: COMPOSE_VERSION,
  }
}

/** The project's containers, by service and number. */
export async function containersOf(
  client: Client,
  project: string,
  which: { all?: boolean; services?: readonly string[]; oneoff?: boolean } = {},
): Promise<ContainerSummary[]> {
  const label: Record<string, true> = { [`${LABEL.project}=${project}`]: true, [LABEL.hash]: true }
  if (!which.oneoff) label[`${LABEL.oneoff}=False`] = true
  const list = await client.get<ContainerSummary[]>('/containers/json', {
    query: { all: which.all ?? false, filters: JSON.stringify({ label }) },
  })
  return list
    .filter(
      (container) => !which.services || which.services.length === 0 || which.services.includes(serviceOf(container)),
    )
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

export const serviceOf = (container: ContainerSummary): string => container.Labels[LABEL.service] ?? ''
export const nameOf = (container: ContainerSummary): string => container.Names[0]!.slice(1)
export const numberOf = (container: ContainerSummary): number => Number(container.Labels[LABEL.number] ?? 0)
