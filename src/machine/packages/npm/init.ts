// npm init -y.
import type { Process } from '../../process.ts'
import { type Options, isOn } from './options.ts'
import { Project } from './project.ts'
import { Failure } from './report.ts'
import type { Manifest } from './wire.ts'

export async function initialize(process: Process, options: Options): Promise<number> {
  if (options.words.length > 0) throw new Failure([`naru: npm init ${options.words[0]} is not simulated`])
  if (!isOn(options, 'yes')) throw new Failure(['naru: the questions of npm init are not simulated; use npm init -y'])
  const project = new Project(process, process.cwd)
  const known: Manifest = project.has('package.json') ? project.manifest() : {}
  const main = ['index.js', 'server.js', 'app.js'].find((name) => project.has(name)) ?? 'index.js'
  const scripts = {
    test: 'echo "Error: no test specified" && exit 1',
    ...(project.has('server.js') ? { start: 'node server.js' } : {}),
  }
  const name = project.folder.split('/').at(-1)!.toLowerCase()
  if (name === '') throw new Failure(['Invalid name: ""'])
  const manifest = {
    name,
    version: '1.0.0',
    main,
    scripts,
    keywords: [],
    author: '',
    license: 'ISC',
    description: '',
    ...known,
  }
  project.write('package.json', manifest)
  const shown = JSON.stringify(manifest, null, 2)
  await process.print(`Wrote to ${project.path('package.json')}:\n\n${shown}\n\n\n\n`)
  return 0
}
