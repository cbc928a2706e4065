// docker cp: files between a container and here, as tar.
import type { PathStat } from '../../../api/docker.ts'
import { fromBase64, text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import { tarSize, writeTar } from '../../../kernel/tar.ts'
import { readTar } from '../../../kernel/untar.ts'
import { bodyBytes } from '../../../net/http.ts'
import { overwriteFault } from '../../../machine/fs/overwriting.ts'
import { dirname, joinPath } from '../../../machine/fs/path.ts'
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { quote } from '../../golang.ts'
import { log } from '../../logrus.ts'
import { pack, unpack } from '../archive.ts'
import { ApiError, Client } from '../client.ts'
import {
  type CopyInfo,
  destinationInfo,
  landing,
  preserved,
  rebased,
  renamed,
  sourceInfo,
  splitEntry,
  statPath,
} from '../copy-info.ts'
import { humanSize } from '../format/units.ts'

const DIRECTORY = 2 ** 31
const SYMLINK = 2 ** 27
const DEVICE = 2 ** 26

export const cp = command({
  name: 'cp',
  usage: '[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH',
  summary: 'Copy files/folders between a container and the local filesystem',
  long: "Copy files/folders between a container and the local filesystem\n\nUse '-' as the source to read a tar archive from stdin\nand extract it to a directory destination in a container.\nUse '-' as the destination to stream a tar archive of a\ncontainer source to stdout.",
  synonyms: ['docker container cp', 'docker cp'],
  args: { min: 2, max: 2 },
  flags: {
    archive: { type: 'bool', short: 'a', summary: 'Archive mode (copy all uid/gid information)' },
    'follow-link': { type: 'bool', short: 'L', summary: 'Always follow symbol link in SRC_PATH' },
    quiet: { type: 'bool', short: 'q', summary: 'Suppress progress output during copy' },
  },
  async run(process, options, args, call) {
    if (args[0] === '') throw new StatusError('source can not be empty')
    if (args[1] === '') throw new StatusError('destination can not be empty')
    const [source, target] = args.map(split) as [Place, Place]
    if (source.container && target.container) throw new StatusError('copying between containers is not supported')
    if (!source.container && !target.container) throw new StatusError('must specify at least one container source')
    const client = new Client(process, call.global)
    const quiet = call.changed('quiet') ? options.quiet : !process.isTty.stdout
    if (source.container) await fromContainer(process, client, source, target.path, options['follow-link'], quiet)
    else await toContainer(process, client, source.path, target, options, quiet)
    return 0
  },
})

interface Place {
  container: string
  path: string
}

function split(word: string): Place {
  const colon = word.indexOf(':')
  if (colon <= 0 || word.startsWith('/') || word.startsWith('.') || word === '-') return { container: '', path: word }
  return { container: word.slice(0, colon), path: word.slice(colon + 1) }
}

const done = (process: Process, bytes: number, to: string) =>
  process.error(`Successfully copied ${humanSize(bytes, 3)} to ${to}\n`)

/** Links stand with all that they lead to. */
async function statIn(client: Client, container: string, path: string): Promise<PathStat> {
  const response = await client.request('HEAD', `/containers/${container}/archive`, { query: { path } })
  return JSON.parse(
    text(fromBase64(response.headers['x-docker-container-path-stat'] ?? '') ?? new Uint8Array(0)),
  ) as PathStat
}

const isDirectory = ({ mode }: PathStat): boolean => (mode & DIRECTORY) !== 0

async function fromContainer(
  process: Process,
  client: Client,
  { container, path: asked }: Place,
  target: string,
  follow: boolean,
  quiet: boolean,
): Promise<void> {
  const destination = target === '-' ? target : preserved(process.path(target), target)
  if (target !== '-') checkOutput(process, destination)
  const source = follow ? await followed(client, container, asked) : { path: asked }
  const response = await client.request('GET', `/containers/${container}/archive`, { query: { path: source.path } })
  const tar = await bodyBytes(response)
  if (target === '-') return process.print(tar)
  const whole = readTar(tar)
  const entries = source.rebaseName ? renamed(whole, splitEntry(source.path).name, source.rebaseName) : whole
  let read = 0
  try {
    const info = { ...source, exists: true, isDirectory: entries[0]?.type === 'directory' }
    const { folder, from, to } = landing(info, destinationInfo(process.fs, destination))
    read = tarSize(entries)
    const members = renamed(entries, from, to)
    const fault = overwriteFault(process.fs, members, folder)
    if (fault) throw new StatusError(fault)
    unpack(process.fs, members, folder, process.user)
  } finally {
    if (!quiet) await done(process, read, destination)
  }
}

/** -L: the file that the link leads to, under the link's name. */
async function followed(client: Client, container: string, path: string) {
  const stat = await statIn(client, container, path).catch(() => undefined)
  if (!stat || !(stat.mode & SYMLINK)) return { path }
  return rebased(path, joinPath(splitEntry(path).folder, stat.linkTarget))
}

/** The folder around a path must be there before anything is asked. */
function checkOutput({ fs }: Process, path: string): void {
  const around = dirname(joinPath('/', path))
  if (!fs.exists(around)) throw new StatusError(`invalid output path: directory ${quote(around)} does not exist`)
  if (fs.look(around)?.type === 'file' || fs.exists(joinPath('/', path))) {
    if (statPath(fs, path, 'stat').type !== 'device') return
    throw new StatusError(`invalid output path: ${quote(path)} must be a directory or a regular file: got a device`)
  }
}

async function toContainer(
  process: Process,
  client: Client,
  source: string,
  target: Place,
  options: { archive: boolean; 'follow-link': boolean },
  quiet: boolean,
): Promise<void> {
  const { container } = target
  const destination = await destinationIn(client, target)
  if (source === '-') {
    if (!destination.isDirectory) throw new StatusError(`destination "${container}:${target.path}" must be a directory`)
    return put(client, container, destination.path, await readAll(process.stdin), undefined, options.archive)
  }
  const info = sourceInfo(process.fs, preserved(process.path(source), source), options['follow-link'])
  if (destination.exists && !destination.isDirectory && info.isDirectory) return abandoned(process, info.path)
  const { folder, from, to } = landing(info, destination)
  const entries = renamed(pack(process.fs, joinPath('/', info.path), from), from, to)
  try {
    await put(client, container, folder, writeTar(entries), tarSize(entries), options.archive)
  } finally {
    if (!quiet) await done(process, tarSize(entries), `${container}:${destination.path}`)
  }
}

/** What is wrong with the destination is told when the archive is sent, or not at all. Throws StatusError. */
async function destinationIn(client: Client, { container, path: asked }: Place): Promise<CopyInfo> {
  const look = (path: string) =>
    statIn(client, container, path).catch((error: unknown) => {
      if (error instanceof ApiError) return undefined
      throw error
    })
  let path = asked
  let stat = await look(path)
  if (stat && stat.mode & SYMLINK) {
    path = joinPath(splitEntry(path).folder, stat.linkTarget)
    stat = await look(path)
  }
  if (stat && stat.mode & DEVICE) {
    const place = `destination "${container}:${asked}"`
    throw new StatusError(`${place} must be a directory or a regular file: got a device`)
  }
  return { path, exists: stat !== undefined, isDirectory: stat !== undefined && isDirectory(stat) }
}

/** The directory is being packed already when docker sees that it has no place to go: nobody reads the archive any more. */
async function abandoned(process: Process, path: string): Promise<never> {
  await log(process, 'error', `Can't add file ${path} to tar: io: read/write on closed pipe`)
  await log(process, 'error', "Can't close tar writer: io: read/write on closed pipe")
  throw new StatusError('cannot copy directory')
}

async function put(
  client: Client,
  container: string,
  path: string,
  body: Uint8Array,
  weight: number | undefined,
  archive: boolean,
): Promise<void> {
  const query = { noOverwriteDirNonDir: 'true', path, copyUIDGID: archive ? 'true' : undefined }
  const headers = { 'content-type': 'application/x-tar' }
  await client.request('PUT', `/containers/${container}/archive`, {
    query,
    body,
    headers,
    ...(weight === undefined ? {} : { weight }),
  })
}
