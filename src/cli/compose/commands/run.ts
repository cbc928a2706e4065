// docker compose run: one more container of a service, for one command.
import type { ContainerCreateRequest } from '../../../api/docker.ts'
import type { Process } from '../../../machine/process.ts'
import { type Call, type Flags, type Options, command } from '../../command.ts'
import { checkTty } from '../../docker/attach.ts'
import { startAttached } from '../../docker/starting.ts'
import { containerBody } from '../convert.ts'
import { createContainers, startServices } from '../converge.ts'
import { parseDotenv } from '../dotenv.ts'
import { fileMounts, inject } from '../inject.ts'
import { asLabels, asMap } from '../normalize.ts'
import { USUAL_CONTAINERS, provideAround } from '../provide.ts'
import { imageId } from '../resources.ts'
import { type Service, imageOf } from '../service.ts'
import { type Session, open, services } from '../session.ts'
import { environment } from './exec.ts'

const fromFiles = (process: Process, files: readonly string[]): Record<string, string> =>
  Object.assign({}, ...files.map((file) => parseDotenv(process.readText(file), (name) => process.env[name])))

const flags = {
  build: { type: 'bool', summary: 'Build image before starting container' },
  'cap-add': { type: 'list', summary: 'Add Linux capabilities' },
  'cap-drop': { type: 'list', summary: 'Drop Linux capabilities' },
  detach: { type: 'bool', short: 'd', summary: 'Run container in background and print container ID' },
  entrypoint: { type: 'string', summary: 'Override the entrypoint of the image' },
  env: { type: 'list', label: 'stringArray', short: 'e', summary: 'Set environment variables' },
  'env-from-file': { type: 'list', label: 'stringArray', summary: 'Set environment variables from file' },
  interactive: { type: 'bool', short: 'i', default: true, summary: 'Keep STDIN open even if not attached' },
  label: { type: 'list', label: 'stringArray', short: 'l', summary: 'Add or override a label' },
  name: { type: 'string', summary: 'Assign a name to the container' },
  'no-TTY': {
    type: 'bool',
    short: 'T',
    shownDefault: 'true',
    summary: 'Disable pseudo-TTY allocation (default: auto-detected)',
  },
  'no-deps': { type: 'bool', summary: "Don't start linked services" },
  publish: { type: 'list', label: 'stringArray', short: 'p', summary: "Publish a container's port(s) to the host" },
  pull: { type: 'string', default: 'policy', summary: 'Pull image before running ("always"|"missing"|"never")' },
  quiet: { type: 'bool', short: 'q', summary: "Don't print anything to STDOUT" },
  'quiet-build': { type: 'bool', summary: 'Suppress progress output from the build process' },
  'quiet-pull': { type: 'bool', summary: 'Pull without printing progress information' },
  'remove-orphans': {
    type: 'bool',
    absent: true,
    summary: 'Remove containers for services not defined in the Compose file',
  },
  rm: { type: 'bool', summary: 'Automatically remove the container when it exits' },
  'service-ports': {
    type: 'bool',
    short: 'P',
    summary: "Run command with all service's ports enabled and mapped to the host",
  },
  'use-aliases': {
    type: 'bool',
    summary: "Use the service's network useAliases in the network(s) the container connects to",
  },
  user: { type: 'string', short: 'u', summary: 'Run as specified username or uid' },
  volume: { type: 'list', label: 'stringArray', short: 'v', summary: 'Bind mount a volume' },
  workdir: { type: 'string', short: 'w', summary: 'Working directory inside the container' },
} as const satisfies Flags

type RunOptions = Options<typeof flags>

export const run = command({
  name: 'run',
  usage: '[OPTIONS] SERVICE [COMMAND] [ARGS...]',
  summary: 'Run a one-off command on a service',
  args: { min: 1 },
  interspersed: false,
  complete: services,
  flags,
  async run(process, options, args, call) {
    const [name, ...words] = args as [string, ...string[]]
    const session = await open(process, call, [name], 'Running', options.quiet)
    const { client, project } = session
    const service = project.everything.get(name)!
    await prepare(process, session, service, options)
    const tty = !options['no-TTY'] && !options.detach && process.isTty.stdin && process.isTty.stdout
    const stdin = options.interactive && !options.detach
    const body = await bodyOf(process, session, service, words, options, call, { tty, stdin })
    const own =
      options.name || `${project.name}-${name}-run-${process.kernel.chance(`compose-run-${process.hostPid}`).hex(12)}`
    const { Id } = await client.post<{ Id: string }>('/containers/create', { query: { name: own }, json: body })
    await inject(client, project, service, Id)
    if (!options.detach) {
      checkTty(process, stdin, tty)
      return startAttached(process, client, Id, { tty, stdin, removed: options.rm })
    }
    await client.post(`/containers/${Id}/start`)
    await process.print(`${own}\n`)
    return 0
  },
})

/** Images, networks and volumes; what the service depends on is started. */
async function prepare(process: Process, session: Session, service: Service, options: RunOptions): Promise<void> {
  const { client, project, progress } = session
  const others = options['no-deps'] ? [] : Object.keys(service.depends_on)
  const choice = {
    build: options.build,
    noBuild: false,
    pull: options.pull,
    quietPull: options['quiet-pull'],
    quietBuild: options['quiet-build'],
  }
  await progress.run(async () => {
    await provideAround(process, session, [...others.map((other) => project.services.get(other)!), service], choice)
    if (others.length === 0) return
    await createContainers(process, client, project, { ...USUAL_CONTAINERS, services: others }, progress)
    await startServices(process, client, project, others, progress)
  })
}

/** The service's container with what the flags say. */
async function bodyOf(
  process: Process,
  { client, project }: Session,
  service: Service,
  words: string[],
  options: RunOptions,
  call: Call,
  { tty, stdin }: { tty: boolean; stdin: boolean },
): Promise<ContainerCreateRequest> {
  const image = (await imageId(client, imageOf(project, service))) ?? ''
  const body = containerBody(project, service, 1, image, {
    ...(words.length > 0 ? { command: words } : {}),
    ...(call.changed('entrypoint') ? { entrypoint: options.entrypoint ? [options.entrypoint] : [''] } : {}),
    environment: { ...fromFiles(process, options['env-from-file']), ...asMap(environment(process, options.env)) },
    labels: asLabels(options.label),
    publish: options.publish,
    volumes: options.volume,
    capAdd: options['cap-add'],
    capDrop: options['cap-drop'],
    aliases: options['use-aliases'],
    directory: project.directory,
    tty,
    stdin,
    ports: options['service-ports'],
    ...(options.user ? { user: options.user } : {}),
    ...(options.workdir ? { workdir: options.workdir } : {}),
  })
  const mounts = [...(body.HostConfig?.Mounts ?? []), ...fileMounts(project, service, process.env)]
  return { ...body, HostConfig: { ...body.HostConfig, AutoRemove: options.rm, Mounts: mounts } }
}
