// docker compose: the table of its commands; `docker-compose` is the same program by itself.
import type { Program } from '../../machine/program.ts'
import { type Command, command } from '../command.ts'
import { dispatch } from '../dispatch.ts'
import { notSimulated } from '../error.ts'
import { dockerVoice } from '../docker/voice.ts'
import { build, config, create, pull, push, version } from './commands/config.ts'
import { attach, commit, cp, exportService, stats } from './commands/containers.ts'
import { events, volumes } from './commands/events.ts'
import { scale, wait } from './commands/scale.ts'
import { down } from './commands/down.ts'
import { exec, logs } from './commands/exec.ts'
import { kill, pause, restart, rm, start, stop, unpause } from './commands/lifecycle.ts'
import { images, ls, port, ps, top } from './commands/ps.ts'
import { run } from './commands/run.ts'
import { up } from './commands/up.ts'

const absent = (name: string, usage: string, summary: string, group?: string): Command =>
  command({
    name,
    usage,
    summary,
    ...(group ? { group } : {}),
    flags: {},
    run() {
      throw notSimulated(`docker compose ${name}`)
    },
  })

const watch = command({
  name: 'watch',
  usage: '[SERVICE...]',
  summary: 'Watch build context for service and rebuild/refresh containers when files are updated',
  flags: {
    'no-up': { type: 'bool', summary: 'Do not build & start services before watching' },
    prune: { type: 'bool', default: true, summary: 'Prune dangling images on rebuild' },
    quiet: { type: 'bool', summary: 'hide build output' },
  },
  run() {
    throw notSimulated('docker compose watch')
  },
})

export const compose = command({
  name: 'compose',
  usage: '[OPTIONS] COMMAND',
  summary: 'Docker Compose',
  long: 'Define and run multi-container applications with Docker',
  group: 'Management Commands',
  groups: ['Management Commands', 'Commands'],
  flags: {
    'all-resources': { type: 'bool', absent: true, summary: 'Include all resources, even those not used by services' },
    ansi: {
      type: 'string',
      default: 'auto',
      summary: 'Control when to print ANSI control characters ("never"|"always"|"auto")',
    },
    compatibility: { type: 'bool', absent: true, summary: 'Run compose in backward compatibility mode' },
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
  persistent: { 'dry-run': { type: 'bool', absent: true, summary: 'Execute command in dry run mode' } },
  subcommands: [
    attach,
    absent('bridge', '[OPTIONS] COMMAND', 'Convert compose files into another model', 'Management Commands'),
    build,
    commit,
    config,
    cp,
    create,
    down,
    events,
    exec,
    exportService,
    images,
    kill,
    logs,
    ls,
    pause,
    port,
    ps,
    absent('publish', '[OPTIONS] REPOSITORY[:TAG]', 'Publish compose application'),
    pull,
    push,
    restart,
    rm,
    run,
    scale,
    start,
    stats,
    stop,
    top,
    unpause,
    up,
    version,
    volumes,
    wait,
    watch,
  ],
})

/** The program `docker-compose`. */
export const composeProgram: Program = (process) => {
  const root = { ...compose, name: 'docker-compose' }
  const words = process.argv.slice(1)
  const asked = words[0] === '--version' || words[0] === '-v' ? ['version'] : words
  return dispatch(process, root, dockerVoice(process), asked)
}
