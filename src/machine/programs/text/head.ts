// head(1).
import { concat } from '../../../kernel/bytes.ts'
import type { Call } from '../call.ts'
import { chunks, inputs, lines, type Input } from '../input.ts'
import type { Tool } from '../spec.ts'
import { cannotOpen, count, title } from './headings.ts'

export const head: Tool = {
  spec: {
    name: 'head',
    summary: 'print the first part of files',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-c, --bytes=[-]NUM': 'the first NUM bytes; with - all but the last NUM',
      '-n, --lines=[-]NUM': 'the first NUM lines instead of 10; with - all but the last NUM',
      '-q, --quiet': 'no headers with file names',
      '-v, --verbose': 'always headers',
      '-NUM NUM': 'as -n NUM',
    },
  },
  async run(call) {
    const bytes = call.value('c')
    const wanted = bytes ?? call.value('n') ?? call.value('NUM') ?? '10'
    const number = await count(call, wanted, bytes === undefined ? 'lines' : 'bytes')
    let index = 0
    for await (const input of inputs(call, call.operands, cannotOpen(call))) {
      const heading = title(call, input, index++)
      if (heading) await call.print(heading)
      if (wanted.startsWith('-')) await allBut(call, input, number, bytes !== undefined)
      else if (bytes === undefined) await firstLines(call, input, number)
      else await firstBytes(call, input, number)
    }
  },
}

async function firstLines(call: Call, input: Input, number: number): Promise<void> {
  let left = number
  if (left === 0) return
  for await (const chunk of chunks(call, input.stream)) {
    let at = 0
    while (left > 0) {
      const newline = chunk.indexOf(10, at)
      if (newline < 0) break
      at = newline + 1
      left--
    }
    await call.print(left === 0 ? chunk.subarray(0, at) : chunk)
    if (left === 0) return
  }
}

async function firstBytes(call: Call, input: Input, number: number): Promise<void> {
  let left = number
  while (left > 0) {
    const chunk = await input.stream.read(Math.min(left, 65536))
    if (chunk === null) return
    left -= chunk.length
    await call.print(chunk)
  }
}

async function allBut(call: Call, input: Input, number: number, bytes: boolean): Promise<void> {
  if (bytes) {
    const parts: Uint8Array[] = []
    for await (const chunk of chunks(call, input.stream)) parts.push(chunk)
    const all = concat(parts)
    return call.print(all.subarray(0, Math.max(0, all.length - number)))
  }
  const held: string[] = []
  for await (const { text, ended } of lines(call, input.stream)) {
    held.push(ended ? `${text}\n` : text)
    if (held.length > number) await call.print(held.shift()!)
  }
}
