// docker compose: the table of its commands; `docker-compose` is the same program by itself.
import type { Program } from '../../machine/program.ts'
import { type Command, command } from '../command.ts'
import { dispatch } from '../dispatch.ts'
import { notSimulated } from '../error.ts'
import { dockerVoice } from '../docker/voice.ts'
import { build, config, create, pull, push, version } from './commands/config.ts'
import { down } from './commands/down.ts'
import { exec, logs, run } from './commands/exec.ts'
import { kill, pause, restart, rm, start, stop, unpause } from './commands/lifecycle.ts'
import { images, ls, port, ps, top } from './commands/ps.ts'
import { up } from './commands/up.ts'

const absent = (name: string, usage: string, summary: string): Command =>
  command({
    name,
    usage,
    summary,
    flags: {},
    run() {
      throw notSimulated(`docker compose ${name}`)
    },
  })

export const compose = command({
  name: 'compose',
  usage: '[OPTIONS] COMMAND',
  summary: 'Docker Compose',
  long: 'Define and run multi-container applications with Docker',
  group: 'Management Commands',
  flags: {
    'all-resources': { type: 'bool', summary: 'Include all resources, even those not used by services' },
    ansi: {
      type: 'string',
      default: 'auto',
      summary: 'Control when to print ANSI control characters ("never"|"always"|"auto")',
    },
    compatibility: { type: 'bool', summary: 'Run compose in backward compatibility mode' },
    'dry-run': { type: 'bool', summary: 'Execute command in dry run mode' },
    'env-file': { type: 'list', label: 'stringArray', summary: 'Specify an alternate environment file' },
    file: { type: 'list', label: 'stringArray', short: 'f', summary: 'Compose configuration files' },
    parallel: { type: 'int', default: -1, summary: 'Control max parallelism, -1 for unlimited' },
    profile: { type: 'list', label: 'stringArray', summary: 'Specify a profile to enable' },
    progress: { type: 'string', summary: 'Set type of progress output (auto, tty, plain, json, quiet)' },
    'project-directory': {
      type: 'string',
      summary: 'Specify an alternate working directory (default: the path of the, first specified, Compose file)',
    },
    'project-name': { type: 'string', short: 'p', summary: 'Project name' },
  },
  subcommands: [
    absent(
      'attach',
      '[OPTIONS] SERVICE',
      "Attach local standard input, output, and error streams to a service's running container",
    ),
    build,
    config,
    absent(
      'cp',
      '[OPTIONS] SERVICE:SRC_PATH DEST_PATH|-',
      'Copy files/folders between a service container and the local filesystem',
    ),
    create,
    down,
    absent('events', '[OPTIONS] [SERVICE...]', 'Receive real time events from containers'),
    exec,
    images,
    kill,
    logs,
    ls,
    pause,
    port,
    ps,
    pull,
    push,
    restart,
    rm,
    run,
    absent('scale', '[SERVICE=REPLICAS...]', 'Scale services'),
    start,
    absent('stats', '[OPTIONS] [SERVICE]', 'Display a live stream of container(s) resource usage statistics'),
    stop,
    top,
    unpause,
    up,
    version,
    absent('wait', 'SERVICE [SERVICE...] [OPTIONS]', 'Block until containers of all (or specified) services stop.'),
    absent(
      'watch',
      '[SERVICE...]',
      'Watch build context for service and rebuild/refresh containers when files are updated',
    ),
  ],
})

/** The program `docker-compose`. */
export const composeProgram: Program = (process) => {
  const root = { ...compose, name: 'docker-compose' }
  const words = process.argv.slice(1)
  const asked = words[0] === '--version' || words[0] === '-v' ? ['version'] : words
  return dispatch(process, root, dockerVoice(process), asked)
}
