// busybox's ps.
import type { Call } from '../call.ts'
import { type Row, elapsedTime, minutes, processList } from './list.ts'

/** busybox shows all processes of its namespace in four columns, or those of -o. */
export async function busyboxRun(call: Call): Promise<number> {
  const names = call.values('o').flatMap((list) => list.split(','))
  const rows = processList(call.process)
  if (names.length === 0) {
    const timed = call.busybox?.showsTime ?? true
    const time = (row: Row) => (timed ? `${minutes(row.seconds).padStart(5)} ` : '')
    const lines = rows.map(
      (row) => `${String(row.pid).padStart(5)} ${row.user.slice(0, 8).padEnd(8)} ${time(row)}${row.args}\n`,
    )
    await call.print(`PID   USER     ${timed ? 'TIME  ' : ''}COMMAND\n${lines.join('')}`)
    return 0
  }
  const cells: Record<string, [string, number, (row: Row) => string]> = {
    pid: ['PID', 5, (row) => String(row.pid)],
    ppid: ['PPID', 5, (row) => String(row.ppid)],
    user: ['USER', 8, (row) => row.user],
    group: ['GROUP', 8, (row) => row.group],
    comm: ['COMMAND', 16, (row) => row.comm],
    args: ['COMMAND', 256, (row) => row.args],
    time: ['TIME', 5, (row) => minutes(row.seconds)],
    etime: ['ELAPSED', 7, (row) => elapsedTime(row.elapsed)],
    vsz: ['VSZ', 4, (row) => `${Math.floor(row.vsz / 1024)}m`],
    rss: ['RSS', 4, (row) => `${Math.floor(row.rss / 1024)}m`],
    stat: ['STAT', 4, (row) => row.stat[0]!],
    tty: ['TT', 6, (row) => (row.tty === '?' ? '?' : '136,0')],
  }
  const wrong = names.find((name) => !cells[name])
  if (wrong) return call.fail(`bad -o argument '${wrong}', supported arguments: ${Object.keys(cells).join(',')}`)
  const render = (of: (cell: (typeof cells)[string]) => string) =>
    `${names.map((name, i) => (i === names.length - 1 ? of(cells[name]!) : of(cells[name]!).padEnd(cells[name]![1]))).join(' ')}\n`
  await call.print(render(([title]) => title) + rows.map((row) => render(([, , cell]) => cell(row))).join(''))
  return 0
}
