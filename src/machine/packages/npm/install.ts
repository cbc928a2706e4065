// npm install, ci and uninstall.
import type { Process } from '../../process.ts'
import { RegistryClient } from './client.ts'
import { type Tree, choose, find, idealTree, lockedOf, nameAt } from './ideal.ts'
import { type Options, isOn } from './options.ts'
import { Project, lockFile, projectOf, rows } from './project.ts'
import { satisfies } from './range.ts'
import { type Changes, reify } from './reify.ts'
import { Failure, noManifest, tell } from './report.ts'
import { runScript } from './scripts.ts'
import { CI_USAGE } from './usage.ts'
import type { Manifest } from './wire.ts'

/** Reading the project and thinking about the tree keeps the processor busy so long. */
const START_MS = 350

const GLOBAL = '/usr/local/lib'

export const clientOf = (process: Process, options: Options) =>
  new RegistryClient(
    process,
    options.flags.get('registry') ?? process.env.npm_config_registry ?? 'https://registry.npmjs.org',
  )

/** `express@^4`, `@scope/name`. */
function wanted(word: string): { name: string; range: string } {
  const at = word.indexOf('@', 1)
  return at < 0 ? { name: word, range: '' } : { name: word.slice(0, at), range: word.slice(at + 1) }
}

const withoutDev = (process: Process, options: Options) => {
  const { flags } = options
  if (flags.get('include') === 'dev') return false
  return (
    flags.get('omit') === 'dev' ||
    isOn(options, 'production') ||
    /^prod/.test(flags.get('only') ?? '') ||
    (process.env.NODE_ENV === 'production' && flags.get('omit') === undefined)
  )
}

export async function install(process: Process, options: Options): Promise<number> {
  const started = process.kernel.clock.now
  await process.work(START_MS)
  if (isOn(options, 'global')) return installGlobally(process, options, started)
  if (options.flags.has('production')) await tell(process, 'warn', ['config production Use `--omit=dev` instead.'])
  const project = projectOf(process)
  const client = clientOf(process, options)
  if (options.words.length === 0 && !project.has('package.json')) throw noManifest(project.path('package.json'))
  const manifest: Manifest = project.has('package.json') ? project.manifest() : {}
  const lock = rows(project.lock())
  for (const word of options.words) {
    const { name, range } = wanted(word)
    const { version } = await choose(name, range, client)
    const shown = isOn(options, 'save-exact') ? version : /^[\^~]/.test(range) ? range : `^${version}`
    lock.delete(`node_modules/${name}`)
    enter(manifest, name, shown, isOn(options, 'save-dev'))
  }
  const tree = await idealTree(manifest, lock, client)
  const save = options.flags.get('save') !== 'false'
  const named = options.words.length > 0
  return finish(project, manifest, tree, client, options, started, {
    manifest: save && named,
    lock: true,
    scripts: !named,
  })
}

/** Names are sorted; a package is in one of the two lists. */
function enter(manifest: Manifest, name: string, range: string, isDev: boolean): void {
  const isKnownDev = manifest.devDependencies?.[name] !== undefined && manifest.dependencies?.[name] === undefined
  const [list, other] =
    isDev || isKnownDev
      ? (['devDependencies', 'dependencies'] as const)
      : (['dependencies', 'devDependencies'] as const)
  drop(manifest, other, name)
  const all = { ...manifest[list], [name]: range }
  manifest[list] = Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function drop(manifest: Manifest, list: 'dependencies' | 'devDependencies', name: string): void {
  if (manifest[list]?.[name] === undefined) return
  const { [name]: _, ...rest } = manifest[list]
  if (Object.keys(rest).length > 0) manifest[list] = rest
  else delete manifest[list]
}

export async function uninstall(process: Process, options: Options): Promise<number> {
  const started = process.kernel.clock.now
  await process.work(START_MS)
  const project = projectOf(process)
  const manifest = project.manifest()
  for (const word of options.words) {
    drop(manifest, 'dependencies', word)
    drop(manifest, 'devDependencies', word)
  }
  const client = clientOf(process, options)
  const tree = await idealTree(manifest, rows(project.lock()), client)
  return finish(project, manifest, tree, client, options, started, { manifest: true, lock: true, scripts: false })
}

export async function cleanInstall(process: Process, options: Options): Promise<number> {
  const started = process.kernel.clock.now
  await process.work(START_MS)
  const project = projectOf(process)
  const lock = project.lock()
  if (!lock)
    throw new Failure([
      'code EUSAGE',
      '',
      'The `npm ci` command can only install with an existing package-lock.json or',
      'npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or',
      'later to generate a package-lock.json file, then try again.',
      ...CI_USAGE,
    ])
  const manifest = project.manifest()
  const tree = rows(lock)
  const missing = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap(([name, range]) => {
    const row = tree.get(`node_modules/${name}`)
    if (!row) return [`Missing: ${name}@${range.replace(/^[\^~]/, '')} from lock file`]
    return satisfies(row.version!, range)
      ? []
      : [`Invalid: lock file's ${name}@${row.version} does not satisfy ${name}@${range.replace(/^[\^~]/, '')}`]
  })
  if (missing.length > 0)
    throw new Failure([
      'code EUSAGE',
      '',
      '`npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with `npm install` before continuing.',
      '',
      ...missing,
      ...CI_USAGE,
    ])
  if (project.has('node_modules')) process.fs.remove(project.path('node_modules'), { recursive: true })
  const client = clientOf(process, options)
  return finish(project, manifest, tree, client, options, started, { manifest: false, lock: false, scripts: true })
}

/** What follows the tree: the two files of the project that are written, and its own scripts. */
interface Afterwards {
  manifest: boolean
  lock: boolean
  scripts: boolean
}

async function finish(
  project: Project,
  manifest: Manifest,
  tree: Tree,
  client: RegistryClient,
  options: Options,
  started: number,
  then: Afterwards,
): Promise<number> {
  const { process } = project
  const omit = withoutDev(process, options)
  const after: Tree = new Map([...tree].filter(([, { dev }]) => !(omit && dev)))
  const binaries = project.path('node_modules/.bin')
  const changes = await reify(process, project.folder, binaries, { before: project.installed(), after }, client)
  if (then.manifest) project.write('package.json', manifest)
  if (then.lock && options.flags.get('package-lock') !== 'false') {
    const next = lockFile(project, manifest, tree)
    if (JSON.stringify(project.lock()) !== JSON.stringify(next)) project.write('package-lock.json', next)
  }
  if (after.size > 0) project.write('node_modules/.package-lock.json', lockFile(project, manifest, after))
  const audit = options.flags.get('audit') !== 'false'
  if (audit && after.size > 0)
    await client.audit(Object.fromEntries([...after].map(([place, { version }]) => [nameAt(place), [version!]])))
  await summary(process, options, changes, audit ? after.size : undefined, started, after)
  if (!then.scripts || isOn(options, 'ignore-scripts')) return 0
  for (const event of ['preinstall', 'install', 'postinstall', 'prepare'])
    if (manifest.scripts?.[event] !== undefined) {
      const code = await runScript(project, manifest, event, [])
      if (code !== 0) return code
    }
  return 0
}

const plural = (count: number) => `${count} package${count === 1 ? '' : 's'}`

function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`
  return ms < 60_000 ? `${Math.round(ms / 1000)}s` : `${Math.round(ms / 60_000)}m`
}

async function summary(
  process: Process,
  options: Options,
  { added, removed, changed }: Changes,
  audited: number | undefined,
  started: number,
  tree: Tree,
): Promise<void> {
  if (options.flags.get('loglevel') === 'silent' || isOn(options, 'silent')) return
  const parts = [
    ...(added > 0 ? [`added ${plural(added)}`] : []),
    ...(removed > 0 ? [`removed ${plural(removed)}`] : []),
    ...(changed > 0 ? [`changed ${plural(changed)}`] : []),
  ]
  if (parts.length === 0) parts.push('up to date')
  if (audited !== undefined) parts.push(`${parts[0] === 'up to date' ? '' : 'and '}audited ${plural(audited + 1)}`)
  const funded = [...tree.values()].filter(({ funding }) => funding).length
  const looking = funded === 1 ? '1 package is' : `${funded} packages are`
  const fund = funded > 0 && options.flags.get('fund') !== 'false'
  await process.print(
    `\n${parts.join(', ')} in ${duration(process.kernel.clock.now - started)}\n` +
      (fund ? `\n${looking} looking for funding\n  run \`npm fund\` for details\n` : '') +
      (audited === undefined ? '' : '\nfound 0 vulnerabilities\n'),
  )
}

/** `-g`: each package with its own node_modules, its programs in /usr/local/bin. */
async function installGlobally(process: Process, options: Options, started: number): Promise<number> {
  const client = clientOf(process, options)
  const before: Tree = new Map()
  const after: Tree = new Map()
  const here = new Project(process, GLOBAL)
  for (const word of options.words) {
    const { name, range } = wanted(word)
    const release = await choose(name, range, client)
    const place = `node_modules/${name}`
    after.set(place, lockedOf(release))
    if (here.has(`${place}/package.json`))
      before.set(place, { version: here.read<Manifest>(`${place}/package.json`).version! })
    const inner = await idealTree({ dependencies: release.dependencies ?? {} }, new Map(), client)
    for (const [at, row] of inner) after.set(`${place}/${at}`, row)
  }
  if (find(after, '', 'npm')) throw new Failure(['naru: installing another npm is not simulated'])
  const changes = await reify(process, GLOBAL, '/usr/local/bin', { before, after }, client)
  await summary(process, options, changes, undefined, started, after)
  return 0
}
