// `docker cp`: files into and out of a container as tar archives.
import type { PathStat } from '../../api/docker.ts'
import { writeTar } from '../../kernel/tar.ts'
import { readLayer } from '../../image/layer.ts'
import { base64, utf8 } from '../../kernel/bytes.ts'
import type { Cause } from '../../kernel/trace.ts'
import { FsError, type Stat } from '../../machine/fs/filesystem.ts'
import { basename } from '../../machine/fs/path.ts'
import { type HttpRequest, type HttpResponse, bodyBytes } from '../../net/http.ts'
import { extract, treeEntries } from '../../runtime/copy.ts'
import { empty, flag, one } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { badRequest, forbidden, notFound } from '../errors.ts'
import type { Container } from './container.ts'

/** Go's os.FileMode: type bits high up, permissions below. */
const GO_DIRECTORY = 2 ** 31
const GO_SYMLINK = 2 ** 27

function statHeader(engine: Engine, name: string, path: string, container: Container): string {
  const { stat, at } = find(container, name, path)
  const mode = stat.mode + (stat.type === 'directory' ? GO_DIRECTORY : stat.type === 'symlink' ? GO_SYMLINK : 0)
  const mtime = engine.clock.rfc3339(stat.mtime - engine.clock.epoch)
  const shown: PathStat = { name: basename(at), size: stat.size, mode, mtime, linkTarget: stat.target ?? '' }
  return base64(utf8(JSON.stringify(shown)))
}

function find(container: Container, name: string, path: string): { stat: Stat; at: string } {
  if (!path) throw badRequest('bad parameter: path cannot be empty')
  const at = path.startsWith('/') ? path : `/${path}`
  const real = at.replace(/\/\.?$/, '') || '/'
  try {
    return { stat: at.endsWith('/') ? container.fs.stat(real) : container.fs.lstat(real), at: real }
  } catch (error) {
    if (!(error instanceof FsError)) throw error
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
  if (container.hostConfig.ReadonlyRootfs) throw forbidden('container rootfs is marked read-only')
  const bytes = await bodyBytes(request)
  const { entries } = readLayer(bytes)
  if (flag(request.query, 'noOverwriteDirNonDir')) {
    for (const entry of entries) {
      const there = `${target === '/' ? '' : target}/${entry.path}`
      if (!fs.exists(there)) continue
      const isDirectory = fs.stat(there).type === 'directory'
      if (isDirectory !== (entry.type === 'directory')) {
        const what = isDirectory
          ? 'cannot overwrite directory with non-directory'
          : 'cannot overwrite non-directory with directory'
        throw badRequest(`${what}: ${there}`)
      }
    }
  }
  extract(fs, target, entries)
  engine.containerEvent(container, 'extract-to-dir')
  engine.say(container, cause)
  return empty(200)
}
