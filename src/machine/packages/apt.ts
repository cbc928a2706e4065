// apt-get(8), apt(8), apt-cache(8): lists from the servers of sources.list, packages from their pools.
import { concat, text } from '../../kernel/bytes.ts'
import { NetError } from '../../net/errors.ts'
import { parseUrl } from '../../net/http.ts'
import type { Call } from '../programs/call.ts'
import { ask } from '../programs/question.ts'
import type { Spec, Tool } from '../programs/spec.ts'
import { type Paragraph, parseParagraphs, unpack } from './archive.ts'
import { installedPackages, recordInstalled, removeInstalled } from './dpkg.ts'
import { type Plan, resolve } from './dependencies.ts'
import { type Source, readSources } from './sources.ts'

const LISTS = '/var/lib/apt/lists'

const spec: Spec = {
  name: 'apt-get',
  summary: 'package handling utility',
  usage: '[options] command',
  misuse: 100,
  options: {
    '-y, --yes': 'yes to every question',
    '--assume-yes': 'as -y',
    '-q, --quiet': 'less output',
    '--no-install-recommends': 'no recommended packages',
    '--no-install-suggests': 'no suggested packages',
    '--install-recommends': 'recommended packages, too',
    '-o, --option=OPTION': 'a configuration option',
    '--purge': 'configuration files, too',
    '--fix-missing': 'ignored',
    '-f, --fix-broken': 'ignored',
    '--reinstall': 'install again',
    '--allow-downgrades': 'ignored',
    '--allow-unauthenticated': 'ignored',
    '--only-upgrade': 'no new packages',
    '-d, --download-only': 'only fetch',
    '-s, --simulate': 'only say what would be done',
    '--autoremove': 'remove what nobody needs',
    '--installed': 'installed ones',
    '--upgradable': 'ones with a newer version',
    '-a, --all-versions': 'all versions',
    '-n, --names-only': 'search in names',
    '-t, --target-release=RELEASE': 'ignored',
  },
}

async function run(call: Call): Promise<number> {
  const [verb, ...names] = call.operands
  const read: Record<string, () => Promise<number>> = {
    search: () => search(call, names),
    show: () => show(call, names),
    list: () => list(call, names),
    policy: () => policy(call, names),
  }
  if (verb !== undefined && read[verb]) return read[verb]()
  const write: Record<string, () => Promise<number>> = {
    update: () => update(call),
    install: () => install(call, names),
    reinstall: () => install(call, names),
    upgrade: () => install(call, []),
    'dist-upgrade': () => install(call, []),
    'full-upgrade': () => install(call, []),
    remove: () => remove(call, names),
    purge: () => remove(call, names),
    autoremove: () => remove(call, []),
    clean: () => Promise.resolve(0),
    autoclean: () => Promise.resolve(0),
    check: () => Promise.resolve(0),
  }
  if (verb === undefined || !write[verb]) {
    await call.process.error(
      verb === undefined ? 'apt 2.7.14 (amd64)\nUsage: apt-get [options] command\n' : `E: Invalid operation ${verb}\n`,
    )
    return verb === undefined ? 1 : 100
  }
  if (call.name === 'apt' && !call.process.isTty.stdout)
    await call.process.error('\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n')
  const only = call.has('simulate') ? '--simulate' : call.has('download-only') ? '--download-only' : undefined
  if (only) return call.process.error(`naru: ${call.name} ${only} is not simulated\n`).then(() => 1)
  if (call.process.user.uid !== 0) return denied(call, verb)
  return write[verb]()
}

async function denied(call: Call, verb: string): Promise<number> {
  const [lock, what] =
    verb === 'update'
      ? [`${LISTS}/lock`, 'directory /var/lib/apt/lists/']
      : ['/var/lib/dpkg/lock-frontend', 'the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?']
  if (verb === 'update') {
    await call.print(`Reading package lists...${call.process.isTty.stdout ? ' Done' : ''}\n`)
    await call.process.error(
      `E: Could not open lock file ${lock} - open (13: Permission denied)\nE: Unable to lock ${what}\n`,
    )
  } else
    await call.process.error(
      `E: Could not open lock file ${lock} - open (13: Permission denied)\nE: Unable to acquire ${what}\n`,
    )
  return 100
}

const done = (call: Call, line: string) =>
  quiet(call) ? '' : `${line}...${call.process.isTty.stdout ? ' Done' : ''}\n`
const quiet = (call: Call) => call.count('q') > 1

/** `151 kB`, `1031 B`. */
export function sizeText(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`
  for (const unit of ['kB', 'MB', 'GB']) {
    const factor = { kB: 1e3, MB: 1e6, GB: 1e9 }[unit]!
    const value = bytes / factor
    if (value < 100) return `${value.toFixed(1)} ${unit}`
    if (value < 10_000) return `${Math.round(value)} ${unit}`
  }
  return `${Math.round(bytes / 1e9)} GB`
}

class Fetcher {
  private readonly call: Call
  private readonly begun: number
  private number = 0
  fetched = 0

  constructor(call: Call) {
    this.call = call
    this.begun = call.process.kernel.clock.now
  }

  /** The body; undefined after saying why not. */
  async get(url: string, label: string): Promise<{ body: Uint8Array; status: number } | undefined> {
    const { process } = this.call
    try {
      const response = await process.request(url)
      const chunks: Uint8Array[] = []
      for (
        let chunk = await response.body.read();
        chunk !== null;
        chunk = await process.alive(() => response.body.read())
      )
        chunks.push(chunk)
      if (response.status !== 200) {
        await this.call.print(`Err:${++this.number} ${label}\n  ${response.status}  Not Found\n`)
        return { body: new Uint8Array(0), status: response.status }
      }
      this.fetched += response.weight
      if (!quiet(this.call)) await this.call.print(`Get:${++this.number} ${label} [${sizeText(response.weight)}]\n`)
      return { body: chunks.length > 0 ? concat(chunks) : new Uint8Array(0), status: 200 }
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      const host = parseUrl(url)!.host
      const why =
        error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN'
          ? `Temporary failure resolving '${host}'`
          : `Could not connect to ${host}:80 (${error.target}). - connect (111: Connection refused)`
      await this.call.print(`Err:${++this.number} ${label}\n  ${why}\n`)
      this.problems.push(why)
      return undefined
    }
  }

  readonly problems: string[] = []

  summary(): string {
    const seconds = Math.max(0, (this.call.process.kernel.clock.now - this.begun) / 1000)
    const speed = sizeText(Math.round(this.fetched / Math.max(0.1, seconds)))
    return quiet(this.call) ? '' : `Fetched ${sizeText(this.fetched)} in ${Math.round(seconds)}s (${speed}/s)\n`
  }
}

const listFile = ({ uri, suite }: Source, component: string) =>
  `${LISTS}/${`${uri.replace(/^https?:\/\//, '')}_dists_${suite}_${component}`.replaceAll('/', '_')}_binary-amd64_Packages`

async function update(call: Call): Promise<number> {
  const { process } = call
  const fetcher = new Fetcher(call)
  const sources = readSources(process)
  const failed: string[] = []
  const good: Source[] = []
  for (const source of sources) {
    const got = await fetcher.get(
      `${source.uri}/dists/${source.suite}/InRelease`,
      `${source.uri} ${source.suite} InRelease`,
    )
    if (got?.status === 200) good.push(source)
    else
      failed.push(
        got
          ? `E: The repository '${source.uri} ${source.suite} Release' does not have a Release file.\n`
          : `W: Failed to fetch ${source.uri}/dists/${source.suite}/InRelease  ${fetcher.problems.at(-1)}\n`,
      )
  }
  for (const source of good) {
    for (const component of source.components) {
      const got = await fetcher.get(
        `${source.uri}/dists/${source.suite}/${component}/binary-amd64/Packages.xz`,
        `${source.uri} ${source.suite}/${component} amd64 Packages`,
      )
      if (got?.status !== 200) continue
      process.fs.mkdir(`${LISTS}/partial`, { parents: true })
      process.fs.write(listFile(source, component), got.body)
    }
  }
  if (fetcher.fetched > 0) await call.print(fetcher.summary())
  await process.work(900)
  await call.print(done(call, 'Reading package lists'))
  const hard = failed.some((line) => line.startsWith('E:'))
  await process.error(
    failed.join('') +
      (failed.length > 0 && !hard
        ? 'W: Some index files failed to download. They have been ignored, or old ones used instead.\n'
        : ''),
  )
  return hard ? 100 : 0
}

/** Everything the lists offer, and where from. */
export function offered(call: Call): Map<string, { entry: Paragraph; source: Source }> {
  const { process } = call
  const out = new Map<string, { entry: Paragraph; source: Source }>()
  for (const source of readSources(process)) {
    for (const component of source.components) {
      const file = listFile(source, component)
      if (!process.fs.exists(file)) continue
      for (const entry of parseParagraphs(text(process.fs.read(file).bytes())))
        out.set(entry.get('Package')!, { entry, source })
    }
  }
  return out
}

async function install(call: Call, names: string[]): Promise<number> {
  const { process } = call
  await call.print(
    done(call, 'Reading package lists') +
      done(call, 'Building dependency tree') +
      done(call, 'Reading state information'),
  )
  const available = offered(call)
  const installed = installedPackages(process.fs)
  const entries = new Map([...available].map(([name, { entry }]) => [name, entry]))
  const plan = resolve(
    names.map((name) => name.replace(/[=/].*$/, '')),
    entries,
    new Set(installed.keys()),
  )
  if (plan.problems.length > 0) {
    for (const { out, error } of plan.problems) {
      await call.print(out)
      await process.error(error)
    }
    return 100
  }
  for (const name of plan.present)
    await call.print(`${name} is already the newest version (${installed.get(name)!.get('Version')}).\n`)
  return plan.wanted.length === 0 ? nothing(call) : carryOut(call, plan, available)
}

async function nothing(call: Call): Promise<number> {
  if (!quiet(call)) await call.print('0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n')
  return 0
}

const paragraphOf = (names: string[]) => {
  const lines: string[] = []
  let line = ' '
  for (const name of names) {
    if (line.length + name.length + 1 > 79) {
      lines.push(line)
      line = ' '
    }
    line += ` ${name}`
  }
  return `${[...lines, line].join('\n')}\n`
}

async function carryOut(call: Call, plan: Plan, available: ReturnType<typeof offered>): Promise<number> {
  const { process } = call
  const chosen = plan.wanted.map((name) => available.get(name)!)
  const sum = (field: string) => chosen.reduce((total, { entry }) => total + Number(entry.get(field)), 0)
  const sorted = [...plan.wanted].sort()
  const extra = sorted.filter((name) => !plan.asked.includes(name))
  const head =
    (extra.length > 0 ? `The following additional packages will be installed:\n${paragraphOf(extra)}` : '') +
    `The following NEW packages will be installed:\n${paragraphOf(sorted)}0 upgraded, ${sorted.length} newly installed, 0 to remove and 0 not upgraded.\nNeed to get ${sizeText(sum('Size'))} of archives.\nAfter this operation, ${sizeText(sum('Installed-Size') * 1024)} of additional disk space will be used.\n`
  if (!quiet(call)) await call.print(head)
  if (!call.has('y', 'assume-yes') && extra.length > 0) {
    await call.print('Do you want to continue? [Y/n] ')
    const agreed = await confirm(call)
    if (!agreed) {
      await call.print('Abort.\n')
      return 1
    }
  }
  const fetcher = new Fetcher(call)
  const archives: Uint8Array[] = []
  for (const { entry, source } of chosen) {
    const [name, version] = [entry.get('Package')!, entry.get('Version')!]
    const got = await fetcher.get(
      `${source.uri}/${entry.get('Filename')}`,
      `${source.uri} ${source.suite}/${source.components[0]} amd64 ${name} amd64 ${version}`,
    )
    if (got?.status !== 200) {
      await process.error(
        `E: Failed to fetch ${source.uri}/${entry.get('Filename')}  ${got ? `${got.status}  Not Found` : fetcher.problems.at(-1)}\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n`,
      )
      return 100
    }
    archives.push(got.body)
  }
  await call.print(fetcher.summary())
  if (!installedPackages(process.fs).has('apt-utils'))
    await process.error('debconf: delaying package configuration, since apt-utils is not installed\n')
  return unpackAll(
    call,
    chosen.map(({ entry }) => entry),
    archives,
  )
}

async function confirm(call: Call): Promise<boolean> {
  const { process } = call
  const chunk = await process.stdin.read()
  return chunk !== null && /^\s*(y|\n|$)/i.test(text(chunk))
}

async function unpackAll(call: Call, entries: Paragraph[], archives: Uint8Array[]): Promise<number> {
  const { process } = call
  const out = (line: string) => (quiet(call) ? Promise.resolve() : call.print(line))
  const count = 4000 + 60 * installedPackages(process.fs).size
  for (const [i, entry] of entries.entries()) {
    const [name, version] = [entry.get('Package')!, entry.get('Version')!]
    const full = name.startsWith('lib') ? `${name}:amd64` : name
    await out(`Selecting previously unselected package ${full}.\n`)
    if (i === 0) await out(`(Reading database ... ${count} files and directories currently installed.)\n`)
    await out(
      `Preparing to unpack .../${name}_${version.replace(':', '%3a')}_amd64.deb ...\nUnpacking ${full} (${version}) ...\n`,
    )
    await process.work(60 + Number(entry.get('Installed-Size')) / 100)
    recordInstalled(process.fs, entry, unpack(process.fs, archives[i]!))
  }
  for (const entry of entries) {
    const name = entry.get('Package')!
    await out(`Setting up ${name.startsWith('lib') ? `${name}:amd64` : name} (${entry.get('Version')}) ...\n`)
    await process.work(40)
  }
  const libraries = entries.some((entry) => entry.get('Package')!.startsWith('lib'))
  const libc = installedPackages(process.fs).get('libc-bin')?.get('Version')
  if (libraries && libc) await out(`Processing triggers for libc-bin (${libc}) ...\n`)
  return 0
}

async function remove(call: Call, names: string[]): Promise<number> {
  const { process } = call
  await call.print(
    done(call, 'Reading package lists') +
      done(call, 'Building dependency tree') +
      done(call, 'Reading state information'),
  )
  const installed = installedPackages(process.fs)
  const gone = names.filter((name) => installed.has(name))
  for (const name of names.filter((each) => !gone.includes(each))) {
    if (offered(call).has(name)) await call.print(`Package '${name}' is not installed, so not removed\n`)
    else {
      await process.error(`E: Unable to locate package ${name}\n`)
      return 100
    }
  }
  if (gone.length === 0) return nothing(call)
  const freed = gone.reduce((sum, name) => sum + Number(installed.get(name)!.get('Installed-Size') ?? 0), 0)
  await call.print(
    `The following packages will be REMOVED:\n${paragraphOf(gone)}0 upgraded, 0 newly installed, ${gone.length} to remove and 0 not upgraded.\nAfter this operation, ${sizeText(freed * 1024)} disk space will be freed.\n`,
  )
  if (!call.has('y', 'assume-yes') && !(await ask(process, 'Do you want to continue? [Y/n] '))) {
    await call.print('Abort.\n')
    return 1
  }
  await call.print(`(Reading database ... ${4000 + 60 * installed.size} files and directories currently installed.)\n`)
  for (const name of gone) {
    await call.print(`Removing ${name} (${installed.get(name)!.get('Version')}) ...\n`)
    await process.work(80)
    removeInstalled(process.fs, name)
  }
  return 0
}

async function search(call: Call, words: string[]): Promise<number> {
  const patterns = words.map((word) => new RegExp(word, 'i'))
  const rows = [...offered(call).values()].filter(({ entry }) =>
    patterns.every(
      (pattern) => pattern.test(entry.get('Package')!) || (!call.has('n') && pattern.test(entry.get('Description')!)),
    ),
  )
  const sorted = rows.sort((a, b) => (a.entry.get('Package')! < b.entry.get('Package')! ? -1 : 1))
  if (call.name === 'apt') {
    const body = sorted.map(
      ({ entry, source }) =>
        `${entry.get('Package')}/${source.suite} ${entry.get('Version')} amd64\n  ${entry.get('Description')}\n\n`,
    )
    await call.print(`Sorting...\nFull Text Search...\n${body.join('')}`)
  } else await call.print(sorted.map(({ entry }) => `${entry.get('Package')} - ${entry.get('Description')}\n`).join(''))
  return 0
}

async function show(call: Call, names: string[]): Promise<number> {
  const available = offered(call)
  const installed = installedPackages(call.process.fs)
  for (const name of names) {
    const entry = available.get(name)?.entry ?? installed.get(name)
    if (!entry) {
      if (call.name === 'apt') await call.process.error(`N: Unable to locate package ${name}\n`)
      await call.process.error('E: No packages found\n')
      return 100
    }
    await call.print(
      `${[...entry]
        .filter(([field]) => field !== 'Status')
        .map(([field, value]) => `${field}: ${value}\n`)
        .join('')}\n`,
    )
  }
  return 0
}

async function list(call: Call, names: string[]): Promise<number> {
  const installed = installedPackages(call.process.fs)
  const available = offered(call)
  const all = call.has('installed') ? [...installed.keys()] : [...new Set([...available.keys(), ...installed.keys()])]
  const rows = all.sort().filter((name) => names.length === 0 || names.includes(name))
  const shown = call.has('upgradable') ? [] : rows
  await call.print(`Listing...${call.process.isTty.stdout ? ' Done' : ''}\n`)
  for (const name of shown) {
    const entry = available.get(name)?.entry ?? installed.get(name)!
    const mark = installed.has(name) ? ` [installed${available.has(name) ? '' : ',local'}]` : ''
    await call.print(`${name}/${available.get(name)?.source.suite ?? 'now'} ${entry.get('Version')} amd64${mark}\n`)
  }
  return 0
}

async function policy(call: Call, names: string[]): Promise<number> {
  const available = offered(call)
  const installed = installedPackages(call.process.fs)
  for (const name of names) {
    const found = available.get(name)
    if (!found && !installed.has(name)) {
      await call.process.error(`N: Unable to locate package ${name}\n`)
      continue
    }
    await call.print(
      `${name}:\n  Installed: ${installed.get(name)?.get('Version') ?? '(none)'}\n  Candidate: ${found?.entry.get('Version') ?? installed.get(name)!.get('Version')}\n`,
    )
  }
  return 0
}

export const aptGet: Tool = { spec, run }
export const apt: Tool = { spec: { ...spec, name: 'apt', summary: 'command-line interface' }, run }
export const aptCache: Tool = { spec: { ...spec, name: 'apt-cache', summary: 'query the package lists' }, run }
