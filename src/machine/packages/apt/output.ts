// What apt tells of its work: steps, sizes, lists of packages.
import type { Call } from '../../programs/call.ts'
import { readLine } from '../../programs/question.ts'

/** What it is at; on a terminal that it is done, too. */
export const done = (call: Call, line: string) =>
  quiet(call) ? '' : `${line}...${call.process.isTty.stdout ? ' Done' : ''}\n`
/** `-qq`: errors only. */
export const quiet = (call: Call) => call.count('q') > 1

/** Before anything is changed. */
export const readState = (call: Call): Promise<void> =>
  call.print(
    done(call, 'Reading package lists') +
      done(call, 'Building dependency tree') +
      done(call, 'Reading state information'),
  )

/** `151 kB`, `1031 B`. */
export function sizeText(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`
  for (const unit of ['kB', 'MB', 'GB']) {
    const factor = { kB: 1e3, MB: 1e6, GB: 1e9 }[unit]!
    const value = bytes / factor
    if (value < 100) return `${value.toFixed(1)} ${unit}`
    if (value < 10_000) return `${Math.round(value)} ${unit}`
  }
  return `${Math.round(bytes / 1e9)} GB`
}

/** Names in lines of at most 79 characters. */
export const paragraphOf = (names: string[]) => {
  const lines: string[] = []
  let line = ' '
  for (const name of names) {
    if (line.length + name.length + 1 > 79) {
      lines.push(line)
      line = ' '
    }
    line += ` ${name}`
  }
  return `${[...lines, line].join('\n')}\n`
}

export async function nothing(call: Call): Promise<number> {
  if (!quiet(call)) await call.print('0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n')
  return 0
}

/** Enter is a yes, the end of the input a no. */
export async function agreed(call: Call): Promise<boolean> {
  if (call.has('y', 'assume-yes')) return true
  await call.print('Do you want to continue? [Y/n] ')
  const answer = await readLine(call.process)
  if (answer !== undefined && /^\s*(y|$)/i.test(answer)) return true
  await call.print('Abort.\n')
  return false
}
