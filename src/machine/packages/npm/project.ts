// A project on the disk: package.json, package-lock.json and what lies in node_modules.
import type { Process } from '../../process.ts'
import { dirname } from '../../fs/path.ts'
import type { Tree } from './ideal.ts'
import { Failure, noManifest } from './report.ts'
import type { LockFile, Locked, Manifest } from './wire.ts'

export class Project {
  readonly process: Process
  readonly folder: string

  constructor(process: Process, folder: string) {
    this.process = process
    this.folder = folder
  }

  path(name: string): string {
    return this.folder === '/' ? `/${name}` : `${this.folder}/${name}`
  }

  has(name: string): boolean {
    return this.process.fs.exists(this.path(name))
  }

  read<T>(name: string): T {
    const source = this.process.readText(this.path(name))
    try {
      return JSON.parse(source) as T
    } catch (error) {
      throw new Failure([
        'code EJSONPARSE',
        `path ${this.path(name)}`,
        `JSON.parse ${(error as Error).message} while parsing '${source.slice(0, 60).replace(/\n/g, ' ')}'`,
        'JSON.parse Failed to parse JSON data.',
        'JSON.parse Note: package.json must be actual JSON, not just JavaScript.',
      ])
    }
  }

  write(name: string, value: unknown): void {
    this.process.writeFile(this.path(name), `${JSON.stringify(value, null, 2)}\n`)
  }

  /** Throws a Failure where there is none. */
  manifest(): Manifest {
    if (!this.has('package.json')) throw noManifest(this.path('package.json'))
    return this.read<Manifest>('package.json')
  }

  lock(): LockFile | undefined {
    return ['npm-shrinkwrap.json', 'package-lock.json']
      .filter((name) => this.has(name))
      .map((name) => this.read<LockFile>(name))[0]
  }

  /** What lies in node_modules, as the last run of npm noted it. */
  installed(): Tree {
    const note = 'node_modules/.package-lock.json'
    return this.has(note) ? rows(this.read<LockFile>(note)) : new Map<string, Locked>()
  }

  /** Name and version as headers show them. */
  title(manifest: Manifest): string {
    return manifest.name === undefined
      ? ''
      : manifest.name + (manifest.version === undefined ? '' : `@${manifest.version}`)
  }
}

/** The packages of a lock file, without the project itself. */
export const rows = (lock: LockFile | undefined): Tree =>
  new Map(Object.entries(lock?.packages ?? {}).filter(([place]) => place.includes('node_modules/')))

export function lockFile(project: Project, manifest: Manifest, tree: Tree): LockFile {
  const name = manifest.name ?? project.folder.split('/').at(-1)!
  const version = manifest.version === undefined ? {} : { version: manifest.version }
  const own: Locked = {
    ...(manifest.name === undefined ? {} : { name }),
    ...version,
    ...(manifest.license ? { license: manifest.license } : {}),
    ...(manifest.dependencies ? { dependencies: manifest.dependencies } : {}),
    ...(manifest.devDependencies ? { devDependencies: manifest.devDependencies } : {}),
  }
  return { name, ...version, lockfileVersion: 3, requires: true, packages: { '': own, ...Object.fromEntries(tree) } }
}

/** The nearest folder upwards with a package.json or node_modules, or where npm was called. */
export function projectOf(process: Process): Project {
  for (let at = process.cwd; ; at = dirname(at)) {
    const here = new Project(process, at)
    if (here.has('package.json') || here.has('node_modules')) return here
    if (at === '/') return new Project(process, process.cwd)
  }
}
