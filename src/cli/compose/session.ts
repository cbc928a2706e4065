// What every compose command begins with: the daemon, the project, and how progress is told.
import type { Process } from '../../machine/process.ts'
import { type AnyOptions, type Call, type ValueSource, textOption } from '../command.ts'
import { Client } from '../docker/client.ts'
import { StatusError } from '../error.ts'
import { checkServices } from './order.ts'
import { Progress } from './progress.ts'
import { loadProject } from './project.ts'
import type { Project } from './service.ts'

export interface Session {
  client: Client
  project: Project
  progress: Progress
}

/** Throws StatusError where the project cannot be read or a service is unknown. */
export async function open(
  process: Process,
  call: Call,
  services: readonly string[] = [],
  title = 'Running',
  quiet = false,
): Promise<Session> {
  const { global } = call
  const project = await loadProject(process, global, { services })
  checkServices(project, services)
  const mode = quiet ? 'quiet' : textOption(global, 'progress') || (global.ansi === 'never' ? 'plain' : 'auto')
  return { client: dockerOf(process, global), project, progress: new Progress(process, mode, title) }
}

/** `docker-compose` has none of docker's own flags. */
export const dockerOf = (process: Process, global: AnyOptions): Client =>
  new Client(process, { config: global.config ?? '', context: global.context ?? '', host: global.host ?? '' })

/** The services of the file, for Tab. */
export const services: ValueSource = async ({ process, global, args }) => {
  try {
    const project = await loadProject(process, global)
    return [...project.services.keys()].filter((name) => !args.includes(name))
  } catch (error) {
    if (error instanceof StatusError) return []
    throw error
  }
}
