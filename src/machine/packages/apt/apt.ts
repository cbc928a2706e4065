// apt-get(8), apt(8), apt-cache(8): lists from the servers of sources.list, packages from their pools.
import type { Call } from '../../programs/call.ts'
import type { Spec, Tool } from '../../programs/spec.ts'
import { install } from './install.ts'
import { LISTS, update } from './lists.ts'
import { list, policy, search, show } from './query.ts'
import { remove } from './remove.ts'

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

export const aptGet: Tool = { spec, run }
export const apt: Tool = { spec: { ...spec, name: 'apt', summary: 'command-line interface' }, run }
export const aptCache: Tool = { spec: { ...spec, name: 'apt-cache', summary: 'query the package lists' }, run }
