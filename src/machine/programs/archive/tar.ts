// tar(1).
import { gunzipSync, gzipSync } from 'fflate'
import { concat } from '../../../kernel/bytes.ts'
import { Content } from '../../../kernel/content.ts'
import type { Entry } from '../../../kernel/entry.ts'
import { readAll } from '../../../kernel/queue.ts'
import { BLOCK, writeTar } from '../../../kernel/tar.ts'
import { readTar } from '../../../kernel/untar.ts'
import { FsError } from '../../fs/filesystem.ts'
import { dirname, joinPath } from '../../fs/path.ts'
import { demandRead } from '../../access.ts'
import { groupName, userName } from '../accounts.ts'
import type { Call } from '../call.ts'
import { lexists, modeText } from '../permission.ts'
import type { Tool } from '../spec.ts'
import { strftime } from '../time.ts'
import { type Settings, parse } from './tar-options.ts'

export const tar: Tool = {
  spec: {
    name: 'tar',
    summary: 'an archiving utility',
    usage: '[OPTION...] [FILE]...',
    version: 'GNU tar 1.35',
    misuse: 2,
    raw: true,
    options: {
      '-c, --create': 'create an archive',
      '-x, --extract': 'extract files',
      '-t, --list': 'list the contents',
      '-f, --file=ARCHIVE': 'the archive; - is standard input or output',
      '-z, --gzip': 'through gzip',
      '-v, --verbose': 'say each file',
      '-C, --directory=DIR': 'change to DIR',
      '-O, --to-stdout': 'extract to standard output',
      '-P, --absolute-names': 'keep leading slashes',
      '--strip-components=NUMBER': 'take away leading parts of names',
      '--exclude=PATTERN': 'leave these out',
    },
  },
  async run(call) {
    const settings = await parse(call)
    if (settings.action === 'c') return create(call, settings)
    const bytes = await read(call, settings)
    if (!bytes) return 2
    const entries = entriesOf(bytes)
    if (!entries) {
      await call.process.error(
        `${call.name}: This does not look like a tar archive\n${call.name}: Exiting with failure status due to previous errors\n`,
      )
      return 2
    }
    return settings.action === 't' ? list(call, settings, entries) : extract(call, settings, entries)
  },
}

async function read(call: Call, settings: Settings): Promise<Uint8Array | undefined> {
  const { process } = call
  try {
    const bytes = settings.file === '-' ? await readAll(process.stdin) : process.readFile(settings.file).bytes()
    const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b
    if (settings.zip && !zipped) {
      await process.error(
        `\ngzip: stdin: not in gzip format\n${call.name}: Child returned status 1\n${call.name}: Error is not recoverable: exiting now\n`,
      )
      return undefined
    }
    return zipped ? gunzipSync(bytes) : bytes
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    await process.error(
      `${call.name}: ${settings.file}: Cannot open: ${error.message}\n${call.name}: Error is not recoverable: exiting now\n`,
    )
    return undefined
  }
}

export async function create(call: Call, settings: Settings): Promise<number> {
  const { process } = call
  if (settings.names.length === 0) {
    await process.error(
      `${call.name}: Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.\n`,
    )
    return 2
  }
  const entries: Entry[] = []
  let warned = false
  for (const name of settings.names) {
    const stored = settings.keepNames ? name : name.replace(/^\/+/, '')
    if (stored !== name && !warned) {
      warned = true
      await process.error(`${call.name}: Removing leading \`/' from member names\n`)
    }
    await collect(call, settings, joinPath(settings.directory, name), stored || '.', entries)
  }
  const packed = recordsOf(writeTar(entries))
  const bytes = settings.zip ? gzipSync(packed, { mtime: 0 }) : packed
  if (settings.file === '-') await call.print(bytes)
  else process.writeFile(settings.file, Content.of(bytes))
  if (call.status > 0) await process.error(`${call.name}: Exiting with failure status due to previous errors\n`)
  return call.status
}

/** Undefined when it is no tar archive. */
function entriesOf(bytes: Uint8Array): Entry[] | undefined {
  try {
    return readTar(bytes)
  } catch {
    return undefined
  }
}

/** tar(1) writes records of twenty blocks. */
const RECORD = 20 * BLOCK

const recordsOf = (archive: Uint8Array): Uint8Array =>
  concat([archive, new Uint8Array((RECORD - (archive.length % RECORD)) % RECORD)])

async function collect(call: Call, settings: Settings, path: string, name: string, out: Entry[]): Promise<void> {
  const { fs } = call.process
  if (settings.exclude.some((pattern) => pattern.test(name) || pattern.test(name.split('/').at(-1)!))) return
  const entry = await call.attempt(
    (): Entry => {
      const stat = fs.lstat(path)
      if (stat.type === 'file') demandRead(call.process, path)
      const type = stat.type === 'directory' ? 'directory' : stat.type === 'symlink' ? 'symlink' : 'file'
      const { mode, uid, gid, mtime, target } = stat
      const first = type === 'file' && stat.links > 1 ? settings.linked.get(stat.inode) : undefined
      if (first !== undefined) return { path: name, type: 'hardlink', mode, uid, gid, mtime, target: first }
      if (stat.links > 1) settings.linked.set(stat.inode, name)
      return {
        path: name,
        type,
        mode,
        uid,
        gid,
        mtime,
        ...(type === 'file' ? { content: fs.read(path) } : {}),
        ...(target === undefined ? {} : { target }),
      }
    },
    (reason) => `${name}: Cannot stat: ${reason}`,
  )
  if (!entry) {
    call.status = 2
    return
  }
  out.push(entry)
  if (settings.verbose > 0)
    await (settings.file === '-' ? call.process.error(`${shown(entry)}\n`) : call.print(`${shown(entry)}\n`))
  if (entry.type === 'directory')
    for (const child of fs.list(path))
      await collect(call, settings, joinPath(path, child), `${name.replace(/\/$/, '')}/${child}`, out)
}

const shown = (entry: Entry) => (entry.type === 'directory' ? `${entry.path.replace(/\/$/, '')}/` : entry.path)

const wanted = ({ names }: Settings, entry: Entry) =>
  names.length === 0 ||
  names.some(
    (name) =>
      entry.path.replace(/\/$/, '') === name.replace(/\/$/, '') || entry.path.startsWith(`${name.replace(/\/$/, '')}/`),
  )

export async function list(call: Call, settings: Settings, entries: Entry[]): Promise<number> {
  const { fs } = call.process
  for (const entry of entries.filter((each) => wanted(settings, each))) {
    if (settings.verbose === 0) {
      await call.print(`${shown(entry)}\n`)
      continue
    }
    const stat = {
      type: entry.type === 'hardlink' ? ('file' as const) : entry.type,
      mode: entry.mode,
      uid: entry.uid,
      gid: entry.gid,
      size: 0,
      mtime: entry.mtime,
      inode: 0,
      links: 1,
      device: '',
    }
    const owner = `${userName(fs, entry.uid)}/${groupName(fs, entry.gid)}`
    const link =
      entry.type === 'symlink' ? ` -> ${entry.target}` : entry.type === 'hardlink' ? ` link to ${entry.target}` : ''
    await call.print(
      `${entry.type === 'hardlink' ? modeText(stat).replace('-', 'h') : modeText(stat)} ${owner} ${String(entry.content?.size ?? 0).padStart(Math.max(1, 19 - owner.length - 1))} ${strftime('%Y-%m-%d %H:%M', entry.mtime)} ${shown(entry)}${link}\n`,
    )
  }
  return missing(call, settings, entries)
}

async function missing(call: Call, settings: Settings, entries: Entry[]): Promise<number> {
  const lost = settings.names.filter((name) => !entries.some((entry) => wanted({ ...settings, names: [name] }, entry)))
  for (const name of lost) await call.warn(`${name}: Not found in archive`, 2)
  if (lost.length > 0) await call.process.error(`${call.name}: Exiting with failure status due to previous errors\n`)
  return call.status
}

export async function extract(call: Call, settings: Settings, entries: Entry[]): Promise<number> {
  const { process } = call
  const { fs, user } = process
  for (const entry of entries.filter((each) => wanted(settings, each))) {
    const parts = entry.path.split('/').filter((part) => part !== '' && part !== '.')
    const name = parts.slice(settings.strip).join('/')
    if (settings.exclude.some((pattern) => pattern.test(entry.path)) || (name === '' && entry.type !== 'directory'))
      continue
    if (settings.toStdout) {
      if (entry.content) await call.print(entry.content.bytes())
      continue
    }
    if (settings.verbose > 0) await call.print(`${shown(entry)}\n`)
    const path = joinPath(settings.directory, name)
    const owner = user.uid === 0 ? { uid: entry.uid, gid: entry.gid } : { uid: user.uid, gid: user.gid }
    await call.attempt(
      () => {
        fs.mkdir(dirname(path), { parents: true, ...owner })
        if (entry.type === 'directory') {
          if (!fs.exists(path)) fs.mkdir(path, { mode: entry.mode, ...owner })
        } else {
          if (lexists(fs, path)) fs.remove(path)
          if (entry.type === 'symlink') fs.symlink(entry.target ?? '', path)
          else if (entry.type === 'hardlink') fs.link(joinPath(settings.directory, entry.target ?? ''), path)
          else
            fs.write(path, entry.content ?? '', { mode: entry.mode & ~(user.uid === 0 ? 0 : process.umask), ...owner })
        }
        if (entry.type !== 'symlink') fs.touch(path, entry.mtime)
      },
      (reason) => `${entry.path}: Cannot open: ${reason}`,
    )
  }
  if (call.status > 0) {
    await process.error(`${call.name}: Exiting with failure status due to previous errors\n`)
    return 2
  }
  return missing(call, settings, entries)
}
