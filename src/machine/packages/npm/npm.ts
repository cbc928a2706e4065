// npm(1) of Node's images, npx beside it.
import type { Call } from '../../programs/call.ts'
import type { Tool } from '../../programs/spec.ts'
import type { Process } from '../../process.ts'
import { initialize } from './init.ts'
import { cleanInstall, clientOf, install, uninstall } from './install.ts'
import { list } from './list.ts'
import { notify } from './notifier.ts'
import { type Options, parseOptions } from './options.ts'
import { projectOf } from './project.ts'
import { Failure, fail, tell } from './report.ts'
import { listScripts, runNamed } from './scripts.ts'

/** The npm that comes with each line of Node. */
const VERSIONS: Record<string, string> = { 18: '10.8.2', 20: '10.8.2', 22: '10.9.4', 24: '11.6.1', 25: '11.6.2' }

export const npmVersion = ({ env }: Process): string => VERSIONS[(env.NODE_VERSION ?? '22').split('.')[0]!] ?? '10.8.2'

const ALIASES: Record<string, string> = {
  i: 'install',
  add: 'install',
  in: 'install',
  'clean-install': 'ci',
  ic: 'ci',
  t: 'test',
  tst: 'test',
  'run-script': 'run',
  rum: 'run',
  urn: 'run',
  un: 'uninstall',
  remove: 'uninstall',
  rm: 'uninstall',
  r: 'uninstall',
  list: 'ls',
  la: 'ls',
  ll: 'ls',
  create: 'init',
  c: 'config',
  x: 'exec',
}

/** Commands of the real npm: those without a row in COMMANDS are not simulated. */
const REAL = new Set(
  'access adduser audit bugs cache ci completion config dedupe deprecate diff dist-tag docs doctor edit exec explain explore find-dupes fund get help help-search init install install-ci-test install-test link ll login logout ls org outdated owner pack ping pkg prefix profile prune publish query rebuild repo restart root run-script sbom search set shrinkwrap star stars start stop team test token undeprecate uninstall unpublish unstar update version view whoami'.split(
    ' ',
  ),
)

type Command = (process: Process, options: Options) => Promise<number>

const script =
  (name: string): Command =>
  (process, options) =>
    runNamed(process, name, [...options.words, ...options.rest], options)

const COMMANDS: Record<string, Command> = {
  install,
  ci: cleanInstall,
  uninstall,
  init: initialize,
  ls: list,
  start: script('start'),
  test: script('test'),
  stop: script('stop'),
  restart: script('restart'),
  run: (process, options) => {
    const [name, ...words] = options.words
    return name === undefined ? listScripts(process) : runNamed(process, name, [...words, ...options.rest], options)
  },
  exec: (process, options) => execute(process, [...options.words, ...options.rest]),
  cache: cleanCache,
  root: async (process) => process.print(`${projectOf(process).path('node_modules')}\n`).then(() => 0),
  prefix: async (process) => process.print(`${projectOf(process).folder}\n`).then(() => 0),
}

async function cleanCache(process: Process, { words, flags }: Options): Promise<number> {
  if (words[0] !== 'clean') throw new Failure([`naru: npm cache ${words.join(' ')} is not simulated`])
  if (!flags.has('force'))
    throw new Failure([
      'As of npm@5, the npm cache self-heals from corruption issues',
      'by treating integrity mismatches as cache misses.  As a result,',
      'data extracted from the cache is guaranteed to be valid.  If you',
      'want to make sure everything is consistent, use `npm cache verify`',
      'instead.  Deleting the cache can only make npm go slower, and is',
      'not likely to correct any problem you may be encountering!',
      '',
      "On the other hand, if you're debugging an issue with the installer,",
      'or race conditions that depend on the timing of writing to an empty',
      'cache, you can use `npm install --cache /tmp/empty-cache` to use a',
      'temporary cache instead of nuking the actual one.',
      '',
      "If you're sure you want to delete the entire cache, rerun this command",
      'with --force.',
    ])
  await tell(process, 'warn', ['using --force Recommended protections disabled.'])
  const path = `${process.env.HOME ?? process.user.home}/.npm/_cacache`
  if (process.fs.exists(path)) process.fs.remove(path, { recursive: true })
  return 0
}

async function run({ process, operands }: Call): Promise<number> {
  process.allocate(60_000_000)
  const all = parseOptions(operands)
  const [given, ...words] = all.words
  const options = { ...all, words }
  if (
    all.flags.has('version') ||
    (given === 'version' && words.length === 0 && !projectOf(process).has('package.json'))
  )
    return process.print(`${npmVersion(process)}\n`).then(() => 0)
  const name = ALIASES[given ?? ''] ?? given
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  try {
    if (command) {
      const code = await command(process, options)
      await notify(process, npmVersion(process), clientOf(process, options))
      return code
    }
    if (given === undefined || given === 'help' || all.flags.has('help'))
      throw new Failure(['naru: the help of npm is not simulated'])
    if (REAL.has(name!)) throw new Failure([`naru: npm ${given} is not simulated`])
    await process.print(`Unknown command: "${given}"\n\n\nTo see a list of supported npm commands, run:\n  npm help\n`)
    return 1
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (command) await notify(process, npmVersion(process), clientOf(process, options))
    return fail(process, error)
  }
}

/** A program of the project's own packages. */
async function execute(process: Process, words: readonly string[]): Promise<number> {
  const [name, ...args] = words
  if (name === undefined) throw new Failure(['naru: npx without a program is not simulated'])
  const project = projectOf(process)
  const path = `${project.path('node_modules/.bin')}:${process.env.PATH ?? ''}`
  const found = path.split(':').some((folder) => process.fs.exists(`${folder}/${name}`))
  if (!found)
    throw new Failure([`naru: the npm package ${name} is not installed, and fetching it for one run is not simulated`])
  const child = process.spawn([name, ...args], { env: { ...process.env, PATH: path } })
  for (const signal of ['TERM', 'INT'] as const) process.on(signal, () => child.signal(signal))
  return process.alive(() => child.exited)
}

export const npm: Tool = {
  spec: { name: 'npm', summary: "Node's package manager", usage: '<command>', raw: true, options: {} },
  run,
}

export const npx: Tool = {
  spec: { name: 'npx', summary: 'runs a program of a package', usage: '<program> [args]', raw: true, options: {} },
  async run({ process, operands }) {
    const words = [...operands]
    while (/^(-y|--yes|--no|--no-install|--)$/.test(words[0] ?? '')) words.shift()
    if (words[0] === '--version' || words[0] === '-v') return process.print(`${npmVersion(process)}\n`).then(() => 0)
    try {
      return await execute(process, words)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return fail(process, error)
    }
  },
}
