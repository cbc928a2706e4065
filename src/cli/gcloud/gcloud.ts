// gcloud: the part of Google Cloud's command line that makes Kubernetes clusters.
import type { Process } from '../../machine/process.ts'
import { NetError } from '../../net/errors.ts'
import { type Command, command, pathOf } from '../command.ts'
import { type Voice, dispatch } from '../dispatch.ts'
import { StatusError } from '../error.ts'
import { flagUsages } from '../help.ts'
import { clusters } from './clusters.ts'
import { formatProperties, readProperties, writeProperties } from './properties.ts'

const qualified = (property: string) => (property.includes('/') ? property : `core/${property}`)

const set = command({
  name: 'set',
  usage: 'SECTION/PROPERTY VALUE',
  summary: 'Set a Google Cloud CLI property',
  args: { min: 2, max: 2 },
  flags: {},
  run: async (process, _, [property, value]) => {
    writeProperties(process, { ...readProperties(process), [qualified(property!)]: value! })
    await process.error(`Updated property [${qualified(property!)}].\n`)
    return 0
  },
})

const get = command({
  name: 'get-value',
  aliases: ['get'],
  usage: 'SECTION/PROPERTY',
  summary: 'Print the value of a Google Cloud CLI property',
  args: { min: 1, max: 1 },
  flags: {},
  run: async (process, _, [property]) => {
    const value = readProperties(process)[qualified(property!)]
    await (value === undefined ? process.error('(unset)\n') : process.print(`${value}\n`))
    return 0
  },
})

const list = command({
  name: 'list',
  usage: '',
  summary: 'List Google Cloud CLI properties for the active configuration',
  flags: {},
  run: async (process) => {
    await process.print(formatProperties(readProperties(process)))
    await process.error('\nYour active configuration is: [default]\n')
    return 0
  },
})

const group = (name: string, summary: string, subcommands: Command[]) =>
  command({ name, usage: '', summary, flags: {}, subcommands })

const version = command({
  name: 'version',
  usage: '',
  summary: 'Print version information for Google Cloud CLI components',
  flags: {},
  run: async (process) => {
    await process.print('Google Cloud SDK 546.0.0\ngke-gcloud-auth-plugin 0.5.10\ngcloud 2026.11.06\n')
    return 0
  },
})

const root: Command = command({
  name: 'gcloud',
  usage: '',
  summary: 'Manage Google Cloud resources; here: Kubernetes clusters',
  flags: {},
  persistent: { project: { type: 'string', default: '', summary: 'The project to use' } },
  subcommands: [
    group('config', 'View and edit Google Cloud CLI properties', [set, get, list]),
    group('container', 'Deploy and manage clusters of machines for running containers', [clusters]),
    version,
  ],
})

const dotted = (chain: Command[]) => pathOf(chain).replaceAll(' ', '.')

const voice: Voice = {
  traverse: false,
  notices: 'stderr',
  bareHelp: 'stderr',
  help: (chain) => {
    const last = chain.at(-1)!
    const children = last.subcommands ?? []
    const parts = [
      `NAME\n    ${pathOf(chain)} - ${last.summary}`,
      `SYNOPSIS\n    ${pathOf(chain)} ${last.usage}`.trimEnd(),
    ]
    if (children.length > 0)
      parts.push(`COMMANDS\n${children.map((child) => `    ${child.name.padEnd(18)}${child.summary}`).join('\n')}`)
    const flags = flagUsages(last.flags, 0).trimEnd()
    if (flags) parts.push(`FLAGS\n${flags}`)
    return `${parts.join('\n\n')}\n`
  },
  usage: (error, chain) => {
    if (error.kind === 'unknown-command') {
      return new StatusError(
        `ERROR: (${dotted(chain)}) Invalid choice: '${error.message}'.\nnaru: only gcloud config, gcloud container clusters and gcloud version are simulated`,
        2,
      )
    }
    const word = /^unknown (?:shorthand )?flag: (.*)$/.exec(error.message)?.[1]
    return new StatusError(`ERROR: (${dotted(chain)}) ${word ? `unrecognized arguments: ${word}` : error.message}`, 2)
  },
  failure: (error) =>
    error instanceof NetError
      ? new StatusError(`ERROR: gcloud crashed (ConnectionError): ${error.target}: ${error.code}`)
      : undefined,
}

/** The program. */
export const gcloud = (process: Process): Promise<number> => dispatch(process, root, voice, process.argv.slice(1))
