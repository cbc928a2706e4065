// What a service needs before it starts: images, networks, volumes, and its containers (compose's create).
import type { Process } from '../../machine/process.ts'
import { type Desire, createContainers } from './converge.ts'
import { levels } from './order.ts'
import type { Progress } from './progress.ts'
import { buildService, ensureNetworks, ensureVolumes, imageId, pullService } from './resources.ts'
import { type Project, type Service, imageOf } from './service.ts'
import type { Session } from './session.ts'
import type { Client } from '../docker/client.ts'

export interface ImageChoice {
  build: boolean
  noBuild: boolean
  pull: string
  quietPull: boolean
  quietBuild: boolean
}

/** Nothing said: what the compose file says. */
export const USUAL_IMAGES: ImageChoice = {
  build: false,
  noBuild: false,
  pull: 'policy',
  quietPull: false,
  quietBuild: false,
}

/** Containers as they are, others made where they are missing. */
export const USUAL_CONTAINERS: Desire = {
  services: [],
  noDeps: false,
  forceRecreate: false,
  noRecreate: true,
  removeOrphans: false,
  scale: {},
}

/** All of it for the services of `desire` and what they depend on. */
export async function provide(process: Process, session: Session, desire: Desire, choice: ImageChoice): Promise<void> {
  const { client, project, progress } = session
  await provideAround(process, session, levels(project, desire.services, desire.noDeps).flat(), choice)
  await createContainers(process, client, project, desire, progress)
}

/** All but the containers. */
export async function provideAround(
  process: Process,
  { client, project, progress }: Session,
  services: readonly Service[],
  choice: ImageChoice,
): Promise<void> {
  await provideImages(process, client, project, services, progress, choice)
  await ensureNetworks(client, project, progress)
  await ensureVolumes(client, project, progress)
}

/** Pulls what the services need and have not, all at once, and then builds the rest (ensureImagesExists). */
async function provideImages(
  process: Process,
  client: Client,
  project: Project,
  wanted: readonly Service[],
  progress: Progress,
  choice: ImageChoice,
): Promise<void> {
  const pulls = new Map<string, Service>()
  const builds: Service[] = []
  for (const service of wanted) {
    const name = imageOf(project, service)
    const known = await imageId(client, name)
    const policy = choice.pull === 'policy' ? (service.pull_policy ?? 'missing') : choice.pull
    const mustBuild = service.build && (choice.build || policy === 'build' || known === undefined)
    if (mustBuild && !choice.noBuild) builds.push(service)
    else if (policy === 'always' || (known === undefined && policy !== 'never' && !service.build))
      pulls.set(name, pulls.get(name) ?? service)
  }
  if (pulls.size > 0)
    await progress.nested((inner) =>
      Promise.all([...pulls].map(([name, service]) => pullService(client, service, name, inner, choice.quietPull))),
    )
  for (const service of builds) {
    const quiet = choice.quietBuild
    await buildService(process, client, project, service, { noCache: false, pull: false, quiet, args: {} })
    await progress.say(imageOf(project, service), 'Built', 'done')
  }
}
