// Networks, volumes and images that a project needs, made where they are missing.
import type { BuildProgress, ImageInspect, NetworkInspect } from '../../api/docker.ts'
import { parseReference } from '../../image/reference.ts'
import type { Process } from '../../machine/process.ts'
import { showBuild } from '../docker/build/buildkit.ts'
import { prepareContext } from '../docker/build/context.ts'
import { ApiError, type Client } from '../docker/client.ts'
import { jsonLines } from '../../net/json-lines.ts'
import { type ProgressLine, progressBar } from '../docker/progress.ts'
import { canonicalName, withDefaultTag } from '../../image/reference.ts'
import { COMPOSE_VERSION } from '../docker/version.ts'
import { StatusError } from '../error.ts'
import { LABEL } from './labels.ts'
import type { Progress } from './progress.ts'
import { type Project, type Service, imageOf } from './service.ts'

const missing = (error: unknown): undefined => {
  if (error instanceof ApiError && error.status === 404) return undefined
  throw error
}

export async function ensureNetworks(client: Client, project: Project, progress: Progress): Promise<void> {
  for (const [key, network] of project.networks) {
    const found = await client.get<NetworkInspect>(`/networks/${network.name}`).catch(missing)
    if (found) continue
    if (network.external) throw new StatusError(`network ${network.name} declared as external, but could not be found`)
    const id = `Network ${network.name}`
    await progress.say(id, 'Creating', 'working')
    const Labels = {
      ...network.labels,
      [LABEL.network]: key,
      [LABEL.project]: project.name,
      [LABEL.version]: COMPOSE_VERSION,
    }
    const Config = network.subnets.map((config) => ({
      ...(config.subnet ? { Subnet: config.subnet } : {}),
      ...(config.gateway ? { Gateway: config.gateway } : {}),
      ...(config.ip_range ? { IPRange: config.ip_range } : {}),
    }))
    await client.post('/networks/create', {
      json: {
        Name: network.name,
        Driver: network.driver ?? 'bridge',
        Options: network.driver_opts ?? null,
        Internal: network.internal ?? false,
        Attachable: network.attachable ?? false,
        EnableIPv4: network.enable_ipv4 ?? null,
        EnableIPv6: network.enable_ipv6 ?? null,
        Labels,
        ...(Config.length > 0 ? { IPAM: { Config } } : {}),
      },
    })
    await progress.say(id, 'Created', 'done')
  }
}

export async function ensureVolumes(client: Client, project: Project, progress: Progress): Promise<void> {
  for (const [key, volume] of project.volumes) {
    const found = await client.get(`/volumes/${volume.name}`).catch(missing)
    if (found) continue
    if (volume.external) throw new StatusError(`external volume ${JSON.stringify(volume.name)} not found`)
    const id = `Volume ${volume.name}`
    await progress.say(id, 'Creating', 'working')
    const Labels = {
      ...volume.labels,
      [LABEL.project]: project.name,
      [LABEL.version]: COMPOSE_VERSION,
      [LABEL.volume]: key,
    }
    const json = { Name: volume.name, Driver: volume.driver ?? 'local', DriverOpts: volume.driver_opts ?? {}, Labels }
    await client.post('/volumes/create', { json })
    await progress.say(id, 'Created', 'done')
  }
}

/** The image's id; undefined when it is not here. */
export async function imageId(client: Client, name: string): Promise<string | undefined> {
  return (await client.get<ImageInspect>(`/images/${name}/json`).catch(missing))?.Id
}

export async function pullService(
  client: Client,
  service: Service,
  image: string,
  progress: Progress,
  quiet: boolean,
): Promise<void> {
  await progress.say(service.name, '', 'working', { text: 'Pulling' })
  const reference = parseReference(image)
  try {
    const response = await client.request('POST', '/images/create', {
      query: {
        fromImage: canonicalName(reference),
        tag: withDefaultTag(reference).digest ?? withDefaultTag(reference).tag,
        platform: service.platform,
      },
      headers: { 'x-registry-auth': client.authHeader(reference.domain) },
    })
    for await (const line of jsonLines<ProgressLine>(response.body)) {
      if (line.errorDetail || line.error) throw new StatusError(line.errorDetail?.message ?? line.error!)
      if (quiet || !line.id || !line.progressDetail) continue
      await sayLayer(client.process, service.name, line, progress)
    }
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof StatusError)) throw error
    await progress.say(service.name, error.message.replace(/^Error response from daemon: /, ''), 'error', {
      text: 'Error',
    })
    throw error
  }
  await progress.say(service.name, '', 'done', { text: 'Pulled' })
}

const ARRIVED = new Set(['Download complete', 'Already exists', 'Pull complete'])
const MOVING = new Set(['Downloading', 'Extracting', 'Verifying Checksum'])

/** A layer's line below its service (toPullProgressEvent of pkg/compose/pull.go). */
async function sayLayer(
  process: Process,
  parent: string,
  { id = '', status: text = '', progressDetail = {} }: ProgressLine,
  progress: Progress,
): Promise<void> {
  const columns = process.isTty.stdin ? (process.tty?.size.columns ?? 200) : 200
  const bar = progressBar(progressDetail, columns)
  const { current = 0, total = 0 } = progressDetail
  if (ARRIVED.has(text)) return progress.say(id, bar, 'done', { parent, text, percent: 100 })
  const percent = total > 0 ? Math.trunc((current * 100) / total) : 0
  return progress.say(id, bar, 'working', { parent, text, ...(MOVING.has(text) ? { current, total, percent } : {}) })
}

export interface BuildChoice {
  noCache: boolean
  pull: boolean
  quiet: boolean
  args: Record<string, string | null>
}

/** Builds a service's image and names it. */
export async function buildService(
  process: Process,
  client: Client,
  project: Project,
  service: Service,
  choice: BuildChoice,
): Promise<void> {
  const { build } = service
  if (!build) return
  const name = imageOf(project, service)
  const file = build.dockerfile && build.dockerfile !== 'Dockerfile' ? `${build.context}/${build.dockerfile}` : ''
  const inline = build.dockerfile_inline
  const context = await prepareContext(process, build.context, inline === undefined ? file : '-', true, inline)
  const args = Object.fromEntries(
    Object.entries({ ...build.args, ...choice.args }).map(([key, value]) => [key, value ?? process.env[key] ?? null]),
  )
  const response = await client.request('POST', '/build', {
    query: {
      buildargs: Object.keys(args).length > 0 ? JSON.stringify(args) : undefined,
      dockerfile: context.dockerfile,
      labels: JSON.stringify({
        ...build.labels,
        [LABEL.project]: project.name,
        [LABEL.service]: service.name,
        [LABEL.version]: COMPOSE_VERSION,
      }),
      networkmode: build.network,
      outside: context.outside,
      nocache: choice.noCache || build.no_cache === true,
      pull: choice.pull,
      t: [name],
      target: build.target,
      version: '2',
    },
    body: context.tar,
    weight: context.weight,
    headers: { 'content-type': 'application/x-tar', 'x-registry-config': client.registryConfig() },
  })
  const { before, after } = bakeSteps(service, args)
  const mode = choice.quiet ? 'quiet' : 'auto'
  await showBuild(process, response.body, { mode, stream: 'stdout', announce: false, before, after })
}

/** compose builds by way of `docker buildx bake`, which reads what there is to build and asks for its provenance afterwards. */
function bakeSteps(service: Service, args: Record<string, string | null>) {
  const { build } = service
  const target = {
    context: build!.context,
    dockerfile: build!.dockerfile,
    args,
    target: build!.target,
    output: ['type=docker'],
  }
  const definition = JSON.stringify({
    group: { default: { targets: [service.name] } },
    target: { [service.name]: target },
  })
  const [bake, provenance] = ['[internal] load local bake definitions', 'resolving provenance for metadata file']
  const begun = (name: string): BuildProgress => ({ kind: 'vertex', vertex: { digest: name, name } })
  const over = (name: string): BuildProgress => ({ kind: 'vertex', vertex: { digest: name, name, completed: 0 } })
  const status = { vertex: bake, id: 'reading from stdin', current: definition.length, total: 0 }
  return {
    before: [begun(bake), { kind: 'status', status } satisfies BuildProgress, over(bake)],
    after: [over(provenance)],
  }
}
