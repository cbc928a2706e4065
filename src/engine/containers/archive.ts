// `docker cp`: files into and out of a container as tar archives.
import type { PathStat } from '../../api/docker.ts'
import { writeTar } from '../../kernel/tar.ts'
import { readLayer } from '../../image/layer.ts'
import { base64, utf8 } from '../../kernel/bytes.ts'
import type { Cause } from '../../kernel/trace.ts'
import { FsError, type Stat } from '../../machine/fs/filesystem.ts'
import { overwriteFault } from '../../machine/fs/overwriting.ts'
import { basename, dirname, joinPath } from '../../machine/fs/path.ts'
import { type HttpRequest, type HttpResponse, bodyBytes } from '../../net/http.ts'
import { extract, treeEntries } from '../../runtime/copy.ts'
import { empty, flag, one } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { badRequest, failure, notFound } from '../errors.ts'
import type { Container } from './container.ts'

/** Go's os.FileMode: type bits high up, permissions below. */
const GO_DIRECTORY = 2 ** 31
const GO_SYMLINK = 2 ** 27

function statHeader(engine: Engine, name: string, path: string, container: Container): string {
  const { stat, at } = find(container, name, path)
  const mode = stat.mode + (stat.type === 'directory' ? GO_DIRECTORY : stat.type === 'symlink' ? GO_SYMLINK : 0)
  const mtime = engine.clock.rfc3339(stat.mtime - engine.clock.epoch)
  const shown: PathStat = {
    name: basename(at),
    size: stat.size,
    mode,
    mtime,
    linkTarget: linkTarget(container, at, stat),
  }
  return base64(utf8(JSON.stringify(shown)))
}

function find(container: Container, name: string, path: string): { stat: Stat; at: string } {
  if (!path) throw badRequest('bad parameter: pathcannot be empty')
  const at = path.startsWith('/') ? path : `/${path}`
  const real = at.replace(/\/\.?$/, '') || '/'
  const asserted = real !== at
  try {
    const stat = asserted ? container.fs.stat(real) : container.fs.lstat(real)
    if (asserted && stat.type !== 'directory') throw failure(`lstat ${at}: not a directory`)
    return { stat, at: real }
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    if (error.code === 'ENOTDIR') throw failure(`lstat ${at}: not a directory`)
    throw notFound(`Could not find the file ${path} in container ${name}`)
  }
}

export function statArchive(engine: Engine, name: string, path: string): HttpResponse {
  const container = engine.container(name)
  const header = statHeader(engine, name, path, container)
  return { ...empty(200), headers: { 'x-docker-container-path-stat': header } }
}

export function getArchive(engine: Engine, name: string, path: string): HttpResponse {
  const container = engine.container(name)
  const header = statHeader(engine, name, path, container)
  const { at } = find(container, name, path)
  const wholeDirectory = path.endsWith('/.')
  const entries = treeEntries(container.fs, at, wholeDirectory ? '.' : basename(at))
  engine.containerEvent(container, 'archive-path')
  const headers = { 'content-type': 'application/x-tar', 'x-docker-container-path-stat': header }
  const weight = entries.reduce((sum, entry) => sum + 512 + (entry.content?.size ?? 0), 0)
  return { status: 200, headers, body: writeTar(entries), weight }
}

/** A volume says for itself whether it may be written. Throws ApiError. */
function checkWritable({ mounts, hostConfig }: Container, path: string): void {
  const mount = mounts.find(({ destination }) => path === destination || path.startsWith(`${destination}/`))
  if (mount?.readOnly) throw badRequest('mounted volume is marked read-only')
  if (!mount && hostConfig.ReadonlyRootfs) throw badRequest('container rootfs is marked read-only')
}

/** Where a link leads in the end, or as far as its parts are there. */
function linkTarget(container: Container, at: string, { target }: Stat): string {
  if (target === undefined) return ''
  return container.fs.exists(at) ? container.fs.realpath(at) : joinPath(dirname(at), target)
}

export async function putArchive(
  engine: Engine,
  name: string,
  request: HttpRequest,
  cause: Cause,
): Promise<HttpResponse> {
  const container = engine.container(name)
  const path = one(request.query, 'path')
  const { stat, at } = find(container, name, path)
  const { fs } = container
  const target = stat.type === 'symlink' ? fs.realpath(at) : at
  if (fs.stat(target).type !== 'directory') throw badRequest('extraction point is not a directory')
  checkWritable(container, target)
  const bytes = await bodyBytes(request)
  const { entries } = readLayer(bytes)
  const fault = flag(request.query, 'noOverwriteDirNonDir') && overwriteFault(fs, entries, target)
  if (fault) throw failure(fault)
  extract(fs, target, entries)
  engine.containerEvent(container, 'extract-to-dir')
  engine.say(container, cause)
  return empty(200)
}
