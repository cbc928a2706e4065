// hostname(1), whoami(1), id(1), groups(1), who(1), uname(1), arch, nproc(1), tty(1), logname(1).
import { FsError } from '../../fs/filesystem.ts'
import { accounts, findAccount, groupIds, groupName, userName, userOf } from '../accounts.ts'
import type { Call } from '../call.ts'
import { terminalName } from '../process/list.ts'
import type { Tool } from '../spec.ts'
import { strftime } from '../time.ts'

export const hostname: Tool = {
  spec: {
    name: 'hostname',
    summary: 'show or set the name of the host',
    usage: '[OPTION]... [NAME]',
    options: {
      '-s, --short': 'the name without the domain',
      '-f, --fqdn': 'the long name',
      '-d, --domain': 'the domain',
      '-i, --ip-address': 'addresses of the name',
      '-I, --all-ip-addresses': 'all addresses of the host',
    },
  },
  async run(call) {
    const { process } = call
    const { uts, net } = process.namespaces
    const [name] = call.operands
    if (name !== undefined) {
      if (!process.can('SYS_ADMIN'))
        return call.fail(
          call.busybox || process.user.uid === 0
            ? 'sethostname: Operation not permitted'
            : 'you must be root to change the host name',
        )
      uts.hostname = name
      return 0
    }
    const six = net.interfaces.flatMap(({ address6 = [] }) => address6)
    const addresses = [...net.interfaces.map(({ address }) => address), ...six]
    if (call.has('I')) await call.print(`${addresses.join(' ')} \n`)
    else if (call.has('i')) await call.print(`${addresses[0] ?? '127.0.1.1'}\n`)
    else if (call.has('d')) await call.print(`${uts.hostname.split('.').slice(1).join('.')}\n`)
    else await call.print(`${call.has('s') ? uts.hostname.split('.')[0] : uts.hostname}\n`)
    return 0
  },
}

export const whoami: Tool = {
  spec: { name: 'whoami', summary: 'print the user name', usage: '[OPTION]...', version: 'GNU coreutils 9.4' },
  async run(call) {
    const { user, fs } = call.process
    const name = accounts(fs).find(({ uid }) => uid === user.uid)?.name
    if (name === undefined)
      return call.fail(call.busybox ? `unknown uid ${user.uid}` : `cannot find name for user ID ${user.uid}`)
    await call.print(`${name}\n`)
    return 0
  },
}

export const id: Tool = {
  spec: {
    name: 'id',
    summary: 'print user and group ids',
    usage: '[OPTION]... [USER]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-u, --user': 'only the user',
      '-g, --group': 'only the group',
      '-G, --groups': 'all groups',
      '-n, --name': 'names, not numbers',
      '-r, --real': 'ignored',
    },
  },
  async run(call) {
    const { process } = call
    const { fs } = process
    const [who] = call.operands
    const account = who === undefined ? undefined : findAccount(fs, who)
    if (who !== undefined && !account)
      return call.fail(call.busybox ? `unknown user ${who}` : `${call.quote(who)}: no such user`)
    const user = account ? userOf(fs, account) : process.user
    const gids = [user.gid, ...user.groups.filter((gid) => gid !== user.gid)]
    const [uname, gname] = [(uid: number) => userName(fs, uid), (gid: number) => groupName(fs, gid)]
    if (call.has('u')) await call.print(`${call.has('n') ? uname(user.uid) : user.uid}\n`)
    else if (call.has('g')) await call.print(`${call.has('n') ? gname(user.gid) : user.gid}\n`)
    else if (call.has('G')) await call.print(`${gids.map((gid) => (call.has('n') ? gname(gid) : gid)).join(' ')}\n`)
    else {
      const named = (number: number, name: string) => (name === String(number) ? name : `${number}(${name})`)
      const list = gids.map((gid) => named(gid, gname(gid))).join(',')
      await call.print(
        `uid=${named(user.uid, uname(user.uid))} gid=${named(user.gid, gname(user.gid))} groups=${list}\n`,
      )
    }
    return 0
  },
}

export const groupsOf: Tool = {
  spec: {
    name: 'groups',
    summary: 'print the groups a user is in',
    usage: '[OPTION]... [USERNAME]...',
    version: 'GNU coreutils 9.4',
  },
  async run(call) {
    const { process } = call
    const { fs } = process
    if (call.operands.length === 0)
      await call.print(
        `${groupIds(process)
          .map((gid) => groupName(fs, gid))
          .join(' ')}\n`,
      )
    for (const who of call.operands) {
      const account = findAccount(fs, who)
      if (!account) {
        await call.warn(`${call.quote(who)}: no such user`)
        continue
      }
      const { gid, groups } = userOf(fs, account)
      await call.print(`${who} : ${[gid, ...groups].map((each) => groupName(fs, each)).join(' ')}\n`)
    }
    return call.status
  },
}

export const uname: Tool = {
  spec: {
    name: 'uname',
    summary: 'print system information',
    usage: '[OPTION]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-a, --all': 'everything',
      '-s, --kernel-name': 'name of the kernel',
      '-n, --nodename': 'name of the host',
      '-r, --kernel-release': 'release of the kernel',
      '-v, --kernel-version': 'version of the kernel',
      '-m, --machine': 'hardware',
      '-p, --processor': 'processor',
      '-i, --hardware-platform': 'platform',
      '-o, --operating-system': 'operating system',
    },
  },
  async run(call) {
    const { process } = call
    const { release } = process.machine
    const parts: [string, string][] = [
      ['s', 'Linux'],
      ['n', process.namespaces.uts.hostname],
      ['r', release],
      ['v', '#31-Ubuntu SMP PREEMPT_DYNAMIC Sat Apr 20 00:40:06 UTC 2026'],
      ['m', 'x86_64'],
      ['p', 'x86_64'],
      ['i', 'x86_64'],
      ['o', call.busybox ? 'Linux' : 'GNU/Linux'],
    ]
    const asked = parts.filter(
      ([letter]) => call.has(letter) || (call.has('a') && !(call.busybox && 'pi'.includes(letter))),
    )
    await call.print(`${(asked.length > 0 ? asked : [parts[0]!]).map(([, value]) => value).join(' ')}\n`)
    return 0
  },
}

export const arch: Tool = {
  spec: { name: 'arch', summary: 'print the hardware name', usage: '[OPTION]...', version: 'GNU coreutils 9.4' },
  run: (call) => call.print('x86_64\n'),
}

export const nproc: Tool = {
  spec: {
    name: 'nproc',
    summary: 'print how many processors there are',
    usage: '[OPTION]...',
    version: 'GNU coreutils 9.4',
    options: { '--all': 'all that are there', '--ignore=N': 'leave out N' },
  },
  run(call) {
    const { machine, namespaces } = call.process
    const all = machine.hardware.cpus
    const mine = call.has('all') ? all : namespaces.cgroup.processors(all)
    return call.print(`${Math.max(1, mine - Number(call.value('ignore') ?? 0))}\n`)
  },
}

export const tty: Tool = {
  spec: {
    name: 'tty',
    summary: 'print the name of the terminal',
    usage: '[OPTION]...',
    version: 'GNU coreutils 9.4',
    options: { '-s, --silent': 'print nothing' },
  },
  async run(call) {
    const { process } = call
    const there = process.isTty.stdin && process.tty
    if (!call.has('s')) await call.print(there ? `/dev/${terminalName(process, there)}\n` : 'not a tty\n')
    return there ? 0 : 1
  },
}

const sessions = (call: Call) => {
  const seen = new Set()
  return [...call.process.namespaces.pids.processes.values()].filter(
    ({ tty: terminal }) => terminal && !seen.has(terminal) && seen.add(terminal),
  )
}

export const who: Tool = {
  spec: {
    name: 'who',
    summary: 'show who is logged on',
    usage: '[OPTION]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-H, --heading': 'with a header',
      '-q, --count': 'names and how many',
      '-a, --all': 'ignored',
      '-m': 'only this terminal',
    },
  },
  async run(call) {
    const { kernel } = call.process
    for (const each of sessions(call)) {
      const since = strftime('%Y-%m-%d %H:%M', kernel.clock.epoch + each.startedAt)
      await call.print(`${each.user.name.padEnd(8)} ${terminalName(call.process, each.tty!).padEnd(12)} ${since}\n`)
    }
  },
}

export const logname: Tool = {
  spec: { name: 'logname', summary: 'print the login name', usage: '[OPTION]', version: 'GNU coreutils 9.4' },
  async run(call) {
    if (!call.process.tty) return call.fail('no login name')
    await call.print(`${call.process.user.name}\n`)
    return 0
  },
}

export const users: Tool = {
  spec: { name: 'users', summary: 'print who is logged on', usage: '[OPTION]...', version: 'GNU coreutils 9.4' },
  async run(call) {
    const names = sessions(call).map(({ user }) => user.name)
    if (names.length === 0) throw new FsError('ENOENT', '/var/run/utmp')
    await call.print(`${names.sort().join(' ')}\n`)
  },
}
