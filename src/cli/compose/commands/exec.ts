// docker compose exec and logs: into the containers and out of them.
import type { ContainerInspect, ExecInspect } from '../../../api/docker.ts'
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { converse, followSize } from '../../docker/attach.ts'
import { Detached } from '../../docker/detach.ts'
import { timestamp } from '../../docker/timestamp.ts'
import { containersOf, numberOf } from '../labels.ts'
import { Output } from '../output.ts'
import { open, services } from '../session.ts'
import { titleOf } from '../follow.ts'

/** `NAME=value`, and names alone as this process has them. */
export const environment = (process: Process, words: readonly string[]) =>
  words.flatMap((word) =>
    word.includes('=') ? [word] : process.env[word] === undefined ? [] : [`${word}=${process.env[word]}`],
  )

export const exec = command({
  name: 'exec',
  usage: '[OPTIONS] SERVICE COMMAND [ARGS...]',
  summary: 'Execute a command in a running container',
  args: { min: 2 },
  interspersed: false,
  complete: services,
  flags: {
    detach: { type: 'bool', short: 'd', summary: 'Detached mode: Run command in the background' },
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

export const logs = command({
  name: 'logs',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'View output from containers',
  complete: services,
  flags: {
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
