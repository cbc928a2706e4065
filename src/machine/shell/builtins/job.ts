// jobs, fg, bg, wait, kill, disown, suspend.
import { SIGNALS, signalName } from '../../signal.ts'
import { ShellError } from '../flow.ts'
import type { Job } from '../jobs.ts'
import type { Shell } from '../shell.ts'
import { type Builtin, type BuiltinRows, letters, words } from './builtin.ts'
import { signalTable } from './control.ts'

function named(shell: Shell, spec: string | undefined): Job {
  const job = shell.jobs.find(spec ?? '%+')
  if (!job) throw new ShellError(`${spec ?? 'current'}: no such job`)
  return job
}

const jobs: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'lnprs')
  const chosen = rest.length > 0 ? rest.map((spec) => named(shell, spec)) : [...shell.jobs.list]
  for (const job of chosen) {
    if ((flags.has('r') && job.state !== 'running') || (flags.has('s') && job.state !== 'stopped')) continue
    await shell.out(flags.has('p') ? `${job.processes[0]!.pid}\n` : `${shell.jobs.line(job, flags.has('l'))}\n`)
    if (job.state === 'done') shell.jobs.forget(job)
  }
  return 0
}

const fg: Builtin = async (shell, args) => {
  if (!shell.options.monitor) throw new ShellError('no job control')
  const job = named(shell, words(args)[0])
  await shell.out(`${job.text}\n`)
  shell.jobs.current(job)
  if (shell.tty) shell.tty.foreground = job.group
  shell.process.machine.signalGroup(job.group, 'CONT')
  await shell.jobs.bringForward(job)
  return shell.status
}

const bg: Builtin = async (shell, args) => {
  if (!shell.options.monitor) throw new ShellError('no job control')
  const job = named(shell, words(args)[0])
  if (job.state === 'running') throw new ShellError(`job ${job.number} already in background`, 0)
  shell.process.machine.signalGroup(job.group, 'CONT')
  await shell.out(`[${job.number}]+ ${job.text} &\n`)
  return 0
}

const wait: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'nf', 'p')
  if (rest.length > 0) return waitFor(shell, rest)
  if (flags.has('n')) return waitAny(shell)
  for (const job of [...shell.jobs.list]) {
    if (job.state === 'stopped') continue
    const status = await shell.jobs.wait(job)
    if (status === undefined) return interrupted(shell)
    if (shell.jobs.seen) await shell.err(`${shell.jobs.line(job)}\n`)
  }
  return 0
}

async function waitAny(shell: Shell): Promise<number> {
  const running = shell.jobs.list
  if (running.length === 0) return 127
  const first = await shell.interruptible(Promise.race(running.map((job) => job.settled().then(() => job))))
  return (await shell.jobs.wait(first)) ?? interrupted(shell)
}

const interrupted = (shell: Shell) => 128 + SIGNALS[shell.pendingTraps[0] ?? 'INT']

async function waitFor(shell: Shell, specs: string[]): Promise<number> {
  let status = 0
  for (const spec of specs) {
    const job = shell.jobs.find(spec)
    if (job) {
      const code = await shell.jobs.wait(job)
      if (code === undefined) return interrupted(shell)
      status = code
      continue
    }
    const code = shell.jobs.codes.get(Number(spec))
    if (code !== undefined) status = code
    else {
      status = 127
      await shell.complain(
        spec.startsWith('%') ? `${spec}: no such job` : `pid ${spec} is not a child of this shell`,
        'wait',
      )
    }
  }
  return status
}

const kill: Builtin = async (shell, args) => {
  const given = words(args)
  let signal: string | undefined = 'TERM'
  if (given[0] === '-l' || given[0] === '-L') return listSignals(shell, given.slice(1))
  if (given[0] === '-s' || given[0] === '-n') [, signal] = given.splice(0, 2)
  else if (/^-./.test(given[0] ?? '') && given[0] !== '--') signal = given.shift()!.slice(1)
  if (given[0] === '--') given.shift()
  const name = signal === '0' ? undefined : signalName(signal ?? '')
  if (signal !== '0' && !name) throw new ShellError(`${signal}: invalid signal specification`)
  if (given.length === 0)
    throw new ShellError('usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]', 2)
  let status = 0
  for (const target of given) if (!(await send(shell, target, name))) status = 1
  return status
}

async function listSignals(shell: Shell, specs: string[]): Promise<number> {
  if (specs.length === 0) await shell.out(signalTable())
  for (const spec of specs) {
    const number = /^\d+$/.test(spec) ? Number(spec) % 128 : undefined
    const name = signalName(number === undefined ? spec : String(number))
    if (!name) throw new ShellError(`${spec}: invalid signal specification`)
    await shell.out(`${number === undefined ? SIGNALS[name] : name}\n`)
  }
  return 0
}

async function send(
  shell: Shell,
  target: string,
  signal: Parameters<Shell['process']['signal']>[0] | undefined,
): Promise<boolean> {
  const { process } = shell
  const fail = async (reason: string) => {
    await shell.complain(reason, 'kill')
    return false
  }
  if (target.startsWith('%')) {
    const job = shell.jobs.find(target)
    if (!job) return fail(`${target}: no such job`)
    if (signal) for (const each of job.processes) each.signal(signal)
    if (signal && signal !== 'KILL' && job.state === 'stopped') process.machine.signalGroup(job.group, 'CONT')
    return true
  }
  if (!/^-?\d+$/.test(target)) return fail(`${target}: arguments must be process or job IDs`)
  const number = Number(target)
  const { pids } = process.namespaces
  const found =
    number > 0
      ? [pids.processes.get(number)]
      : [...pids.processes.values()].filter((each) => inGroup(shell, each, number))
  const targets = found.filter((each) => each !== undefined)
  if (targets.length === 0) return fail(`(${target}) - No such process`)
  if (process.user.uid !== 0 && targets.every((each) => each.user.uid !== process.user.uid))
    return fail(`(${target}) - Operation not permitted`)
  if (signal) for (const each of targets) each.signal(signal, true)
  return true
}

/** 0: our own group; -n: group n; -1: everybody. */
function inGroup(shell: Shell, each: Shell['process'], number: number): boolean {
  if (number === 0) return each.group === shell.process.group
  if (number === -1) return each.pid !== 1 && each !== shell.process
  return each.group === shell.process.namespaces.pids.processes.get(-number)?.group
}

const disown: Builtin = (shell, args) => {
  const { flags, rest } = letters(words(args), 'ahr')
  const chosen =
    rest.length > 0
      ? rest.map((spec) => named(shell, spec))
      : flags.has('a')
        ? [...shell.jobs.list]
        : [named(shell, undefined)]
  for (const job of chosen) shell.jobs.forget(job)
  return 0
}

export const JOB: BuiltinRows = [
  ['jobs', { run: jobs }],
  ['fg', { run: fg }],
  ['bg', { run: bg }],
  ['wait', { run: wait }],
  ['kill', { run: kill }],
  ['disown', { run: disown, bashOnly: true }],
]
