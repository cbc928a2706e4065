// docker compose up: everything is made and started; without -d its output is shown until it ends.
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError, notSimulated } from '../../error.ts'
import { durationText } from '../../golang.ts'
import type { Client } from '../../docker/client.ts'
import { type Desire, startServices, waitUntil } from '../converge.ts'
import { follow } from '../follow.ts'
import { containersOf, nameOf } from '../labels.ts'
import type { Progress } from '../progress.ts'
import { provide } from '../provide.ts'
import type { Project } from '../service.ts'
import { open, services } from '../session.ts'

const flags = {
  'abort-on-container-exit': {
    type: 'bool',
    summary: 'Stops all containers if any container was stopped. Incompatible with -d',
  },
  'abort-on-container-failure': {
    type: 'bool',
    summary: 'Stops all containers if any container exited with failure. Incompatible with -d',
  },
  'always-recreate-deps': {
    type: 'bool',
    absent: true,
    summary: 'Recreate dependent containers. Incompatible with --no-recreate.',
  },
  attach: {
    type: 'list',
    label: 'stringArray',
    summary: 'Restrict attaching to the specified services. Incompatible with --attach-dependencies.',
  },
  'attach-dependencies': { type: 'bool', summary: 'Automatically attach to log output of dependent services' },
  build: { type: 'bool', summary: 'Build images before starting containers' },
  detach: { type: 'bool', short: 'd', summary: 'Detached mode: Run containers in the background' },
  'exit-code-from': {
    type: 'string',
    summary: 'Return the exit code of the selected service container. Implies --abort-on-container-exit',
  },
  'force-recreate': {
    type: 'bool',
    summary: "Recreate containers even if their configuration and image haven't changed",
  },
  menu: {
    type: 'bool',
    absent: true,
    summary:
      'Enable interactive shortcuts when running attached. Incompatible with --detach. Can also be enable/disable by setting COMPOSE_MENU environment var.',
  },
  'no-attach': { type: 'list', label: 'stringArray', summary: 'Do not attach (stream logs) to the specified services' },
  'no-build': { type: 'bool', summary: "Don't build an image, even if it's policy" },
  'no-color': { type: 'bool', summary: 'Produce monochrome output' },
  'no-deps': { type: 'bool', summary: "Don't start linked services" },
  'no-log-prefix': { type: 'bool', summary: "Don't print prefix in logs" },
  'no-recreate': {
    type: 'bool',
    summary: "If containers already exist, don't recreate them. Incompatible with --force-recreate.",
  },
  'no-start': { type: 'bool', summary: "Don't start the services after creating them" },
  pull: { type: 'string', default: 'policy', summary: 'Pull image before running ("always"|"missing"|"never")' },
  'quiet-build': { type: 'bool', summary: 'Suppress the build output' },
  'quiet-pull': { type: 'bool', summary: 'Pull without printing progress information' },
  'remove-orphans': { type: 'bool', summary: 'Remove containers for services not defined in the Compose file' },
  'renew-anon-volumes': {
    type: 'bool',
    absent: true,
    short: 'V',
    summary: 'Recreate anonymous volumes instead of retrieving data from the previous containers',
  },
  scale: {
    type: 'list',
    label: 'scale',
    summary: 'Scale SERVICE to NUM instances. Overrides the scale setting in the Compose file if present.',
  },
  timeout: {
    type: 'int',
    short: 't',
    summary: 'Use this timeout in seconds for container shutdown when attached or when containers are already running',
  },
  timestamps: { type: 'bool', absent: true, summary: 'Show timestamps' },
  wait: { type: 'bool', summary: 'Wait for services to be running|healthy. Implies detached mode.' },
  'wait-timeout': { type: 'int', summary: 'Maximum duration in seconds to wait for the project to be running|healthy' },
  watch: {
    type: 'bool',
    short: 'w',
    summary: 'Watch source code and rebuild/refresh containers when files are updated.',
  },
  yes: { type: 'bool', short: 'y', summary: 'Assume "yes" as answer to all prompts and run non-interactively' },
} as const

export const up = command({
  name: 'up',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'Create and start containers',
  complete: services,
  flags,
  async run(process, options, args, call) {
    if (options['force-recreate'] && options['no-recreate'])
      throw new StatusError('--force-recreate and --no-recreate are incompatible')
    const attaching = options.attach.length > 0 || options['attach-dependencies']
    if (options.wait && (options['abort-on-container-exit'] || attaching))
      throw new StatusError(
        '--wait cannot be combined with --abort-on-container-exit, --attach or --attach-dependencies',
      )
    const stops = options['abort-on-container-exit'] || options['abort-on-container-failure']
    if (options.detach && (stops || attaching || options.watch))
      throw new StatusError(
        '--detach cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch',
      )
    if (options.watch) throw notSimulated('docker compose up --watch')
    const detach = options.detach || options.wait
    const session = await open(process, call, args)
    const { client, project, progress } = session
    const from = options['exit-code-from']
    if (from && !project.services.has(from)) throw new StatusError(`no such service: ${from}: not found`)
    const desire: Desire = {
      services: args,
      noDeps: options['no-deps'],
      forceRecreate: options['force-recreate'],
      noRecreate: options['no-recreate'],
      removeOrphans: options['remove-orphans'],
      scale: scales(options.scale),
      ...(call.changed('timeout') ? { timeout: options.timeout } : {}),
    }
    await progress.run(async () => {
      await provide(process, session, desire, {
        build: options.build,
        noBuild: options['no-build'],
        pull: options.pull,
        quietPull: options['quiet-pull'],
        quietBuild: options['quiet-build'],
      })
      if (!detach || options['no-start']) return
      await startServices(process, client, project, args, progress, desire.noDeps)
      if (!options.wait) return
      const waiting = waitForAll(process, client, project, args, progress)
      await (call.changed('wait-timeout') ? within(process, options['wait-timeout'], waiting) : waiting)
    })
    if (detach || options['no-start']) return 0
    return follow(process, client, project, {
      ...options,
      services: args,
      noDeps: desire.noDeps,
      stopOnExit: options['abort-on-container-exit'] || from !== '',
      stopOnFailure: options['abort-on-container-failure'],
    })
  },
})

export function scales(words: readonly string[]): Record<string, number> {
  const out: Record<string, number> = {}
  for (const word of words) {
    const [name, count] = word.split('=')
    if (count !== undefined && !/^[-+]?\d+$/.test(count))
      throw new StatusError(`strconv.Atoi: parsing ${JSON.stringify(count)}: invalid syntax`)
    if (!name || count === undefined)
      throw new StatusError(`invalid --scale option ${JSON.stringify(word)}. Should be SERVICE=NUM`)
    out[name] = Number(count)
  }
  return out
}

/** Throws StatusError when it takes longer than so many seconds. */
function within(process: Process, seconds: number, waiting: Promise<void>): Promise<void> {
  const late = process.sleep(seconds * 1000).then(() => {
    throw new StatusError(`application not healthy after ${durationText(seconds)}`)
  })
  waiting.catch(() => {})
  late.catch(() => {})
  return Promise.race([waiting, late])
}

async function waitForAll(
  process: Process,
  client: Client,
  project: Project,
  names: readonly string[],
  progress: Progress,
): Promise<void> {
  const own = await containersOf(client, project.name, { all: true, services: names })
  for (const container of own) {
    const health = /\((healthy|health: starting|unhealthy)\)/.test(container.Status)
    if (health) await waitUntil(process, client, container, true, true, progress)
    else {
      await progress.say(`Container ${nameOf(container)}`, 'Waiting', 'working')
      await progress.say(`Container ${nameOf(container)}`, 'Healthy', 'done')
    }
  }
}
