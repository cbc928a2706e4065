// sudo(8): a command as somebody else, root unless said otherwise. Nobody here is asked for a password (NOPASSWD).
import { DEFAULT_PATH, findExecutable } from '../../exec.ts'
import { FsError } from '../../fs/filesystem.ts'
import { accounts, findAccount, findGroup, userOf } from '../accounts.ts'
import { runCommand } from '../process/command.ts'
import { askHidden } from '../question.ts'
import type { Tool } from '../spec.ts'

/** Groups whose members may do anything, as /etc/sudoers has them. */
const ALLOWED = ['sudo', 'wheel', 'admin']

export const sudo: Tool = {
  spec: {
    name: 'sudo',
    summary: 'execute a command as another user',
    usage: '[-EHis] [-u USER] [VAR=value] [COMMAND [ARG]...]',
    version: 'Sudo version 1.9.15p5',
    ordered: true,
    options: {
      '-u, --user=USER': 'run as this user instead of root',
      '-i, --login': "run that user's login shell",
      '-s, --shell': 'run a shell',
      '-E, --preserve-env': 'keep the environment',
      '-H, --set-home': "set HOME to that user's home",
      '-n, --non-interactive': 'never ask',
      '-k, --reset-timestamp': 'forget the password',
      '-l, --list': 'list what may be run',
    },
  },
  async run(call) {
    const { process } = call
    const { fs, user, machine } = process
    const groups = ALLOWED.map((name) => findGroup(fs, name)?.gid)
    const member = [user.gid, ...user.groups].some((gid) => groups.includes(gid))
    if (user.uid !== 0 && !member) return call.fail(`${user.name} is not in the sudoers file.`)
    const wanted = call.value('user') ?? 'root'
    const account = findAccount(fs, wanted)
    if (!account) return call.fail(`unknown user ${wanted}\nsudo: error initializing audit plugin sudoers_audit`)
    const target = userOf(fs, account)
    if (call.has('list')) {
      await process.print(
        `User ${user.name} may run the following commands on ${machine.namespaces.uts.hostname}:\n    (ALL : ALL) NOPASSWD: ALL\n`,
      )
      return 0
    }
    const words = [...call.operands]
    const env: Record<string, string> = call.has('preserve-env') ? { ...process.env } : kept(process.env)
    Object.assign(env, { HOME: target.home, USER: target.name, LOGNAME: target.name, SHELL: account.shell })
    Object.assign(env, { SUDO_USER: user.name, SUDO_UID: String(user.uid), SUDO_GID: String(user.gid) })
    env.PATH = DEFAULT_PATH
    while (/^\w+=/.test(words[0] ?? '')) {
      const [name, value] = words.shift()!.split(/=(.*)/s)
      env[name!] = value ?? ''
    }
    const login = call.has('login')
    if (words.length === 0 && !login && !call.has('shell')) return call.misuse('a command is needed')
    const argv = login || call.has('shell') ? shellWords(account.shell, login, words) : words
    env.SUDO_COMMAND = argv.join(' ')
    try {
      findExecutable(fs, process.cwd, DEFAULT_PATH, argv[0]!, target)
    } catch (error) {
      if (!(error instanceof FsError) || error.code !== 'ENOENT') throw error
      return call.fail(`${argv[0]}: command not found`)
    }
    return runCommand(call, argv, { user: target, env, cwd: login ? target.home : process.cwd })
  },
}

const KEPT = ['TERM', 'LANG', 'LANGUAGE', 'LC_ALL', 'COLORTERM', 'DISPLAY', 'COLUMNS', 'LINES']

const kept = (env: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(KEPT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))

const shellWords = (shell: string, login: boolean, words: readonly string[]): string[] => [
  shell,
  ...(login ? ['-l'] : []),
  ...(words.length > 0 ? ['-c', words.join(' ')] : []),
]

/** su(1): another user's shell. Only root is let in without a password. */
export const su: Tool = {
  spec: {
    name: 'su',
    summary: 'run a command with substitute user',
    usage: '[options] [-] [USER]',
    version: 'su from util-linux 2.39.3',
    options: {
      '-l, --login': 'make the shell a login shell',
      '-c, --command=COMMAND': 'pass this to the shell',
      '-s, --shell=SHELL': 'run this shell',
    },
  },
  async run(call) {
    const { process } = call
    const words = call.operands.filter((word) => word !== '-')
    const login = call.has('login') || words.length < call.operands.length
    const name = words[0] ?? 'root'
    const account = accounts(process.fs).find((candidate) => candidate.name === name)
    if (!account)
      return call.fail(`user ${name} does not exist or the user entry does not contain all the required fields`)
    if (process.user.uid !== 0) {
      await askHidden(process, 'Password: ')
      await process.sleep(2000)
      return call.fail(call.busybox ? 'incorrect password' : 'Authentication failure')
    }
    if (!process.can('SETGID'))
      return call.fail(`${call.busybox ? "can't" : 'cannot'} set groups: Operation not permitted`)
    const target = userOf(process.fs, account)
    const env = { ...process.env, HOME: target.home, USER: target.name, LOGNAME: target.name, SHELL: account.shell }
    const command = call.value('command')
    const argv = shellWords(call.value('shell') ?? account.shell, login, command === undefined ? [] : [command])
    return runCommand(call, argv, { user: target, env, cwd: login ? target.home : process.cwd })
  },
}
