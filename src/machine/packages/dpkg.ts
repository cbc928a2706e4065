// dpkg(1), dpkg-query(1), and the database of what is installed: /var/lib/dpkg.
import type { FileSystem } from '../fs/filesystem.ts'
import { text } from '../../kernel/bytes.ts'
import type { Call } from '../programs/call.ts'
import type { Tool } from '../programs/spec.ts'
import { globPattern } from '../programs/file/glob.ts'
import { type Paragraph, parseParagraphs, writeParagraph } from './archive.ts'

const STATUS = '/var/lib/dpkg/status'
const listPath = (name: string) => `/var/lib/dpkg/info/${name}.list`

/** Installed packages by name. */
export function installedPackages(fs: FileSystem): Map<string, Paragraph> {
  if (!fs.exists(STATUS)) return new Map()
  const all = parseParagraphs(text(fs.read(STATUS).bytes())).filter((each) => each.get('Status')?.endsWith('installed'))
  return new Map(all.map((each) => [each.get('Package') ?? '', each]))
}

/** What dpkg says before it unpacks or removes. */
export const databaseLine = (fs: FileSystem): string =>
  `(Reading database ... ${4000 + 60 * installedPackages(fs).size} files and directories currently installed.)\n`

export function recordInstalled(fs: FileSystem, entry: Paragraph, files: string[]): void {
  const all = installedPackages(fs)
  const name = entry.get('Package')!
  all.set(name, new Map([['Package', name], ['Status', 'install ok installed'], ...entry]))
  save(fs, all)
  fs.write(listPath(name), files.map((file) => `${file}\n`).join(''))
}

/** Takes the files and the record away. */
export function removeInstalled(fs: FileSystem, name: string): void {
  for (const file of installedFiles(fs, name))
    if (fs.exists(file) && fs.lstat(file).type !== 'directory') fs.remove(file)
  if (fs.exists(listPath(name))) fs.remove(listPath(name))
  const all = installedPackages(fs)
  all.delete(name)
  save(fs, all)
}

export const installedFiles = (fs: FileSystem, name: string): string[] =>
  fs.exists(listPath(name))
    ? text(fs.read(listPath(name)).bytes())
        .split('\n')
        .filter(Boolean)
    : []

function save(fs: FileSystem, all: Map<string, Paragraph>): void {
  fs.mkdir('/var/lib/dpkg/info', { parents: true })
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1))
  fs.write(STATUS, sorted.map(([, entry]) => writeParagraph(entry)).join('\n'))
}

export const dpkg: Tool = {
  spec: {
    name: 'dpkg',
    summary: 'package manager for Debian',
    usage: '[<option>...] <command>',
    misuse: 2,
    options: {
      '-l, --list': 'list packages',
      '-L, --listfiles': 'files of packages',
      '-s, --status': 'details of packages',
      '-S, --search': 'package that owns a file',
      '-i, --install': 'install a package file',
      '-r, --remove': 'remove packages',
      '-P, --purge': 'remove packages and their configuration',
      '--print-architecture': 'the architecture',
      '--configure': 'configure packages',
      '-a, --pending': 'all that are pending',
      '--version': 'the version',
    },
  },
  async run(call) {
    const { fs } = call.process
    if (call.has('print-architecture')) return call.print('amd64\n').then(() => 0)
    if (call.has('version'))
      return call.print("Debian 'dpkg' package management program version 1.22.6 (amd64).\n").then(() => 0)
    const all = installedPackages(fs)
    if (call.has('l')) return list(call, all)
    if (call.has('configure')) return 0
    const verb = ['L', 's', 'S', 'r', 'P'].find((letter) => call.has(letter))
    if (!verb) {
      await call.process.error(
        'dpkg: error: need an action option\n\nType dpkg --help for help about installing and deinstalling packages [*];\n',
      )
      return 2
    }
    let code = 0
    for (const name of call.operands) code = Math.max(code, await act(call, verb, name, all))
    return code
  },
}

async function act(call: Call, verb: string, name: string, all: Map<string, Paragraph>): Promise<number> {
  const { fs, user } = call.process
  if (verb === 'S') {
    const owners = [...all.keys()].filter((each) => installedFiles(fs, each).includes(name))
    if (owners.length > 0) return call.print(`${owners.join(', ')}: ${name}\n`).then(() => 0)
    await call.process.error(`dpkg-query: no path found matching pattern ${name}\n`)
    return 1
  }
  const entry = all.get(name)
  if (!entry) {
    const rest = verb === 's' ? `and no information is available\n` : verb === 'L' ? '' : ''
    if (verb === 's')
      await call.process.error(
        `dpkg-query: package '${name}' is not installed ${rest}Use dpkg --info (= dpkg-deb --info) to examine archive files.\n`,
      )
    else if (verb === 'L')
      await call.process.error(
        `dpkg-query: package '${name}' is not installed\nUse dpkg --contents (= dpkg-deb --contents) to list archive files contents.\n`,
      )
    else await call.process.error(`dpkg: warning: ignoring request to remove ${name} which isn't installed\n`)
    return verb === 's' || verb === 'L' ? 1 : 0
  }
  if (verb === 's') await call.print(`${writeParagraph(entry)}\n`)
  else if (verb === 'L')
    await call.print(
      installedFiles(fs, name)
        .map((file) => `${file}\n`)
        .join(''),
    )
  else if (user.uid !== 0) {
    await call.process.error('dpkg: error: requested operation requires superuser privilege\n')
    return 2
  } else {
    await call.print(`Removing ${name} (${entry.get('Version')}) ...\n`)
    removeInstalled(fs, name)
  }
  return 0
}

async function list(call: Call, all: Map<string, Paragraph>): Promise<number> {
  const { operands } = call
  const wanted = [...all.values()].filter(
    (entry) => operands.length === 0 || operands.some((glob) => globPattern(glob).test(entry.get('Package')!)),
  )
  if (wanted.length === 0) {
    await call.process.error(`dpkg-query: no packages found matching ${operands.join(' ')}\n`)
    return 1
  }
  const wide = (field: string, least: number) =>
    Math.max(least, ...wanted.map((entry) => entry.get(field)?.length ?? 0))
  const [name, version] = [wide('Package', 4), wide('Version', 12)]
  const architecture = 12
  const description = Math.max(...wanted.map((entry) => entry.get('Description')?.length ?? 0), 33)
  const rows = wanted.map(
    (entry) =>
      `ii  ${entry.get('Package')!.padEnd(name)} ${entry.get('Version')!.padEnd(version)} ${(entry.get('Architecture') ?? 'amd64').padEnd(architecture)} ${entry.get('Description') ?? ''}\n`,
  )
  await call.print(
    `Desired=Unknown/Install/Remove/Purge/Hold
| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
||/ ${'Name'.padEnd(name)} ${'Version'.padEnd(version)} ${'Architecture'.padEnd(architecture)} Description
+++-${'='.repeat(name)}-${'='.repeat(version)}-${'='.repeat(architecture)}-${'='.repeat(description)}
${rows.join('')}`,
  )
  return 0
}

export const dpkgQuery: Tool = {
  spec: {
    name: 'dpkg-query',
    summary: 'query the dpkg database',
    usage: '[<option>...] <command>',
    misuse: 2,
    options: {
      '-W, --show': 'names and versions',
      '-f, --showformat=FORMAT': 'by this format',
      '-l, --list': 'list packages',
      '-s, --status': 'details',
      '-L, --listfiles': 'files',
    },
  },
  async run(call) {
    const all = installedPackages(call.process.fs)
    if (call.has('l')) return list(call, all)
    const wanted = call.operands.length > 0 ? call.operands : [...all.keys()]
    const format = call.value('f') ?? '${Package}\\t${Version}\\n'
    for (const name of wanted) {
      const entry = all.get(name)
      if (!entry) {
        await call.process.error(`dpkg-query: no packages found matching ${name}\n`)
        call.status = 1
      } else if (call.has('s', 'L'))
        call.status = Math.max(call.status, await act(call, call.has('s') ? 's' : 'L', name, all))
      else
        await call.print(
          format
            .replace(
              /\$\{([\w-]+)(?:;-?\d+)?\}/g,
              (_, field: string) => entry.get(field) ?? (field === 'db:Status-Status' ? 'installed' : ''),
            )
            .replace(/\\n/g, '\n')
            .replace(/\\t/g, '\t'),
        )
    }
    return call.status
  },
}
