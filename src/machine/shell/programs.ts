// bash, dash (Debian's sh) and busybox's ash as programs.
import { text } from '../../kernel/bytes.ts'
import { readAll } from '../../kernel/queue.ts'
import { FsError } from '../fs/filesystem.ts'
import { openRead } from '../open.ts'
import type { Program } from '../program.ts'
import type { BusyboxBuild } from '../programs/busybox-build.ts'
import { runFile } from './builtins/control.ts'
import { setLetter, setNamed } from './builtins/setting.ts'
import type { DialectName } from './dialect.ts'
import { ShellError } from './flow.ts'
import { readLine } from './input.ts'
import { interact, loadHistory, prepareSignals } from './interactive.ts'
import { isIncomplete, runText } from './script.ts'
import { interpreter } from './interpreter.ts'
import { Shell } from './shell.ts'
import { whereIs } from './search-path.ts'

interface Arguments {
  command?: string
  interactive: boolean
  login: boolean
  fromStdin: boolean
  startup: { profile: boolean; rc: boolean; file: string }
  /** Letters and names of `set`, with whether they are switched on. */
  set: [string, boolean][]
  /** shopt names (-O). */
  shopt: string[]
  rest: string[]
  answer?: string
  problem?: string
}

const LONG = new Set([
  '--login',
  '--noprofile',
  '--norc',
  '--posix',
  '--version',
  '--help',
  '--noediting',
  '--restricted',
  '--verbose',
])

function readArguments(argv: readonly string[]): Arguments {
  const out: Arguments = {
    interactive: false,
    login: argv[0]!.startsWith('-'),
    fromStdin: false,
    startup: { profile: true, rc: true, file: '~/.bashrc' },
    set: [],
    shopt: [],
    rest: [],
  }
  let wantsCommand = false
  let i = 1
  for (; i < argv.length; i++) {
    const word = argv[i]!
    if (word === '-' || word === '--') {
      i++
      break
    }
    if (word === '--rcfile' || word === '--init-file') out.startup.file = argv[++i] ?? ''
    else if (word.startsWith('--')) longOption(out, word)
    else if (/^[-+]./.test(word)) {
      const on = word.startsWith('-')
      for (const letter of word.slice(1)) {
        if (letter === 'c') wantsCommand = true
        else if (letter === 'i') out.interactive = on
        else if (letter === 'l') out.login = on
        else if (letter === 's') out.fromStdin = on
        else if (letter === 'o') out.set.push([argv[++i] ?? '', on])
        else if (letter === 'O') out.shopt.push(argv[++i] ?? '')
        else out.set.push([letter, on])
      }
    } else break
  }
  out.rest = argv.slice(i)
  if (!wantsCommand) return out
  out.command = out.rest.shift()
  if (out.command === undefined) out.problem = '-c: option requires an argument'
  return out
}

function longOption(out: Arguments, word: string): void {
  if (!LONG.has(word)) out.problem = `${word}: invalid option`
  if (word === '--login') out.login = true
  if (word === '--noprofile') out.startup.profile = false
  if (word === '--norc') out.startup.rc = false
  if (word === '--version')
    out.answer =
      'GNU bash, version 5.2.21(1)-release (x86_64-pc-linux-gnu)\nCopyright (C) 2022 Free Software Foundation, Inc.\nLicense GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>\n\nThis is free software; you are free to change and redistribute it.\nThere is NO WARRANTY, to the extent permitted by law.\n'
  if (word === '--help')
    out.answer = 'Usage:\tbash [GNU long option] [option] ...\n\tbash [GNU long option] [option] script-file ...\n'
}

const program =
  (dialect: DialectName, build?: BusyboxBuild): Program =>
  async (process) => {
    const args = readArguments(process.argv)
    const called = process.argv[0]!
    if (args.answer && dialect === 'bash') {
      await process.print(args.answer)
      return 0
    }
    if (args.problem) {
      await process.error(dialect === 'dash' ? `${called}: 0: ${args.problem}\n` : `${called}: ${args.problem}\n`)
      return 2
    }
    const script = args.command === undefined && !args.fromStdin ? args.rest[0] : undefined
    const terminal = process.isTty.stdin && process.isTty.stderr
    const interactive = args.interactive || (args.command === undefined && script === undefined && terminal)
    const named = args.command === undefined ? script : args.rest[0]
    const positional = args.fromStdin ? args.rest : args.rest.slice(1)
    const shell = new Shell(process, {
      interpreter,
      dialect,
      interactive,
      login: args.login,
      name: named ?? called,
      positional,
      asksTerminal: build?.asksTerminal,
    })
    return shell.conclude(async () => {
      for (const [option, on] of args.set) (option.length === 1 ? setLetter : setNamed)(shell, option, on)
      for (const option of args.shopt) shell.options[option] = true
      if (interactive) prepareSignals(shell)
      if (interactive && build?.greets) await process.print(greeting(build.version))
      await startup(shell, args)
      if (args.command !== undefined)
        await runText(shell, args.command, {
          name: shell.name,
          // dash (0.5.12) forks even for the last command.
          last: dialect !== 'dash',
          label: dialect === 'bash' ? '-c' : undefined,
        })
      else if (script !== undefined) await runScript(shell, script)
      else if (interactive) return interact(shell)
      else await runInput(shell)
      return shell.status
    })
  }

/** bash(1), INVOCATION: which files are read before anything else. */
export async function startup(
  shell: Shell,
  { login, startup: files }: Pick<Arguments, 'login' | 'startup'>,
): Promise<void> {
  const { process, dialect, variables } = shell
  const home = variables.get('HOME') ?? ''
  const present = (path: string) => process.fs.exists(process.path(path))
  const read = async (path: string) => {
    if (present(path)) await runFile(shell, path)
  }
  if (shell.interactive) loadHistory(shell)
  if (login && files.profile) {
    await read('/etc/profile')
    const own = dialect.name === 'bash' ? ['.bash_profile', '.bash_login', '.profile'] : ['.profile']
    const first = own.map((name) => `${home}/${name}`).find(present)
    if (first) await runFile(shell, first)
  } else if (shell.interactive && dialect.name === 'bash' && files.rc) {
    await read('/etc/bash.bashrc')
    await read(files.file.replace(/^~/, home))
  } else if (shell.interactive && dialect.name !== 'bash' && variables.get('ENV')) await read(variables.get('ENV')!)
  else if (!shell.interactive && dialect.name === 'bash' && variables.get('BASH_ENV'))
    await read(variables.get('BASH_ENV')!)
  shell.status = 0
}

async function runScript(shell: Shell, file: string): Promise<void> {
  const { process, dialect } = shell
  const path = process.fs.exists(process.path(file)) || file.includes('/') ? file : (whereIs(shell, file)[0] ?? file)
  let content: string
  try {
    const bytes = await readAll(openRead(process, path))
    if (bytes.subarray(0, 80).includes(0)) return refuse(shell, `${file}: cannot execute binary file`, 126)
    content = text(bytes)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    const status = error.code === 'ENOENT' && dialect.name !== 'dash' ? 127 : dialect.name === 'dash' ? 2 : 126
    if (dialect.name === 'dash') return refuse(shell, `0: cannot open ${file}: No such file`, status)
    if (dialect.name === 'ash') return refuse(shell, `can't open '${file}': ${error.message}`, 2)
    return refuse(shell, error.code === 'EISDIR' ? `${file}: Is a directory` : `${file}: ${error.message}`, status)
  }
  await runText(shell, content, { name: file, script: true })
}

/** Before the script has begun, the complaint carries the name under which the shell was called. */
async function refuse(shell: Shell, message: string, status: number): Promise<void> {
  await shell.err(`${shell.process.argv[0]}: ${message}\n`)
  shell.status = status
}

/** Commands from standard input, one after another, so that they may read from it too. */
async function runInput(shell: Shell): Promise<void> {
  let pending = ''
  let line = 1
  let first = 1
  for (;;) {
    const read = await readLine(shell, shell.fds.get(0)?.read)
    if (read) pending += `${read.text}\n`
    if (read && isIncomplete(pending)) {
      line++
      continue
    }
    if (pending.trim() !== '') {
      try {
        await runText(shell, pending, { name: shell.name, firstLine: first })
      } catch (error) {
        if (!(error instanceof ShellError) || error.fatal) throw error
        shell.status = await shell.statusOf(error)
      }
    }
    if (!read) return
    pending = ''
    first = ++line
  }
}

export const bash: Program = program('bash')
/** Called as `sh` by Debian and Ubuntu. */
export const dash: Program = program('dash')
export const ash: Program = program('ash')
export const ashOf = (build: BusyboxBuild): Program => program('ash', build)

const greeting = (version: string) =>
  `\n\nBusyBox ${version} built-in shell (ash)\nEnter 'help' for a list of built-in commands.\n\n`
