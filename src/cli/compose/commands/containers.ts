// docker compose attach, cp, stats, export and commit: docker's own commands on a service's container.
import type { ContainerSummary } from '../../../api/docker.ts'
import type { Process } from '../../../machine/process.ts'
import { type AnyOptions, type Call, type Command, command } from '../../command.ts'
import { exportContainer } from '../../docker/commands/archives.ts'
import { attach as dockerAttach } from '../../docker/commands/attach.ts'
import { commit as dockerCommit } from '../../docker/commands/commit.ts'
import { cp as dockerCp } from '../../docker/commands/cp.ts'
import { stats as dockerStats } from '../../docker/commands/stats.ts'
import { StatusError } from '../../error.ts'
import { containersOf, nameOf, numberOf } from '../labels.ts'
import { open, services } from '../session.ts'

const index = { type: 'int', summary: 'index of the container if service has multiple replicas.' } as const

/** Names of a service's running containers, or of the one with this number. Throws StatusError where there is none. */
async function containersNamed(
  process: Process,
  call: Call,
  service: string,
  number: number,
  oneoff = false,
): Promise<string[]> {
  const { client, project } = await open(process, call, [service])
  const all = await containersOf(client, project.name, { services: [service], oneoff })
  const found = all.filter((container: ContainerSummary) => number === 0 || numberOf(container) === number)
  if (found.length === 0) {
    const which = number === 0 ? '' : ` container #${number}`
    throw new StatusError(`service ${JSON.stringify(service)} is not running${which}`)
  }
  return found.map(nameOf)
}

/** docker's own command, on the container of the service that the first word names. */
const onContainer =
  (own: Command) =>
  async (process: Process, options: AnyOptions & { index: number }, [service, ...rest]: string[], call: Call) => {
    const [name] = await containersNamed(process, call, service!, options.index)
    return own.run!(process, options, [name!, ...rest], call)
  }

export const attach = command({
  name: 'attach',
  usage: '[OPTIONS] SERVICE',
  summary: "Attach local standard input, output, and error streams to a service's running container",
  args: { min: 1, max: 1 },
  complete: services,
  flags: {
    'detach-keys': { type: 'string', summary: 'Override the key sequence for detaching from a container.' },
    index,
    'no-stdin': { type: 'bool', summary: 'Do not attach STDIN' },
    'sig-proxy': { type: 'bool', default: true, summary: 'Proxy all received signals to the process' },
  },
  run: onContainer(dockerAttach),
})

export const cp = command({
  name: 'cp',
  usage: '[OPTIONS] SERVICE:SRC_PATH DEST_PATH|-\n\tdocker compose cp [OPTIONS] SRC_PATH|- SERVICE:DEST_PATH',
  summary: 'Copy files/folders between a service container and the local filesystem',
  args: { min: 2, max: 2 },
  flags: {
    all: { type: 'bool', summary: 'Include containers created by the run command' },
    archive: { type: 'bool', short: 'a', summary: 'Archive mode (copy all uid/gid information)' },
    'follow-link': { type: 'bool', short: 'L', summary: 'Always follow symbol link in SRC_PATH' },
    index: { ...index, summary: 'Index of the container if service has multiple replicas' },
  },
  async run(process, options, args, call) {
    const service = args.map((word) => /^([^/.:][^:/]*):/.exec(word)?.[1])
    const at = service.findIndex((name) => name !== undefined)
    if (at < 0) throw new StatusError('unknown copy direction')
    const names = await containersNamed(process, call, service[at]!, options.index, options.all)
    // Into a service means into all of its containers; out of it, out of the first.
    for (const name of at === 0 ? names.slice(0, 1) : names) {
      const words = args.map((word, i) => (i === at ? name + word.slice(service[at]!.length) : word))
      await dockerCp.run!(process, { ...options, quiet: true }, words, call)
    }
    return 0
  },
})

export const stats = command({
  name: 'stats',
  usage: '[OPTIONS] [SERVICE]',
  summary: 'Display a live stream of container(s) resource usage statistics',
  args: { max: 1 },
  complete: services,
  flags: {
    all: { type: 'bool', short: 'a', summary: 'Show all containers (default shows just running)' },
    format: {
      type: 'string',
      summary:
        "Format output using a custom template:\n'table':            Print output in table format with column headers (default)\n'table TEMPLATE':   Print output in table format using the given Go template\n'json':             Print in JSON format\n'TEMPLATE':         Print output using the given Go template.\nRefer to https://docs.docker.com/engine/cli/formatting/ for more information about formatting output with templates",
    },
    'no-stream': { type: 'bool', summary: 'Disable streaming stats and only pull the first result' },
    'no-trunc': { type: 'bool', summary: 'Do not truncate output' },
  },
  async run(process, options, args, call) {
    const { client, project } = await open(process, call, args)
    const all = await containersOf(client, project.name, { all: options.all, services: args })
    if (all.length === 0) return 0
    return dockerStats.run!(process, options, all.map(nameOf), call)
  },
})

export const exportService = command({
  name: 'export',
  usage: '[OPTIONS] SERVICE',
  summary: "Export a service container's filesystem as a tar archive",
  args: { min: 1, max: 1 },
  complete: services,
  flags: {
    index,
    output: { type: 'string', short: 'o', summary: 'Write to a file, instead of STDOUT' },
  },
  run: onContainer(exportContainer),
})

export const commit = command({
  name: 'commit',
  usage: '[OPTIONS] SERVICE [REPOSITORY[:TAG]]',
  summary: "Create a new image from a service container's changes",
  args: { min: 1, max: 2 },
  complete: services,
  flags: {
    author: { type: 'string', short: 'a', summary: 'Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")' },
    change: { type: 'list', short: 'c', summary: 'Apply Dockerfile instruction to the created image' },
    index,
    message: { type: 'string', short: 'm', summary: 'Commit message' },
    pause: { type: 'bool', short: 'p', default: true, summary: 'Pause container during commit' },
  },
  run: onContainer(dockerCommit),
})
