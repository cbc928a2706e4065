// docker context create, update, export and import.
import { Content } from '../../../../kernel/content.ts'
import { readAll } from '../../../../kernel/queue.ts'
import { text } from '../../../../kernel/bytes.ts'
import type { Entry } from '../../../../kernel/entry.ts'
import { BLOCK, writeTar } from '../../../../kernel/tar.ts'
import { readTar } from '../../../../kernel/untar.ts'
import { FsError } from '../../../../machine/fs/filesystem.ts'
import { type Call, command, textOption } from '../../../command.ts'
import type { Process } from '../../../../machine/process.ts'
import { StatusError } from '../../../error.ts'
import { quote } from '../../../golang.ts'
import { Client } from '../../client.ts'
import { ConfigFile, type Context } from '../../config.ts'
import { fileError } from '../../voice.ts'
import { HELP, checkContextName, contextOf, dockerFlag, metadataOf, readEndpoint } from './endpoint.ts'

const configOf = (process: Process, call: Call) => new ConfigFile(process, textOption(call.global, 'config'))

async function tell(process: Process, name: string, what: string): Promise<number> {
  await process.print(`${name}\n`)
  await process.error(`Successfully ${what} context ${quote(name)}\n`)
  return 0
}

function checkNew(config: ConfigFile, name: string): void {
  checkContextName(name)
  if (config.context(name)) throw new StatusError(`context ${quote(name)} already exists`)
}

export const create = command({
  name: 'create',
  usage: '[OPTIONS] CONTEXT',
  summary: 'Create a context',
  long: `Create a context\n\n${HELP}`,
  args: { min: 1, max: 1 },
  flags: {
    description: { type: 'string', summary: 'Description of the context' },
    docker: dockerFlag,
    from: { type: 'string', summary: 'create context from a named context' },
  },
  run(process, options, [name], call) {
    const config = configOf(process, call)
    checkNew(config, name!)
    if (options.docker.length > 0 && options.from) throw new StatusError('cannot use --docker flag when --from is set')
    const given = options.description ? { Description: options.description } : {}
    let context: Context
    if (options.docker.length > 0) {
      context = { Name: name!, Metadata: given, Endpoints: { docker: readEndpoint(process, config, options.docker) } }
    } else {
      const source = contextOf(process, config, options.from || new Client(process, call.global).contextName)
      context = { Name: name!, Metadata: { ...metadataOf(source), ...given }, Endpoints: source.Endpoints }
    }
    config.writeContext(context)
    return tell(process, name!, 'created')
  },
})

export const update = command({
  name: 'update',
  usage: '[OPTIONS] CONTEXT',
  summary: 'Update a context',
  long: `Update a context\n\n${HELP}`,
  args: { min: 1, max: 1 },
  flags: { description: { type: 'string', summary: 'Description of the context' }, docker: dockerFlag },
  run(process, options, [name], call) {
    const config = configOf(process, call)
    checkContextName(name!)
    const context = contextOf(process, config, name!)
    const Metadata = options.description ? { ...context.Metadata, Description: options.description } : context.Metadata
    const docker = options.docker.length > 0 ? readEndpoint(process, config, options.docker) : context.Endpoints.docker
    config.writeContext({ ...context, Metadata, Endpoints: { docker } })
    return tell(process, name!, 'updated')
  },
})

/** `meta.json` and the folder for certificates, as contexts travel. */
function archive(context: Context): Uint8Array {
  const base = { uid: 0, gid: 0, mtime: 0 }
  const entries: Entry[] = [
    { ...base, path: 'meta.json', type: 'file', mode: 0o644, content: Content.of(JSON.stringify(context)) },
    { ...base, path: 'tls', type: 'directory', mode: 0o700 },
  ]
  return writeTar(entries)
}

export const exportContext = command({
  name: 'export',
  usage: '[OPTIONS] CONTEXT [FILE|-]',
  summary: 'Export a context to a tar archive FILE or a tar stream on STDOUT.',
  args: { min: 1, max: 2 },
  flags: {},
  async run(process, _, [name, to = `${name}.dockercontext`], call) {
    if (name !== 'default') checkContextName(name!)
    const bytes = archive(contextOf(process, configOf(process, call), name!))
    if (to === '-') {
      if (process.isTty.stdout) throw new StatusError('cowardly refusing to export to a terminal, specify a file path')
      await process.stdout.write(bytes)
      return 0
    }
    const { fs, user } = process
    if (fs.exists(process.path(to))) throw new StatusError(`open ${to}: file exists`)
    try {
      fs.write(process.path(to), bytes, { mode: 0o600, uid: user.uid, gid: user.gid })
    } catch (error) {
      throw error instanceof FsError ? new StatusError(fileError('open', error, to)) : error
    }
    await process.error(`Written file ${quote(to)}\n`)
    return 0
  },
})

export const importContext = command({
  name: 'import',
  usage: 'CONTEXT FILE|-',
  summary: 'Import a context from a tar or zip file',
  args: { min: 2, max: 2 },
  flags: {},
  async run(process, _, [name, from], call) {
    const config = configOf(process, call)
    checkNew(config, name!)
    config.writeContext({ ...readArchive(await bytesOf(process, from!)), Name: name! })
    return tell(process, name!, 'imported')
  },
})

async function bytesOf(process: Process, file: string): Promise<Uint8Array> {
  if (file === '-') return readAll(process.stdin)
  try {
    return process.fs.read(process.path(file)).bytes()
  } catch (error) {
    throw error instanceof FsError ? new StatusError(fileError('open', error, file)) : error
  }
}

function readArchive(bytes: Uint8Array): Context {
  const files = tryTar(bytes).filter((entry) => entry.type === 'file')
  const stray = files.find(({ path }) => path !== 'meta.json' && !path.startsWith('tls/'))
  if (stray) throw new StatusError(`${stray.path}: unexpected context file`)
  const meta = files.find(({ path }) => path === 'meta.json')
  if (!meta?.content) throw new StatusError('invalid context: no metadata found')
  try {
    return JSON.parse(text(meta.content.bytes())) as Context
  } catch {
    throw new StatusError('invalid character in context metadata')
  }
}

function tryTar(bytes: Uint8Array): Entry[] {
  if (bytes.length < BLOCK) throw new StatusError('unexpected EOF')
  try {
    return readTar(bytes)
  } catch {
    throw new StatusError('archive/tar: invalid tar header')
  }
}
