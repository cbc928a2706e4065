// top(1): the processes of this namespace, as a screen that is drawn again every three seconds, or in batches.
import { Cancel } from '../../../kernel/cancel.ts'
import { text } from '../../../kernel/bytes.ts'
import type { Call } from '../call.ts'
import { memoryOf, loadOf, uptimeText } from '../system/memory.ts'
import type { Spec, Tool } from '../spec.ts'
import { type Row, minutes, processList } from './list.ts'

const INTERVAL_MS = 3000

const spec: Spec = {
  name: 'top',
  summary: 'display processes',
  usage: '[options]',
  version: 'top from procps-ng 4.0.4',
  options: {
    '-b, --batch': 'no screen',
    '-n, --iterations=NUM': 'so many times',
    '-d, --delay=SECS': 'seconds between',
    '-p, --pid=PID': 'only these',
    '-u, --filter-any-user=USER': 'only of this user',
    '-o, --sort-override=FIELD': 'by this field',
    '-c, --cmdline-toggle': 'whole command lines',
    '-H': 'ignored',
    '-i': 'ignored',
    '-w': 'ignored',
  },
}

type Draw = (call: Call, rows: Row[], columns: number, height: number) => string

const mib = (bytes: number) => (bytes / 1024 / 1024).toFixed(1).padStart(8)

const gnu: Draw = (call, rows, columns, height) => {
  const { process } = call
  const { total, free, used, cache, available } = memoryOf(process)
  const states = (letter: string) => rows.filter(({ stat }) => stat.startsWith(letter)).length
  const running = states('R')
  const idle = Math.max(0, 100 - (Number(loadOf(process)[0]) * 100) / process.machine.hardware.cpus)
  const busy = (100 - idle).toFixed(1).padStart(4)
  const head = [
    `top - ${uptimeText(process)}`,
    `Tasks: ${String(rows.length).padStart(3)} total, ${String(running).padStart(3)} running, ${String(states('S')).padStart(3)} sleeping, ${String(states('T')).padStart(3)} stopped, ${String(states('Z')).padStart(3)} zombie`,
    `%Cpu(s): ${busy} us,  0.0 sy,  0.0 ni,${idle.toFixed(1).padStart(5)} id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st `,
    `MiB Mem : ${mib(total)} total, ${mib(free)} free, ${mib(used)} used, ${mib(cache)} buff/cache     `,
    `MiB Swap: ${mib(0)} total, ${mib(0)} free, ${mib(0)} used. ${mib(available)} avail Mem `,
    '',
    '    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND',
  ]
  const size = (kB: number) => (kB > 9_999_999 ? `${(kB / 1024 / 1024).toFixed(1)}g` : String(kB))
  const body = rows.map(
    (row) =>
      `${String(row.pid).padStart(7)} ${row.user.slice(0, 8).padEnd(8)}  20   0 ${size(row.vsz).padStart(7)} ${size(row.rss).padStart(6)} ${size(Math.floor(row.rss * 0.7)).padStart(6)} ${row.stat[0]} ${row.cpu.toFixed(1).padStart(5)} ${row.memory.toFixed(1).padStart(5)} ${`${minutes(row.seconds)}.00`.padStart(9)} ${call.has('c') ? row.args : row.comm}`,
  )
  return [...head, ...body]
    .slice(0, height)
    .map((line) => line.slice(0, columns))
    .join('\n')
}

const busybox: Draw = (call, rows, columns, height) => {
  const { process } = call
  const { total, used, free, cache } = memoryOf(process)
  const kB = (bytes: number) => `${Math.floor(bytes / 1024)}K`
  const head = [
    `Mem: ${kB(used + cache)} used, ${kB(free)} free, 0K shrd, 20480K buff, ${kB(cache)} cached`,
    'CPU:   0% usr   0% sys   0% nic 100% idle   0% io   0% irq   0% sirq',
    `Load average: ${loadOf(process).join(' ')} ${rows.filter(({ stat }) => stat.startsWith('R')).length}/${rows.length} ${rows.at(-1)?.pid ?? 1}`,
    '\x1b[7m  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\x1b[m',
  ]
  const body = rows.map(
    (row) =>
      `${String(row.pid).padStart(5)} ${String(row.ppid).padStart(5)} ${row.user.slice(0, 8).padEnd(8)} ${row.stat[0]!.padEnd(4)} ${String(row.vsz).padStart(5)} ${`${Math.floor((100 * row.vsz * 1024) / total)}%`.padStart(4)}   0 ${`${Math.floor(row.cpu)}%`.padStart(4)} ${row.args}`,
  )
  return [...head, ...body]
    .slice(0, height)
    .map((line) => line.slice(0, columns + (line.startsWith('\x1b') ? 8 : 0)))
    .join('\n')
}

/** Where nobody looks: what busybox takes a terminal of unknown size for. */
const UNSEEN = { columns: 80, rows: 24 }

const runner = (draw: Draw) => async (call: Call) => {
  const { process } = call
  const tty = process.isTty.stdout ? process.tty : undefined
  const batch = call.has('b')
  // busybox's goes on without a terminal: containers are kept alive with it.
  if (!batch && !tty && !call.busybox) return call.fail('failed tty get')
  const times = Number(call.value('n') ?? Infinity)
  const delay = call.has('d') ? Number(call.value('d')) * 1000 : INTERVAL_MS
  const was = tty?.raw ?? false
  if (!batch && tty) {
    tty.raw = true
    process.defer(() => (tty.raw = was))
  }
  for (let i = 0; i < times; i++) {
    const rows = ordered(call, processList(process))
    const { columns, rows: height } = batch ? { columns: 512, rows: Infinity } : (tty?.size ?? UNSEEN)
    const shown = draw(call, rows, columns, height)
    if (batch) await call.print(`${i > 0 ? '\n' : ''}${shown}\n`)
    else if (tty) await call.print(`\x1b[H\x1b[2J${shown.replaceAll('\n', '\r\n')}`)
    else await call.print(`\x1b[H\x1b[J${shown}\n`)
    if (i + 1 >= times) break
    if (batch || !tty) await process.sleep(delay)
    else if (await quits(call, delay)) break
  }
  if (!batch && tty) {
    tty.raw = was
    await call.print('\n')
  }
  return 0
}

function ordered(call: Call, rows: Row[]): Row[] {
  const [pids, user] = [call.values('p').flatMap((list) => list.split(',')), call.value('u')]
  const kept = rows.filter(
    (row) => (pids.length === 0 || pids.includes(String(row.pid))) && (user === undefined || row.user === user),
  )
  const by = (call.value('o') ?? '%CPU').replace(/^[-+]/, '').toUpperCase()
  const value = (row: Row) =>
    by === '%MEM' || by === 'RES'
      ? row.rss
      : by === 'PID'
        ? -row.pid
        : by === 'TIME+'
          ? row.seconds
          : Math.round(row.cpu * 10)
  return kept.sort((a, b) => value(b) - value(a) || a.pid - b.pid)
}

/** Waits for a key; true for q and Ctrl-C. Any other key draws again at once. */
async function quits(call: Call, ms: number): Promise<boolean> {
  const { process } = call
  const late = new Cancel()
  const timer = process.kernel.clock.after(ms, () => late.cancel('late'))
  process.killed.onCancel((why) => late.cancel(why))
  try {
    const chunk = await process.streams.stdin.read(undefined, late)
    process.kernel.clock.clear(timer)
    return chunk === null || /[qQ\x03]/.test(text(chunk))
  } catch (error) {
    if (error === 'late') return false
    throw error
  }
}

export const top: Tool = {
  spec,
  run: runner(gnu),
  busybox: { spec: { ...spec, usage: '[-b] [-n COUNT] [-d SECONDS]' }, run: runner(busybox) },
}
