// apk(8), Alpine's package manager.
import { concat, text } from '../../kernel/bytes.ts'
import { NetError } from '../../net/errors.ts'
import type { Call } from '../programs/call.ts'
import type { Tool } from '../programs/spec.ts'
import { unpack } from './archive.ts'

const INSTALLED = '/lib/apk/db/installed'
const WORLD = '/etc/apk/world'
const CACHE = '/var/cache/apk'

/** Fields by their letter: P name, V version, D depends, I installed bytes, S size, T summary, F files. */
type Entry = Map<string, string>

const parse = (source: string): Map<string, Entry> =>
  new Map(
    source
      .split(/\n\s*\n/)
      .map(
        (part) =>
          new Map(
            part
              .split('\n')
              .filter((line) => line[1] === ':')
              .map((line) => [line[0]!, line.slice(2)]),
          ),
      )
      .filter((entry) => entry.has('P'))
      .map((entry) => [entry.get('P')!, entry]),
  )

const write = (all: Map<string, Entry>) =>
  [...all.values()].map((entry) => [...entry].map(([letter, value]) => `${letter}:${value}\n`).join('')).join('\n')

const installed = (call: Call) =>
  call.process.fs.exists(INSTALLED) ? parse(call.process.readText(INSTALLED)) : new Map<string, Entry>()

export const apk: Tool = {
  spec: {
    name: 'apk',
    summary: 'package manager of Alpine Linux',
    usage: '[<OPTIONS>...] COMMAND [<ARGUMENTS>...]',
    options: {
      '--no-cache': 'no local index',
      '-U, --update-cache': 'fetch the index first',
      '-q, --quiet': 'print less',
      '-v, --verbose': 'print more',
      '-t, --virtual=NAME': 'a name for all these',
      '-u, --upgrade': 'upgrade, too',
      '-X, --repository=URL': 'ignored',
      '--allow-untrusted': 'ignored',
      '-i, --interactive': 'ignored',
      '-L, --contents': 'files of the package',
      '-e, --installed': 'whether it is installed',
      '-a, --all': 'everything',
    },
  },
  async run(call) {
    const [verb, ...names] = call.operands
    if (verb === 'info' || verb === 'list') return info(call, names)
    if (verb === 'search') return search(call, names)
    if (verb === '--version' || verb === 'version')
      return call.print('apk-tools 2.14.9, compiled for x86_64.\n').then(() => 0)
    if (!['add', 'del', 'update', 'upgrade', 'fix', 'cache'].includes(verb ?? '')) {
      await call.process.error(
        verb === undefined
          ? 'apk-tools 2.14.9, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]\n'
          : `ERROR: '${verb}' is not an apk command. See 'apk --help'.\n`,
      )
      return 1
    }
    if (call.process.user.uid !== 0) {
      await call.process.error(
        'ERROR: Unable to lock database: Permission denied\nERROR: Failed to open apk database: Permission denied\n',
      )
      return 99
    }
    if (verb === 'del') return remove(call, names)
    if (verb === 'cache') return 0
    const index = await refresh(call, verb === 'update' || call.has('no-cache', 'U'))
    if (verb === 'update') return updated(call, index)
    return add(
      call,
      names.map((name) => name.replace(/[=<>~@].*$/, '')),
      index,
    )
  },
}

const repositories = (call: Call) =>
  call.process.fs.exists('/etc/apk/repositories')
    ? call.process
        .readText('/etc/apk/repositories')
        .split('\n')
        .filter((line) => line && !line.startsWith('#'))
    : []

async function fetchAll(call: Call, url: string): Promise<Uint8Array | string> {
  const { process } = call
  try {
    const response = await process.request(url)
    const chunks: Uint8Array[] = []
    for (
      let chunk = await process.alive(() => response.body.read());
      chunk !== null;
      chunk = await process.alive(() => response.body.read())
    )
      chunks.push(chunk)
    return response.status === 200 ? concat(chunks.length > 0 ? chunks : [new Uint8Array(0)]) : 'package not found'
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    return error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN'
      ? 'DNS: transient error (try again later)'
      : 'network error (check Internet connection and firewall)'
  }
}

interface Offer {
  entry: Entry
  from: string
}

/** The index: fetched, or as fetched before. */
async function refresh(call: Call, fresh: boolean): Promise<Map<string, Offer>> {
  const { fs } = call.process
  const out = new Map<string, Offer>()
  for (const [i, from] of repositories(call).entries()) {
    const cached = `${CACHE}/APKINDEX.${i}.tar.gz`
    const url = `${from}/x86_64/APKINDEX.tar.gz`
    let source = !fresh && fs.exists(cached) ? text(fs.read(cached).bytes()) : undefined
    if (source === undefined && (fresh || !call.has('no-cache'))) {
      if (fresh || call.operands[0] !== 'add') {
        if (!call.has('q')) await call.print(`fetch ${url}\n`)
        const body = await fetchAll(call, url)
        if (typeof body === 'string') {
          await call.process.error(
            `WARNING: ${call.has('no-cache') ? 'fetching' : 'updating and opening'} ${url.replace('/x86_64/APKINDEX.tar.gz', '')}: ${body}\n`,
          )
        } else {
          source = text(body)
          if (!call.has('no-cache')) {
            fs.mkdir(CACHE, { parents: true })
            fs.write(cached, body)
          }
        }
      } else await call.process.error(`WARNING: opening from cache ${from}: No such file or directory\n`)
    }
    for (const [name, entry] of parse(source ?? '')) out.set(name, { entry, from })
  }
  return out
}

async function updated(call: Call, index: Map<string, Offer>): Promise<number> {
  const branch = /v\d+\.\d+/.exec(repositories(call)[0] ?? '')?.[0] ?? ''
  for (const from of repositories(call))
    await call.print(`${branch.replace('v', '')}-${from.split('/').at(-1)} [${from}]\n`)
  await call.print(`OK: ${index.size > 0 ? 26_330 : 0} distinct packages available\n`)
  return index.size > 0 ? 0 : 1
}

async function add(call: Call, names: string[], index: Map<string, Offer>): Promise<number> {
  const { process } = call
  const all = installed(call)
  const unknown = names.filter((name) => !index.has(name) && !all.has(name))
  if (unknown.length > 0) {
    const rows = unknown.map((name) => `  ${name} (no such package):\n    required by: world[${name}]\n`)
    await process.error(`ERROR: unable to select packages:\n${rows.join('')}`)
    return unknown.length
  }
  const wanted: string[] = []
  const need = (name: string) => {
    const offer = index.get(name)
    if (!offer || wanted.includes(name) || all.has(name)) return
    for (const other of (offer.entry.get('D') ?? '').split(' ').filter(Boolean)) need(other)
    wanted.push(name)
  }
  for (const name of names) need(name)
  for (const [i, name] of wanted.entries()) {
    const { entry, from } = index.get(name)!
    const file = `${name}-${entry.get('V')}.apk`
    if (!call.has('q')) await call.print(`(${i + 1}/${wanted.length}) Installing ${name} (${entry.get('V')})\n`)
    const body = await fetchAll(call, `${from}/x86_64/${file}`)
    if (typeof body === 'string') {
      await process.error(`ERROR: ${name}-${entry.get('V')}: ${body}\n1 error; ${total(all)}\n`)
      return 1
    }
    await process.work(30)
    all.set(name, new Map([...entry, ['F', unpack(process.fs, body).join(' ')]]))
  }
  process.fs.mkdir('/lib/apk/db', { parents: true })
  process.fs.write(INSTALLED, write(all))
  const before = process.fs.exists(WORLD) ? process.readText(WORLD).split('\n').filter(Boolean) : []
  process.fs.write(
    WORLD,
    [...new Set([...before, ...names])]
      .sort()
      .map((name) => `${name}\n`)
      .join(''),
  )
  if (wanted.length > 0 && !call.has('q'))
    await call.print(`Executing busybox-${all.get('busybox')?.get('V') ?? '1.37.0-r19'}.trigger\n`)
  if (!call.has('q')) await call.print(`OK: ${total(all)}\n`)
  return 0
}

/** The base system's rows carry no sizes: 8 MiB together. */
function total(all: Map<string, Entry>): string {
  const bytes = [...all.values()].reduce((sum, entry) => sum + Number(entry.get('I') ?? 0), 8_000_000)
  return `${Math.round(bytes / 1024 / 1024)} MiB in ${all.size} packages`
}

async function remove(call: Call, names: string[]): Promise<number> {
  const { fs } = call.process
  const all = installed(call)
  const keep = (call.process.fs.exists(WORLD) ? call.process.readText(WORLD) : '')
    .split('\n')
    .filter((name) => name && !names.includes(name))
  const needed = new Set<string>()
  const need = (name: string) => {
    if (needed.has(name) || !all.has(name)) return
    needed.add(name)
    for (const other of (all.get(name)!.get('D') ?? '').split(' ').filter(Boolean)) need(other)
  }
  for (const name of [...all].filter(([, entry]) => !entry.has('F')).map(([name]) => name)) need(name)
  for (const name of keep) need(name)
  const gone = [...all.keys()].filter((name) => !needed.has(name))
  for (const [i, name] of gone.entries()) {
    await call.print(`(${i + 1}/${gone.length}) Purging ${name} (${all.get(name)!.get('V')})\n`)
    for (const file of (all.get(name)!.get('F') ?? '').split(' ').filter(Boolean)) if (fs.exists(file)) fs.remove(file)
    all.delete(name)
  }
  fs.write(INSTALLED, write(all))
  fs.write(WORLD, keep.map((name) => `${name}\n`).join(''))
  if (gone.length > 0) await call.print(`Executing busybox-${all.get('busybox')?.get('V') ?? '1.37.0-r19'}.trigger\n`)
  await call.print(`OK: ${total(all)}\n`)
  return 0
}

async function info(call: Call, names: string[]): Promise<number> {
  const all = installed(call)
  if (names.length === 0) {
    await call.print(
      [...all].map(([name, entry]) => (call.has('v') ? `${name}-${entry.get('V')}\n` : `${name}\n`)).join(''),
    )
    return 0
  }
  let code = 0
  for (const name of names) {
    const entry = all.get(name)
    if (!entry) code = 1
    else if (call.has('e')) await call.print(`${name}\n`)
    else if (call.has('L'))
      await call.print(
        `${name}-${entry.get('V')} contains:\n${(entry.get('F') ?? '')
          .split(' ')
          .map((file) => `${file.slice(1)}\n`)
          .join('')}\n`,
      )
    else
      await call.print(
        `${name}-${entry.get('V')} description:\n${entry.get('T') ?? ''}\n\n${name}-${entry.get('V')} installed size:\n${Math.ceil(Number(entry.get('I') ?? 0) / 1024)} KiB\n\n`,
      )
  }
  return code
}

async function search(call: Call, names: string[]): Promise<number> {
  const index = await refresh(call, call.has('no-cache', 'U'))
  const rows = [...index.values()].filter(
    ({ entry }) => names.length === 0 || names.some((name) => entry.get('P')!.includes(name)),
  )
  await call.print(
    rows
      .map(({ entry }) => `${entry.get('P')}-${entry.get('V')}${call.has('v') ? ` - ${entry.get('T')}` : ''}\n`)
      .join(''),
  )
  return 0
}
