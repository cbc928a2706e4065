// nl(1), rev(1), fold(1).
import { allLines, Output } from '../input.ts'
import type { Tool } from '../spec.ts'
import { displayWidth } from '../../tty.ts'

export const nl: Tool = {
  spec: {
    name: 'nl',
    summary: 'number lines',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-b, --body-numbering=STYLE': 'a: all lines, t: lines that are not empty',
      '-w, --number-width=N': 'width of the number',
      '-s, --number-separator=S': 'what follows the number',
      '-v, --starting-line-number=N': 'first number',
    },
  },
  async run(call) {
    const width = Number(call.value('w') ?? 6)
    const separator = call.value('s') ?? '\t'
    let number = Number(call.value('v') ?? 1)
    const out = new Output(call)
    for await (const { text } of allLines(call)) {
      const counted = call.value('b') === 'a' || text !== ''
      await out.write(
        `${counted ? String(number++).padStart(width) + separator : ' '.repeat(width + separator.length)}${text}\n`,
      )
    }
    await out.flush()
    return call.status
  },
}

export const rev: Tool = {
  spec: { name: 'rev', summary: 'print lines backwards', usage: '[FILE]...', version: 'rev from util-linux 2.39.3' },
  async run(call) {
    for await (const { text, ended } of allLines(call))
      await call.print([...text].reverse().join('') + (ended ? '\n' : ''))
    return call.status
  },
}

export const fold: Tool = {
  spec: {
    name: 'fold',
    summary: 'break long lines',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-b, --bytes': 'count bytes',
      '-s, --spaces': 'break at spaces',
      '-w, --width=WIDTH': 'width instead of 80',
    },
  },
  async run(call) {
    const width = Number(call.value('w') ?? 80)
    for await (const { text, ended } of allLines(call)) {
      let rest = text
      while (displayWidth(rest) > width) {
        let cut = rest.length
        while (displayWidth(rest.slice(0, cut)) > width) cut--
        const space = call.has('s') ? rest.lastIndexOf(' ', cut - 1) : -1
        const at = space > 0 ? space + 1 : cut
        await call.print(`${rest.slice(0, at)}\n`)
        rest = rest.slice(at)
      }
      await call.print(rest + (ended ? '\n' : ''))
    }
    return call.status
  },
}
