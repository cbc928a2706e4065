// What a shell begins with: the environment as variables, and those it makes up itself.
import { holdValue } from './memory.ts'
import type { Shell } from './shell.ts'
import { isName } from './variables.ts'

export function importEnvironment(shell: Shell): void {
  const { process, variables, dialect } = shell
  for (const [name, value] of Object.entries(process.env)) {
    if (!isName(name)) continue
    variables.set(name, value)
    variables.declare(name, { exported: true })
  }
  const plain: Record<string, string> = { IFS: ' \t\n', OPTIND: '1', PS4: '+ ', PPID: String(parentPid(shell)) }
  if (variables.get('PATH') === undefined) plain.PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  if (dialect.name === 'bash') {
    const version = {
      BASH: '/bin/bash',
      BASH_VERSION: '5.2.21(1)-release',
      HOSTTYPE: 'x86_64',
      MACHTYPE: 'x86_64-pc-linux-gnu',
      OSTYPE: 'linux-gnu',
    }
    Object.assign(plain, version, { HOSTNAME: process.namespaces.uts.hostname })
    variables.setArray(
      'BASH_VERSINFO',
      ['5', '2', '21', '1', 'release', 'x86_64-pc-linux-gnu'].map((part) => [undefined, part]),
    )
  }
  for (const [name, value] of Object.entries(plain)) variables.set(name, value)
  if (shell.interactive) {
    const { user } = process
    const root = user.uid === 0
    variables.set(
      'PS1',
      dialect.name === 'bash' ? '\\s-\\v\\$ ' : dialect.name === 'dash' ? (root ? '# ' : '$ ') : '\\w \\$ ',
    )
    variables.set('PS2', '> ')
  }
  process.cwd = variables.get('PWD') && samePlace(shell, variables.get('PWD')!) ? variables.get('PWD')! : process.cwd
  variables.set('PWD', process.cwd)
  variables.declare('PWD', { exported: true })
  if (dialect.name === 'dash') return
  const level = Number(variables.get('SHLVL') ?? 0) + 1
  variables.set('SHLVL', String(Number.isNaN(level) ? 1 : level))
  variables.declare('SHLVL', { exported: true })
}

function samePlace({ process }: Shell, path: string): boolean {
  return (
    path.startsWith('/') && process.fs.exists(path) && process.fs.realpath(path) === process.fs.realpath(process.cwd)
  )
}

const parentPid = ({ process }: Shell) => process.parent?.pids.get(process.namespaces.pids) ?? 0

/** RANDOM and its kin. */
export function computeVariables(shell: Shell): void {
  const { process, variables, dialect } = shell
  const { kernel } = process
  const { computed } = variables
  variables.holds = (length) => holdValue(process, length)
  if (dialect.name === 'dash') return
  let chance = kernel.chance(`RANDOM:${process.machine.name}:${process.hostPid}:${kernel.clock.now}`)
  computed.set('RANDOM', () => String(chance.below(32768)))
  computed.set('SECONDS', () => String(Math.floor((kernel.clock.now - shell.startedAt) / 1000)))
  computed.set('LINENO', () => String(shell.line))
  if (dialect.name !== 'bash') return
  chance = kernel.chance(`RANDOM:bash:${process.machine.name}:${process.hostPid}:${kernel.clock.now}`)
  computed.set('SRANDOM', () => String(chance.uint32()))
  computed.set('EPOCHSECONDS', () => String(Math.floor(kernel.clock.unix() / 1000)))
  computed.set('EPOCHREALTIME', () => (kernel.clock.unix() / 1000).toFixed(6))
  computed.set('BASHPID', () => String(process.pid))
  computed.set('BASH_SUBSHELL', () => String(shell.depth))
  computed.set('UID', () => String(process.user.uid))
  computed.set('EUID', () => String(process.user.uid))
  computed.set('GROUPS', () => [process.user.gid, ...process.user.groups].map(String))
  computed.set('PIPESTATUS', () => shell.pipeStatus.map(String))
  computed.set('DIRSTACK', () => [shell.displayedCwd(), ...shell.directories])
  computed.set('FUNCNAME', () => shell.callStack.map((call) => call.name).reverse())
  computed.set('BASH_LINENO', () => shell.callStack.map((call) => String(call.line)).reverse())
  computed.set('BASH_SOURCE', () => [
    shell.source.script ? shell.source.name : '',
    ...shell.callStack.map((call) => call.source),
  ])
  computed.set('SHELLOPTS', () =>
    Object.keys(shell.options)
      .filter((name) => shell.options[name] && /^[a-z-]+$/.test(name))
      .sort()
      .join(':'),
  )
  if (!shell.interactive) return
  computed.set('COLUMNS', () => String(shell.tty?.size.columns ?? 80))
  computed.set('LINES', () => String(shell.tty?.size.rows ?? 24))
}
