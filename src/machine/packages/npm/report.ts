// How npm says that something went wrong.
import type { Process } from '../../process.ts'

/** npm ends with an error: its lines, each printed after `npm error`. */
export class Failure extends Error {
  readonly lines: readonly string[]
  readonly exit: number
  constructor(lines: readonly string[], exit = 1) {
    super(lines[0])
    this.lines = lines
    this.exit = exit
  }
}

/** The file of the name that is not there: exit code -2 as a byte. */
export const noManifest = (path: string): Failure =>
  new Failure(
    [
      'code ENOENT',
      'syscall open',
      `path ${path}`,
      'errno -2',
      `enoent Could not read package.json: Error: ENOENT: no such file or directory, open '${path}'`,
      'enoent This is related to npm not being able to find a file.',
      'enoent',
    ],
    254,
  )

export async function tell(process: Process, level: 'error' | 'warn', lines: readonly string[]): Promise<void> {
  await process.error(lines.map((line) => `npm ${level}${line && ` ${line}`}\n`).join(''))
}

/** Tells of a failure and leaves the log that the last line speaks of. */
export async function fail(process: Process, { lines, exit }: Failure): Promise<number> {
  const home = process.env.HOME ?? process.user.home
  const time = new Date(process.kernel.clock.unix()).toISOString().replace(/[:.]/g, '_')
  const log = `${home}/.npm/_logs/${time}-debug-0.log`
  await tell(process, 'error', lines)
  process.fs.mkdir(`${home}/.npm/_logs`, { parents: true, uid: process.user.uid, gid: process.user.gid })
  process.writeFile(log, lines.map((line, i) => `${i} error ${line}\n`).join(''))
  await tell(process, 'error', [`A complete log of this run can be found in: ${log}`])
  return exit
}
