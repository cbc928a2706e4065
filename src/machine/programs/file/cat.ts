// cat(1) and tac(1).
import type { Call } from '../call.ts'
import { allLines, chunks, inputs, lines, Output } from '../input.ts'
import type { Tool } from '../spec.ts'

export const cat: Tool = {
  spec: {
    name: 'cat',
    summary: 'concatenate files and print them',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-A, --show-all': 'as -vET',
      '-b, --number-nonblank': 'number lines that are not empty',
      '-e': 'as -vE',
      '-E, --show-ends': 'a $ at the end of each line',
      '-n, --number': 'number all lines',
      '-s, --squeeze-blank': 'one empty line instead of many',
      '-t': 'as -vT',
      '-T, --show-tabs': 'TAB as ^I',
      '-u': 'ignored',
      '-v, --show-nonprinting': 'control characters as ^X, others as M-X',
    },
  },
  async run(call) {
    const changed = call.has('A', 'b', 'e', 'E', 'n', 's', 't', 'T', 'v')
    const complaint = call.busybox
      ? (name: string, reason: string) =>
          reason === 'Is a directory' ? `read error: ${reason}` : `can't open '${name}': ${reason}`
      : undefined
    const state = { number: 0, blank: false }
    for await (const { stream } of inputs(call, call.operands, complaint)) {
      if (changed) await decorate(call, stream, state)
      else for await (const chunk of chunks(call, stream)) await call.print(chunk)
    }
  },
}

async function decorate(
  call: Call,
  stream: Parameters<typeof lines>[1],
  state: { number: number; blank: boolean },
): Promise<void> {
  const ends = call.has('A', 'e', 'E') ? '$' : ''
  const visible = call.has('A', 'e', 't', 'v')
  const tabs = call.has('A', 't', 'T')
  const out = new Output(call)
  for await (const { text, ended } of lines(call, stream)) {
    const blank = text === ''
    if (call.has('s') && blank && state.blank) continue
    state.blank = blank
    const numbered = call.has('b') ? !blank : call.has('n')
    let shown = visible ? controls(text) : text
    if (tabs) shown = shown.replaceAll('\t', '^I')
    await out.write(`${numbered ? `${String(++state.number).padStart(6)}\t` : ''}${shown}${ended ? `${ends}\n` : ''}`)
    if (call.process.isTty.stdin) await out.flush()
  }
  await out.flush()
}

const controls = (text: string) =>
  text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (char) =>
    char === '\x7f' ? '^?' : `^${String.fromCharCode(char.charCodeAt(0) + 64)}`,
  )

export const tac: Tool = {
  spec: {
    name: 'tac',
    summary: 'print files with their last line first',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
  },
  async run(call) {
    const all: string[] = []
    for await (const { text, ended } of allLines(call)) all.unshift(ended ? `${text}\n` : text)
    await call.print(all.join(''))
  },
}
