// tail(1): the last part of files, and what is added to them.
import { concat } from '../../../kernel/bytes.ts'
import type { Call } from '../call.ts'
import { chunks, open, type Input } from '../input.ts'
import type { Tool } from '../spec.ts'
import { cannotOpen, count, title } from './headings.ts'

/** ms between two looks at a followed file. */
const FOLLOW_MS = 1000
const TRIM_BYTES = 65_536

export const tail: Tool = {
  spec: {
    name: 'tail',
    summary: 'print the last part of files',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-c, --bytes=[+]NUM': 'the last NUM bytes; with + from byte NUM on',
      '-f, --follow[=HOW]': 'go on printing what is added',
      '-F': 'as -f, also when the file is replaced',
      '-n, --lines=[+]NUM': 'the last NUM lines instead of 10; with + from line NUM on',
      '-q, --quiet': 'no headers with file names',
      '--retry': 'wait for a file that is not there',
      '-s, --sleep-interval=N': 'seconds between looks with -f',
      '-v, --verbose': 'always headers',
      '-NUM NUM': 'as -n NUM',
    },
  },
  async run(call) {
    const bytes = call.value('c')
    const wanted = bytes ?? call.value('n') ?? call.value('NUM') ?? '10'
    const number = await count(call, wanted, bytes === undefined ? 'lines' : 'bytes')
    const names = call.operands.length > 0 ? call.operands : ['-']
    const ends = new Map<string, number>()
    let index = 0
    for (const name of names) {
      const stream = await open(call, name, cannotOpen(call))
      if (!stream) continue
      if (name !== '-') ends.set(name, call.process.fs.stat(call.process.path(name)).size)
      const heading = title(call, { name, stream }, index++)
      if (heading) await call.print(heading)
      await last(call, { name, stream }, number, wanted.startsWith('+'), bytes !== undefined)
    }
    if (call.has('f', 'F')) await follow(call, ends)
    return call.status
  },
}

export async function last(call: Call, input: Input, number: number, from: boolean, bytes: boolean): Promise<void> {
  if (from) {
    let skip = Math.max(0, number - 1)
    for await (const chunk of chunks(call, input.stream)) {
      let at = 0
      while (skip > 0 && at < chunk.length) {
        const end = bytes ? Math.min(chunk.length, at + skip) : chunk.indexOf(10, at) + 1
        if (end === 0) at = chunk.length
        else {
          skip -= bytes ? end - at : 1
          at = end
        }
      }
      if (at < chunk.length) await call.print(chunk.subarray(at))
    }
    return
  }
  await call.print(await kept(call, input, number, bytes))
}

/** What is kept of a stream until its end is known. A line that never ends takes memory until there is none. */
async function kept(call: Call, input: Input, number: number, bytes: boolean): Promise<Uint8Array> {
  const { process } = call
  const own = process.memory
  let parts: Uint8Array[] = []
  let [size, trimmed] = [0, 0]
  for await (const chunk of chunks(call, input.stream)) {
    parts.push(chunk)
    size += chunk.length
    if (size > own) process.allocate(own + size)
    if (size < 2 * trimmed + TRIM_BYTES) continue
    parts = [trim(concat(parts), number, bytes)]
    trimmed = size = parts[0]!.length
  }
  return trim(concat(parts), number, bytes)
}

function trim(data: Uint8Array, number: number, bytes: boolean): Uint8Array {
  if (number === 0) return data.subarray(data.length)
  if (bytes) return data.subarray(Math.max(0, data.length - number))
  let at = data.at(-1) === 10 ? data.length - 1 : data.length
  for (let left = number; left > 0; left--) {
    at = at === 0 ? -1 : data.lastIndexOf(10, at - 1)
    if (at < 0) return data
  }
  return data.subarray(at + 1)
}

async function follow(call: Call, ends: Map<string, number>): Promise<void> {
  const { process } = call
  const interval = Number(call.value('s') ?? 1) * FOLLOW_MS
  let shown = [...ends.keys()].at(-1)
  while (ends.size > 0) {
    await process.sleep(interval)
    for (const [name, end] of ends) {
      const path = process.path(name)
      if (!process.fs.exists(path)) continue
      const { size } = process.fs.stat(path)
      if (size < end) await call.process.error(`${call.name}: ${name}: file truncated\n`)
      if (size > end) {
        if (ends.size > 1 && shown !== name) await call.print(`\n==> ${name} <==\n`)
        shown = name
        await call.print(process.fs.read(path).slice(end).bytes())
      }
      ends.set(name, size)
    }
  }
}
