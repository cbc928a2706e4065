// Finds the compose files, reads them, and resolves them to a Project (compose-go loader).
import { basename, dirname } from '../../machine/fs/path.ts'
import type { Process } from '../../machine/process.ts'
import { type AnyOptions, textOption } from '../command.ts'
import { StatusError, notSimulated } from '../error.ts'
import { castTree } from './cast.ts'
import { checkLists, checkTree } from './check.ts'
import { extended } from './extends.ts'
import { type Mark, environment, findFiles, namesIn, readYaml } from './files.ts'
import { interpolate, interpolateTree } from './interpolate.ts'
import { merge, without } from './merge.ts'
import { type Tree, asList, asText, asTree, isTree } from './normalize.ts'
import { warning } from './notice.ts'
import { validate } from './validate.ts'
import { resolve } from './resolve.ts'
import type { Project } from './service.ts'

export interface LoadOptions {
  /** Their profiles are active. */
  services?: readonly string[]
  /** `config --no-interpolate`: variables stay as they are written. */
  plain?: boolean
}

/** Throws StatusError with compose's message. */
export async function loadProject(process: Process, global: AnyOptions, options: LoadOptions = {}): Promise<Project> {
  const given = asList(global.file).length > 0 ? asList(global.file) : (process.env.COMPOSE_FILE?.split(':') ?? [])
  const asked = textOption(global, 'project-directory')
  const files =
    given.length > 0 ? given.map((file) => process.path(file)) : findFiles(process, process.path(asked || '.'))
  const directory = process.path(asked || dirname(files[0]!))
  const env = environment(process, directory, asList(global['env-file']))
  if (given.length === 0) await warnOfMany(process, files[0]!)
  const name = await quickName(process, textOption(global, 'project-name'), env, files, directory)
  const reader = new Reader(process, { ...env, COMPOSE_PROJECT_NAME: name }, options.plain ?? false)
  let tree: Tree = {}
  for (const file of files) {
    const { own, marks } = await reader.file(file)
    checkLists(own)
    for (const { path } of marks) tree = without(tree, path) as Tree
    tree = merge(tree, own) as Tree
    for (const { path, reset } of marks) if (reset) tree = without(tree, path) as Tree
    if (tree.services === null) delete tree.services
    await validate(process, file, tree)
    if (tree.version !== undefined) {
      const what = 'is obsolete, it will be ignored, please remove it to avoid potential confusion'
      await warning(process, `${file}: the attribute \`version\` ${what}`)
      delete tree.version
    }
  }
  if (Object.keys(tree).length === 0) throw new StatusError('empty compose file')
  checkTree(tree)
  const own = (options.services ?? []).flatMap((service) => asList(asTree(asTree(tree.services)[service]).profiles))
  const profiles = [...asList(global.profile), ...(env.COMPOSE_PROFILES?.split(',') ?? []), ...own]
  return resolve(process, { name, directory, files, env, tree, profiles })
}

async function warnOfMany(process: Process, used: string): Promise<void> {
  const there = namesIn(process, dirname(used))
  if (there.length < 2) return
  await warning(process, `Found multiple config files with supported names: ${there.join(', ')}`)
  await warning(process, `Using ${used}`)
}

/** Reads files as compose does: variables, types, what services extend. Each unset variable is told once. */
class Reader {
  private readonly process: Process
  private readonly env: Record<string, string>
  private readonly plain: boolean
  private readonly unset = new Set<string>()

  constructor(process: Process, env: Record<string, string>, plain: boolean) {
    this.process = process
    this.env = env
    this.plain = plain
  }

  async file(file: string): Promise<{ own: Tree; marks: Mark[] }> {
    const { tree, marks } = await readYaml(this.process, file)
    const filled = this.plain ? tree : await castTree(this.process, await this.fill(tree))
    if (!isTree(filled)) throw new StatusError('top-level object must be a mapping')
    if (filled.include !== undefined) throw notSimulated('include in a compose file')
    const read = async (other: string) => (await this.file(other)).own
    return { own: await extended(filled, { file, read }), marks }
  }

  private async fill(tree: unknown): Promise<unknown> {
    const tell = new Set<string>()
    const filled = interpolateTree(
      tree,
      (name) => this.env[name],
      (name) => tell.add(name),
    )
    for (const name of tell) {
      if (!this.unset.has(name))
        await warning(this.process, `The ${JSON.stringify(name)} variable is not set. Defaulting to a blank string.`)
      this.unset.add(name)
    }
    return filled
  }
}

/** The name: of the flag, the environment, a file, or the folder. Throws StatusError. */
async function quickName(
  process: Process,
  flag: string,
  env: Record<string, string>,
  files: readonly string[],
  directory: string,
): Promise<string> {
  let named = ''
  for (const file of files) {
    const { tree } = await readYaml(process, file)
    const name = asText(asTree(tree).name)
    const known = (variable: string) => env[variable]
    if (name) named = normalName(interpolate(name, known, () => {}))
  }
  return projectName(flag, env, named, directory)
}

function projectName(flag: string, env: Record<string, string>, named: string, directory: string): string {
  const given = flag || env.COMPOSE_PROJECT_NAME || named
  if (given) {
    if (/^[a-z0-9][a-z0-9_-]*$/.test(given)) return given
    const rule =
      'must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number'
    throw new StatusError(`invalid project name ${JSON.stringify(given)}: ${rule}`)
  }
  const name = normalName(basename(directory))
  if (!name) throw new StatusError('project name must not be empty')
  return name
}

const normalName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '')
