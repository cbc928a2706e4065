// What `docker run` and `docker create` share: the container is made, its image pulled when it is not there.
import type { ContainerCreateResponse } from '../../api/docker.ts'
import type { Process } from '../../machine/process.ts'
import { parseReference } from '../../image/reference.ts'
import { dirname } from '../../machine/fs/path.ts'
import { StatusError } from '../error.ts'
import { ApiError, type Client } from './client.ts'
import type { ContainerOptions, CreateBody } from './containerconfig.ts'
import { platformFault } from './platform.ts'
import { sinkOf } from './progress.ts'
import { announceMissing, pullImage } from './pulling.ts'

/** `--cidfile`: there must be no such file yet, and there must be a place for it. Its path; throws StatusError. */
function reserveFile(process: Process, name: string): string | undefined {
  if (name === '') return undefined
  const path = process.path(name)
  if (process.fs.exists(path)) {
    const hint = `make sure the other container isn't running or delete ${name}`
    throw new StatusError(`container ID file found, ${hint}`)
  }
  if (!process.fs.exists(dirname(path))) {
    throw new StatusError(`failed to create the container ID file: open ${name}: no such file or directory`)
  }
  return path
}

/** The container's terminal is of the right size from the start. */
const consoleSize = ({ tty, isTty }: Process): [number, number] =>
  tty && isTty.stdout ? [tty.size.rows, tty.size.columns] : [0, 0]

/** The new container's id. Throws InvalidReference, StatusError, ApiError. */
export async function createContainer(
  process: Process,
  client: Client,
  options: ContainerOptions,
  body: CreateBody,
): Promise<string> {
  if (!['always', 'missing', 'never', ''].includes(options.pull)) {
    throw new StatusError(`invalid pull option: '${options.pull}': must be one of "always", "missing" or "never"`)
  }
  const cidfile = reserveFile(process, options.cidfile)
  const reference =
    /^[0-9a-f]{64}$/.test(body.Image) || body.Image.startsWith('sha256:') ? undefined : parseReference(body.Image)
  const fault = platformFault(options.platform)
  if (fault !== undefined) throw new StatusError(`error parsing specified platform: ${fault}`)
  const pull = async () => {
    if (reference) await pullImage(client, reference, options, options.quiet ? undefined : sinkOf(process, 'stderr'))
  }
  if (options.pull === 'always') await pull()
  const create = () =>
    client.post<ContainerCreateResponse>('/containers/create', {
      query: { name: options.name || undefined, platform: options.platform || undefined },
      json: { ...body, HostConfig: { ...body.HostConfig, ConsoleSize: consoleSize(process) } },
    })
  let created: ContainerCreateResponse
  try {
    created = await create()
  } catch (error) {
    // Whatever the daemon does not find is taken for the image: one for another platform, too.
    const missing = error instanceof ApiError && error.status === 404
    if (!missing || !reference || options.pull === 'never' || options.pull === 'always') throw error
    if (!options.quiet) await announceMissing(process, body.Image)
    await pull()
    created = await create()
  }
  for (const warning of created.Warnings ?? []) await process.error(`WARNING: ${warning}\n`)
  if (cidfile) process.writeFile(cidfile, created.Id)
  return created.Id
}
