// docker compose exec, run and logs: into the containers and out of them.
import type { ContainerInspect, ExecInspect } from '../../../api/docker.ts'
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { checkTty, converse, followSize, forwardSignals } from '../../docker/attach.ts'
import { Detached } from '../../docker/detach.ts'
import { timestamp } from '../../docker/timestamp.ts'
import { waitFor } from '../../docker/waiting.ts'
import { containerBody } from '../convert.ts'
import { createContainers, startServices } from '../converge.ts'
import { parseDotenv } from '../dotenv.ts'
import { fileMounts, inject } from '../inject.ts'
import { containersOf, numberOf } from '../labels.ts'
import { asLabels, asMap } from '../normalize.ts'
import { Output } from '../output.ts'
import { ensureNetworks, ensureVolumes, imageId } from '../resources.ts'
import { imageOf } from '../service.ts'
import { open, services } from '../session.ts'
import { titleOf } from '../follow.ts'
import { provideImages } from './up.ts'

const dryRun = { type: 'bool', summary: 'Execute command in dry run mode' } as const

const environment = (process: Process, words: readonly string[]) =>
  words.flatMap((word) =>
    word.includes('=') ? [word] : process.env[word] === undefined ? [] : [`${word}=${process.env[word]}`],
  )

const fromFiles = (process: Process, files: readonly string[]): Record<string, string> =>
  Object.assign({}, ...files.map((file) => parseDotenv(process.readText(file), (name) => process.env[name])))

export const exec = command({
  name: 'exec',
  usage: '[OPTIONS] SERVICE COMMAND [ARGS...]',
  summary: 'Execute a command in a running container',
  args: { min: 2 },
  interspersed: false,
  complete: services,
  flags: {
    detach: { type: 'bool', short: 'd', summary: 'Detached mode: Run command in the background' },
    'dry-run': dryRun,
    env: { type: 'list', label: 'stringArray', short: 'e', summary: 'Set environment variables' },
    index: { type: 'int', summary: 'Index of the container if service has multiple replicas' },
    'no-tty': {
      type: 'bool',
      short: 'T',
      default: false,
      shownDefault: 'true',
      summary: "Disable pseudo-TTY allocation. By default 'docker compose exec' allocates a TTY.",
    },
    privileged: { type: 'bool', summary: 'Give extended privileges to the process' },
    user: { type: 'string', short: 'u', summary: 'Run the command as this user' },
    workdir: { type: 'string', short: 'w', summary: 'Path to workdir directory for this command' },
  },
  async run(process, options, args, call) {
    const [name, ...Cmd] = args as [string, ...string[]]
    const { client, project } = await open(process, call)
    const list = await containersOf(client, project.name, { services: [name] })
    const container = list.find((one) => options.index === 0 || numberOf(one) === options.index)
    if (!container) throw new StatusError(`service ${JSON.stringify(name)} is not running`)
    const tty = !options['no-tty'] && process.isTty.stdin && process.isTty.stdout
    const attached = !options.detach
    const json = {
      User: options.user,
      Privileged: options.privileged,
      Tty: tty,
      AttachStdin: attached,
      AttachStdout: attached,
      AttachStderr: attached,
      Env: environment(process, options.env),
      WorkingDir: options.workdir,
      Cmd,
    }
    const { Id } = await client.post<{ Id: string }>(`/containers/${container.Id}/exec`, { json })
    if (options.detach) {
      await client.post(`/exec/${Id}/start`, { json: { Detach: true, Tty: tty } })
      return 0
    }
    const { connection } = await client.hijack(`/exec/${Id}/start`, { json: { Detach: false, Tty: tty } })
    const talk = converse(process, { connection, tty, stdin: true })
    talk.catch(() => {})
    const still = tty ? await followSize(client, process, `/exec/${Id}`) : () => {}
    try {
      await talk
    } catch (error) {
      if (!(error instanceof Detached)) throw error
      throw new StatusError(error.message)
    } finally {
      still()
    }
    return (await client.get<ExecInspect>(`/exec/${Id}/json`)).ExitCode ?? 0
  },
})

export const run = command({
  name: 'run',
  usage: '[OPTIONS] SERVICE [COMMAND] [ARGS...]',
  summary: 'Run a one-off command on a service',
  args: { min: 1 },
  interspersed: false,
  complete: services,
  flags: {
    build: { type: 'bool', summary: 'Build image before starting container' },
    'cap-add': { type: 'list', summary: 'Add Linux capabilities' },
    'cap-drop': { type: 'list', summary: 'Drop Linux capabilities' },
    detach: { type: 'bool', short: 'd', summary: 'Run container in background and print container ID' },
    'dry-run': dryRun,
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
    'remove-orphans': { type: 'bool', summary: 'Remove containers for services not defined in the Compose file' },
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
  },
  async run(process, options, args, call) {
    const [name, ...words] = args as [string, ...string[]]
    const { client, project, progress } = await open(process, call, [name], 'Running', options.quiet)
    const service = project.everything.get(name)!
    const others = options['no-deps'] ? [] : Object.keys(service.depends_on)
    await progress.run(async () => {
      const choice = {
        build: options.build,
        noBuild: false,
        pull: options.pull,
        quietPull: options['quiet-pull'],
        quietBuild: options['quiet-build'],
      }
      const needed = [...others.map((other) => project.services.get(other)!), service]
      await provideImages(process, client, project, needed, progress, choice)
      await ensureNetworks(client, project, progress)
      await ensureVolumes(client, project, progress)
      if (others.length === 0) return
      const desire = {
        services: others,
        noDeps: false,
        forceRecreate: false,
        noRecreate: true,
        removeOrphans: false,
        scale: {},
      }
      await createContainers(process, client, project, desire, progress)
      await startServices(process, client, project, others, progress)
    })
    const tty = !options['no-TTY'] && !options.detach && process.isTty.stdin && process.isTty.stdout
    const stdin = options.interactive && !options.detach
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
    body.HostConfig = { ...body.HostConfig, AutoRemove: options.rm, Mounts: mounts }
    const own =
      options.name || `${project.name}-${name}-run-${process.kernel.chance(`compose-run-${process.hostPid}`).hex(12)}`
    const { Id } = await client.post<{ Id: string }>('/containers/create', { query: { name: own }, json: body })
    await inject(client, project, service, Id)
    if (options.detach) {
      await client.post(`/containers/${Id}/start`)
      await process.print(`${own}\n`)
      return 0
    }
    checkTty(process, stdin, tty)
    const { connection } = await client.hijack(`/containers/${Id}/attach`, {
      query: { stderr: true, stdin, stdout: true, stream: true },
    })
    const talk = converse(process, { connection, tty, stdin })
    talk.catch(() => {})
    const { code } = await waitFor(client, Id, options.rm ? 'removed' : 'next-exit')
    const proxy = tty ? undefined : forwardSignals(client, process, Id)
    await client.post(`/containers/${Id}/start`)
    const still = tty ? await followSize(client, process, `/containers/${Id}`) : () => {}
    try {
      await (proxy ? Promise.race([talk, proxy.forced]) : talk)
      return await code
    } catch (error) {
      if (error instanceof Detached) return 0
      throw error
    } finally {
      proxy?.stop()
      still()
    }
  },
})

export const logs = command({
  name: 'logs',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'View output from containers',
  complete: services,
  flags: {
    'dry-run': dryRun,
    follow: { type: 'bool', short: 'f', summary: 'Follow log output' },
    index: { type: 'int', summary: 'index of the container if service has multiple replicas' },
    'no-color': { type: 'bool', summary: 'Produce monochrome output' },
    'no-log-prefix': { type: 'bool', summary: "Don't print prefix in logs" },
    since: {
      type: 'string',
      summary: 'Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)',
    },
    tail: {
      type: 'string',
      short: 'n',
      default: 'all',
      summary: 'Number of lines to show from the end of the logs for each container',
    },
    timestamps: { type: 'bool', short: 't', summary: 'Show timestamps' },
    until: {
      type: 'string',
      summary: 'Show logs before a timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)',
    },
  },
  async run(process, options, args, call) {
    const { client, project } = await open(process, call, args)
    const wanted = args.length > 0 ? args : [...project.services.keys()]
    const found = await containersOf(client, project.name, { all: true, services: wanted })
    const list = found.filter((one) => options.index === 0 || numberOf(one) === options.index)
    const titles = list.map((container) => titleOf(project, container))
    const output = new Output(process, titles, { noColor: options['no-color'], noPrefix: options['no-log-prefix'] })
    const now = process.kernel.clock.unix()
    const copy = async (id: string, title: string) => {
      const { Config } = await client.get<ContainerInspect>(`/containers/${id}/json`)
      const response = await client.request('GET', `/containers/${id}/logs`, {
        query: {
          follow: options.follow,
          since: options.since ? timestamp(options.since, now, 'invalid value for "since"') : undefined,
          stderr: true,
          stdout: true,
          tail: options.tail,
          timestamps: options.timestamps,
          until: options.until ? timestamp(options.until, now, 'invalid value for "until"') : undefined,
        },
      })
      await output.copy(title, response.body, Config.Tty)
    }
    if (options.follow) await Promise.all(list.map((container, i) => copy(container.Id, titles[i]!)))
    else for (const [i, container] of list.entries()) await copy(container.Id, titles[i]!)
    return 0
  },
})
