// login(1): a person's shell on a terminal.
import { loadExecutable } from '../exec.ts'
import { FsError } from '../fs/filesystem.ts'
import type { Machine } from '../machine.ts'
import { ROOT } from '../machine.ts'
import type { Process } from '../process.ts'
import type { User } from '../spawn.ts'
import type { Program } from '../program.ts'
import type { Tty } from '../tty.ts'
import type { Cause } from '../../kernel/trace.ts'
import { type Account, accountsOf } from './identity.ts'

export interface LoginOptions {
  /** TERM and the like. */
  env?: Record<string, string>
  cause?: Cause
  component?: string
  /** Runs this line instead of reading from the terminal: `ssh host command`. */
  command?: string
  parent?: Process
}

/** Starts the login shell of an account (root's where there is no user) on a terminal. */
export function login(machine: Machine, user: User | undefined, tty: Tty, options: LoginOptions = {}): Process {
  const person = user ?? ROOT
  const { program, path } = shellOf(machine, person)
  const argv =
    options.command === undefined ? [`-${path.split('/').at(-1)}`] : [path.split('/').at(-1)!, '-c', options.command]
  nameTerminal(machine, tty)
  const process = machine.start({
    argv,
    program,
    user: person,
    env: { ...loginEnvironment(person, path), TERM: 'xterm-256color', ...options.env },
    cwd: machine.fs.exists(person.home) ? person.home : '/',
    tty,
    newGroup: true,
    component: options.component ?? `${machine.name}/${path.split('/').at(-1)}`,
    cause: options.cause,
    parent: options.parent,
  })
  tty.foreground = process.group
  return process
}

export const loginEnvironment = (user: User, shell: string): Record<string, string> => ({
  SHELL: shell,
  PWD: user.home,
  LOGNAME: user.name,
  HOME: user.home,
  LANG: 'en_US.UTF-8',
  USER: user.name,
  PATH:
    user.uid === 0
      ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
      : '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/games:/usr/local/games',
})

/** What /etc/passwd names; /bin/sh where it names nothing. Throws FsError when there is no such program. */
export function shellOf(machine: Machine, user: User): { program: Program; path: string } {
  const account: Account | undefined = accountsOf(machine.fs).find(({ name }) => name === user.name)
  const path = account?.shell || '/bin/sh'
  const entry = machine.programs.get(loadExecutable(machine.fs, '/', path, [path], user).program)
  if (!entry) throw new FsError('ENOEXEC', path)
  if (typeof entry === 'function') return { program: entry, path }
  return { program: async (process) => (await machine.kernel.load(entry.load))(process), path }
}

/** The first pseudo terminal that no process of the machine holds. */
function nameTerminal(machine: Machine, tty: Tty): void {
  const taken = new Set([...machine.pids.processes.values()].map((process) => process.tty?.name))
  let number = 0
  while (taken.has(`pts/${number}`)) number++
  tty.name = `pts/${number}`
}
