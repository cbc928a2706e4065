// npm run: the scripts of package.json, run by sh with the project's own programs in PATH.
import type { Process } from '../../process.ts'
import type { Options } from './options.ts'
import { type Project, projectOf } from './project.ts'
import { Failure } from './report.ts'
import type { Manifest } from './wire.ts'

const LIFECYCLE = [
  'prepare',
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'prepack',
  'postpack',
  'pretest',
  'test',
  'posttest',
  'prestop',
  'stop',
  'poststop',
  'prestart',
  'start',
  'poststart',
  'prerestart',
  'restart',
  'postrestart',
]

/** `npm run NAME`, `npm start`, `npm test`. */
export async function runNamed(
  process: Process,
  name: string,
  args: readonly string[],
  options: Options,
): Promise<number> {
  const project = projectOf(process)
  const manifest = project.manifest()
  const scripts = { ...manifest.scripts }
  if (name === 'start' && scripts.start === undefined && project.has('server.js')) scripts.start = 'node server.js'
  if (scripts[name] === undefined) {
    if (options.flags.has('if-present')) return 0
    throw new Failure(missing(name))
  }
  const quiet = options.flags.get('loglevel') === 'silent' || options.flags.has('silent')
  for (const event of [`pre${name}`, name, `post${name}`]) {
    if (scripts[event] === undefined) continue
    const code = await runScript(project, { ...manifest, scripts }, event, event === name ? args : [], quiet)
    if (code !== 0) return code
  }
  return 0
}

const missing = (name: string): string[] => [
  `Missing script: "${name}"`,
  '',
  ...(name === 'start'
    ? [
        'Did you mean one of these?',
        '  npm star # Mark your favorite packages',
        '  npm stars # View packages marked as favorites',
        '',
      ]
    : []),
  'To see a list of scripts, run:',
  '  npm run',
]

/** Prints what is run and runs it; the exit code is the script's. */
export async function runScript(
  project: Project,
  manifest: Manifest,
  event: string,
  args: readonly string[],
  quiet = false,
): Promise<number> {
  const { process, folder } = project
  const quoted = args.map((arg) => (/^[\w./:=@-]+$/.test(arg) ? ` ${arg}` : ` "${arg.replace(/["\\$`]/g, '\\$&')}"`))
  const line = manifest.scripts![event]! + quoted.join('')
  const title = project.title(manifest)
  if (!quiet) await process.print(`\n> ${title && `${title} `}${event}\n> ${line}\n\n`)
  const env = {
    PATH: `${project.path('node_modules/.bin')}:${process.env.PATH ?? ''}`,
    INIT_CWD: process.cwd,
    npm_lifecycle_event: event,
    npm_lifecycle_script: line,
    npm_package_json: project.path('package.json'),
    npm_package_name: manifest.name ?? '',
    npm_package_version: manifest.version ?? '',
    npm_command: ['start', 'test', 'stop', 'restart'].includes(event) ? event : 'run-script',
    npm_node_execpath: '/usr/local/bin/node',
  }
  const child = process.spawn(['sh', '-c', line], { env: { ...process.env, ...env }, cwd: folder })
  for (const signal of ['TERM', 'INT', 'HUP'] as const) process.on(signal, () => child.signal(signal))
  const code = await process.alive(() => child.exited)
  if (child.endedBy === undefined) return code
  throw new Failure([`path ${folder}`, 'command failed', `signal SIG${child.endedBy}`, `command sh -c ${line}`])
}

/** `npm run` alone. */
export async function listScripts(process: Process): Promise<number> {
  const project = projectOf(process)
  const manifest = project.manifest()
  const all = Object.entries(manifest.scripts ?? {})
  if (all.length === 0) return 0
  const show = (rows: typeof all) => rows.map(([name, line]) => `  ${name}\n    ${line}\n`).join('')
  const lifecycle = all.filter(([name]) => LIFECYCLE.includes(name))
  const others = all.filter(([name]) => !LIFECYCLE.includes(name))
  const title = project.title(manifest)
  const head = lifecycle.length > 0 ? `Lifecycle scripts included in ${title}:\n${show(lifecycle)}` : ''
  const next =
    lifecycle.length > 0
      ? '\navailable via `npm run-script`:\n'
      : `Scripts available in ${title} via \`npm run-script\`:\n`
  await process.print(`${head}${others.length > 0 ? next + show(others) : ''}${others.length > 0 ? '\n' : ''}`)
  return 0
}
