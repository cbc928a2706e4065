// docker export, import, save and load: containers and images as tar archives.
import { parseReference } from '../../../image/reference.ts'
import { readAll } from '../../../kernel/queue.ts'
import { FsError } from '../../../machine/fs/filesystem.ts'
import { dirname } from '../../../machine/fs/path.ts'
import type { Process } from '../../../machine/process.ts'
import { bodyBytes } from '../../../net/http.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { Client } from '../client.ts'
import { containers, firstOnly, images } from '../complete.ts'
import { platform } from '../flags.ts'
import { askedPlatform } from '../platform.ts'
import { showProgress, sinkOf } from '../progress.ts'
import { fileError } from '../voice.ts'

const output = { type: 'string', short: 'o', summary: 'Write to a file, instead of STDOUT' } as const

/** To the file, or to stdout unless that is a terminal. Throws StatusError. */
async function deliver(process: Process, to: string, what: string, fetch: () => Promise<Uint8Array>): Promise<number> {
  if (to === '') {
    if (process.isTty.stdout)
      throw new StatusError('cowardly refusing to save to a terminal. Use the -o flag or redirect')
    await process.print(await fetch())
    return 0
  }
  const fault = destinationFault(process, to)
  if (fault !== undefined) throw new StatusError(`failed to ${what}: ${fault}`)
  process.writeFile(to, await fetch())
  return 0
}

/** Why a file cannot be written to; undefined where it can (atomicwriter). */
function destinationFault(process: Process, to: string): string | undefined {
  const folder = dirname(to)
  const place = process.path(folder)
  if (!process.fs.exists(place)) return `invalid output path: stat ${folder}: no such file or directory`
  if (process.fs.stat(place).type !== 'directory') return `invalid output path: stat ${folder}: not a directory`
  const path = process.path(to)
  const found = process.fs.look(path)
  return found && found.type !== 'file' ? `cannot write to a ${KINDS[found.type]}` : undefined
}

const KINDS = {
  directory: 'directory',
  symlink: 'symbolic link directly',
  fifo: 'named pipe (FIFO)',
  socket: 'socket',
  device: 'character device file',
}

export const exportContainer = command({
  name: 'export',
  usage: '[OPTIONS] CONTAINER',
  summary: "Export a container's filesystem as a tar archive",
  synonyms: ['docker container export', 'docker export'],
  args: { min: 1, max: 1 },
  complete: firstOnly(containers()),
  flags: { output },
  run(process, options, args, call) {
    const client = new Client(process, call.global)
    return deliver(process, options.output, 'export container', async () =>
      bodyBytes(await client.request('GET', `/containers/${args[0]!}/export`)),
    )
  },
})

export const save = command({
  name: 'save',
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  summary: 'Save one or more images to a tar archive (streamed to STDOUT by default)',
  synonyms: ['docker image save', 'docker save'],
  args: { min: 1 },
  complete: images,
  flags: {
    output,
    platform: { type: 'string', summary: 'Save only the given platform variant ("os[/arch[/variant]]")' },
  },
  run(process, options, args, call) {
    const client = new Client(process, call.global)
    const query = { names: args, platform: askedPlatform(options.platform) }
    return deliver(process, options.output, 'save image', async () =>
      bodyBytes(await client.request('GET', '/images/get', { query })),
    )
  },
})

export const load = command({
  name: 'load',
  usage: '[OPTIONS]',
  summary: 'Load an image from a tar archive or STDIN',
  synonyms: ['docker image load', 'docker load'],
  args: { max: 0 },
  flags: {
    input: { type: 'string', short: 'i', summary: 'Read from tar archive file, instead of STDIN' },
    platform: { type: 'string', summary: 'Load only the given platform variant ("os[/arch[/variant]]")' },
    quiet: { type: 'bool', short: 'q', summary: 'Suppress the load output' },
  },
  async run(process, options, _, call) {
    const platform = askedPlatform(options.platform)
    if (options.input === '' && process.isTty.stdin)
      throw new StatusError('requested load from stdin, but stdin is empty')
    const input = options.input ? readInput(process, options.input) : { body: await readAll(process.stdin) }
    const client = new Client(process, call.global)
    const quiet = options.quiet || !process.isTty.stdout
    const headers = { 'content-type': 'application/x-tar' }
    const response = await client.request('POST', '/images/load', {
      query: { quiet: quiet ? '1' : '0', platform },
      ...input,
      headers,
    })
    await showProgress(response.body, sinkOf(process))
    return 0
  },
})

/** A folder can be opened: that it cannot be read is found out while it is sent. Throws StatusError. */
function readInput(process: Process, path: string): { body?: Uint8Array; broken?: string } {
  try {
    if (path === '') throw new FsError('ENOENT', path)
    return { body: process.readFile(path).bytes() }
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    if (error.code === 'EISDIR') return { broken: fileError('read', error, path) }
    throw new StatusError(fileError('open', error, path))
  }
}

export const importImage = command({
  name: 'import',
  usage: '[OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
  summary: 'Import the contents from a tarball to create a filesystem image',
  synonyms: ['docker image import', 'docker import'],
  args: { min: 1 },
  flags: {
    change: { type: 'list', short: 'c', summary: 'Apply Dockerfile instruction to the created image' },
    message: { type: 'string', short: 'm', summary: 'Set commit message for imported image' },
    platform,
  },
  async run(process, options, args, call) {
    const [source, name] = args as [string, string | undefined]
    const isRemote = /^https?:\/\//.test(source)
    if (name) parseReference(name)
    const local = async () => (source === '-' ? { body: await readAll(process.stdin) } : readInput(process, source))
    const input = isRemote ? {} : await local()
    const client = new Client(process, call.global)
    const response = await client.request('POST', '/images/create', {
      query: {
        fromSrc: isRemote ? source : '-',
        message: options.message || undefined,
        repo: name || undefined,
        changes: options.change,
        platform: options.platform || undefined,
      },
      ...input,
    })
    await showProgress(response.body, sinkOf(process))
    return 0
  },
})
