// docker cp: files between a container and here, as tar.
import type { PathStat } from '../../../api/docker.ts'
import { fromBase64, text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import { tarSize, writeTar } from '../../../kernel/tar.ts'
import { readTar } from '../../../kernel/untar.ts'
import { bodyBytes } from '../../../net/http.ts'
import { basename, dirname, joinPath } from '../../../machine/fs/path.ts'
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { quote } from '../../golang.ts'
import { log } from '../../logrus.ts'
import { pack, unpack } from '../archive.ts'
import { ApiError, Client } from '../client.ts'
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

async function statIn(client: Client, { container, path }: Place): Promise<PathStat> {
  const response = await client.request('HEAD', `/containers/${container}/archive`, { query: { path } })
  return JSON.parse(
    text(fromBase64(response.headers['x-docker-container-path-stat'] ?? '') ?? new Uint8Array(0)),
  ) as PathStat
}

async function fromContainer(
  process: Process,
  client: Client,
  source: Place,
  target: string,
  follow: boolean,
  quiet: boolean,
): Promise<void> {
  const absolute = process.path(target)
  if (target !== '-') checkOutput(process, absolute)
  let { path } = source
  if (follow) {
    const stat = await statIn(client, source).catch(() => undefined)
    if (stat && stat.mode & SYMLINK && stat.linkTarget) path = joinPath(dirname(path), stat.linkTarget)
  }
  const response = await client.request('GET', `/containers/${source.container}/archive`, { query: { path } })
  const tar = await bodyBytes(response)
  if (target === '-') return process.print(tar)
  const entries = readTar(tar)
  const root = entries[0]?.path.replace(/\/$/, '').split('/')[0] ?? basename(path)
  const folder = entries[0]?.type === 'directory'
  const exists = process.fs.exists(absolute)
  const into = exists && process.fs.stat(absolute).type === 'directory'
  const say = () => (quiet ? undefined : done(process, tarSize(entries), shownPath(absolute, target)))
  if (!into && target.endsWith('/') && !folder) {
    await say()
    throw new StatusError(exists ? 'not a directory' : 'no such directory')
  }
  if (exists && !into && folder) {
    await say()
    throw new StatusError('cannot copy directory')
  }
  const contents = folder && (path.endsWith('/.') || (!into && !exists))
  const place = contents ? '' : into ? root : basename(absolute)
  const base = contents || into ? absolute : dirname(absolute)
  const whole = path.endsWith('/.')
  const below = (entry: string) => (whole ? entry.split('/') : entry.split('/').slice(1))
  const rename = (entry: string) =>
    [place, ...below(entry)].filter((part) => !['', '.'].includes(part)).join('/') || '.'
  if (contents && !exists) process.fs.mkdir(absolute, { uid: process.user.uid, gid: process.user.gid })
  unpack(process.fs, entries, base, rename, process.user)
  await say()
}

/** The folder around a path must be there before anything is asked. */
function checkOutput({ fs }: Process, path: string): void {
  if (!fs.exists(dirname(path)))
    throw new StatusError(`invalid output path: directory ${quote(dirname(path))} does not exist`)
  if (fs.exists(path) && fs.stat(path).type === 'device')
    throw new StatusError(`invalid output path: ${quote(path)} must be a directory or a regular file: got a device`)
}

/** An absolute path keeps the `.` or `/` that stood at its end. */
const shownPath = (absolute: string, given: string): string =>
  /(^|\/)\.$/.test(given) ? `${absolute}/.` : given.endsWith('/') ? `${absolute}/` : absolute

async function toContainer(
  process: Process,
  client: Client,
  source: string,
  target: Place,
  options: { archive: boolean; 'follow-link': boolean },
  quiet: boolean,
): Promise<void> {
  // What is wrong with the destination is told when the archive is sent, or not at all.
  const stat = await statIn(client, target).catch((error: unknown) => {
    if (error instanceof ApiError) return undefined
    throw error
  })
  if (stat && stat.mode & DEVICE) {
    const place = `destination "${target.container}:${target.path}"`
    throw new StatusError(`${place} must be a directory or a regular file: got a device`)
  }
  if (source === '-') {
    if (!stat || !(stat.mode & DIRECTORY))
      throw new StatusError(`destination "${target.container}:${target.path}" must be a directory`)
    return put(client, target.container, target.path, await readAll(process.stdin), undefined, options.archive)
  }
  const path = process.path(source)
  if (!process.fs.exists(path)) throw new StatusError(`lstat ${path}: no such file or directory`)
  const real = options['follow-link'] ? process.fs.realpath(path) : path
  const folder = process.fs.lstat(real).type === 'directory'
  if (!stat && (target.path.endsWith('/') || target.path.endsWith('/.')) && !folder)
    throw new StatusError('no such directory')
  if (stat && !(stat.mode & DIRECTORY) && folder) return abandoned(process, real)
  const into = stat !== undefined && (stat.mode & DIRECTORY) !== 0
  const contents = folder && (source.endsWith('/.') || source === '.')
  const name = contents && into ? '.' : into ? basename(path) : basename(target.path)
  const entries = pack(process.fs, real, name)
  const parent = into ? target.path : dirname(target.path.replace(/\/+$/, ''))
  try {
    await put(client, target.container, parent, writeTar(entries), tarSize(entries), options.archive)
  } finally {
    if (!quiet) await done(process, tarSize(entries), `${target.container}:${target.path}`)
  }
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
