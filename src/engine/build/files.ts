// COPY and ADD: from the context, another stage, an image, the internet or the Dockerfile itself into a layer.
import { digestOf } from '../../image/digest.ts'
import { expandText, expandWord } from '../../image/dockerfile/expand.ts'
import type { Copy } from '../../image/dockerfile/instruction.ts'
import { type Layer, makeLayer, readLayer } from '../../image/layer.ts'
import { Content } from '../../kernel/content.ts'
import { type Entry, plainFile } from '../../kernel/entry.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import { OverlayFs } from '../../machine/fs/overlay.ts'
import { basename, joinPath } from '../../machine/fs/path.ts'
import { bodyBytes, parseUrl } from '../../net/http.ts'
import { resolveUser } from '../../runtime/identity.ts'
import { extract, treeEntries } from '../../runtime/copy.ts'
import { treeOf } from '../../runtime/content.ts'
import type { Engine } from '../engine.ts'
import type { Draft } from './draft.ts'
import { matchPaths, patternRegExp } from './glob.ts'

/** A source that is not there; the builders word it differently. */
export class MissingFile extends Error {
  readonly path: string
  readonly outside: boolean
  constructor(path: string, outside = false) {
    super(path)
    this.path = path
    this.outside = outside
  }
}

/** Refused for another reason; the text is the builder's own. */
export class CopyError extends Error {}

export interface Copied {
  /** What is copied, with paths as they will be in the image. */
  entries: Entry[]
  /** Names the content: modes, owners and bytes count, times do not. */
  digest: string
  destination: string
  /** `file`, `dir` or `multi`: the classic builder's word for it. */
  kind: 'file' | 'dir' | 'multi'
}

export const layersFs = (engine: Engine, layers: readonly Layer[]): OverlayFs =>
  new OverlayFs({ lower: layers.map(treeOf), now: () => engine.clock.unix(), device: 'overlay' })

/** Throws MissingFile and CopyError. `from` is the context, or a stage's or image's files (whose owners are kept). */
export async function gather(
  engine: Engine,
  instruction: Copy,
  draft: Draft,
  from: { fs: FileSystem; keepOwners: boolean },
  escape: string,
): Promise<Copied> {
  const variables = draft.variables()
  const expand = (word: string) => expandWord(word, variables, escape)
  const target = layersFs(engine, draft.layers)
  const owner = instruction.chown ? resolveUser(target, expand(instruction.chown)) : undefined
  const mode = instruction.chmod ? parseInt(expand(instruction.chmod), 8) : undefined
  const sources = instruction.sources.map(expand)
  const typed = expand(instruction.destination)
  const many = sources.length + instruction.contents.length > 1
  const problem = severalSources(instruction, typed)
  if (problem) throw new CopyError(problem)
  const items = await collect(engine, instruction, sources, from.fs)
  for (const { content, name, expand: expands } of instruction.contents) {
    const bytes = expands ? expandText(content, variables, escape) : content
    items.push({ name, entries: [plainFile(name, Content.of(bytes), engine.clock.unix())], whole: false })
  }
  const absolute = joinPath(draft.run.WorkingDir || '/', typed)
  const isDirectory = (target.exists(absolute) && target.stat(absolute).type === 'directory') || items.length > 1
  const into = typed.endsWith('/') || typed === '.' || typed.endsWith('/.') || isDirectory
  const entries = items
    .flatMap((item) => placed(item, absolute, into))
    .map((entry) => ({
      ...entry,
      uid: owner?.uid ?? (from.keepOwners ? entry.uid : 0),
      gid: owner?.gid ?? (from.keepOwners ? entry.gid : 0),
      mode: mode !== undefined && entry.type !== 'symlink' ? mode : entry.mode,
    }))
  const kind = many ? 'multi' : items.some(({ whole }) => whole) ? 'dir' : 'file'
  const shown = entries.map(({ path, type, mode: bits, uid, gid, target: to, content }) => [
    path,
    type,
    bits,
    uid,
    gid,
    to ?? '',
    content?.identity() ?? '',
  ])
  // Owners that the context's tar had count as well, although the copies are root's.
  const owners = items.flatMap((item) => item.entries.filter((e) => e.uid || e.gid).map(({ uid, gid }) => [uid, gid]))
  return { entries, digest: digestOf(JSON.stringify([...shown, ...owners])), destination: absolute, kind }
}

/** What is wrong with several sources and a destination that is no folder. */
export const severalSources = ({ name, sources, contents }: Copy, destination: string): string | undefined =>
  sources.length + contents.length > 1 && !destination.endsWith('/')
    ? `When using ${name} with more than one source file, the destination must be a directory and end with a /`
    : undefined

/** The layer that these entries make on top of what is there. */
export function copyLayer(engine: Engine, draft: Draft, copied: Copied, name: string): Layer | undefined {
  const fs = layersFs(engine, draft.layers)
  extract(fs, '/', copied.entries)
  const entries = fs.upperEntries()
  return entries.length > 0 ? makeLayer(entries, { name }) : undefined
}

/** The layer that making this folder gives; none where it is there already. */
export function directoryLayer(engine: Engine, draft: Draft, path: string): Layer | undefined {
  const fs = layersFs(engine, draft.layers)
  if (fs.exists(path)) return undefined
  fs.mkdir(path, { parents: true })
  return makeLayer(fs.upperEntries(), { name: `mkdir ${path}` })
}

interface Item {
  name: string
  /** Relative to the item: the first one is the item itself. */
  entries: Entry[]
  /** A directory: its contents are copied, not itself. */
  whole: boolean
}

async function collect(engine: Engine, instruction: Copy, sources: string[], fs: FileSystem): Promise<Item[]> {
  const items: Item[] = []
  for (const source of sources) {
    if (instruction.name === 'ADD' && /^(https?|git):\/\//.test(source)) {
      items.push(await fetched(engine, source))
      continue
    }
    if (leavesContext(source)) throw new MissingFile(source, true)
    const path = joinPath('/', source)
    const found = matchPaths(fs, path)
    if (found.length === 0) throw new MissingFile(path)
    for (const one of found) items.push(...itemsAt(fs, one, instruction))
  }
  return items
}

/** `../outside`: more steps up than down. */
function leavesContext(path: string): boolean {
  let depth = 0
  for (const part of path.split('/')) {
    if (part === '..') depth--
    else if (part !== '' && part !== '.') depth++
    if (depth < 0) return true
  }
  return false
}

function itemsAt(fs: FileSystem, path: string, instruction: Copy): Item[] {
  const stat = fs.stat(path)
  const excluded = (entry: Entry) =>
    instruction.excludes.some((pattern) =>
      [entry.path, basename(entry.path)].some((path) => patternRegExp(pattern).test(path)),
    )
  if (stat.type === 'directory') {
    const entries = treeEntries(fs, path, '').filter((entry) => !excluded(entry))
    return [{ name: basename(path), entries, whole: true }]
  }
  const content = fs.read(path)
  const archive = instruction.name === 'ADD' ? unpacked(content) : undefined
  if (archive) return [{ name: basename(path), entries: archive, whole: true }]
  const { mode, uid, gid, mtime } = stat
  const name = basename(path)
  return [{ name, entries: [{ path: name, type: 'file', mode, uid, gid, mtime, content }], whole: false }]
}

/** Members of a tar, plain or gzip'd; undefined for other files. */
function unpacked(content: Content): Entry[] | undefined {
  const head = content.head()
  const gzip = head[0] === 0x1f && head[1] === 0x8b
  const ustar = head.length > 262 && String.fromCharCode(...head.subarray(257, 262)) === 'ustar'
  if (!gzip && !ustar) return undefined
  try {
    return [...readLayer(content.bytes()).entries]
  } catch {
    return undefined
  }
}

async function fetched(engine: Engine, url: string): Promise<Item> {
  const response = await engine.process.request(url)
  if (response.status >= 400) throw new CopyError(`failed to GET ${url} with status ${response.status}`)
  const name = basename(parseUrl(url)?.target.replace(/[?#].*$/, '') ?? '/').replace('/', '') || 'index.html'
  const content = Content.of(await bodyBytes(response))
  return { name, entries: [{ ...plainFile(name, content, engine.clock.unix()), mode: 0o600 }], whole: false }
}

/** Where each of an item's entries goes. A file gets the destination's name unless that is a directory. */
function placed({ name, entries, whole }: Item, absolute: string, into: boolean): Entry[] {
  const base = absolute === '/' ? '' : absolute.slice(1)
  if (!whole) {
    const path = into ? [base, name].filter(Boolean).join('/') : base
    return entries.map((entry) => ({ ...entry, path }))
  }
  const under = (path: string) => [base, path].filter(Boolean).join('/')
  return entries.map((entry) => ({
    ...entry,
    path: under(entry.path),
    ...(entry.type === 'hardlink' ? { target: under(entry.target!) } : {}),
  }))
}
