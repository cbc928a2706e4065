// docker secret and docker config: small files that a swarm hands to its services.
import { readAll } from '../../../../kernel/queue.ts'
import { FsError } from '../../../../machine/fs/filesystem.ts'
import type { Process } from '../../../../machine/process.ts'
import { StatusError } from '../../../error.ts'
import { checkLabel } from '../../containerflags.ts'
import { fileError, messageOf } from '../../voice.ts'
import { asking, group, inspecting, listing, removing } from './asking.ts'

const labels = { type: 'list', short: 'l', check: checkLabel } as const
const templates = { type: 'string', summary: 'Template driver' } as const

/** Throws StatusError for a file that cannot be read. */
async function contentOf(process: Process, file: string): Promise<void> {
  try {
    if (file === '-') await readAll(process.stdin)
    else process.readText(file)
  } catch (error) {
    if (error instanceof FsError) throw new StatusError(`error reading from ${file}: ${fileError('open', error, file)}`)
    throw error
  }
}

const createSecret = asking(
  {
    name: 'create',
    usage: '[OPTIONS] SECRET [file|-]',
    summary: 'Create a secret from a file or STDIN as content',
    args: [1, 2],
    flags: {
      driver: { type: 'string', short: 'd', summary: 'Secret driver' },
      label: { ...labels, summary: 'Labels of the secret' },
      'template-driver': templates,
    },
  },
  async ({ process, client, options, args: [name, file] }) => {
    if (options.driver && file !== undefined)
      throw new StatusError('When using secret driver secret data must be empty')
    if (!options.driver && file === undefined) throw new StatusError('secret file is required')
    if (file !== undefined) await contentOf(process, file)
    await client.post('/secrets/create', { json: { Name: name } })
  },
)

const createConfig = asking(
  {
    name: 'create',
    usage: '[OPTIONS] CONFIG file|-',
    summary: 'Create a config from a file or STDIN',
    args: [2, 2],
    flags: { label: { ...labels, summary: 'Labels of the config' }, 'template-driver': templates },
  },
  async ({ process, client, args: [name, file] }) => {
    try {
      await contentOf(process, file!)
    } catch (error) {
      throw new StatusError(`Error reading content from ${JSON.stringify(file)}: ${messageOf(error)}`)
    }
    await client.post('/configs/create', { json: { Name: name } })
  },
)

export const secret = group(
  'secret',
  'Manage Swarm secrets',
  [
    createSecret,
    inspecting('secret', 'SECRET [SECRET...]'),
    listing('secret', '/secrets', 'List secrets'),
    removing('secret'),
  ],
  'manager',
)

export const config = group(
  'config',
  'Manage Swarm configs',
  [
    createConfig,
    inspecting('config', 'CONFIG [CONFIG...]'),
    listing('config', '/configs', 'List configs'),
    removing('config'),
  ],
  'manager',
)
