// wc(1).
import { text as decode } from '../../../kernel/bytes.ts'
import type { Call } from '../call.ts'
import { chunks, inputs, type Input } from '../input.ts'
import type { Tool } from '../spec.ts'
import { displayWidth } from '../../tty.ts'

export const wc: Tool = {
  spec: {
    name: 'wc',
    summary: 'print how many lines, words and bytes there are',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-c, --bytes': 'bytes',
      '-m, --chars': 'characters',
      '-l, --lines': 'lines',
      '-L, --max-line-length': 'width of the widest line',
      '-w, --words': 'words',
    },
  },
  async run(call) {
    const kinds = (['l', 'w', 'm', 'c', 'L'] as const).filter((kind) =>
      call.has('l', 'w', 'm', 'c', 'L') ? call.has(kind) : 'lwc'.includes(kind),
    )
    const rows: { numbers: number[]; name: string }[] = []
    for await (const input of inputs(call))
      rows.push({ numbers: await measure(call, input, kinds), name: call.operands.length === 0 ? '' : input.name })
    if (call.operands.length > 1) {
      const total = kinds.map((kind, i) =>
        rows.reduce((sum, { numbers }) => (kind === 'L' ? Math.max(sum, numbers[i]!) : sum + numbers[i]!), 0),
      )
      rows.push({ numbers: total, name: 'total' })
    }
    const width = call.busybox
      ? kinds.length > 1 || call.operands.length > 1
        ? 9
        : 1
      : widthOf(call, rows, kinds.length)
    for (const { numbers, name } of rows) {
      const cells = numbers.map((number) => String(number).padStart(width)).join(' ')
      await call.print(`${cells}${name ? ` ${name}` : ''}\n`)
    }
    return call.status
  },
}

function widthOf(call: Call, rows: { numbers: number[] }[], kinds: number): number {
  const { process } = call
  if (kinds === 1 && call.operands.length < 2) return 1
  const sizes = call.operands.map((name) =>
    name !== '-' && process.fs.exists(process.path(name)) ? process.fs.stat(process.path(name)).size : undefined,
  )
  if (call.operands.length === 0 || sizes.includes(undefined))
    return Math.max(7, ...rows.flatMap(({ numbers }) => numbers.map((n) => String(n).length)))
  return String(sizes.reduce<number>((sum, size) => sum + size!, 0)).length
}

async function measure(call: Call, input: Input, kinds: readonly string[]): Promise<number[]> {
  const sums = { l: 0, w: 0, m: 0, c: 0, L: 0 }
  if (kinds.length === 1 && kinds[0] === 'c' && input.name !== '-')
    return [call.process.fs.stat(call.process.path(input.name)).size]
  let inWord = false
  let line = ''
  for await (const chunk of chunks(call, input.stream)) {
    sums.c += chunk.length
    for (const byte of chunk) {
      if (byte === 10) sums.l++
      if ((byte & 0xc0) !== 0x80) sums.m++
      const space = byte === 32 || (byte >= 9 && byte <= 13)
      if (inWord && space) inWord = false
      else if (!inWord && !space) {
        inWord = true
        sums.w++
      }
    }
    if (!kinds.includes('L')) continue
    const parts = (line + decode(chunk)).split('\n')
    line = parts.pop()!
    for (const part of parts) sums.L = Math.max(sums.L, displayWidth(part))
  }
  sums.L = Math.max(sums.L, displayWidth(line))
  return kinds.map((kind) => sums[kind as keyof typeof sums])
}
