// docker cp: files between a container and here, as tar.
import type { PathStat } from '../../../api/docker.ts'
import { fromBase64, text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import { tarSize, writeTar } from '../../../image/tar.ts'
import { readTar } from '../../../image/untar.ts'
import { bodyBytes } from '../../../net/http.ts'
import { basename, dirname, joinPath } from '../../../machine/fs/path.ts'
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { pack, unpack } from '../archive.ts'
import { ApiError, Client } from '../client.ts'
import { humanSize } from '../format/units.ts'

const DIRECTORY = 2 ** 31
const SYMLINK = 2 ** 27

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
    const [source, target] = args.map(split) as [Place, Place]
    if (source.container && target.container) throw new StatusError('copying between containers is not supported')
    if (!source.container && !target.container) throw new StatusError('must specify at least one container source')
    const client = new Client(process, call.global)
    const quiet = options.quiet || !process.isTty.stderr
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
  const absolute = process.path(target)
  const exists = process.fs.exists(absolute)
  const into = exists && process.fs.stat(absolute).type === 'directory'
  if (!into && target.endsWith('/') && !folder)
    throw new StatusError(`invalid output path: directory "${absolute}" does not exist`)
  if (!into && !process.fs.exists(dirname(absolute)))
    throw new StatusError(`invalid output path: directory "${dirname(absolute)}" does not exist`)
  if (exists && !into && folder) throw new StatusError('cannot copy directory')
  const contents = folder && (path.endsWith('/.') || (!into && !exists))
  const place = contents ? '' : into ? root : basename(absolute)
  const base = contents || into ? absolute : dirname(absolute)
  const rename = (entry: string) => [place, ...entry.split('/').slice(1)].filter((part) => part !== '').join('/') || '.'
  if (contents && !exists) process.fs.mkdir(absolute, { uid: process.user.uid, gid: process.user.gid })
  unpack(process.fs, entries, base, rename, process.user)
  if (!quiet) await done(process, tarSize(entries), absolute)
}

async function toContainer(
  process: Process,
  client: Client,
  source: string,
  target: Place,
  options: { archive: boolean; 'follow-link': boolean },
  quiet: boolean,
): Promise<void> {
  const stat = await statIn(client, target).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return undefined
    throw error
  })
  if (source === '-') {
    if (stat && !(stat.mode & DIRECTORY))
      throw new StatusError(`destination "${target.container}:${target.path}" must be a directory`)
    return put(client, target.container, target.path, await readAll(process.stdin), undefined, options.archive)
  }
  const path = process.path(source)
  if (!process.fs.exists(path)) throw new StatusError(`lstat ${path}: no such file or directory`)
  const real = options['follow-link'] ? process.fs.realpath(path) : path
  const folder = process.fs.lstat(real).type === 'directory'
  if (!stat && (target.path.endsWith('/') || target.path.endsWith('/.')) && !folder)
    throw new StatusError('no such directory')
  if (stat && !(stat.mode & DIRECTORY) && folder) throw new StatusError('cannot copy directory')
  const into = stat !== undefined && (stat.mode & DIRECTORY) !== 0
  const contents = folder && (source.endsWith('/.') || source === '.')
  const name = contents && into ? '.' : into ? basename(path) : basename(target.path)
  const entries = pack(process.fs, real, name)
  const parent = into ? target.path : dirname(target.path.replace(/\/+$/, ''))
  await put(client, target.container, parent, writeTar(entries), tarSize(entries), options.archive)
  if (!quiet) await done(process, tarSize(entries), `${target.container}:${target.path}`)
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
