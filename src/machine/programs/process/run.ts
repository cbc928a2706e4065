// sleep(1), env(1), printenv(1), timeout(1), nohup(1), nice(1), time(1), watch(1), sync(1).
import { concat, text } from '../../../kernel/bytes.ts'
import { openWrite } from '../../open.ts'
import { SIGNALS, signalName } from '../../signal.ts'
import type { Call } from '../call.ts'
import { ABSENT, type Spec, type Tool } from '../spec.ts'
import { duration, strftime } from '../time.ts'
import { becomeCommand, captureCommand, runCommand, startCommand } from './command.ts'

export const sleep: Tool = {
  spec: { name: 'sleep', summary: 'wait for some time', usage: 'NUMBER[SUFFIX]...', version: 'GNU coreutils 9.4' },
  async run(call) {
    if (call.operands.length === 0) return call.misuse('missing operand')
    let total = 0
    for (const word of call.operands) {
      const ms = duration(word)
      if (ms === undefined) {
        if (call.busybox) return call.fail(`invalid number '${word}'`)
        return call.misuse(`invalid time interval ${call.quote(word)}`)
      }
      total += ms
    }
    if (total === Infinity) return call.process.forever()
    await call.process.sleep(total)
    return 0
  },
}

const envSpec: Spec = {
  name: 'env',
  summary: 'run a program with a changed environment',
  usage: '[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]',
  version: 'GNU coreutils 9.4',
  ordered: true,
  misuse: 125,
  options: {
    '-i, --ignore-environment': 'begin with an empty environment',
    '-u, --unset=NAME': 'without NAME',
    '-C, --chdir=DIR': 'in DIR',
    '-0, --null': 'end lines with NUL',
    '-S, --split-string=S': 'split S into words',
  },
}

export const env: Tool = {
  spec: envSpec,
  async run(call) {
    const words = [...call.values('S').flatMap((list) => list.split(/\s+/)), ...call.operands]
    const bare = words[0] === '-'
    if (bare) words.shift()
    const environment: Record<string, string> = call.has('i') || bare ? {} : { ...call.process.env }
    for (const name of call.values('u')) delete environment[name]
    while (/^[^=]+=/.test(words[0] ?? '')) {
      const word = words.shift()!
      const at = word.indexOf('=')
      environment[word.slice(0, at)] = word.slice(at + 1)
    }
    if (words.length > 0) {
      const cwd = call.value('C')
      if (cwd !== undefined) call.process.cwd = call.process.path(cwd)
      return becomeCommand(call, words, environment)
    }
    const end = call.has('0') ? '\0' : '\n'
    await call.print(
      Object.entries(environment)
        .map(([name, value]) => `${name}=${value}${end}`)
        .join(''),
    )
    return 0
  },
}

export const printenv: Tool = {
  spec: {
    name: 'printenv',
    summary: 'print the environment',
    usage: '[OPTION]... [VARIABLE]...',
    version: 'GNU coreutils 9.4',
    misuse: 2,
    options: { '-0, --null': 'end lines with NUL' },
  },
  async run(call) {
    const { env: environment } = call.process
    if (call.operands.length === 0) {
      await call.print(
        Object.entries(environment)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
      )
      return 0
    }
    for (const name of call.operands) {
      const value = environment[name]
      if (value === undefined) call.status = 1
      else await call.print(`${value}\n`)
    }
    return call.status
  },
}

export const timeout: Tool = {
  spec: {
    name: 'timeout',
    summary: 'run a command, with a time limit',
    usage: '[OPTION] DURATION COMMAND [ARG]...',
    version: 'GNU coreutils 9.4',
    ordered: true,
    misuse: 125,
    options: {
      '-s, --signal=SIGNAL': 'this signal instead of TERM',
      '-k, --kill-after=DURATION': 'KILL if it still runs so long after',
      '--preserve-status': 'exit as the command does',
      '--foreground': 'the command may read the terminal',
      '-v, --verbose': ABSENT,
    },
  },
  async run(call) {
    const [limit, ...argv] = call.operands
    if (limit === undefined || argv.length === 0)
      return call.misuse(limit === undefined ? 'missing operand' : `missing operand after ${call.quote(limit)}`)
    const ms = duration(limit)
    if (ms === undefined) return call.misuse(`invalid time interval ${call.quote(limit)}`)
    const signal = signalName(call.value('s') ?? 'TERM')
    if (!signal) return call.misuse(`${call.value('s')}: invalid signal`)
    const child = await startCommand(call, argv, {}, 'failed to run command ')
    if (typeof child === 'number') return child
    const { clock } = call.process.kernel
    let late = false
    const over = () => {
      late = true
      child.signal(signal)
      child.signal('CONT')
    }
    const timers = ms === 0 || ms === Infinity ? [] : [clock.after(ms, over)]
    const kill = duration(call.value('k') ?? '')
    if (kill !== undefined) timers.push(clock.after(ms + kill, () => child.signal('KILL')))
    for (const told of ['INT', 'TERM', 'HUP', 'QUIT'] as const) call.process.on(told, () => child.signal(told))
    const code = await call.process.alive(() => child.exited)
    for (const timer of timers) clock.clear(timer)
    if (!late || call.has('preserve-status')) return code
    return signal === 'KILL' || code === 128 + SIGNALS.KILL ? 137 : call.busybox ? 128 + SIGNALS[signal] : 124
  },
}

export const nohup: Tool = {
  spec: {
    name: 'nohup',
    summary: 'run a command that survives the terminal',
    usage: 'COMMAND [ARG]...',
    version: 'GNU coreutils 9.4',
    ordered: true,
    misuse: 125,
  },
  async run(call) {
    const { process } = call
    if (call.operands.length === 0) return call.misuse('missing operand')
    if (process.isTty.stdout) {
      const file = openWrite(process, 'nohup.out', { append: true })
      await process.error(
        `nohup: ${process.isTty.stdin ? 'ignoring input and ' : ''}appending output to ${call.quote('nohup.out')}\n`,
      )
      if (process.isTty.stderr) process.streams.stderr = file
      process.streams.stdout = file
    }
    const running = becomeCommand(call, call.operands, process.env, 'failed to run command ')
    // What is ignored stays ignored over execve.
    process.on('HUP', () => {})
    return running
  },
}

export const nice: Tool = {
  spec: {
    name: 'nice',
    summary: 'run a program with another priority',
    usage: '[OPTION] [COMMAND [ARG]...]',
    version: 'GNU coreutils 9.4',
    ordered: true,
    misuse: 125,
    options: { '-n, --adjustment=N': 'add N instead of 10' },
  },
  async run(call) {
    if (call.operands.length > 0) return becomeCommand(call, call.operands)
    await call.print('0\n')
    return 0
  },
}

export const time: Tool = {
  spec: {
    name: 'time',
    summary: 'run a command and say how long it took',
    usage: '[-p] COMMAND [ARG]...',
    ordered: true,
    options: { '-p': 'in the portable format', '-v': 'ignored' },
  },
  async run(call) {
    const { clock } = call.process.kernel
    const before = clock.now
    const code = await runCommand(call, call.operands)
    const seconds = (clock.now - before) / 1000
    if (call.has('p') || call.busybox) {
      const shown = call.busybox
        ? [`real\t${Math.floor(seconds / 60)}m ${(seconds % 60).toFixed(2)}s`, 'user\t0m 0.00s', 'sys\t0m 0.00s']
        : [`real ${seconds.toFixed(2)}`, 'user 0.00', 'sys 0.00']
      await call.process.error(`${shown.join('\n')}\n`)
    } else {
      const minutes = Math.floor(seconds / 60)
      await call.process.error(
        `0.00user 0.00system ${minutes}:${(seconds % 60).toFixed(2).padStart(5, '0')}elapsed 0%CPU (0avgtext+0avgdata 2048maxresident)k\n0inputs+0outputs (0major+90minor)pagefaults 0swaps\n`,
      )
    }
    return code
  },
}

export const sync: Tool = {
  spec: {
    name: 'sync',
    summary: 'write cached data to disk',
    usage: '[OPTION] [FILE]...',
    version: 'GNU coreutils 9.4',
  },
  run: () => 0,
}

export const watch: Tool = {
  spec: {
    name: 'watch',
    summary: 'run a program again and again and show what it prints',
    usage: '[options] command',
    version: 'watch from procps-ng 4.0.4',
    ordered: true,
    options: {
      '-n, --interval=SECS': 'seconds between runs instead of 2',
      '-d, --differences[=KIND]': 'mark what changed',
      '-t, --no-title': 'no header',
      '-e, --errexit': 'end when the command fails',
      '-g, --chgexit': 'end when the output changes',
      '-x, --exec': 'run the words themselves, not through sh',
      '-c, --color': 'keep colours',
      '-b, --beep': 'ignored',
    },
  },
  async run(call) {
    const { process } = call
    if (call.operands.length === 0) return call.misuse('no command')
    const seconds = Math.max(0.1, Number(call.value('n') ?? 2))
    const argv = call.has('x') ? call.operands : ['sh', '-c', call.operands.join(' ')]
    let before: string | undefined
    await call.print('\x1b[?1049h\x1b[22;0;0t')
    process.defer(() => void process.tty?.write('\x1b[?1049l\x1b[23;0;0t').catch(() => {}))
    for (;;) {
      const { output, code } = await captureCommand(call, argv)
      const shown = text(concat(output))
      await call.print(screen(call, shown, seconds))
      if ((call.has('g') && before !== undefined && before !== shown) || (call.has('e') && code !== 0))
        return call.has('e') ? code : 0
      before = shown
      await process.sleep(seconds * 1000)
    }
  },
}

function screen(call: Call, shown: string, seconds: number): string {
  const { process } = call
  const { columns, rows } = process.tty?.size ?? { columns: 80, rows: 24 }
  const left = `Every ${seconds.toFixed(1)}s: ${call.operands.join(' ')}`
  const right = `${process.namespaces.uts.hostname}: ${strftime('%a %b %e %H:%M:%S %Y', process.kernel.clock.unix())}`
  const title = left.slice(0, Math.max(0, columns - right.length - 1)).padEnd(columns - right.length) + right
  const lines = shown.replace(/\n$/, '').split('\n')
  const body = call.has('t') ? lines.slice(0, rows) : [title, '', ...lines.slice(0, rows - 2)]
  return `\x1b[H\x1b[2J${body.join('\n')}`
}
