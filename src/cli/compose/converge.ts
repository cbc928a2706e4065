// Brings the containers of a project to what the file says: made, made anew, left, or removed; then started in order.
import type { ContainerInspect, ContainerSummary } from '../../api/docker.ts'
import type { Process } from '../../machine/process.ts'
import { ApiError, type Client } from '../docker/client.ts'
import { StatusError } from '../error.ts'
import { containerBody } from './convert.ts'
import { fileMounts, inject } from './inject.ts'
import { LABEL, configHash, containersOf, nameOf, numberOf, serviceOf } from './labels.ts'
import { warning } from './notice.ts'
import { levels } from './order.ts'
import type { Progress } from './progress.ts'
import { imageId } from './resources.ts'
import { type Project, type Service, imageOf } from './service.ts'

export interface Desire {
  services: readonly string[]
  noDeps: boolean
  forceRecreate: boolean
  noRecreate: boolean
  removeOrphans: boolean
  scale: Readonly<Record<string, number>>
  /** Seconds that a container replaced gets to stop. */
  timeout?: number
}

export const containerId = (name: string): string => `Container ${name}`

export function containerName(project: Project, service: Service, number: number): string {
  return service.container_name ?? `${project.name}-${service.name}-${number}`
}

/** Creates what is missing and replaces what has changed; starts nothing. */
export async function createContainers(
  process: Process,
  client: Client,
  project: Project,
  desire: Desire,
  progress: Progress,
): Promise<void> {
  const all = await containersOf(client, project.name, { all: true, oneoff: true })
  await handleOrphans(process, client, project, all, desire, progress)
  const existing = all.filter((container) => !isOneOff(container))
  for (const level of levels(project, desire.services, desire.noDeps)) {
    const converging = level.map((service) => {
      const own = existing.filter((container) => serviceOf(container) === service.name)
      return convergeService(client, project, service, own, desire, progress)
    })
    await allOf(converging)
  }
}

/** Side by side; a failure is told when all have come to their end (errgroup). */
export async function allOf(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

const isOneOff = ({ Labels }: ContainerSummary): boolean => Labels[LABEL.oneoff] === 'True'

/** Of a service that the file has no more; what `run` has left behind, once it has ended. */
export function isOrphan({ everything }: Project, container: ContainerSummary): boolean {
  if (isOneOff(container)) return container.State === 'exited' || container.State === 'dead'
  return !everything.has(serviceOf(container))
}

async function handleOrphans(
  process: Process,
  client: Client,
  project: Project,
  existing: ContainerSummary[],
  desire: Desire,
  progress: Progress,
): Promise<void> {
  const orphans = existing.filter((container) => isOrphan(project, container))
  if (orphans.length === 0) return
  if (desire.removeOrphans) return allOf(orphans.map((orphan) => stopAndRemove(client, orphan, progress, {})))
  const names = orphans.map(nameOf).join(' ')
  await warning(
    process,
    `Found orphan containers ([${names}]) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.`,
  )
}

async function convergeService(
  client: Client,
  project: Project,
  service: Service,
  existing: ContainerSummary[],
  desire: Desire,
  progress: Progress,
): Promise<void> {
  const wanted = desire.scale[service.name] ?? service.scale
  if (service.container_name && wanted > 1) {
    throw new StatusError(
      `WARNING: The "${service.name}" service is using the custom container name "${service.container_name}". Docker requires each container to have a unique name. Remove the custom name to scale the service`,
    )
  }
  const image = await imageId(client, imageOf(project, service))
  const hash = configHash(service)
  const sorted = [...existing].sort((a, b) => numberOf(a) - numberOf(b))
  const work = sorted.slice(wanted).map((extra) => stopAndRemove(client, extra, progress, desire))
  for (const container of sorted.slice(0, wanted)) {
    const changed =
      container.Labels[LABEL.hash] !== hash || (image !== undefined && container.Labels[LABEL.image] !== image)
    const id = containerId(nameOf(container))
    if (desire.forceRecreate || (changed && !desire.noRecreate))
      work.push(recreate(client, project, service, container, image ?? '', desire, progress))
    else if (container.State === 'running') await progress.say(id, 'Running', 'done')
    else await progress.say(id, 'Created', 'done')
  }
  let number = Math.max(0, ...sorted.map(numberOf))
  for (let i = sorted.length; i < wanted; i++) {
    const name = containerName(project, service, ++number)
    work.push(createOne(client, project, service, name, number, image ?? '', progress))
  }
  await allOf(work)
}

async function createOne(...[client, project, service, name, number, image, progress]: Parameters<typeof create>) {
  await progress.say(containerId(name), 'Creating', 'working')
  await create(client, project, service, name, number, image, progress)
  await progress.say(containerId(name), 'Created', 'done')
}

async function create(
  client: Client,
  project: Project,
  service: Service,
  name: string,
  number: number,
  image: string,
  progress: Progress,
): Promise<void> {
  const json = containerBody(project, service, number, image)
  json.HostConfig!.Mounts!.push(...fileMounts(project, service, client.process.env))
  try {
    await client.post('/containers/create', { query: { name, platform: service.platform }, json })
    await inject(client, project, service, name)
  } catch (error) {
    if (error instanceof ApiError) await progress.say(containerId(name), 'Error', 'error')
    throw error
  }
}

async function recreate(
  client: Client,
  project: Project,
  service: Service,
  old: ContainerSummary,
  image: string,
  desire: Desire,
  progress: Progress,
): Promise<void> {
  const name = nameOf(old)
  const id = containerId(name)
  await progress.say(id, 'Recreate', 'working')
  const aside = `${old.Id.slice(0, 12)}_${name}`
  await client.post(`/containers/${old.Id}/rename`, { query: { name: aside } })
  if (old.State === 'running') await client.post(`/containers/${old.Id}/stop`, { query: { t: desire.timeout } })
  await client.delete(`/containers/${old.Id}`)
  await create(client, project, service, name, numberOf(old), image, progress)
  await progress.say(id, 'Recreated', 'done')
}

/** Stops and removes one container. */
export async function stopAndRemove(
  client: Client,
  container: ContainerSummary,
  progress: Progress,
  how: { timeout?: number; volumes?: boolean },
): Promise<void> {
  const id = containerId(nameOf(container))
  await stopOne(client, container, progress, how.timeout)
  await progress.say(id, 'Removing', 'working')
  await client
    .delete(`/containers/${container.Id}`, { query: { force: true, v: how.volumes } })
    .catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 404)) throw error
    })
  await progress.say(id, 'Removed', 'done')
}

export async function stopOne(
  client: Client,
  container: ContainerSummary,
  progress: Progress,
  timeout?: number,
): Promise<void> {
  const id = containerId(nameOf(container))
  await progress.say(id, 'Stopping', 'working')
  await client.post(`/containers/${container.Id}/stop`, { query: { t: timeout } })
  await progress.say(id, 'Stopped', 'done')
}

/** Starts level after level, waiting for what each service waits for. */
export async function startServices(
  process: Process,
  client: Client,
  project: Project,
  services: readonly string[],
  progress: Progress,
  noDeps = false,
): Promise<void> {
  for (const level of levels(project, services, noDeps)) {
    const all = await containersOf(client, project.name, { all: true })
    const starting = level.map(async (service) => {
      if (!noDeps) await waitForDependencies(process, client, service, all, progress)
      const own = all.filter((container) => serviceOf(container) === service.name)
      if (own.length === 0 && service.scale > 0)
        throw new StatusError(`service ${JSON.stringify(service.name)} has no container to start`)
      for (const container of own.filter((one) => one.State !== 'running')) await startOne(client, container, progress)
    })
    await allOf(starting)
  }
}

export async function startOne(client: Client, container: ContainerSummary, progress: Progress): Promise<void> {
  const id = containerId(nameOf(container))
  await progress.say(id, 'Starting', 'working')
  try {
    await client.post(`/containers/${container.Id}/start`)
  } catch (error) {
    if (error instanceof ApiError) await progress.say(id, 'Error', 'error')
    throw error
  }
  await progress.say(id, 'Started', 'done')
}

/** How often a dependency is looked at. */
const POLL_MS = 500

export async function waitForDependencies(
  process: Process,
  client: Client,
  service: Service,
  all: readonly ContainerSummary[],
  progress: Progress,
): Promise<void> {
  const waits: Promise<void>[] = []
  for (const [name, { condition, required }] of Object.entries(service.depends_on)) {
    if (condition === 'service_started') continue
    for (const container of all.filter((one) => serviceOf(one) === name)) {
      waits.push(waitUntil(process, client, container, condition === 'service_healthy', required, progress))
    }
  }
  await Promise.all(waits)
}

export async function waitUntil(
  process: Process,
  client: Client,
  container: ContainerSummary,
  healthy: boolean,
  required: boolean,
  progress: Progress,
): Promise<void> {
  const name = nameOf(container)
  const id = containerId(name)
  await progress.say(id, 'Waiting', 'working')
  for (;;) {
    const { State } = await client.get<ContainerInspect>(`/containers/${container.Id}/json`)
    const fail = async (message: string): Promise<void> => {
      if (!required) return progress.say(id, message, 'warning')
      await progress.say(id, 'Error', 'error')
      throw new StatusError(`dependency failed to start: ${message}`)
    }
    if (healthy) {
      if (State.Status === 'exited') return fail(`container ${name} exited (${State.ExitCode})`)
      if (State.Health?.Status === 'healthy') return progress.say(id, 'Healthy', 'done')
      if (State.Health?.Status === 'unhealthy') return fail(`container ${name} is unhealthy`)
      if (!State.Health) return fail(`container ${name} has no healthcheck configured`)
    } else if (State.Status === 'exited') {
      if (State.ExitCode === 0) return progress.say(id, 'Exited', 'done')
      return fail(
        `service ${JSON.stringify(serviceOf(container))} didn't complete successfully: exit ${State.ExitCode}`,
      )
    }
    await process.sleep(POLL_MS)
  }
}
