// docker: the table of its commands, as top-level and as management commands.
import type { Program } from '../../machine/program.ts'
import type { Process } from '../../machine/process.ts'
import { SIGNALS } from '../../machine/signal.ts'
import { type Command, command, textOption } from '../command.ts'
import { complete } from '../complete.ts'
import { compose } from '../compose/compose.ts'
import { dispatch, firstWord } from '../dispatch.ts'
import { StatusError, UsageError } from '../error.ts'
import { type Parsed, parseFlags } from '../parse.ts'
import { exportContainer, importImage, load, save } from './commands/archives.ts'
import { attach } from './commands/attach.ts'
import { build } from './commands/build.ts'
import { builder, buildx } from './commands/buildx.ts'
import { checkpoint } from './commands/checkpoint.ts'
import { commit } from './commands/commit.ts'
import { context } from './commands/context/context.ts'
import { cp } from './commands/cp.ts'
import { create } from './commands/create.ts'
import { df } from './commands/df.ts'
import { diff } from './commands/diff.ts'
import { events } from './commands/events.ts'
import { exec } from './commands/exec.ts'
import { history } from './commands/history.ts'
import { images } from './commands/images.ts'
import { info } from './commands/info.ts'
import { inspect, inspectOf } from './commands/inspect.ts'
import { kill } from './commands/kill.ts'
import { login, logout } from './commands/login.ts'
import { logs } from './commands/logs.ts'
import { manifest } from './commands/manifest.ts'
import { network } from './commands/network.ts'
import { trust } from './commands/trust.ts'
import { pause, unpause } from './commands/pause.ts'
import { plugin } from './commands/plugin.ts'
import { port } from './commands/port.ts'
import { containerPrune, imagePrune, systemPrune } from './commands/prune.ts'
import { ps } from './commands/ps.ts'
import { pull } from './commands/pull.ts'
import { push } from './commands/push.ts'
import { rename } from './commands/rename.ts'
import { restart } from './commands/restart.ts'
import { rm } from './commands/rm.ts'
import { rmi } from './commands/rmi.ts'
import { run } from './commands/run.ts'
import { search } from './commands/search.ts'
import { start } from './commands/start.ts'
import { stats } from './commands/stats.ts'
import { stop } from './commands/stop.ts'
import { swarmCommands } from './commands/swarm/index.ts'
import { tag } from './commands/tag.ts'
import { top } from './commands/top.ts'
import { update } from './commands/update.ts'
import { version } from './commands/version.ts'
import { volume } from './commands/volume.ts'
import { wait } from './commands/wait.ts'
import { containers, images as imageNames } from './complete.ts'
import { offeredTree } from './abilities.ts'
import { ConfigFile } from './config.ts'
import { PLUGINS, hasPlugin } from './plugins.ts'
import { builderOf, dockerVoice, messageOf } from './voice.ts'

const group = (name: string, summary: string, subcommands: Command[]): Command =>
  command({
    name,
    usage: '',
    summary,
    group: 'Management Commands',
    flags: {},
    subcommands: subcommands.map((child) => ({ ...child, group: 'Commands' })),
  })

const container = group('container', 'Manage containers', [
  attach,
  commit,
  cp,
  create,
  diff,
  exec,
  exportContainer,
  inspectOf(
    'container',
    '[OPTIONS] CONTAINER [CONTAINER...]',
    'Display detailed information on one or more containers',
    containers(),
  ),
  kill,
  logs,
  { ...ps, name: 'ls', aliases: ['ps', 'list'] },
  pause,
  port,
  containerPrune,
  rename,
  restart,
  { ...rm, aliases: ['remove'] },
  run,
  start,
  stats,
  stop,
  top,
  unpause,
  update,
  wait,
])

const image = group('image', 'Manage images', [
  build,
  history,
  importImage,
  inspectOf('image', '[OPTIONS] IMAGE [IMAGE...]', 'Display detailed information on one or more images', imageNames),
  load,
  { ...images, name: 'ls', aliases: ['list'] },
  imagePrune,
  pull,
  push,
  { ...rmi, name: 'rm', aliases: ['remove'] },
  save,
  tag,
])

const system = group('system', 'Manage Docker', [df, events, info, systemPrune])

/** `docker bake` is buildx's. */
const bake = { ...buildx.subcommands!.find((child) => child.name === 'bake')!, group: 'Common Commands' }

const COMMON = [run, exec, ps, build, bake, pull, push, images, login, logout, search, version, info]
const OTHER = [
  attach,
  commit,
  cp,
  create,
  diff,
  events,
  exportContainer,
  history,
  importImage,
  inspect,
  kill,
  load,
  logs,
  pause,
  port,
  rename,
  restart,
  rm,
  rmi,
  save,
  start,
  stats,
  stop,
  tag,
  top,
  unpause,
  update,
  wait,
]

export const docker = command({
  name: 'docker',
  usage: '[OPTIONS] COMMAND',
  summary: 'A self-sufficient runtime for containers',
  groups: ['Common Commands', 'Management Commands', 'Swarm Commands', 'Commands'],
  flags: {
    config: { type: 'string', summary: 'Location of client config files', shownDefault: '"~/.docker"' },
    context: {
      type: 'string',
      short: 'c',
      summary:
        'Name of the context to use to connect to the daemon (overrides DOCKER_HOST and the context set with "docker context use")',
    },
    debug: { type: 'bool', short: 'D', summary: 'Enable debug mode' },
    host: { type: 'string', short: 'H', summary: 'Daemon socket to connect to', once: 'specify only one -H' },
    'log-level': {
      type: 'string',
      short: 'l',
      default: 'info',
      summary: 'Set the logging level ("debug", "info", "warn", "error", "fatal")',
    },
    tls: { type: 'bool', summary: 'Use TLS; implied by --tlsverify' },
    tlscacert: { type: 'string', summary: 'Trust certs signed only by this CA', shownDefault: '"~/.docker/ca.pem"' },
    tlscert: { type: 'string', summary: 'Path to TLS certificate file', shownDefault: '"~/.docker/cert.pem"' },
    tlskey: { type: 'string', summary: 'Path to TLS key file', shownDefault: '"~/.docker/key.pem"' },
    tlsverify: { type: 'bool', summary: 'Use TLS and verify the remote' },
    version: { type: 'bool', short: 'v', summary: 'Print version information and quit' },
  },
  subcommands: [
    ...COMMON,
    builder,
    buildx,
    compose,
    container,
    context,
    image,
    checkpoint,
    manifest,
    network,
    plugin,
    system,
    trust,
    volume,
    ...swarmCommands,
    ...OTHER,
  ],
})

/** What it takes to load the program and to read its configuration. */
const LOAD_MS = 25

/** The program `docker`. */
export const dockerProgram: Program = async (process) => {
  await process.work(LOAD_MS)
  const words = process.argv.slice(1)
  const early = await globalChecks(process, words)
  if (early !== undefined) return early
  if (builds(words)) {
    try {
      await process.error(builderOf(process).notice)
    } catch (error) {
      await process.error(`${messageOf(error)}\n`)
      return 1
    }
  }
  return Promise.race([terminated(process), dispatch(process, withPlugins(process), dockerVoice(process), words)])
}

/** The plugin `docker-buildx`, called by its own name. */
export const buildxProgram: Program = (process) =>
  dispatch(process, { ...docker, subcommands: [buildx] }, dockerVoice(process), ['buildx', ...process.argv.slice(1)])

/** The commands there are on this machine. */
function withPlugins(process: Process): Command {
  const missing = PLUGINS.filter((name) => !hasPlugin(process, name))
  if (missing.includes('buildx')) missing.push('bake')
  return { ...docker, subcommands: docker.subcommands!.filter(({ name }) => !missing.includes(name)) }
}

/** A signal cancels what a command waits for; those that do otherwise take the handler's place. Says nothing. */
function terminated(process: Process): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ['INT', 'TERM'] as const) process.on(signal, () => resolve(128 + SIGNALS[signal]))
  })
}

/** True for the commands that a builder answers. */
function builds(words: readonly string[]): boolean {
  const at = firstWord(docker.flags, words)
  return words[at] === 'build' || words[at] === 'builder' || (words[at] === 'image' && words[at + 1] === 'build')
}

const LEVELS = ['debug', 'info', 'warn', 'warning', 'error', 'fatal', 'panic', 'trace']

/** What docker looks at before it looks for a command: the log level, options that exclude each other, TLS files. */
async function globalChecks(process: Process, words: readonly string[]): Promise<number | undefined> {
  let parsed: Parsed
  try {
    parsed = parseFlags(docker.flags, words, false)
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
  const { options, changed } = parsed
  const refuse = async (message: string): Promise<number> => {
    await process.error(`${message}\n`)
    return 1
  }
  const level = textOption(options, 'log-level')
  if (!LEVELS.includes(level.toLowerCase())) return refuse(`Unable to parse logging level: ${level}`)
  if (changed.has('host') && textOption(options, 'context') !== '') {
    return refuse('conflicting options: cannot specify both --host and --context')
  }
  if (changed.has('tls') || changed.has('tlsverify')) {
    const path = `${new ConfigFile(process, textOption(options, 'config')).directory}/ca.pem`
    if (process.fs.exists(path)) return refuse('naru: docker --tls is not simulated')
    return refuse(`Failed to initialize: unable to resolve docker endpoint: open ${path}: no such file or directory`)
  }
  return undefined
}

/** For the shell's Tab (machine/shell/completion.ts). */
export async function completeDocker(words: readonly string[], cword: number, process: Process): Promise<string[]> {
  try {
    return await complete(await offeredTree(process, {}, withPlugins(process)), words, cword, process)
  } catch (error) {
    if (error instanceof StatusError) return []
    throw error
  }
}
