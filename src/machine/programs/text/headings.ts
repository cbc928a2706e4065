// What head and tail share: numbers of lines or bytes, headings of files, complaints.
import type { Call } from '../call.ts'
import { type Input } from '../input.ts'
import { parseSize } from '../size.ts'

export const cannotOpen = (call: Call) => (name: string, reason: string) =>
  call.busybox
    ? `${name}: ${reason}`
    : reason === 'Is a directory'
      ? `error reading '${name}': ${reason}`
      : `cannot open '${name}' for reading: ${reason}`

export async function count(call: Call, word: string, what: string): Promise<number> {
  const size = parseSize(word.replace(/^[-+]/, ''))
  if (size === undefined)
    return call.fail(call.busybox ? `invalid number '${word}'` : `invalid number of ${what}: ${call.quote(word)}`)
  return size
}

export function title(call: Call, input: Input, index: number): string {
  const shown = !call.has('q') && (call.has('v') || call.operands.length > 1)
  return shown ? `${index > 0 ? '\n' : ''}==> ${input.name === '-' ? 'standard input' : input.name} <==\n` : ''
}
