// kill(1), pgrep(1), pkill(1), pidof(8), killall(1).
import type { Process } from '../../process.ts'
import { SIGNALS, type SignalName, signalName } from '../../signal.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'
import { type Row, processList } from './list.ts'

/** kill(2): undefined when done, or why not. */
export function sendSignal(sender: Process, target: Process, signal: SignalName | 'EXIT'): string | undefined {
  if (!sender.can('KILL') && sender.user.uid !== target.user.uid) return 'Operation not permitted'
  if (signal !== 'EXIT') target.signal(signal, target.namespaces.pids === sender.namespaces.pids)
  return undefined
}

/** A leading `-TERM`, `-9`, `-s TERM` is taken off the words; undefined when it is no signal. */
function takeSignal(words: string[]): SignalName | 'EXIT' | undefined {
  const first = words[0]
  if (first === '-s' || first === '--signal') {
    const name = words.splice(0, 2)[1] ?? ''
    return name === '0' ? 'EXIT' : signalName(name)
  }
  if (first && /^-[A-Z0-9]/i.test(first) && first !== '-l' && first !== '-L') {
    const name = first.slice(1)
    const signal = name === '0' ? ('EXIT' as const) : signalName(name)
    if (signal) words.shift()
    return signal
  }
  return 'TERM'
}

const NAMES = Object.entries(SIGNALS)

export const kill: Tool = {
  spec: {
    name: 'kill',
    summary: 'send a signal to processes',
    usage: '[options] <pid> [...]',
    version: 'kill from procps-ng 4.0.4',
    raw: true,
    options: { '-s SIGNAL': 'this signal instead of TERM', '-l': 'names of signals' },
  },
  async run(call) {
    const words = [...call.operands]
    if (words[0] === '-l' || words[0] === '-L') return list(call, words[1])
    const signal = takeSignal(words)
    if (!signal)
      return call.fail(
        call.busybox
          ? `bad signal name '${call.operands[0]!.replace(/^-/, '')}'`
          : `invalid argument ${call.operands[0]}`,
      )
    if (words.length === 0) {
      await call.process.error('\nUsage:\n kill [options] <pid> [...]\n\nFor more details see kill(1).\n')
      return 1
    }
    for (const word of words) {
      if (!/^-?\d+$/.test(word))
        await call.warn(call.busybox ? `invalid number '${word}'` : `failed to parse argument: '${word}'`)
      else await killOne(call, Number(word), signal)
    }
    return call.status
  },
}

async function killOne(call: Call, pid: number, signal: SignalName | 'EXIT'): Promise<void> {
  const { process } = call
  const all = [...process.namespaces.pids.processes]
  const targets =
    pid < 0
      ? all.filter(([number, each]) => (pid === -1 ? number !== 1 && each !== process : leader(process, each) === -pid))
      : all.filter(([number]) => number === pid)
  if (targets.length === 0) {
    await call.warn(call.busybox ? `can't kill pid ${pid}: No such process` : `(${pid}): No such process`)
    return
  }
  for (const [, target] of targets) {
    const problem = sendSignal(process, target, signal)
    if (problem) await call.warn(call.busybox ? `can't kill pid ${pid}: ${problem}` : `(${pid}): ${problem}`)
  }
}

/** The group's number as the viewer's namespace counts. */
const leader = (viewer: Process, process: Process) =>
  viewer.machine.pids.processes.get(process.group)?.pids.get(viewer.namespaces.pids)

async function list(call: Call, which: string | undefined): Promise<number> {
  if (which === undefined) {
    const rows = NAMES.map(([name, number]) => `${String(number).padStart(2)}) SIG${name}`)
    let out = ''
    for (let i = 0; i < rows.length; i += 5)
      out += `${rows
        .slice(i, i + 5)
        .map((row) => row.padEnd(15))
        .join('')
        .trimEnd()}\n`
    await call.print(out)
    return 0
  }
  const signal = signalName(which)
  if (!signal) return call.fail(`unknown signal ${which}`)
  await call.print(`${/^\d+$/.test(which) ? signal : SIGNALS[signal]}\n`)
  return 0
}

const MATCHING = {
  '-f, --full': 'match the whole command line',
  '-x, --exact': 'match exactly',
  '-u, --euid=ID': 'of this user',
  '-P, --parent=PPID': 'children of this process',
  '-n, --newest': 'only the newest',
  '-o, --oldest': 'only the oldest',
  '-v, --inverse': 'those that do not match',
  '-i, --ignore-case': 'upper and lower case are the same',
  '-c, --count': 'only how many',
}

function matching(call: Call, pattern: string | undefined): Row[] {
  const expression =
    pattern === undefined
      ? undefined
      : new RegExp(call.has('x') ? `^(?:${pattern})$` : pattern, call.has('i') ? 'i' : '')
  const [user, parent] = [call.value('u'), call.value('P')]
  const rows = processList(call.process).filter((row) => {
    if (row.process === call.process) return false
    const fits =
      (!expression || expression.test(call.has('f') ? row.args : row.comm)) &&
      (user === undefined || user.split(',').some((each) => each === row.user || each === String(row.uid))) &&
      (parent === undefined || parent.split(',').includes(String(row.ppid)))
    return fits !== call.has('v')
  })
  if (call.has('n')) return rows.slice(-1)
  return call.has('o') ? rows.slice(0, 1) : rows
}

export const pgrep: Tool = {
  spec: {
    name: 'pgrep',
    summary: 'look up processes by name',
    usage: '[options] <pattern>',
    version: 'pgrep from procps-ng 4.0.4',
    misuse: 2,
    options: {
      ...MATCHING,
      '-l, --list-name': 'with the name',
      '-a, --list-full': 'with the whole command line',
      '-d, --delimiter=STRING': 'between the numbers',
    },
  },
  async run(call) {
    if (call.operands.length === 0 && !call.has('u', 'P')) return call.misuse('no matching criteria specified')
    const rows = matching(call, call.operands[0])
    const shown = rows.map((row) => `${row.pid}${call.has('a') ? ` ${row.args}` : call.has('l') ? ` ${row.comm}` : ''}`)
    if (call.has('c')) await call.print(`${rows.length}\n`)
    else if (shown.length > 0) await call.print(`${shown.join(call.value('d') ?? '\n')}\n`)
    return rows.length > 0 ? 0 : 1
  },
}

export const pkill: Tool = {
  spec: {
    name: 'pkill',
    summary: 'signal processes by name',
    usage: '[options] <pattern>',
    version: 'pkill from procps-ng 4.0.4',
    misuse: 2,
    options: {
      ...MATCHING,
      '--signal=SIGNAL': 'this signal instead of TERM',
      '-9': 'KILL',
      '-KILL': 'KILL',
      '-HUP': 'HUP',
      '-e, --echo': 'say what is killed',
    },
    raw: true,
  },
  async run(call) {
    const words = [...call.operands]
    const signal = takeSignal(words)
    const flags = words.filter((word) => /^-[fxnovic]+$/.test(word)).join('')
    const pattern = words.filter((word) => !/^-/.test(word)).at(-1)
    if (pattern === undefined || !signal) return call.misuse('no matching criteria specified')
    const expression = new RegExp(flags.includes('x') ? `^(?:${pattern})$` : pattern, flags.includes('i') ? 'i' : '')
    const rows = processList(call.process).filter(
      (row) => row.process !== call.process && expression.test(flags.includes('f') ? row.args : row.comm),
    )
    for (const row of rows) {
      const problem = sendSignal(call.process, row.process, signal)
      if (problem) await call.warn(`killing pid ${row.pid} failed: ${problem}`)
    }
    return rows.length > 0 ? call.status : 1
  },
}

export const pidof: Tool = {
  spec: {
    name: 'pidof',
    summary: 'find the process ids of a program',
    usage: '[options] program...',
    options: { '-s': 'only one', '-x': 'scripts too' },
  },
  async run(call) {
    const rows = processList(call.process).filter(
      (row) =>
        row.process !== call.process && call.operands.some((name) => name === row.comm || name === row.process.argv[0]),
    )
    const pids = rows.map((row) => row.pid).reverse()
    if (pids.length > 0) await call.print(`${(call.has('s') ? pids.slice(0, 1) : pids).join(' ')}\n`)
    return pids.length > 0 ? 0 : 1
  },
}

export const killall: Tool = {
  spec: {
    name: 'killall',
    summary: 'kill processes by name',
    usage: '[OPTION]... NAME...',
    raw: true,
    options: { '-s SIGNAL': 'this signal instead of TERM', '-q': 'no complaints' },
  },
  async run(call) {
    const words = [...call.operands]
    const signal = takeSignal(words)
    if (!signal || words.length === 0) return call.misuse('Usage: killall [OPTION]... NAME...')
    for (const name of words.filter((word) => !word.startsWith('-'))) {
      const rows = processList(call.process).filter((row) => row.comm === name && row.process !== call.process)
      if (rows.length === 0) {
        if (words.includes('-q')) call.status = 1
        else
          await (call.busybox
            ? call.warn(`${name}: no process killed`)
            : call.process.error(`${name}: no process found\n`))
        call.status = 1
      }
      for (const row of rows) {
        const problem = sendSignal(call.process, row.process, signal)
        if (problem) await call.process.error(`${name}(${row.pid}): ${problem}\n`)
      }
    }
    return call.status
  },
}
