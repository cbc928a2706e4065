// systemd.service(5): unit files on the disk.
import type { FileSystem } from '../../fs/filesystem.ts'
import { text } from '../../../kernel/bytes.ts'

export interface Unit {
  /** `docker.service` */
  name: string
  path: string
  description: string
  documentation: string | undefined
  after: string[]
  /** Words of ExecStart. */
  command: string[]
  environment: Record<string, string>
  user: string
  workingDirectory: string
  restart: 'no' | 'always' | 'on-failure'
  /** ms */
  restartDelay: number
  oneshot: boolean
  installable: boolean
}

const ROOTS = ['/etc/systemd/system', '/usr/local/lib/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system']
const WANTS = '/etc/systemd/system/multi-user.target.wants'

export const fullName = (name: string): string =>
  /\.(service|socket|target|timer)$/.test(name) ? name : `${name}.service`

export function loadUnit(fs: FileSystem, name: string): Unit | undefined {
  const full = fullName(name)
  const path = ROOTS.map((root) => `${root}/${full}`).find((candidate) => fs.exists(candidate))
  return path === undefined ? undefined : parseUnit(full, path, text(fs.read(path).bytes()))
}

export function parseUnit(name: string, path: string, source: string): Unit {
  const values = new Map<string, string[]>()
  for (const line of source.replace(/\\\n/g, ' ').split('\n')) {
    const match = /^\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/.exec(line)
    if (match) values.set(match[1]!, [...(values.get(match[1]!) ?? []), match[2]!])
  }
  const one = (key: string) => values.get(key)?.at(-1)
  const restart = one('Restart')
  return {
    name,
    path,
    description: one('Description') ?? name,
    documentation: one('Documentation'),
    after: (values.get('After') ?? []).flatMap((list) => list.split(/\s+/)),
    command: words(one('ExecStart')?.replace(/^[-@:+!]+/, '') ?? ''),
    environment: Object.fromEntries(
      (values.get('Environment') ?? [])
        .flatMap(words)
        .map((pair) => [pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1)]),
    ),
    user: one('User') ?? 'root',
    workingDirectory: one('WorkingDirectory') ?? '/',
    restart: restart === 'always' || restart === 'on-failure' ? restart : 'no',
    restartDelay: 1000 * Number(one('RestartSec')?.replace(/s$/, '') ?? 0.1),
    oneshot: one('Type') === 'oneshot',
    installable: values.has('WantedBy'),
  }
}

const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '')

/** Started at boot: linked below multi-user.target.wants, or, where there is no such list, any unit of /etc. */
export function isEnabled(fs: FileSystem, name: string): boolean {
  return fs.exists(fs.exists(WANTS) ? `${WANTS}/${fullName(name)}` : `${ROOTS[0]}/${fullName(name)}`)
}

export function enable(fs: FileSystem, unit: Unit): void {
  listWants(fs)
  fs.symlink(unit.path, `${WANTS}/${unit.name}`)
}

export function disable(fs: FileSystem, unit: Unit): void {
  listWants(fs)
  if (fs.exists(`${WANTS}/${unit.name}`)) fs.remove(`${WANTS}/${unit.name}`)
}

/** Makes the list, with what is enabled by now. */
function listWants(fs: FileSystem): void {
  if (fs.exists(WANTS)) return
  const units = enabledUnits(fs)
  fs.mkdir(WANTS, { parents: true })
  for (const { path, name } of units) fs.symlink(path, `${WANTS}/${name}`)
}

export const wantsPath = (name: string): string => `${WANTS}/${name}`

/** The units that start at boot; without a list of wants, every unit of /etc/systemd/system. */
export function enabledUnits(fs: FileSystem): Unit[] {
  const from = fs.exists(WANTS) ? WANTS : ROOTS[0]!
  const names = fs.exists(from) ? fs.list(from).filter((name) => name.endsWith('.service')) : []
  return inOrder(names.flatMap((name) => loadUnit(fs, name) ?? []))
}

export function allUnits(fs: FileSystem): Unit[] {
  const names = new Set(
    ROOTS.flatMap((root) => (fs.exists(root) ? fs.list(root).filter((name) => name.endsWith('.service')) : [])),
  )
  return [...names].sort().flatMap((name) => loadUnit(fs, name) ?? [])
}

/** After= is obeyed where it can be. */
function inOrder(units: Unit[]): Unit[] {
  const out: Unit[] = []
  const left = [...units]
  while (left.length > 0) {
    const ready = left.findIndex((unit) => !left.some((other) => other !== unit && unit.after.includes(other.name)))
    out.push(...left.splice(Math.max(0, ready), 1))
  }
  return out
}
